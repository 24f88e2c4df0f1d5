"""From when to when a duty binds its people: the way there, the duty, the way home, and rest after it."""

from collections.abc import Iterable

from sampai.guarding.model import Duty, DutyKind, RestRule
from sampai.guarding.rules.crewing import Busy
from sampai.kernel.clock import HTime


def leaves(duty: Duty) -> HTime:
    """When its people leave their base."""
    return HTime(duty.starts - duty.travel_s)


def is_home(duty: Duty) -> HTime:
    """When its people are back at their base."""
    return HTime(duty.ends + duty.travel_s)


def is_free(duty: Duty, *, rest: RestRule) -> HTime:
    """When its people may be sent out again.

    Officers of stations and of the reserve rest within their duty, in turns; watches and escorts are followed
    by rest, which the ways home and out again are a part of.
    """
    if duty.kind in {DutyKind.STATIONS, DutyKind.RESERVE}:
        return is_home(duty)
    return rested(duty.ends, off_s=rest.off_s(duty.ends - duty.starts), travel_s=duty.travel_s)


def rested(ends: HTime, *, off_s: int, travel_s: int) -> HTime:
    """When people whose work has ended may leave their base again."""
    return HTime(ends + max(travel_s, off_s - travel_s))


def bound(duties: Iterable[Duty], *, rest: RestRule) -> tuple[Busy, ...]:
    """Duties as the times for which they bind people of their units."""
    return tuple(Busy(duty.unit, leaves(duty), is_free(duty, rest=rest), duty.officers) for duty in duties)
