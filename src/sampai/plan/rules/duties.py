"""Everybody's duties together: who is promised twice, and people in use over time."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sampai.guarding.model import Duty, Unit
from sampai.guarding.rules.bound import is_home, leaves
from sampai.kernel.clock import HOUR, HTime
from sampai.kernel.ids import UnitCode


@dataclass(frozen=True, slots=True)
class Over:
    """A unit that is asked for more people than it can send, from when to when, and two of its duties."""

    unit: UnitCode
    starts: HTime
    ends: HTime
    wanted: int
    available: int
    one: Duty
    other: Duty


def over_strength(duties: Iterable[Duty], *, units: Iterable[Unit]) -> Iterator[Over]:
    """Every stretch of time in which a unit's duties need more people than it can send, ways included."""
    of: dict[UnitCode, list[Duty]] = defaultdict(list)
    for duty in duties:
        of[duty.unit].append(duty)
    available = {unit.code: unit.available for unit in units}
    for unit in sorted(of):
        yield from _over(of[unit], unit=unit, available=available.get(unit, 0))


def _over(duties: Sequence[Duty], *, unit: UnitCode, available: int) -> Iterator[Over]:
    since: HTime | None = None
    wanted = worst = 0
    worst_at = HTime(0)
    change = _changes(duties)
    for at in sorted(change):
        wanted += change[at]
        if wanted > max(worst, available):
            worst, worst_at = wanted, at
        if wanted > available and since is None:
            since = at
        elif wanted <= available and since is not None:
            now = [duty for duty in duties if leaves(duty) <= worst_at < is_home(duty)]
            yield _told(unit, since, at, worst=worst, available=available, duties=now)
            since, worst = None, 0


def _changes(duties: Iterable[Duty]) -> Mapping[HTime, int]:
    """How many more people, or fewer, are out from each moment on, ways included."""
    change: dict[HTime, int] = defaultdict(int)
    for duty in duties:
        change[leaves(duty)] += duty.officers
        change[is_home(duty)] -= duty.officers
    return change


def _told(
    unit: UnitCode, starts: HTime, ends: HTime, *, worst: int, available: int, duties: Sequence[Duty]
) -> Over:
    """The last two that began: without them there was enough."""
    late = sorted(duties, key=lambda duty: (leaves(duty), duty.kind, duty.subject))
    one, other = (late[-2], late[-1]) if len(late) > 1 else (late[-1], late[-1])
    return Over(unit, starts, ends, worst, available, one, other)


def twice(duties: Iterable[Duty]) -> Iterator[tuple[Duty, Duty]]:
    """Pairs of duties of one officer that overlap, ways included."""
    of: dict[str, list[Duty]] = defaultdict(list)
    for duty in duties:
        if duty.service_number:
            of[duty.service_number].append(duty)
    for number in sorted(of):
        own = sorted(of[number], key=leaves)
        last = own[0]
        for duty in own[1:]:
            if leaves(duty) < is_home(last):
                yield last, duty
            last = max(last, duty, key=is_home)


def in_use(duties: Iterable[Duty]) -> Mapping[UnitCode, Mapping[HTime, int]]:
    """People of each unit who are out or on the way, by the hour that begins then: the most within it."""
    of: dict[UnitCode, list[Duty]] = defaultdict(list)
    for duty in duties:
        of[duty.unit].append(duty)
    return {unit: _per_hour(of[unit]) for unit in sorted(of)}


def runs(hours: Mapping[HTime, int]) -> list[tuple[HTime, HTime, int]]:
    """Stretches of hours with the same number of people: from, until, people."""
    found: list[tuple[HTime, HTime, int]] = []
    for at in sorted(hours):
        after = HTime(at + HOUR)
        if found and found[-1][1:] == (at, hours[at]):
            found[-1] = (found[-1][0], after, hours[at])
        else:
            found.append((at, after, hours[at]))
    return found


def _per_hour(duties: Sequence[Duty]) -> Mapping[HTime, int]:
    change = _changes(duties)
    hours: dict[HTime, int] = {}
    now, last = 0, min(change)
    for at in sorted(change):
        _raise(hours, starts=last, ends=at, people=now)
        now += change[at]
        last = at
    return hours


def _raise(hours: dict[HTime, int], *, starts: HTime, ends: HTime, people: int) -> None:
    for hour in range(starts // HOUR, -(-ends // HOUR)):
        at = HTime(hour * HOUR)
        hours[at] = max(hours.get(at, 0), people)
