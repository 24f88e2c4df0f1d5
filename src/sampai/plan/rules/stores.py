"""What lies where, day by day: the volume in stores and offices while goods pass through them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sampai.election.model import Level
from sampai.kernel.clock import DAY, HTime
from sampai.materials.model import Needs
from sampai.places.model import CODE_LENGTH, PlaceKind, RegionLevel, Register
from sampai.plan.model import StoreDay
from sampai.transport.model import DeliveryPlan, Journey, Stop

_COMMITTEES = {
    Level.PPK: CODE_LENGTH[RegionLevel.KECAMATAN],
    Level.PPS: CODE_LENGTH[RegionLevel.VILLAGE],
}
"""Digits of the region that a committee is of."""


@dataclass(frozen=True, slots=True)
class Stay:
    """Goods at a place: from when (None: from the beginning) until when (None: to the end), in litres."""

    place: str
    since: HTime | None
    until: HTime | None
    volume_l: int


def store_days(delivery: DeliveryPlan, *, needs: Needs, register: Register) -> tuple[StoreDay, ...]:
    """Every day of every place where goods wait, from the first coming or going to the last.

    What a committee gets for itself stays at its own stop. Goods that are not planned stay at the store.
    """
    at: dict[str, list[Stay]] = defaultdict(list)
    for stay in _passing(delivery, needs=needs, register=register):
        at[stay.place].append(stay)
    return tuple(day for place, stays in sorted(at.items()) for day in _days(place, stays))


def _passing(delivery: DeliveryPlan, *, needs: Needs, register: Register) -> Iterator[Stay]:
    """The stays of all goods; a station is the end of the way and no store."""
    legs: dict[str, list[tuple[Journey, Stop]]] = defaultdict(list)
    for journey in sorted(delivery.journeys, key=lambda journey: (journey.loads, journey.leg, journey.code)):
        for stop in journey.stops:
            for code in (*stop.stations, *stop.offices):
                legs[code].append((journey, stop))
    for code, volume_l in _volumes_l(needs):
        for stay in _stays(legs.get(code, []), volume_l=volume_l, store=_store(register)):
            if stay.place and stay.place != code:
                yield stay


def _volumes_l(needs: Needs) -> Iterator[tuple[str, int]]:
    """What each station gets, and each committee (PPK by kecamatan, PPS by village) for itself."""
    for row, station in enumerate(needs.stations):
        yield station, needs.load(row).volume_l
    for level, digits in _COMMITTEES.items():
        for region in sorted({station[:digits] for station in needs.stations}):
            yield region, needs.place_load(level, region).volume_l


def _stays(legs: Sequence[tuple[Journey, Stop]], *, volume_l: int, store: str) -> Iterator[Stay]:
    place, since = (legs[0][0].origin if legs else store), None
    for journey, stop in legs:
        yield Stay(place, since, journey.departs, volume_l)
        place, since = stop.place, stop.arrives
    yield Stay(place, since, None, volume_l)


def _store(register: Register) -> str:
    stores = register.of_kind(PlaceKind.STORE) or register.of_kind(PlaceKind.KPU_OFFICE)
    return str(stores[0].code) if stores else ""


def _days(place: str, stays: Sequence[Stay]) -> Iterator[StoreDay]:
    """The days of one place; none where nothing ever comes or goes."""
    came: dict[int, int] = defaultdict(int)
    left: dict[int, int] = defaultdict(int)
    for stay in stays:
        if stay.since is not None:
            came[stay.since] += stay.volume_l
        if stay.until is not None:
            left[stay.until] += stay.volume_l
    moments = sorted({*came, *left})
    if not moments:
        return
    level_l = sum(stay.volume_l for stay in stays if stay.since is None)
    for day in range(moments[0] // DAY, moments[-1] // DAY + 1):
        today = [moment for moment in moments if moment // DAY == day]
        peak_l = level_l
        for moment in today:
            # What comes at the very moment that other goods leave stands beside them.
            peak_l = max(peak_l, level_l + came[moment])
            level_l += came[moment] - left[moment]
        yield StoreDay(
            place=place,
            day=day,
            peak_l=peak_l,
            came_l=sum(came[moment] for moment in today),
            left_l=sum(left[moment] for moment in today),
            ends_l=level_l,
        )


def fullest(days: Sequence[StoreDay]) -> Mapping[str, StoreDay]:
    """The fullest day of each place, the first of several alike; places in the order of their codes."""
    found: dict[str, StoreDay] = {}
    for one in days:
        if one.place not in found or one.peak_l > found[one.place].peak_l:
            found[one.place] = one
    return dict(sorted(found.items()))
