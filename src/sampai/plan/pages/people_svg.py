"""People in use over time, drawn as SVG: one strip per unit, hour by hour, against what it can send."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from sampai.guarding.model import Duty, DutyKind, Unit
from sampai.kernel.clock import DAY, Calendar, HTime
from sampai.kernel.text import Words, say
from sampai.plan.model import OperationPlan
from sampai.plan.pages.gantt_svg import LEFT, WIDTH, Axis
from sampai.plan.rules.duties import in_use, runs

TOP = 34
STRIP = 26
"""Height of a unit's strip; so many people as it can send fill it but for the gap."""

GAP = 6
LETTERS = 30

STYLE = """<style>
.people text { font: 9px "Segoe UI", Roboto, "Noto Sans", Arial, sans-serif; fill: #56606e; }
.people .who { text-anchor: end; fill: #1b2430; }
.people .day { font-weight: 600; fill: #1b2430; font-size: 10px; }
.people .midnight { stroke: #9aa3af; stroke-width: .6; fill: none; }
.people .top { stroke: #b9c6d4; stroke-width: .8; stroke-dasharray: 3 2; fill: none; }
.people .used { fill: #1f4e79; } .people .over { fill: #b3121d; }
.people .row { fill: #f4f6f8; }
</style>"""


def timeline(plan: OperationPlan, *, words: Words) -> str:
    """The chart of a plan as a file of its own."""
    operation = plan.operation
    calendar = operation.settings.calendar
    return people_svg(plan.manning.duties, units=operation.units, calendar=calendar, words=words) + "\n"


def people_svg(
    duties: Sequence[Duty], *, units: Sequence[Unit], calendar: Calendar, words: Words, style: str = STYLE
) -> str:
    """One `<svg>` element that stands alone; without strips where nobody is out.

    `style` is empty for pages that bring the same rules in a style sheet.

    It shows the days of stations and escorts; weeks in which only places are guarded look alike and are left
    out unless there is nothing else.
    """
    used = in_use(duties)
    shown = [unit for unit in units if unit.code in used]
    axis = _axis(duties)
    height = TOP + STRIP * len(shown) + 4
    title = escape(words.say(say("People in use by unit and hour")))
    return "\n".join(
        (
            (
                f'<svg xmlns="http://www.w3.org/2000/svg" class="people" viewBox="0 0 {WIDTH} {height}" '
                f'role="img" aria-label="{title}">'
            ),
            style,
            *_days(axis, height=height, calendar=calendar, words=words),
            *(
                mark
                for row, unit in enumerate(shown)
                for mark in _strip(unit, used[unit.code], top=TOP + STRIP * row, axis=axis, words=words)
            ),
            "</svg>",
        )
    )


def _axis(duties: Sequence[Duty]) -> Axis:
    busy = [duty for duty in duties if duty.kind is not DutyKind.PLACE] or duties
    if not busy:
        return Axis(HTime(-DAY), HTime(DAY))
    starts = min(duty.starts for duty in busy) // DAY * DAY
    ends = -(-max(duty.ends for duty in busy) // DAY) * DAY
    return Axis(HTime(starts), HTime(ends))


def _days(axis: Axis, *, height: int, calendar: Calendar, words: Words) -> Iterator[str]:
    days = axis.days()
    every = -(-len(days) // 12)
    for number, day in enumerate(days):
        x = axis.x(day)
        yield f'<path class="midnight" d="M{x:g} {TOP - 10}V{height}"/>'
        if number % every == 0:
            name = f"H{day // DAY:+d}" if day else "H"
            yield f'<text class="day" x="{x + 3:g}" y="11">{name}</text>'
            date = escape(words.short_day(calendar.day(HTime(day))))
            yield f'<text x="{x + 3:g}" y="22">{date}</text>'


def _strip(unit: Unit, hours: Mapping[HTime, int], *, top: int, axis: Axis, words: Words) -> Iterator[str]:
    inside = {at: people for at, people in hours.items() if axis.starts <= at < axis.ends}
    most = max(inside.values(), default=0)
    scale = (STRIP - GAP) / max(most, unit.available, 1)
    floor = top + STRIP - 2
    figure = words.say(say("{most} of {available}", most=most, available=unit.available))
    name = unit.name if len(unit.name) <= LETTERS else unit.name[: LETTERS - 1].rstrip() + "…"
    yield f'<text class="who" x="{LEFT - 6}" y="{floor - 10}">{escape(name)}</text>'
    yield f'<text class="who" x="{LEFT - 6}" y="{floor - 1}">{escape(figure)}</text>'
    yield f'<path class="row" d="M{LEFT} {floor}H{WIDTH}v1H{LEFT}z"/>'
    yield f'<path class="used" d="{_steps(inside, axis=axis, floor=floor, scale=scale)}"/>'
    over = {at: people for at, people in inside.items() if people > unit.available}
    if over:
        yield f'<path class="over" d="{_steps(over, axis=axis, floor=floor, scale=scale)}"/>'
    line = floor - unit.available * scale
    yield f'<path class="top" d="M{LEFT} {line:.1f}H{WIDTH}"/>'


def _steps(hours: Mapping[HTime, int], *, axis: Axis, floor: int, scale: float) -> str:
    """One bar for each run of hours with the same number of people."""
    return "".join(
        f"M{axis.x(start):g} {floor}v{-people * scale:.1f}H{axis.x(end):g}V{floor}z"
        for start, end, people in runs(hours)
        if people
    )
