"""How long drivers drive and work: pauses on the way, the longest duty, the rest between two duties.

They hold for what drives on roads (see the pack's drivers.toml). Two drivers in one vehicle take turns: no
pauses, and twice the duty.
"""

from collections.abc import Iterable, Sequence

from sampai.transport.model import DriverRules, Medium, ModeRule, VehicleGroup
from sampai.transport.rules.diary import Span


class Hands:
    """What the rules of drivers mean for one group's vehicles; without rules, nothing."""

    def __init__(self, rules: DriverRules | None, *, mode: ModeRule, drivers: int = 1) -> None:
        held = rules is not None and mode.medium is Medium.ROAD
        self.rules = rules if held else None
        self.drivers = drivers

    @property
    def most_duty_s(self) -> int | None:
        """The longest duty of a vehicle on one stretch; None where nothing limits it."""
        return None if self.rules is None else self.rules.most_duty_s * self.drivers

    @property
    def rest_s(self) -> int:
        """The rest between two duties."""
        return self.rules.rest_s if self.rules is not None and self.drivers == 1 else 0

    @property
    def pause_s(self) -> int:
        """The pause after a stretch of driving."""
        return self.rules.pause_s if self.rules is not None and self.drivers == 1 else 0

    def needs_pauses(self, within_s: int) -> bool:
        """Whether somebody who drives all of some hours needs a pause."""
        return self.rules is not None and self.pause_s > 0 and within_s > self.rules.drive_s

    def roomy(self, drive_s: int) -> int:
        """The time of a drive with its share of pauses, rounded up: what a solver counts with."""
        if not self.pause_s or self.rules is None:
            return drive_s
        return drive_s + -(-drive_s * self.pause_s // self.rules.drive_s)

    def paced(self, drive_s: int, *, driven_s: int) -> tuple[int, int]:
        """A drive's pauses in seconds, and how long was driven since the last one when it ends."""
        if not self.pause_s or self.rules is None:
            return 0, 0
        stretch = self.rules.drive_s
        pauses = max(0, -(-(driven_s + drive_s) // stretch) - 1)
        return pauses * self.pause_s, driven_s + drive_s - pauses * stretch

    def duty(self, free: Span, *, taken: Iterable[Span]) -> Span:
        """The longest part of a free span that keeps to the longest duty and to the rests around it."""
        most = self.most_duty_s
        if most is None:
            return free
        duties = _duties(taken, rest_s=self.rest_s)
        before = next((one for one in reversed(duties) if one.start <= free.start), None)
        after = next((one for one in duties if one.start >= free.end), None)
        parts = list(self._parts(free, before=before, after=after, most=most))
        return max(parts, key=lambda part: (part.length_s, -part.start))

    @property
    def longest_s(self) -> int:
        """How long is driven without a pause."""
        return 0 if self.rules is None else self.rules.drive_s

    def is_rested(self, span: Span, *, taken: Iterable[Span]) -> bool:
        """Whether a duty in these hours, with what is promised before and after, is none too long."""
        most = self.most_duty_s
        near = (other for other in taken if most is not None and other.length_s <= most)
        duties = _duties([span, *near], rest_s=self.rest_s)
        return most is None or all(one.length_s <= most for one in duties if one.overlaps(span))

    def _parts(self, free: Span, *, before: Span | None, after: Span | None, most: int) -> Iterable[Span]:
        """On its own, as the end of the duty before it, or as the beginning of the one after it."""
        rested = free.start if before is None else max(free.start, before.end + self.rest_s)
        by = free.end if after is None else min(free.end, after.start - self.rest_s)
        yield _span(rested, min(by, rested + most))
        if before is not None:
            end = min(by, before.start + most)
            yield _span(max(free.start, before.end + self._between(end - before.start)), end)
        if after is not None:
            start = max(rested, after.end - most)
            yield _span(start, min(free.end, after.start - self._between(after.end - start)))

    def _between(self, duty_s: int) -> int:
        """The pause between two parts of a duty; none where not even its whole length could ask for one."""
        return self.pause_s if self.needs_pauses(duty_s) else 0


def hands_of(rules: DriverRules | None, *, group: VehicleGroup, mode: ModeRule) -> Hands:
    """The rules for a group's vehicles."""
    return Hands(rules, mode=mode, drivers=group.drivers)


def _span(start: int, end: int) -> Span:
    return Span(start, max(start, end))


def _duties(taken: Iterable[Span], *, rest_s: int) -> Sequence[Span]:
    """What is promised, joined where no rest lies between."""
    found: list[Span] = []
    for span in sorted(taken):
        if found and span.start - found[-1].end < max(1, rest_s):
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return found
