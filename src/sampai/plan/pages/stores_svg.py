"""What lies in stores and offices, drawn as SVG: a line per place, a bar per day, against the room there."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from sampai.kernel.clock import DAY, HTime
from sampai.kernel.text import say
from sampai.plan.model import NOT_FILLED_IN, StoreDay
from sampai.plan.pages.field import Field
from sampai.plan.pages.way_sheets import room_m3
from sampai.plan.rules.stores import fullest, store_days

MOST = 45
"""Places drawn; the workbook has all."""

WIDTH, LEFT, RIGHT = 1_000, 220, 160
TOP, ROW, BAR = 30, 26, 20
LETTERS = 38


@dataclass(frozen=True, slots=True, kw_only=True)
class StorePart:
    """The report's chart of stores: how many places there are, how many are drawn, how many overfull."""

    svg: str
    places: int
    drawn: int
    overfull: int
    unknown: int
    """Places of which nobody stated the room."""


@dataclass(frozen=True, slots=True)
class _Row:
    """One place's days; `room` in m3, None where nobody stated it."""

    place: str
    days: Mapping[int, StoreDay]
    peak: float
    room: float | None

    @property
    def is_overfull(self) -> bool:
        return self.room is not None and self.peak > self.room

    @property
    def urgency(self) -> tuple[bool, float, str]:
        """The overfull first, then the fullest of their room, then those without a stated room by volume."""
        share = self.peak / self.room if self.room else 0.0
        return self.room is None, -share if self.room else -self.peak, self.place


def store_part(field: Field) -> StorePart | None:
    """The chart, or None where nothing waits anywhere."""
    plan = field.plan
    rows = _rows(store_days(plan.delivery, needs=plan.needs, register=plan.operation.register), field=field)
    if not rows:
        return None
    drawn = rows[:MOST]
    return StorePart(
        svg=_svg(drawn, field=field),
        places=len(rows),
        drawn=len(drawn),
        overfull=sum(row.is_overfull for row in rows),
        unknown=sum(row.room is None for row in rows),
    )


def _rows(days: Sequence[StoreDay], *, field: Field) -> list[_Row]:
    by_place: dict[str, dict[int, StoreDay]] = defaultdict(dict)
    for one in days:
        by_place[one.place][one.day] = one
    rows = [
        _Row(place, by_place[place], most.peak_l / 1000, room_m3(place, field=field))
        for place, most in fullest(days).items()
    ]
    return sorted(rows, key=lambda row: row.urgency)


def _svg(rows: Sequence[_Row], *, field: Field) -> str:
    numbers = [day for row in rows for day in row.days]
    days = range(min(numbers), max(numbers) + 1)
    height = TOP + ROW * len(rows) + 4
    title = escape(field.say(say("What lies in stores and offices, day by day")))
    return "\n".join(
        (
            f'<svg class="stores" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{title}">',
            *_heads(days, height=height, field=field),
            *(mark for at, row in enumerate(rows) for mark in _bars(row, at=at, days=days, field=field)),
            "</svg>",
        )
    )


def _x(day: int, *, days: range) -> float:
    return round(LEFT + (WIDTH - LEFT - RIGHT) * (day - days[0]) / len(days), 1)


def _heads(days: range, *, height: int, field: Field) -> Iterator[str]:
    for day in days:
        x = _x(day, days=days)
        name = f"H{day:+d}" if day else "H"
        yield f'<path class="midnight" d="M{x:g} 4V{height}"/>'
        yield f'<text class="day" x="{x + 4:g}" y="12">{name}</text>'
        yield f'<text x="{x + 4:g}" y="23">{escape(field.short_day(HTime(day * DAY)))}</text>'
    fullest_and_room = escape(field.say(say("Fullest and room")))
    yield f'<text class="day" x="{WIDTH - RIGHT + 6}" y="12">{fullest_and_room}</text>'


def _bars(row: _Row, *, at: int, days: range, field: Field) -> Iterator[str]:
    base = TOP + ROW * (at + 1)
    scale = max(row.peak, row.room or 0) or 1.0
    number = field.words.number
    name = field.name(row.place)
    name = name if len(name) <= LETTERS else name[: LETTERS - 1] + "…"
    yield f'<text class="who" x="{LEFT - 6}" y="{base - 7}">{escape(name)}</text>'
    wide = round((WIDTH - LEFT - RIGHT) / len(days) - 4, 1)
    for day, one in row.days.items():
        yield from _bar(
            one, x=_x(day, days=days) + 2, base=base, wide=wide, scale=scale, row=row, field=field
        )
    if row.room is not None:
        y = round(base - BAR * row.room / scale, 1)
        yield f'<path class="room" d="M{LEFT} {y:g}H{WIDTH - RIGHT}"/>'
    room = number(round(row.room, 1)) if row.room is not None else field.say(NOT_FILLED_IN)
    look = ' class="over"' if row.is_overfull else ""
    told = f"{number(round(row.peak, 1))} / {escape(room)} m³"
    yield f'<text{look} x="{WIDTH - RIGHT + 6}" y="{base - 7}">{told}</text>'


def _bar(
    one: StoreDay, *, x: float, base: int, wide: float, scale: float, row: _Row, field: Field
) -> Iterator[str]:
    peak = one.peak_l / 1000
    tall = round(BAR * peak / scale, 1)
    is_over = row.room is not None and peak > row.room
    kind = "over" if is_over else "lies" if row.room is not None else "lies open"
    yield f'<rect class="{kind}" x="{x:g}" y="{base - tall:g}" width="{wide:g}" height="{tall:g}"/>'
    told = field.words.number(round(peak, 1))
    yield f'<text class="volume" x="{x + wide / 2:g}" y="{base - 6}">{told}</text>'
