"""What a delivery plan costs in the three measures by which plans are compared: lateness, money, exposure."""

from collections.abc import Iterable, Mapping

from sampai.election.model import Direction, Election, Level
from sampai.kernel.clock import DAY, HOUR
from sampai.kernel.ids import StationCode, VehicleCode
from sampai.transport.model import DeliveryPlan, Journey, ModeRule, Objective, Score, Stationed, VehicleGroup


def score_of(
    delivery: DeliveryPlan,
    *,
    election: Election,
    modes: Iterable[ModeRule],
    fleet: Iterable[VehicleGroup],
    objective: Objective,
) -> Score:
    """The score of a plan's way out; stations that it leaves without count as `unserved`, not as late.

    The way back does not count: its own money is told by `cost_rp` of its journeys and rides.
    Exposure counts, for each station and stage, from leaving an office until the goods are handed over at the
    next level: nights at a landing count, nights at an office do not.
    """
    return Score(
        unserved=len({left.station for left in delivery.unplanned}),
        late_s=_late_s(delivery, election=election),
        cost_rp=cost_rp(
            delivery.journeys,
            stationed=rides_of(delivery, Direction.OUT),
            modes=modes,
            fleet=fleet,
            shift_rp=objective.shift_rp,
        ),
        exposure_s=exposure_s(delivery.journeys),
        objective=objective,
    )


def _late_s(delivery: DeliveryPlan, *, election: Election) -> int:
    """Seconds after the earliest deadline of stations, added up over stations."""
    due = min((d.at for d in election.deadlines if d.level is Level.STATION), default=None)
    if due is None:
        return 0
    ends: dict[StationCode, int] = {}
    for journey in delivery.journeys:
        for stop in journey.stops if journey.receiver is Level.STATION else ():
            for station in stop.stations:
                ends[station] = max(stop.arrives, ends.get(station, stop.arrives))
    return sum(max(0, end - due) for end in ends.values())


def rides_of(delivery: DeliveryPlan, direction: Direction) -> tuple[Stationed, ...]:
    """The empty rides for the journeys of one way."""
    return tuple(ride for ride in delivery.stationed if ride.direction is direction)


def cost_rp(
    journeys: Iterable[Journey],
    *,
    stationed: Iterable[Stationed],
    modes: Iterable[ModeRule],
    fleet: Iterable[VehicleGroup],
    shift_rp: int,
) -> int:
    """Rupiah: kilometres, hours, links' fees and empty rides, and each day on which a vehicle goes out."""
    journeys = tuple(journeys)
    rates = _rates(modes, fleet=fleet)
    spent = 0
    for journey in journeys:
        per_km, per_h = rates[journey.vehicle]
        running = journey.distance_m * per_km * 36 + journey.duration_s * per_h * 10
        spent += len(journey.vehicles) * running
    spent += sum(ride.distance_m * rates[ride.vehicle][0] * 36 for ride in stationed)
    fees = sum(journey.fees_rp for journey in journeys)
    return spent // 36_000 + fees + shift_rp * len(_shifts(journeys))


def _rates(
    modes: Iterable[ModeRule], *, fleet: Iterable[VehicleGroup]
) -> Mapping[VehicleCode, tuple[int, int]]:
    rules = {rule.mode: rule for rule in modes}
    return {
        group.code: (
            group.cost_rp_km or rules[group.mode].cost_rp_km,
            group.cost_rp_h or rules[group.mode].cost_rp_h,
        )
        for group in fleet
        if group.mode in rules
    }


def _shifts(journeys: Iterable[Journey]) -> set[tuple[VehicleCode, int, int]]:
    return {(j.vehicle, ordinal, j.loads // DAY) for j in journeys for ordinal in j.vehicles}


def exposure_s(journeys: Iterable[Journey]) -> int:
    """Seconds on the way out, added up over stations and stages."""
    return sum(_on_the_way(journeys).values())


def _on_the_way(journeys: Iterable[Journey]) -> dict[tuple[StationCode, Level], int]:
    """Seconds from the first departure to the last unloading, by station and receiving level."""
    first: dict[tuple[StationCode, Level], int] = {}
    last: dict[tuple[StationCode, Level], int] = {}
    for journey in journeys:
        for stop in journey.stops:
            for station in stop.stations:
                key = (station, journey.receiver)
                first[key] = min(journey.departs, first.get(key, journey.departs))
                last[key] = max(stop.arrives, last.get(key, stop.arrives))
    return {key: last[key] - first[key] for key in first}


def hours(seconds: int) -> float:
    """Seconds as hours, to a tenth."""
    return round(seconds / HOUR, 1)
