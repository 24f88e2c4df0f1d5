"""Duty cards to print: one for each officer, or for each group where only counts are known."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from jinja2 import Environment, PackageLoader, StrictUndefined

from sampai.guarding.model import Duty, DutyKind
from sampai.kernel.clock import DAY, HTime
from sampai.kernel.text import Text, Words, say
from sampai.plan.model import OperationPlan
from sampai.plan.pages.duty_words import DutyWords
from sampai.plan.pages.spots import Spots, kecamatan_of, spots


@dataclass(frozen=True, slots=True, kw_only=True)
class CardLine:
    """One duty on a card, or a row of turns alike at one place."""

    kind: Text
    where: str
    when: str
    boxes: str
    companions: str
    report_to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One card: for whom, of which unit, and what is to be done."""

    who: str
    unit: str
    people: int
    area: str
    lines: tuple[CardLine, ...]


def duty_cards(plan: OperationPlan, *, words: Words) -> str:
    """All cards as one HTML page, four on a sheet of A4, each of the size A6."""
    environment = Environment(
        loader=PackageLoader("sampai.plan", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        t=lambda key, **data: words.say(say(key, **data)),
        w=words.say,
        n=words.number,
    )
    return environment.get_template("duty_cards.html.jinja").render(
        plan=plan,
        lang=words.lang,
        cards=cards_of(plan, where=spots(plan), words=words),
        voting_day=words.day(plan.operation.settings.calendar.voting_day),
    )


def cards_of(plan: OperationPlan, *, where: Spots, words: Words) -> list[Card]:
    """Cards in order of unit: of each known officer, then of what only counts are known of."""
    called = DutyWords(plan, where)
    named: dict[str, list[Duty]] = defaultdict(list)
    counted: dict[tuple[str, str, str], list[Duty]] = defaultdict(list)
    for duty in plan.manning.duties:
        if duty.service_number:
            named[duty.service_number].append(duty)
        else:
            counted[duty.unit, duty.kind, duty.subject].append(duty)
    found = [*named.values(), *(counted[key] for key in sorted(counted))]
    found.sort(key=lambda duties: (duties[0].unit, duties[0].service_number or "~"))
    return [_card(duties, called=called, plan=plan, words=words) for duties in found]


def _card(duties: Sequence[Duty], *, called: DutyWords, plan: OperationPlan, words: Words) -> Card:
    first = duties[0]
    number = first.service_number
    return Card(
        who=called.person(number) if number else called.unit(first.unit),
        unit=called.unit(first.unit),
        people=1 if number else max(duty.officers for duty in duties),
        area=_area(first, called=called),
        lines=tuple(_lines(duties, called=called, plan=plan, words=words)),
    )


def _area(duty: Duty, *, called: DutyWords) -> str:
    cluster = called.clusters.get(duty.subject)
    return called.spots.name(kecamatan_of(cluster.stations[0])) if cluster else ""


def _lines(
    duties: Sequence[Duty], *, called: DutyWords, plan: OperationPlan, words: Words
) -> Iterator[CardLine]:
    """One line for each duty; turns at one place at the same clock times are drawn together."""
    ordered = sorted(duties, key=lambda duty: (duty.starts, duty.subject))
    alike: Mapping[object, list[Duty]] = _alike(ordered)
    for group in alike.values():
        duty = group[0]
        yield CardLine(
            kind=called.kind(duty),
            where=called.where(duty),
            when=_when(group, plan=plan, words=words),
            boxes=called.boxes(duty),
            companions=called.companions(duty) if len(group) == 1 else "",
            report_to=called.report_to(duty),
        )


def _alike(duties: Sequence[Duty]) -> Mapping[object, list[Duty]]:
    found: dict[object, list[Duty]] = {}
    for number, duty in enumerate(duties):
        turn = (duty.subject, duty.starts % DAY, duty.ends - duty.starts)
        key = turn if duty.kind is DutyKind.PLACE else number
        found.setdefault(key, []).append(duty)
    return found


def _when(duties: Sequence[Duty], *, plan: OperationPlan, words: Words) -> str:
    calendar = plan.operation.settings.calendar
    first = duties[0]
    if len(duties) == 1:
        start, end = calendar.instant(first.starts), calendar.instant(first.ends)
        return f"{words.short_moment(start)} – {words.short_moment(end)}"
    clock = f"{words.clock(calendar.instant(first.starts))}–{words.clock(calendar.instant(first.ends))}"
    days = ", ".join(
        _run(run, plan=plan, words=words) for run in _runs(sorted({one.starts // DAY for one in duties}))
    )
    return f"{clock}: {days}"


def _runs(days: Sequence[int]) -> list[list[int]]:
    """Days in a row, drawn together."""
    numbered = list(enumerate(days))
    return [[day for _, day in run] for _, run in groupby(numbered, key=lambda pair: pair[1] - pair[0])]


def _run(days: Sequence[int], *, plan: OperationPlan, words: Words) -> str:
    def said(day: int) -> str:
        return words.short_day(plan.operation.settings.calendar.day(HTime(day * DAY)))

    return said(days[0]) if len(days) == 1 else f"{said(days[0])} – {said(days[-1])}"
