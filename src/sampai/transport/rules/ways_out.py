"""The way from the store to each kecamatan, for the distribution route map."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sampai.kernel.ids import RegionCode, StationCode
from sampai.places.model import Register, Territory
from sampai.places.ports import MatrixEngine
from sampai.transport.model import DeliveryPlan, Journey, ModeRule, Stop, VehicleGroup, WayOut
from sampai.transport.rules.means import Means, means
from sampai.transport.rules.offices import KECAMATAN, offices

Leg = tuple[Journey, Stop]


def ways_out(
    delivery: DeliveryPlan,
    *,
    register: Register,
    territory: Territory,
    modes: Iterable[ModeRule],
    fleet: Iterable[VehicleGroup],
    roads: MatrixEngine | None = None,
    ways: Means | None = None,
) -> tuple[WayOut, ...]:
    """How goods of each kecamatan's first station leave the store, dry and with no closures.

    Metres and seconds are of the ways themselves, without loading and without the other stops of a tour.
    `ways` are the means of this very register, where they are known already.
    """
    ways = ways or means(register, territory=territory, modes=modes, fleet=fleet, roads_map=roads)
    first: dict[str, list[Leg]] = {}
    for station, legs in sorted(_first_legs(delivery).items()):
        first.setdefault(station[:KECAMATAN], legs)
    found = []
    known = offices(register)
    for kecamatan in sorted({station.code[:KECAMATAN] for station in register.stations}):
        if kecamatan in first:
            found.append(_way(RegionCode(kecamatan), legs=first[kecamatan], ways=ways))
        elif known.stores:
            target = known.ppk.get(kecamatan, "")
            found.append(WayOut(kecamatan=RegionCode(kecamatan), origin=known.stores[0], target=target))
    return tuple(found)


def _first_legs(delivery: DeliveryPlan) -> dict[StationCode, list[Leg]]:
    """Each station's legs of the stage that begins its way."""
    legs: dict[StationCode, list[Leg]] = defaultdict(list)
    for journey in sorted(delivery.journeys, key=lambda journey: (journey.loads, journey.leg, journey.code)):
        for stop in journey.stops:
            for station in stop.stations:
                begun = legs[station]
                if not begun or begun[0][0].giver is journey.giver:
                    begun.append((journey, stop))
    return legs


def _way(kecamatan: RegionCode, *, legs: Sequence[Leg], ways: Means) -> WayOut:
    rides = [
        ways.ride(journey.mode, origin=journey.origin, target=stop.place)
        if journey.mode in ways.ways
        else None
        for journey, stop in legs
    ]
    whole = [ride for ride in rides if ride is not None]
    is_known = len(whole) == len(rides)
    return WayOut(
        kecamatan=kecamatan,
        origin=legs[0][0].origin,
        target=legs[-1][1].place,
        modes=tuple(journey.mode for journey, _ in legs),
        distance_m=sum(metres for _, metres in whole) if is_known else None,
        duration_s=sum(seconds for seconds, _ in whole) if is_known else None,
    )
