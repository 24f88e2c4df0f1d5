"""When each vehicle is under way, drawn as SVG: one line per vehicle, nights shaded, deadline marked."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from itertools import groupby

from sampai.election.model import Election, Level
from sampai.kernel.clock import DAY, HOUR, Calendar, HTime
from sampai.kernel.ids import VehicleCode
from sampai.kernel.text import Words, say
from sampai.plan.pages.journeys import vehicle_name
from sampai.transport.model import Journey

WIDTH = 1_000
LEFT = 180
"""Room for the names of the vehicles."""

LETTERS = 36
"""Letters that fit into it."""

TOP = 34
FEW = 40
"""Up to so many vehicles have thick lines."""


@dataclass(frozen=True, slots=True)
class Axis:
    """Turns election time into pixels, in tenths."""

    starts: HTime
    ends: HTime

    def x(self, at: int) -> float:
        """Where a moment stands; moments outside stand at the edge."""
        inside = min(max(at, self.starts), self.ends)
        return LEFT + round((WIDTH - LEFT) * (inside - self.starts) / (self.ends - self.starts), 1)

    def days(self) -> range:
        """The first second of each day that it shows."""
        return range(self.starts // DAY * DAY, self.ends, DAY)

    def hours(self) -> range:
        """The hours that are marked: every 1, 2, 3, 6 or 12, so that at most 16 are."""
        step = next((h for h in (1, 2, 3, 6) if self.ends - self.starts <= 16 * h * HOUR), 12) * HOUR
        return range(-(-self.starts // step) * step, self.ends, step)


def gantt_svg(
    journeys: list[Journey],
    *,
    names: Mapping[VehicleCode, str],
    election: Election,
    calendar: Calendar,
    words: Words,
) -> str:
    """One stage's vehicles over time as one `<svg>` element; `names` are those of vehicle groups."""
    axis = Axis(
        HTime(min(j.loads for j in journeys) // HOUR * HOUR),
        HTime(-(-max(j.free for j in journeys) // HOUR) * HOUR),
    )
    rows = _rows(journeys, names=names)
    height = rows[-1].bottom + 6
    receiver = journeys[0].receiver
    title = escape(words.say(say("Vehicles under way to {level}", level=receiver.upper())))
    return "\n".join(
        (
            f'<svg class="gantt" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{title}">',
            *_nights(axis, height=height, election=election, stage=(journeys[0].giver, receiver)),
            *_grid(axis, height=height, calendar=calendar, words=words),
            *(mark for row in rows for mark in _bars(row, axis=axis, calendar=calendar, words=words)),
            *_deadline(axis, height=height, election=election, level=receiver),
            "</svg>",
        )
    )


@dataclass(frozen=True, slots=True)
class _Row:
    """One vehicle's line; `label` is written only on the first line of a group."""

    journeys: list[Journey]
    label: str
    top: float
    thick: float

    @property
    def bottom(self) -> int:
        return round(self.top + max(self.thick, 10) + 2)


def _rows(journeys: list[Journey], *, names: Mapping[VehicleCode, str]) -> list[_Row]:
    lines: dict[tuple[VehicleCode, int], list[Journey]] = defaultdict(list)
    for journey in journeys:
        for ordinal in journey.vehicles:
            lines[journey.vehicle, ordinal].append(journey)
    thick = 9 if len(lines) <= FEW else 5
    rows, top, next_label = [], float(TOP), float(TOP)
    for code, vehicles in groupby(sorted(lines), key=lambda vehicle: vehicle[0]):
        top = max(top, next_label)
        next_label = top + 12
        for number, vehicle in enumerate(vehicles):
            rows.append(
                _Row(lines[vehicle], _short(names.get(code, code)) if number == 0 else "", top, thick)
            )
            top += thick + 2
    return rows


def _short(name: str) -> str:
    return name if len(name) <= LETTERS else name[: LETTERS - 1].rstrip() + "…"


def _bars(row: _Row, *, axis: Axis, calendar: Calendar, words: Words) -> Iterator[str]:
    if row.label:
        yield f'<text x="{LEFT - 6}" y="{row.top + 8}" class="who">{escape(row.label)}</text>'
    for j in row.journeys:
        loads, departs = axis.x(j.loads), axis.x(j.departs)
        title = " · ".join(
            (vehicle_name(j), j.code, _span(j.departs, j.free, calendar=calendar, words=words))
        )
        yield _rect(loads, row.top, width=departs - loads, height=row.thick, kind="loading")
        yield _rect(
            departs, row.top, width=axis.x(j.free) - departs, height=row.thick, kind="under-way", title=title
        )


def _span(start: HTime, end: HTime, *, calendar: Calendar, words: Words) -> str:
    return f"{words.short_moment(calendar.instant(start))}–{words.clock(calendar.instant(end))}"


def _rect(x: float, y: float, *, width: float, height: float, kind: str, title: str = "") -> str:
    shape = f'<rect class="{kind}" x="{x:g}" y="{y:g}" width="{round(width, 1):g}" height="{height:g}"'
    return f"{shape}><title>{escape(title)}</title></rect>" if title else f"{shape}/>"


def _nights(axis: Axis, *, height: int, election: Election, stage: tuple[Level, Level]) -> Iterator[str]:
    """Hours outside the stage's work hours."""
    rule = next((s for s in election.stages if (s.giver, s.receiver) == stage), None)
    if rule is None:
        return
    for day in axis.days():
        for start, end in ((day, day + rule.opens_s), (day + rule.closes_s, day + DAY)):
            x = axis.x(start)
            width = axis.x(end) - x
            if width > 0:
                yield _rect(x, TOP - 4, width=width, height=height - TOP + 4, kind="night")


def _grid(axis: Axis, *, height: int, calendar: Calendar, words: Words) -> Iterator[str]:
    for day in axis.days():
        x = axis.x(day)
        name = f"H{day // DAY:+d}" if day else "H"
        date = escape(words.short_day(calendar.day(HTime(day))))
        yield f'<text x="{x + 3:g}" y="11" class="day">{name} · {date}</text>'
        yield f'<path class="midnight" d="M{x:g} 0V{height}"/>'
    for hour in axis.hours():
        x = axis.x(hour)
        if hour % DAY:
            yield f'<path class="hour" d="M{x:g} {TOP - 6}V{height}"/>'
        clock = escape(words.clock(calendar.instant(HTime(hour))))
        yield f'<text x="{x:g}" y="{TOP - 9}" class="hour">{clock}</text>'


def _deadline(axis: Axis, *, height: int, election: Election, level: Level) -> Iterator[str]:
    times = [deadline.at for deadline in election.deadlines if deadline.level is level]
    for at in times:
        if axis.starts <= at <= axis.ends:
            yield f'<path class="deadline" d="M{axis.x(at):g} {TOP - 6}V{height}"/>'
