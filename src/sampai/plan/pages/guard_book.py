"""The workbook of the guards: duties by unit, person, station and shift; who leads, who is missing."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sampai.guarding.model import Command, CommandKind, Duty, DutyKind, Shift
from sampai.kernel.clock import DAY, HOUR, MINUTE, HTime
from sampai.kernel.ids import PlaceCode, UnitCode
from sampai.kernel.table.page import TableSheet
from sampai.kernel.table.worded import CERTAINTY, MOMENT, WHOLE, Heading, Said, worded
from sampai.kernel.text import Words, say
from sampai.plan.model import OperationPlan
from sampai.plan.pages.duty_words import DutyWords
from sampai.plan.pages.spots import kecamatan_of, spots
from sampai.plan.rules.duty_checks import DUTY

COMMAND = {
    CommandKind.PADAL: say("Officer in charge (Padal)"),
    CommandKind.PAMATWIL: say("Supervisor of the area (Pamatwil)"),
}

PART = {
    "building": say("Building"),
    "surroundings": say("Surroundings"),
    "people": say("Staff and equipment"),
}


def duty_sheets(plan: OperationPlan, *, words: Words) -> list[TableSheet]:
    """All sheets of duties; those that would be empty are left out."""
    called = DutyWords(plan, spots(plan))
    sheets = (
        unit_sheet(plan, called=called, words=words),
        order_sheet(plan, called=called, words=words),
        station_sheet(plan, called=called, words=words),
        shift_sheet(plan, called=called, words=words),
        convoy_sheet(plan, called=called, words=words),
        command_sheet(plan, called=called, words=words),
        tree_sheet(plan, called=called, words=words),
        missing_sheet(plan, called=called, words=words),
        checklist_sheet(plan, words=words),
    )
    return [sheet for sheet in sheets if sheet.rows]


def unit_sheet(plan: OperationPlan, *, called: DutyWords, words: Words) -> TableSheet:
    """Each unit's duties by kind: how many, people at most at one time, from when to when."""
    rows: list[list[Said]] = []
    for unit in plan.operation.units:
        own = [duty for duty in plan.manning.duties if duty.unit == unit.code]
        for kind in DutyKind:
            some = [duty for duty in own if duty.kind is kind]
            if some:
                rows.append(
                    [
                        unit.name,
                        called.kind(some[0]),
                        len({(duty.subject, duty.starts) for duty in some}),
                        sum(duty.officers for duty in some),
                        _local(plan, min(duty.starts for duty in some)),
                        _local(plan, max(duty.ends for duty in some)),
                        unit.available,
                    ]
                )
    return worded(
        words,
        name=say("Per unit"),
        title=say("Duties of each unit"),
        notes=[say("A person may take several duties one after the other; turns count each time.")],
        headings=[
            Heading(say("Unit"), width=28),
            Heading(say("Duty"), width=18),
            Heading(say("How many duties"), WHOLE),
            Heading(say("People and turns"), WHOLE, 16),
            Heading(say("From"), MOMENT, 18),
            Heading(say("Until"), MOMENT, 18),
            Heading(say("Available"), WHOLE),
        ],
        rows=rows,
    )


def order_sheet(plan: OperationPlan, *, called: DutyWords, words: Words) -> TableSheet:
    """The appendix of an order (lampiran surat perintah): every duty with people or counts, in unit order."""
    return worded(
        words,
        name=say("Appendix of the order"),
        title=say("Appendix of the order (lampiran surat perintah): who does what, where and when"),
        notes=[
            say("Number and date of the order: ……………………"),
            say("A draft: it binds nobody until the head of the unit has signed it."),
            say("Turns at guarded places are one row; each turn stands in the sheet of shifts."),
        ],
        headings=[
            Heading(say("No."), WHOLE, 6),
            Heading(say("Unit"), width=26),
            Heading(say("Rank"), width=12),
            Heading(say("Name"), width=24),
            Heading(say("Service number (NRP)"), width=16),
            Heading(say("People"), WHOLE, 8),
            Heading(say("Duty"), width=16),
            Heading(say("Where"), width=44),
            Heading(say("From"), MOMENT, 18),
            Heading(say("Until"), MOMENT, 18),
            Heading(say("Turns"), WHOLE, 8),
            Heading(say("Goes with the boxes of journeys"), width=30),
            Heading(say("With whom"), width=40),
            Heading(say("Reports to"), width=30),
        ],
        rows=[
            [number, *_order_row(duties, plan=plan, called=called)]
            for number, duties in enumerate(_alike(plan.manning.duties), start=1)
        ],
    )


def _alike(duties: Sequence[Duty]) -> list[list[Duty]]:
    """Duties in their order; all turns of one officer, or one unit, at one place together."""
    found: dict[tuple[str, ...], list[Duty]] = {}
    for number, duty in enumerate(duties):
        turn = duty.kind is DutyKind.PLACE
        key = (duty.unit, duty.subject, duty.service_number) if turn else (str(number),)
        found.setdefault(key, []).append(duty)
    return list(found.values())


def _order_row(duties: Sequence[Duty], *, plan: OperationPlan, called: DutyWords) -> list[Said]:
    duty = duties[0]
    officer = called.officers.get(duty.service_number)
    return [
        called.unit(duty.unit),
        officer.rank if officer else "",
        officer.name if officer else "",
        duty.service_number,
        max(one.officers for one in duties),
        called.kind(duty),
        called.where(duty),
        _local(plan, duty.starts),
        _local(plan, max(one.ends for one in duties)),
        len(duties),
        called.boxes(duty),
        called.companions(duty),
        called.report_to(duty),
    ]


def station_sheet(plan: OperationPlan, *, called: DutyWords, words: Words) -> TableSheet:
    """Every station with its class, group, who stands there and who leads."""
    return worded(
        words,
        name=say("Per station"),
        title=say("Who stands at which TPS"),
        notes=[
            say("Officers of a group go from station to station; they stay outside the room of the vote.")
        ],
        headings=[
            Heading(say("Code"), width=16),
            Heading(say("Station"), width=28),
            Heading(say("Kecamatan"), width=22),
            Heading(say("Class"), width=14),
            Heading(say("Group"), width=20),
            Heading(say("Needed"), WHOLE, 9),
            Heading(say("Sent"), WHOLE, 9),
            Heading(say("Who"), width=46),
            Heading(say("Reports to"), width=30),
        ],
        rows=list(_station_rows(plan, called=called)),
    )


def _station_rows(plan: OperationPlan, *, called: DutyWords) -> Iterator[list[Said]]:
    sent: dict[str, list[Duty]] = {}
    for duty in plan.manning.duties:
        if duty.kind is DutyKind.STATIONS:
            sent.setdefault(duty.subject, []).append(duty)
    rows = {
        station: (cluster, sent.get(cluster.code, []))
        for cluster in plan.guard.clusters
        for station in cluster.stations
    }
    for station in sorted(rows):
        cluster, duties = rows[station]
        yield [
            station,
            called.spots.name(station),
            called.spots.name(kecamatan_of(station)),
            cluster.risk.value,
            cluster.code,
            cluster.officers,
            sum(duty.officers for duty in duties),
            ", ".join(called.who(duty) for duty in duties),
            called.report_to(duties[0]) if duties else "",
        ]


def shift_sheet(plan: OperationPlan, *, called: DutyWords, words: Words) -> TableSheet:
    """Every shift of every guarded place in order of time, with squad and people; gaps are named."""
    return worded(
        words,
        name=say("Per shift"),
        title=say("Guard of stores and offices, round the clock"),
        notes=[
            say(
                "The shift that goes hands over in writing to the one that comes; visitors are written down."
            ),
        ],
        headings=[
            Heading(say("Place"), width=30),
            Heading(say("From"), MOMENT, 18),
            Heading(say("Until"), MOMENT, 18),
            Heading(say("Needed"), WHOLE, 9),
            Heading(say("Unit"), width=26),
            Heading(say("Squad"), WHOLE, 8),
            Heading(say("People"), WHOLE, 9),
            Heading(say("Missing"), WHOLE, 9),
            Heading(say("Names"), width=46),
            Heading(say("Officer in charge (Padal)"), width=30),
            Heading(say("How sure"), width=12),
        ],
        rows=list(_shift_rows(plan, called=called)),
    )


def _shift_rows(plan: OperationPlan, *, called: DutyWords) -> Iterator[list[Said]]:
    roster = plan.manning.roster
    rows = [
        *((turn.shift, turn.unit, turn.squad, turn.officers, 0) for turn in roster.turns),
        *((gap.shift, "", None, 0, gap.missing) for gap in roster.unfilled),
    ]
    rows.sort(key=lambda row: (row[0].place, row[0].starts, row[4], row[1]))
    for shift, unit, squad, officers, missing in rows:
        lead = called.leads.get(shift.place)
        yield [
            called.spots.name(shift.place),
            _local(plan, shift.starts),
            _local(plan, shift.ends),
            shift.officers,
            called.unit(UnitCode(unit)),
            squad,
            officers,
            missing,
            _names(shift, unit=unit, called=called),
            called.leader(lead) if lead else "",
            CERTAINTY[shift.certainty],
        ]


def _names(shift: Shift, *, unit: str, called: DutyWords) -> str:
    duties = called.together.get((shift.place, shift.starts, shift.ends), ())
    return ", ".join(
        called.person(duty.service_number) for duty in duties if duty.unit == unit and duty.service_number
    )


def convoy_sheet(plan: OperationPlan, *, called: DutyWords, words: Words) -> TableSheet:
    """Every convoy with its need and who escorts it."""
    missing = {gap.convoy: gap.missing for gap in plan.manning.escorts.missing}
    sent: dict[str, list[Duty]] = {}
    for duty in plan.manning.duties:
        if duty.kind is DutyKind.JOURNEY:
            sent.setdefault(duty.subject, []).append(duty)
    return worded(
        words,
        name=say("Escorts"),
        title=say("Convoys and their escorts"),
        notes=[
            say("Journeys from one place in one hour and one direction are one convoy and share outriders."),
            say("Officers who go with the boxes of their own stations are escorts already."),
        ],
        headings=[
            Heading(say("Convoy"), width=18),
            Heading(say("Way"), width=44),
            Heading(say("Gathers"), MOMENT, 18),
            Heading(say("Departs"), MOMENT, 18),
            Heading(say("Back"), MOMENT, 18),
            Heading(say("Journeys"), width=34),
            Heading(say("With the vehicles"), WHOLE),
            Heading(say("Outriders"), WHOLE),
            Heading(say("Of these TNI"), WHOLE),
            Heading(say("With their own boxes"), WHOLE),
            Heading(say("Missing"), WHOLE, 9),
            Heading(say("Who"), width=46),
        ],
        rows=[
            [
                convoy.code,
                called.way(convoy),
                _local(plan, convoy.starts),
                _local(plan, convoy.departs),
                _local(plan, convoy.ends),
                ", ".join(convoy.journeys),
                convoy.officers,
                convoy.outriders,
                convoy.soldiers,
                convoy.with_boxes,
                missing.get(convoy.code, 0),
                ", ".join(called.who(duty) for duty in sent.get(convoy.code, [])),
            ]
            for convoy in plan.manning.escorts.convoys
        ],
    )


def command_sheet(plan: OperationPlan, *, called: DutyWords, words: Words) -> TableSheet:
    """Who leads what: Padal and Pamatwil."""
    return worded(
        words,
        name=say("Who leads"),
        title=say("Officers in charge (Padal) and supervisors of areas (Pamatwil)"),
        notes=[say("Where only a unit is named, the unit names the officer.")],
        headings=[
            Heading(say("Task"), width=30),
            Heading(say("Area"), width=28),
            Heading(say("Unit"), width=26),
            Heading(say("Who"), width=34),
            Heading(say("Leads"), width=70),
        ],
        rows=[_command_row(command, called=called) for command in plan.manning.commands],
    )


def _command_row(command: Command, *, called: DutyWords) -> list[Said]:
    return [
        COMMAND[command.kind],
        called.spots.name(command.area),
        called.unit(command.unit),
        called.person(command.service_number),
        "; ".join(_led(subject, called=called) for subject in command.subjects),
    ]


def _led(subject: str, *, called: DutyWords) -> str:
    cluster = called.clusters.get(subject)
    return called.spots.name(subject) if cluster is None else called.stations(cluster)


def tree_sheet(plan: OperationPlan, *, called: DutyWords, words: Words) -> TableSheet:
    """The tree of command: Polres, under it each Polsek, under it its stations."""
    return worded(
        words,
        name=say("Command tree"),
        title=say("Polres, Polsek, stations"),
        notes=[say("Each group of stations stands under the unit that sends most people to it.")],
        headings=[
            Heading(say("Level"), WHOLE, 8),
            Heading(say("Unit or stations"), width=60),
            Heading(say("Class"), width=14),
            Heading(say("Stations"), WHOLE),
            Heading(say("People at stations"), WHOLE, 16),
            Heading(say("Available"), WHOLE),
        ],
        rows=list(_tree_rows(plan, called=called)),
    )


def _tree_rows(plan: OperationPlan, *, called: DutyWords) -> Iterator[list[Said]]:
    units = plan.operation.units
    of = {unit.code: [d for d in called.main if d.unit == unit.code] for unit in units}
    known = set(of)

    def below(parent: str | None, depth: int) -> Iterator[list[Said]]:
        for unit in units:
            above = unit.parent if unit.parent in known else None
            if above != parent:
                continue
            led = of[unit.code]
            yield [
                depth,
                f"{'    ' * (depth - 1)}{unit.name}",
                "",
                sum(len(called.clusters[duty.subject].stations) for duty in led),
                sum(duty.officers for duty in plan.manning.duties if _at_stations(duty, unit.code)),
                unit.available,
            ]
            for duty in led:
                cluster = called.clusters[duty.subject]
                yield [
                    depth + 1,
                    f"{'    ' * depth}{called.stations(cluster)}",
                    cluster.risk.value,
                    len(cluster.stations),
                    cluster.officers,
                    None,
                ]
            yield from below(unit.code, depth + 1)

    yield from below(None, 1)


def _at_stations(duty: Duty, unit: str) -> bool:
    return duty.kind is DutyKind.STATIONS and duty.unit == unit


def missing_sheet(plan: OperationPlan, *, called: DutyWords, words: Words) -> TableSheet:
    """Everything that nobody could be found for, and why."""
    return worded(
        words,
        name=say("Missing people"),
        title=say("Stations, shifts and convoys without all their people"),
        notes=[],
        headings=[
            Heading(say("Duty"), width=18),
            Heading(say("Where"), width=50),
            Heading(say("From"), MOMENT, 18),
            Heading(say("Needed"), WHOLE),
            Heading(say("Missing"), WHOLE),
            Heading(say("Why"), width=90),
        ],
        rows=list(_missing_rows(plan, called=called)),
    )


SUFFICES = say("Fewer than usual, which suffices by the pack's rule where people are short.")


def _missing_rows(plan: OperationPlan, *, called: DutyWords) -> Iterator[list[Said]]:
    for bare in plan.guard.shortage.unguarded:
        cluster = called.clusters.get(bare.cluster)
        where = called.stations(cluster) if cluster else bare.cluster
        why = say(
            "Pattern {pattern}: {given} of {needed} officers can be sent.",
            pattern=bare.pattern,
            given=bare.given,
            needed=bare.officers,
        )
        yield [DUTY[DutyKind.STATIONS], where, None, bare.officers, bare.officers - bare.given, why]
    for gap in plan.manning.roster.unfilled:
        yield [
            DUTY[DutyKind.PLACE],
            called.spots.name(gap.shift.place),
            _local(plan, gap.shift.starts),
            gap.shift.officers,
            gap.missing,
            SUFFICES if gap.is_thin else called.spots.named(gap.why),
        ]
    for short in plan.manning.escorts.missing:
        convoy = called.convoys[short.convoy]
        yield [
            DUTY[DutyKind.JOURNEY],
            called.way(convoy),
            _local(plan, convoy.departs),
            convoy.needed,
            short.missing,
            called.spots.named(short.why),
        ]


def checklist_sheet(plan: OperationPlan, *, words: Words) -> TableSheet:
    """The condition of each guarded place, line by line, to be ticked off by its due date.

    That is the day before the guard begins, where the pack names an earlier one.
    """
    rules, starts = plan.rules.rosters, _first_shifts(plan)
    rows: list[list[Said]] = [
        [
            place.name,
            PART.get(check.part, check.part),
            check.what_en if words.lang == "en" else check.what,
            _local(plan, max(check.due, _eve(starts[place.code]))),
            "",
            "",
            "",
            check.basis.source,
        ]
        for place in plan.operation.register.places
        if place.code in starts
        for check in (rules.checks if rules else ())
        if place.kind in check.kinds
    ]
    return worded(
        words,
        name=say("Store checklist"),
        title=say("Condition of stores and offices: building, surroundings, staff and equipment"),
        notes=[say("Checked by the police, the commission and the supervisor together.")],
        headings=[
            Heading(say("Place"), width=30),
            Heading(say("Part"), width=20),
            Heading(say("What"), width=60),
            Heading(say("Due"), MOMENT, 18),
            Heading(say("In order (yes or no)"), width=18),
            Heading(say("Found on"), width=14),
            Heading(say("By whom, remark"), width=34),
            Heading(say("Source"), width=50),
        ],
        rows=rows,
    )


def _first_shifts(plan: OperationPlan) -> Mapping[PlaceCode, HTime]:
    """When the guard of each guarded place begins."""
    roster = plan.manning.roster
    starts: dict[PlaceCode, HTime] = {}
    for shift in (*(turn.shift for turn in roster.turns), *(gap.shift for gap in roster.unfilled)):
        starts[shift.place] = min(shift.starts, starts.get(shift.place, shift.starts))
    return starts


def _eve(at: HTime) -> HTime:
    """17:00 on the day before."""
    return HTime((at // DAY - 1) * DAY + 17 * HOUR)


def _local(plan: OperationPlan, at: HTime) -> datetime:
    """Local time, seconds rounded up to the minute."""
    return plan.operation.settings.calendar.instant(HTime(-(-at // MINUTE) * MINUTE)).replace(tzinfo=None)
