"""What would help stations at risk: changes of the plan, played again in the same scenarios.

Two kinds only, because only these can be played honestly without planning anew: all journeys of a stage from
one place begin some hours earlier, or one more vehicle takes over every other journey of the one that makes
most of them.
"""

from collections import Counter
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from sampai.election.model import Election, Level, Stage
from sampai.kernel.clock import DAY, HOUR, HTime
from sampai.kernel.ids import VehicleCode
from sampai.transport.model import SAFE, Relief, ReliefKind, StationChance
from sampai.transport.rules.chance.draws import Dice
from sampai.transport.rules.chance.play import Played, replay
from sampai.transport.rules.chance.runs import Run, StopKey, Web
from sampai.transport.rules.chance.shocks import Weather
from sampai.transport.rules.problem import SHIFT_RP

HOURS = (1, 2, 4)
"""How much earlier is tried."""

MOST_PLACES = 4
"""Places, and vehicles, that are tried: those that the most lateness passes through."""

Place = tuple[str, Level, Level]
"""Where journeys of a stage begin: the place, and the stage's two levels."""

Duty = tuple[VehicleCode, int, str, int]
"""One vehicle's day at one place: group, number, place, day."""

Key = TypeVar("Key", Place, Duty)


@dataclass(frozen=True, slots=True)
class Change:
    """A relief to be tried: the runs as they would be."""

    relief: Relief
    runs: Mapping[int, Run]


def reliefs_of(
    web: Web,
    chances: Sequence[StationChance],
    *,
    election: Election,
    before: Played,
    dice: Dice,
    weather: Weather,
    goal: int,
) -> tuple[Relief, ...]:
    """What helps, the most stations saved first, then the cheapest; the best of each kind and place."""
    risky = {web.last[chance.station]: 1 - chance.in_time for chance in chances if chance.in_time < SAFE}
    weights = _weights(web, risky)
    found: dict[tuple[object, ...], Relief] = {}
    for change in _changes(web, weights, election=election):
        relief = _tried(change, web=web, before=before, dice=dice, weather=weather, goal=goal)
        key = (relief.kind, relief.at, relief.giver, relief.receiver, relief.vehicle)
        if relief.gain > 0 and (key not in found or _rank(relief) < _rank(found[key])):
            found[key] = relief
    return tuple(sorted(found.values(), key=_rank))


def _rank(relief: Relief) -> tuple[object, ...]:
    return (-relief.saved, -relief.gain, relief.cost_rp, relief.hours, relief.kind, relief.at, relief.vehicle)


def _weights(web: Web, risky: Mapping[StopKey, float]) -> Mapping[int, float]:
    """How much expected lateness passes through each run: its own, and that of all that wait for it."""
    weights: dict[int, float] = {}
    for (number, _), late in sorted(risky.items()):
        for run in sorted(_upstream(web, number)):
            weights[run] = weights.get(run, 0.0) + late
    return weights


def _upstream(web: Web, number: int) -> set[int]:
    """A run and the runs that its vehicle and goods wait for; further back is too far to matter most."""
    run = web.runs[number]
    return {number, *(before for before, _ in run.waits_for), *(before for before, _ in run.goods)}


def _changes(web: Web, weights: Mapping[int, float], *, election: Election) -> Iterator[Change]:
    stages = {(stage.giver, stage.receiver): stage for stage in election.stages}
    for place in _heaviest(web, weights, of=_place):
        numbers = [n for n, journey in enumerate(web.journeys) if _place(web, n) == place]
        for hours in HOURS:
            yield _earlier(web, place, numbers=numbers, hours=hours, stage=stages[place[1], place[2]])
    for duty in _heaviest(web, weights, of=_duty):
        yield from _one_more(web, duty)


def _heaviest(web: Web, weights: Mapping[int, float], *, of: Callable[[Web, int], Key]) -> list[Key]:
    sums: dict[Key, float] = {}
    for number, weight in sorted(weights.items()):
        key = of(web, number)
        sums[key] = sums.get(key, 0.0) + weight
    return [key for key, _ in sorted(sums.items(), key=lambda item: (-item[1], item[0]))[:MOST_PLACES]]


def _place(web: Web, number: int) -> Place:
    journey = web.journeys[number]
    return journey.origin, journey.giver, journey.receiver


def _duty(web: Web, number: int) -> Duty:
    journey = web.journeys[number]
    return journey.vehicle, journey.ordinal, journey.origin, journey.loads // DAY


def _earlier(web: Web, place: Place, *, numbers: Sequence[int], hours: int, stage: Stage) -> Change:
    runs = {n: _begun_earlier(web.runs[n], hours=hours, stage=stage) for n in numbers}
    relief = Relief(
        kind=ReliefKind.EARLIER,
        at=place[0],
        giver=place[1],
        receiver=place[2],
        hours=hours,
        saved=0,
        gain=0.0,
        cost_rp=0,
    )
    return Change(relief, runs)


def _begun_earlier(run: Run, *, hours: int, stage: Stage) -> Run:
    """A run whose place opens and loads so many hours earlier, not before the stage itself."""
    loads = HTime(min(run.loads, max(run.loads - hours * HOUR, stage.earliest)))
    return replace(run, loads=loads, opens=replace(run.opens, opens_s=max(0, stage.opens_s - hours * HOUR)))


def _one_more(web: Web, duty: Duty) -> Iterator[Change]:
    """Two vehicles take turns at what one did, each journey as early as vehicle and goods allow."""
    chain = [n for n in range(len(web.runs)) if _duty(web, n) == duty and web.runs[n].vehicles == 1]
    if len(chain) < 2:
        return
    runs: dict[int, Run] = {}
    back: dict[int, int] = {}
    for turn, number in enumerate(chain):
        mate = chain[turn - 2] if turn >= 2 else None
        runs[number] = run = _moved(web, number, chain=chain, mate=mate, back=back)
        back[number] = web.journeys[number].returns - web.runs[number].loads + run.loads
    runs |= _after(web, chain)
    journey = web.journeys[chain[0]]
    yield Change(
        Relief(
            kind=ReliefKind.VEHICLE,
            at=journey.origin,
            giver=journey.giver,
            receiver=journey.receiver,
            vehicle=journey.vehicle,
            saved=0,
            gain=0.0,
            cost_rp=SHIFT_RP,
        ),
        runs,
    )


def _moved(web: Web, number: int, *, chain: Sequence[int], mate: int | None, back: Mapping[int, int]) -> Run:
    """A run that waits for its new vehicle's run before it, and begins as early as that allows."""
    run, first = web.runs[number], web.runs[chain[0]]
    others = tuple((before, ride_s) for before, ride_s in run.waits_for if before not in chain)
    goods = [web.journeys[n].stops[place].departs for n, place in run.goods]
    free = first.loads if mate is None else back[mate]
    waits = others if mate is None else (*others, (mate, 0))
    return replace(run, loads=HTime(min(run.loads, max(free, first.loads, *goods))), waits_for=waits)


def _after(web: Web, chain: Sequence[int]) -> dict[int, Run]:
    """Runs after a chain wait for both of its vehicles."""
    last, other = chain[-1], chain[-2]
    found = {}
    for run in web.runs:
        rides = dict(run.waits_for)
        if run.number not in chain and last in rides:
            both = tuple(sorted({**rides, other: rides[last]}.items()))
            found[run.number] = replace(run, waits_for=both)
    return found


def _tried(change: Change, *, web: Web, before: Played, dice: Dice, weather: Weather, goal: int) -> Relief:
    again = _downstream(web, change.runs)
    after = replay(web.runs, before=before, again=again, dice=dice, weather=weather)
    saved, gain = 0, 0.0
    stations = Counter(key for key in web.last.values() if key[0] in again)
    for key, count in stations.items():
        was, now = (float(np.mean(played.done[key] <= goal)) for played in (before, after))
        saved += count * ((now >= SAFE) - (was >= SAFE))
        gain += count * (now - was)
    return replace(change.relief, saved=saved, gain=round(gain, 6))


def _downstream(web: Web, changed: Mapping[int, Run]) -> dict[int, Run]:
    """The changed runs and all that wait for them, at any distance."""
    again: dict[int, Run] = {}
    for run in web.runs:
        if run.number in changed or _waits_for_any(run, again):
            again[run.number] = changed.get(run.number, run)
    return again


def _waits_for_any(run: Run, again: Container[int]) -> bool:
    return any(before in again for before, _ in (*run.waits_for, *run.goods))
