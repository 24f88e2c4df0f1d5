"""Papers of people: appendix of an order, duty cards, rosters of guarded places."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial

from sampai.coordination.pages.papers.press import Press
from sampai.coordination.pages.papers.shape import Filled
from sampai.guarding.model import Duty, Turn
from sampai.kernel.clock import HTime
from sampai.plan.pages.duty_cards import Card, cards_of
from sampai.plan.pages.duty_words import DutyWords
from sampai.plan.pages.labels import RESTRICTED


def order_lists(press: Press) -> Iterator[Filled]:
    """One for each unit that sends people: who, what, where, from when to when, reporting to whom."""
    called = DutyWords(press.plan, press.field.spots)
    by_unit: dict[str, list[Duty]] = defaultdict(list)
    for duty in press.plan.manning.duties:
        by_unit[duty.unit].append(duty)
    for unit, duties in sorted(by_unit.items()):
        if press.wants(unit, press.regions.get(unit, "")):
            ordered = sorted(duties, key=lambda one: (one.starts, one.subject, one.service_number))
            rows = [_ordered(n, duty, called=called, press=press) for n, duty in enumerate(ordered, start=1)]
            yield Filled(
                subject=unit,
                entries={"satuan": called.unit(ordered[0].unit), "jumlah": press.number(_people(duties))},
                rows={"personel": rows},
                mark=press.say(RESTRICTED),
            )


def _people(duties: Sequence[Duty]) -> int:
    """Different people: those with a number once, the others as many as are there at one time."""
    named = {duty.service_number for duty in duties if duty.service_number}
    rest = [duty for duty in duties if not duty.service_number]
    at_once = (sum(two.officers for two in rest if two.starts <= one.starts < two.ends) for one in rest)
    return len(named) + max(at_once, default=0)


def _ordered(number: int, duty: Duty, *, called: DutyWords, press: Press) -> Sequence[str]:
    return (
        str(number),
        called.person(duty.service_number) if duty.service_number else called.unit(duty.unit),
        str(duty.officers),
        press.say(called.kind(duty)),
        called.where(duty),
        _span(duty.starts, duty.ends, press=press),
        called.report_to(duty),
    )


def _span(starts: HTime, ends: HTime, *, press: Press) -> str:
    return f"{press.field.short_day(starts)} {press.field.clock(starts)} – {press.moment(ends)}"


def duty_cards(press: Press) -> Iterator[Filled]:
    """One for each officer, or for each group of whom only the number is known."""
    cards = cards_of(press.plan, where=press.field.spots, words=press.field.words)
    phones = {
        f"{one.rank} {one.name} ({one.service_number})".strip(): one.phone
        for one in press.plan.operation.officers
    }
    areas = {press.field.name(code) for code in press.kecamatan}
    units = {press.field.name(code) for code in press.only}
    for number, card in enumerate(cards, start=1):
        if (areas and card.area not in areas) or (units and card.unit not in units):
            continue
        lead = card.lines[0].report_to if card.lines else ""
        yield Filled(
            subject=str(number),
            entries={
                "nama": card.who if card.people == 1 else f"{card.who} ({card.people})",
                "satuan": card.unit,
                "kecamatan": card.area,
                "padal": lead,
                "telepon": phones.get(lead, ""),
            },
            rows={"tugas": _card_rows(card, press=press)},
            mark=press.say(RESTRICTED),
        )


def _card_rows(card: Card, *, press: Press) -> list[Sequence[str]]:
    return [(press.say(line.kind), line.where, line.when, line.companions) for line in card.lines]


def rosters(press: Press) -> Iterator[Filled]:
    """One for each guarded place: its turns in order of time."""
    called = DutyWords(press.plan, press.field.spots)
    by_place: dict[str, list[Turn]] = defaultdict(list)
    for turn in press.plan.manning.roster.turns:
        by_place[turn.shift.place].append(turn)
    names = _names(press, called=called)
    for place, turns in sorted(by_place.items()):
        if press.wants(place, press.regions.get(place, "")):
            ordered = sorted(turns, key=lambda one: (one.shift.starts, one.unit, one.squad))
            row = partial(_turn, called=called, names=names, press=press)
            yield Filled(
                subject=place,
                entries={
                    "tempat": press.field.name(place),
                    "satuan": ", ".join(sorted({called.unit(turn.unit) for turn in turns})),
                },
                rows={"giliran": [row(number, turn) for number, turn in enumerate(ordered, start=1)]},
                mark=press.say(RESTRICTED),
            )


def _names(press: Press, *, called: DutyWords) -> dict[tuple[str, str, int], list[str]]:
    """Who stands at a place by name, by place, unit and begin."""
    found: dict[tuple[str, str, int], list[str]] = defaultdict(list)
    for duty in press.plan.manning.duties:
        if duty.service_number:
            found[duty.subject, duty.unit, duty.starts].append(called.person(duty.service_number))
    return found


def _turn(
    number: int, turn: Turn, *, called: DutyWords, names: dict[tuple[str, str, int], list[str]], press: Press
) -> Sequence[str]:
    shift, field = turn.shift, press.field
    return (
        str(number),
        field.day(shift.starts),
        f"{field.clock(shift.starts)}–{field.clock(shift.ends)} {field.zone}",
        f"{called.unit(turn.unit)} · {turn.squad}",
        str(turn.officers),
        ", ".join(names.get((shift.place, turn.unit, shift.starts), [])),
        "",
    )
