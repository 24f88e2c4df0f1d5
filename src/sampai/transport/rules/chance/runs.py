"""A delivery plan as what chance needs of it: runs in order of time, and what each one waits for."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from sampai.election.model import Election, Level, Stage
from sampai.kernel.clock import DAY, HTime
from sampai.kernel.ids import StationCode, VehicleCode
from sampai.places.model import Mode
from sampai.transport.model import DeliveryPlan, Journey, ModeRule, ModeSpread, SpreadBook, Stationed, Stop
from sampai.transport.rules.chance.gates import OPEN, Gate, Shut
from sampai.transport.rules.chance.known import NOTHING, Known
from sampai.transport.rules.diary import SUNRISE_S, SUNSET_S, Span

StopKey = tuple[int, int]
"""A stop: the number of its run, and its place in the journey from 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One journey, ready to be sampled. Drives are seconds, one per stop and one for the way home.

    `waits_for` are runs whose vehicle this one needs, with the seconds of the empty ride between; `goods` are
    the stops that brought what it loads. `handling_s` is the time at each stop without waiting; `holds` the
    planned departure from a stop where the plan waits there, else None.
    """

    number: int
    code: str
    loads: HTime
    loading_s: int
    drives_s: tuple[int, ...]
    handling_s: tuple[int, ...]
    holds: tuple[HTime | None, ...]
    waits_for: tuple[tuple[int, int], ...]
    goods: tuple[StopKey, ...]
    vehicles: int
    is_transfer: bool
    spread: ModeSpread
    people: SpreadBook
    """How handovers differ."""
    kecamatan: str
    medium: str
    day: int
    wet_share: float
    opens: Gate
    light: bool
    """Whether it drives by daylight only."""
    slowed: bool = False
    """Whether rain is in its planned drives already."""
    shut: Shut = OPEN
    """When its way is known to be shut."""

    def gate(self, leg: int) -> Gate:
        """When a drive by daylight may begin: so that its planned time ends before sunset."""
        return Gate(SUNRISE_S, SUNSET_S - min(self.drives_s[leg], SUNSET_S - SUNRISE_S))


@dataclass(frozen=True, slots=True, kw_only=True)
class Web:
    """All runs in an order in which each comes after what it waits for; and each station's last stop."""

    runs: tuple[Run, ...]
    journeys: tuple[Journey, ...]
    last: Mapping[StationCode, StopKey]


def web_of(
    delivery: DeliveryPlan,
    *,
    election: Election,
    modes: Iterable[ModeRule],
    spreads: SpreadBook,
    by_daylight: Collection[Mode],
    known: Known = NOTHING,
) -> Web:
    """The runs of a plan. `by_daylight`: modes of which some link may only be passed by day.

    `known`: what forecasts and closures say.
    """
    journeys = tuple(sorted(delivery.journeys, key=lambda j: (j.loads, j.returns, j.code)))
    rules = {rule.mode: rule for rule in modes}
    vehicles = vehicle_waits(journeys, stationed=delivery.stationed)
    goods, last = goods_of(journeys)
    left = {unplanned.station for unplanned in delivery.unplanned}
    runs = tuple(
        run_of(
            number,
            journey,
            waits_for=vehicles[number],
            goods=goods[number],
            rule=rules[journey.mode],
            election=election,
            spreads=spreads,
            by_daylight=by_daylight,
            known=known,
        )
        for number, journey in enumerate(journeys)
    )
    served = {
        station: key
        for station, key in sorted(last.items())
        if station not in left and journeys[key[0]].receiver is Level.STATION
    }
    return Web(runs=runs, journeys=journeys, last=served)


def run_of(
    number: int,
    journey: Journey,
    *,
    waits_for: tuple[tuple[int, int], ...],
    goods: tuple[StopKey, ...],
    rule: ModeRule,
    election: Election,
    spreads: SpreadBook,
    by_daylight: Collection[Mode],
    known: Known,
) -> Run:
    """One journey with what it waits for."""
    stage = _stage(journey, election=election)
    handling = tuple(_handling(stop, rule=rule) for stop in journey.stops)
    day = journey.loads // DAY
    kecamatan = next((code[:6] for stop in journey.stops for code in stop.stations), "")
    return Run(
        number=number,
        code=journey.code,
        loads=journey.loads,
        loading_s=journey.departs - journey.loads,
        drives_s=_drives(journey),
        handling_s=handling,
        holds=tuple(
            stop.departs if stop.departs > stop.arrives + spent else None
            for stop, spent in zip(journey.stops, handling, strict=True)
        ),
        waits_for=waits_for,
        goods=goods,
        vehicles=len(journey.vehicles),
        is_transfer=journey.leg > 1,
        spread=spreads.of(journey.mode),
        people=spreads,
        kecamatan=kecamatan,
        medium=rule.medium.value,
        day=day,
        wet_share=_wet_share(journey, kecamatan, election=election, spreads=spreads, known=known),
        opens=Gate(stage.opens_s, min(max(spreads.last_start_s, stage.closes_s), DAY - 1)),
        light=rule.daylight_only or journey.mode in by_daylight,
        slowed=known.is_slowed(journey),
        shut=Shut(tuple((span.start, span.end) for span in known.shut(journey))),
    )


def _wet_share(
    journey: Journey, kecamatan: str, *, election: Election, spreads: SpreadBook, known: Known
) -> float:
    """The probability of a wet day: as foretold, else as usual in the month."""
    told = known.is_wet(kecamatan, during=Span(journey.loads, journey.returns))
    if told is not None:
        return float(told)
    month = (election.voting_day + timedelta(days=journey.loads // DAY)).month
    return spreads.wet_days[month - 1]


def _handling(stop: Stop, *, rule: ModeRule) -> int:
    """The time at a stop without the night that a vehicle may spend there."""
    return min(stop.departs - stop.arrives, rule.stop_s + rule.load_s_per_box * stop.load.boxes)


def _drives(journey: Journey) -> tuple[int, ...]:
    leaves = [journey.departs, *(stop.departs for stop in journey.stops)]
    comes = [*(stop.arrives for stop in journey.stops), journey.returns]
    return tuple(there - here for here, there in zip(leaves, comes, strict=True))


def _stage(journey: Journey, *, election: Election) -> Stage:
    stages = election.stages if election.way_back is None else (*election.stages, *election.way_back.stages)
    return next(s for s in stages if (s.giver, s.receiver) == (journey.giver, journey.receiver))


def vehicle_waits(
    journeys: Sequence[Journey], *, stationed: Iterable[Stationed]
) -> dict[int, tuple[tuple[int, int], ...]]:
    """For each journey, the journeys before it of its vehicles, with the empty rides between."""
    used: dict[tuple[VehicleCode, int], list[int]] = {}
    for number, journey in enumerate(journeys):
        for ordinal in journey.vehicles:
            used.setdefault((journey.vehicle, ordinal), []).append(number)
    away: dict[tuple[VehicleCode, int], list[Stationed]] = {}
    for ride in stationed:
        away.setdefault((ride.vehicle, ride.ordinal), []).append(ride)
    waits: dict[int, dict[int, int]] = {number: {} for number in range(len(journeys))}
    for vehicle, numbers in used.items():
        rides = away.get(vehicle, [])
        for before, after in pairwise(numbers):
            ride_s = _ride_s(journeys[before], journeys[after], rides=rides)
            waits[after][before] = max(ride_s, waits[after].get(before, 0))
    return {number: tuple(sorted(found.items())) for number, found in waits.items()}


def _ride_s(before: Journey, after: Journey, *, rides: Sequence[Stationed]) -> int:
    """The empty ride home from one journey's place and out to the next one's, where the plan has one."""
    home = next((ride for ride in rides if ride.since <= before.loads and before.free <= ride.until), None)
    out = next((ride for ride in rides if ride.since <= after.loads and after.free <= ride.until), None)
    if home is out:
        return 0
    back_s = home.until - before.free if home else 0
    there_s = after.loads - out.since if out else 0
    return max(0, min(back_s + there_s, after.loads - before.free))


def goods_of(
    journeys: Sequence[Journey],
) -> tuple[dict[int, tuple[StopKey, ...]], dict[StationCode, StopKey]]:
    """For each journey, the stops that brought what it loads; and where each station's goods end."""
    at: dict[StationCode, StopKey] = {}
    waits: dict[int, tuple[StopKey, ...]] = {}
    for number, journey in enumerate(journeys):
        carried = [station for stop in journey.stops for station in stop.stations]
        waits[number] = tuple(sorted({at[station] for station in carried if station in at}))
        for place, stop in enumerate(journey.stops):
            at.update(dict.fromkeys(stop.stations, (number, place)))
    return waits, at
