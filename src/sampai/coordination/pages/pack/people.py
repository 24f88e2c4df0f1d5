"""Section 7: people, reinforcement, forward posts, store shifts, contacts."""

from collections import Counter, defaultdict

from sampai.coordination.pages.pack.source import Source
from sampai.kernel.clock import HTime
from sampai.kernel.ids import PlaceCode, UnitCode
from sampai.kernel.paper import Section
from sampai.kernel.table.page import TableSheet
from sampai.kernel.table.worded import WHOLE, Heading, worded
from sampai.kernel.text import say


def people(source: Source) -> Section:
    """Section 7."""
    return Section(
        number=7,
        title=source.say(say("People: roster, reinforcement, forward posts, store shifts, contacts")),
        tables=(_needs(source), *_loans(source), *_posts(source), *_shifts(source), _contacts(source)),
    )


def _needs(source: Source) -> TableSheet:
    needs = [one for one in source.plan.guard.needs if source.holds(one.kecamatan)]
    return worded(
        source.words,
        name=say("People"),
        title=say("Officers needed and available per kecamatan"),
        headings=[
            Heading(say("Kecamatan"), width=30),
            Heading(say("Stations"), WHOLE, 12),
            Heading(say("Officers needed"), WHOLE, 14),
            Heading(say("Officers available"), WHOLE, 14),
            Heading(say("Officers missing"), WHOLE, 14),
            Heading(say("Linmas"), WHOLE, 12),
        ],
        rows=[
            [
                source.name(one.kecamatan),
                sum(count for _, count in one.stations),
                one.officers,
                one.available,
                one.missing,
                one.linmas,
            ]
            for one in needs
        ],
        total_row=[
            say("In all"),
            sum(count for one in needs for _, count in one.stations),
            sum(one.officers for one in needs),
            sum(one.available for one in needs),
            sum(one.missing for one in needs),
            sum(one.linmas for one in needs),
        ],
    )


def _loans(source: Source) -> list[TableSheet]:
    shortage = source.plan.guard.shortage
    if source.within or not (shortage.missing or shortage.loans):
        return []
    return [
        worded(
            source.words,
            name=say("Reinforcement"),
            title=say("Officers missing in all: {count}. Who could lend some (BKO)", count=shortage.missing),
            headings=[
                Heading(say("Unit"), width=36),
                Heading(say("Officers"), WHOLE, 12),
                Heading(say("About km away"), WHOLE, 14),
                Heading(say("Asked, answer"), width=40),
            ],
            rows=[[one.name, one.officers, round(one.distance_m / 1000), ""] for one in shortage.loans],
            is_form=True,
        )
    ]


def _posts(source: Source) -> list[TableSheet]:
    posts = [
        one for one in source.plan.guard.reserve if not source.within or _serves(one.stations, source=source)
    ]
    if not posts:
        return []
    return [
        worded(
            source.words,
            name=say("Forward posts"),
            title=say("Officers in reserve, at forward posts"),
            headings=[
                Heading(say("Place"), width=36),
                Heading(say("Officers"), WHOLE, 12),
                Heading(say("Stations"), WHOLE, 12),
                Heading(say("Minutes to the farthest"), WHOLE, 16),
            ],
            rows=[
                [source.name(one.place), one.officers, len(one.stations), round(one.response_s / 60)]
                for one in posts
            ],
        )
    ]


def _serves(stations: tuple[str, ...], *, source: Source) -> bool:
    return any(source.holds(code) for code in stations)


def _shifts(source: Source) -> list[TableSheet]:
    """Turns at guarded places by unit: from when to when, how many turns, and those that nobody took."""
    regions = {str(place.code): place.region for place in source.plan.operation.register.places}
    turns: dict[tuple[PlaceCode, UnitCode], list[HTime]] = defaultdict(list)
    for turn in source.plan.manning.roster.turns:
        if source.holds(regions.get(turn.shift.place, source.within)):
            turns[turn.shift.place, turn.unit].append(turn.shift.starts)
    missing = Counter(one.shift.place for one in source.plan.manning.roster.unfilled)
    units = {unit.code: unit.name for unit in source.plan.operation.units}
    if not turns:
        return []
    return [
        worded(
            source.words,
            name=say("Store shifts"),
            title=say("Who guards stores and offices in shifts"),
            headings=[
                Heading(say("Place"), width=36),
                Heading(say("Unit"), width=30),
                Heading(say("Turns"), WHOLE, 10),
                Heading(say("First day"), width=16),
                Heading(say("Last day"), width=16),
                Heading(say("Shifts that nobody took"), WHOLE, 14),
            ],
            rows=[
                [
                    source.name(place),
                    units.get(unit, unit),
                    len(starts),
                    source.field.short_day(min(starts)),
                    source.field.short_day(max(starts)),
                    missing[place],
                ]
                for (place, unit), starts in sorted(turns.items())
            ],
        )
    ]


def _contacts(source: Source) -> TableSheet:
    contacts = source.field.contacts(source.kecamatan)
    return worded(
        source.words,
        name=say("Contacts"),
        title=say("Whom to call"),
        notes=[] if contacts else [say("The tables give no telephone; the lines stay to be filled in.")],
        headings=[
            Heading(say("Office"), width=34),
            Heading(say("Name"), width=40),
            Heading(say("Telephone"), width=22),
        ],
        rows=[_contact(one) for one in contacts]
        or [
            [f"{source.name(code)} · {office}", "", ""]
            for code in source.kecamatan
            for office in ("PPK", "Polsek", "Panwascam")
        ],
    )


def _contact(text: str) -> list[str]:
    unit, _, rest = text.partition(", ")
    name, _, phone = rest.rpartition(", ")
    return [unit, name, phone]
