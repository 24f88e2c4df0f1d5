"""How often some stations of a plan are in time, without the causes: enough to compare plans."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np

from sampai.election.model import Election
from sampai.kernel.ids import StationCode, VehicleCode
from sampai.places.model import Mode
from sampai.transport.model import DeliveryPlan, Journey, ModeRule, SpreadBook
from sampai.transport.rules.chance.draws import blocks
from sampai.transport.rules.chance.known import NOTHING, Known
from sampai.transport.rules.chance.play import Played, replay
from sampai.transport.rules.chance.runs import Web, web_of
from sampai.transport.rules.chance.shocks import Weather
from sampai.transport.rules.chance.tell import goals_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The sampled days on which plans are compared: the first block of them, the same for all."""

    modes: tuple[ModeRule, ...]
    spreads: SpreadBook
    scenarios: int
    seed: int
    by_daylight: frozenset[Mode] = frozenset()
    known: Known = NOTHING


def shares_in_time(
    delivery: DeliveryPlan, *, stations: Collection[StationCode], election: Election, days: Days
) -> Mapping[StationCode, float]:
    """For those of some stations that the plan serves, the share of days on which they are in time."""
    web = web_of(
        feeding(delivery, stations),
        election=election,
        modes=days.modes,
        spreads=days.spreads,
        by_daylight=days.by_daylight,
        known=days.known,
    )
    wanted = {code: web.last[code] for code in sorted(stations) if code in web.last}
    dice = blocks(days.scenarios, seed=days.seed)[0]
    again = {number: web.runs[number] for number in sorted(_before(web, {n for n, _ in wanted.values()}))}
    weather = Weather(dice, days.spreads.rain_together)
    played = replay(web.runs, before=Played(), again=again, dice=dice, weather=weather)
    goal = goals_of(election).counts
    return {code: float(np.mean(played.done[key] <= goal)) for code, key in wanted.items()}


def feeding(delivery: DeliveryPlan, stations: Collection[StationCode]) -> DeliveryPlan:
    """The part of a plan that some stations hang on: who brings their goods, and what those vehicles did."""
    carried, vehicles = set(stations), set[tuple[VehicleCode, int]]()
    found: list[Journey] = []
    for journey in sorted(delivery.journeys, key=lambda j: (j.loads, j.returns, j.code), reverse=True):
        own = {(journey.vehicle, ordinal) for ordinal in journey.vehicles}
        if vehicles.isdisjoint(own) and all(carried.isdisjoint(stop.stations) for stop in journey.stops):
            continue
        vehicles |= own
        carried.update(station for stop in journey.stops for station in stop.stations)
        found.append(journey)
    rides = tuple(ride for ride in delivery.stationed if (ride.vehicle, ride.ordinal) in vehicles)
    return replace(delivery, journeys=tuple(found), stationed=rides)


def _before(web: Web, numbers: Collection[int]) -> set[int]:
    """Some runs and all that they wait for, at any distance."""
    found = set(numbers)
    for run in reversed(web.runs):
        if run.number in found:
            found.update(before for before, _ in (*run.waits_for, *run.goods))
    return found
