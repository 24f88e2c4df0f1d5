"""When each vehicle is busy, so that nothing is promised twice; and the hours in which a stage works."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sampai.election.model import Election, Stage
from sampai.kernel.clock import DAY, HOUR, HTime
from sampai.kernel.ids import VehicleCode

SUNRISE_S, SUNSET_S = 6 * HOUR, 18 * HOUR
"""Daylight near the equator; within half an hour of it all year."""


IN_HAND_S = 6 * HOUR
"""Vehicles are home this long before a stage must be over, where that can be had."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From one moment to another."""

    start: int
    end: int

    @property
    def length_s(self) -> int:
        """How long it lasts."""
        return self.end - self.start

    def overlaps(self, other: "Span") -> bool:
        """Whether there is a moment in both."""
        return max(self.start, other.start) < min(self.end, other.end)

    def without(self, others: "Iterable[Span]") -> "tuple[Span, ...]":
        """The parts of it that lie in none of some others, in order."""
        left, at = [], self.start
        for other in sorted(others):
            left.append(Span(at, min(other.start, self.end)))
            at = max(at, other.end)
        left.append(Span(at, self.end))
        return tuple(span for span in left if span.length_s > 0)


@dataclass(slots=True)
class Diary:
    """What vehicles have promised, by group and number in the group."""

    booked: dict[tuple[VehicleCode, int], list[Span]] = field(default_factory=dict)

    def book(self, vehicle: VehicleCode, ordinal: int, *, span: Span) -> None:
        """Promise a vehicle for some time."""
        self.booked.setdefault((vehicle, ordinal), []).append(span)

    def taken(self, vehicle: VehicleCode, ordinal: int) -> tuple[Span, ...]:
        """What a vehicle has promised."""
        return tuple(self.booked.get((vehicle, ordinal), ()))

    def free(self, vehicle: VehicleCode, ordinal: int, *, within: Span) -> Span | None:
        """The longest time within a span in which a vehicle is free, or None."""
        taken = sorted(self.booked.get((vehicle, ordinal), ()))
        gaps, at = [], within.start
        for span in taken:
            gaps.append(Span(at, max(at, min(span.start, within.end))))
            at = max(at, span.end)
        gaps.append(Span(at, max(at, within.end)))
        longest = max(gaps, key=lambda gap: (gap.length_s, -gap.start))
        return longest if longest.length_s > 0 else None

    def free_over_night(self, vehicle: VehicleCode, ordinal: int, *, within: Span) -> Span | None:
        """The last part of a day from which on a vehicle is free until the next day's end, or None."""
        taken = self.booked.get((vehicle, ordinal), ())
        later = [span.end for span in taken if span.end > within.start and span.start < within.end + DAY]
        start = max([within.start, *later])
        return Span(start, within.end) if start < within.end else None


def bound(stage: Stage, *, election: Election) -> HTime:
    """When a stage must be over: its own latest time or the receiving level's deadline, the earlier."""
    deadlines = [d.at for d in election.deadlines if d.level is stage.receiver]
    return min([stage.latest, *deadlines])


def working_days(stage: Stage, *, election: Election) -> tuple[Span, ...]:
    """The working hours of each day of a stage, in H-time."""
    end = bound(stage, election=election)
    spans = (
        Span(max(day * DAY + stage.opens_s, stage.earliest), min(day * DAY + stage.closes_s, end))
        for day in range(stage.earliest // DAY, (end - 1) // DAY + 1)
    )
    return tuple(span for span in spans if span.length_s > 0)


def with_time_in_hand(days: tuple[Span, ...], *, stage: Stage, election: Election) -> tuple[Span, ...]:
    """The working hours without the last ones before the end of a stage, as long as any are left."""
    end = bound(stage, election=election) - IN_HAND_S
    cut = (Span(day.start, min(day.end, end)) for day in days)
    return tuple(day for day in cut if day.length_s > 0) or days


def by_daylight(span: Span) -> Span:
    """The part of a day's span between sunrise and sunset."""
    midnight = span.start // DAY * DAY
    start = max(span.start, midnight + SUNRISE_S)
    return Span(start, max(start, min(span.end, midnight + SUNSET_S)))
