"""From when to when a duty binds its people: the way there, the duty, the way home, and rest after it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sampai.guarding.model import Duty, DutyKind, RestRule
from sampai.guarding.rules.crewing import KEPT, LAST_KEPT, Busy, Crews, Offer, Work
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


def turned(duties: Iterable[Duty], *, rest: RestRule) -> tuple[Busy, ...]:
    """Watches as the times for which they bind people of their units against the next watch."""
    return tuple(
        Busy(
            duty.unit,
            leaves(duty),
            rested(duty.ends, off_s=rest.turn_off_s(duty.ends - duty.starts), travel_s=duty.travel_s),
            duty.officers,
        )
        for duty in duties
        if duty.kind is DutyKind.PLACE
    )


def works_of(duties: Sequence[Duty]) -> list[Work]:
    """Duties that give way to what matters more, as works of their units; each lends its last third last."""
    return [
        Work(
            _kept(row),
            duty.officers,
            (Offer(duty.unit, leaves(duty), is_home(duty), 0),),
            weight=LAST_KEPT,
            spare=duty.officers * 2 // 3,
            spare_weight=KEPT,
        )
        for row, duty in enumerate(duties)
    ]


def still_kept(duties: Sequence[Duty], *, crews: Crews) -> tuple[Duty, ...]:
    """Those duties again, with the people who did not go elsewhere."""
    left = [sum(crews[_kept(row)].values()) for row in range(len(duties))]
    return tuple(replace(duty, officers=n) for duty, n in zip(duties, left, strict=True) if n)


def _kept(row: int) -> str:
    return f"kept {row}"
