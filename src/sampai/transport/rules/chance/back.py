"""The way back on the same sampled days: the same rain, breakdowns and slow drives, the same vehicles.

A vehicle comes empty, as soon as it is back from what it did before, and waits at each stop until the boxes
there are counted or brought. Waiting at the office comes at the end, where it unloads. How long stations
count is taken as it is planned: nobody has measured how far that differs.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sampai.election.model import Election, Level
from sampai.kernel.clock import HTime
from sampai.kernel.ids import StationCode
from sampai.places.model import Mode
from sampai.transport.model import BackChance, DeliveryPlan, Journey, ModeRule, SpreadBook, Stop
from sampai.transport.rules.chance.draws import Dice, Time
from sampai.transport.rules.chance.known import Known
from sampai.transport.rules.chance.play import Played, by_light, leaves_at, starts_at
from sampai.transport.rules.chance.runs import Run, Web, run_of, vehicle_waits
from sampai.transport.rules.chance.shocks import Shocks, Weather, shocks_of
from sampai.transport.rules.chance.tell import quantile


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """What a vehicle waits for at a stop.

    `since` is when the stations there have counted, `runs` are those that bring boxes there; both may be
    missing. From the last of them on, loading takes `loading_s`. `leaves` is the planned departure where the
    plan waits for something else, such as the morning.
    """

    since: HTime | None
    runs: tuple[int, ...]
    loading_s: int
    leaves: HTime | None


@dataclass(frozen=True, slots=True)
class BackRun:
    """One journey back, ready to be sampled; its last handling is unloading at home."""

    run: Run
    picks: tuple[Pick, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BackWeb:
    """All runs back in an order in which each comes after what it waits for; numbers go on from the way out.

    `ways` are the runs of each station that comes back all the way, in order.
    """

    runs: tuple[BackRun, ...]
    journeys: Mapping[int, Journey]
    ways: Mapping[StationCode, tuple[int, ...]]


def back_web_of(
    delivery: DeliveryPlan,
    *,
    web: Web,
    counted: Mapping[StationCode, HTime],
    election: Election,
    modes: Iterable[ModeRule],
    spreads: SpreadBook,
    by_daylight: Collection[Mode],
    known: Known,
) -> BackWeb:
    """The runs of the way back of a plan. `counted`: when the boxes of each station are ready to go."""
    journeys = sorted(delivery.back, key=lambda j: (j.free, j.loads, j.code))
    waits = vehicle_waits((*web.journeys, *journeys), stationed=delivery.stationed)
    rules = {rule.mode: rule for rule in modes}
    ways: dict[StationCode, tuple[int, ...]] = {}
    free: dict[int, HTime] = {}
    runs = []
    for number, journey in enumerate(journeys, start=len(web.runs)):
        rule = rules[journey.mode]
        run = run_of(
            number,
            journey,
            waits_for=waits[number],
            goods=(),
            rule=rule,
            election=election,
            spreads=spreads,
            by_daylight=by_daylight,
            known=known,
        )
        picks = tuple(_pick(stop, rule=rule, counted=counted, ways=ways, free=free) for stop in journey.stops)
        runs.append(
            BackRun(replace(run, handling_s=(*run.handling_s, journey.free - journey.returns)), picks)
        )
        free[number] = journey.free
        ways.update(
            (station, (*ways.get(station, ()), number)) for stop in journey.stops for station in stop.stations
        )
    left = {unplanned.station for unplanned in delivery.not_back}
    return BackWeb(
        runs=tuple(runs),
        journeys=dict(enumerate(journeys, start=len(web.runs))),
        ways={station: way for station, way in sorted(ways.items()) if station not in left},
    )


def _pick(
    stop: Stop,
    *,
    rule: ModeRule,
    counted: Mapping[StationCode, HTime],
    ways: Mapping[StationCode, Sequence[int]],
    free: Mapping[int, HTime],
) -> Pick:
    brought = tuple(sorted({ways[station][-1] for station in stop.stations if station in ways}))
    since = max((counted[s] for s in stop.stations if s not in ways), default=None)
    loading_s = rule.load_s_per_box * stop.load.boxes
    ready = max((at for at in (since, *(free[run] for run in brought)) if at is not None), default=None)
    latest = stop.arrives + rule.stop_s + loading_s
    if ready is not None:
        latest = max(latest, ready + loading_s)
        # The boxes that were there before the last ones may have been loaded by then.
        loading_s = max(0, min(loading_s, stop.departs - ready))
    return Pick(
        since=since,
        runs=brought,
        loading_s=loading_s,
        leaves=stop.departs if stop.departs > latest else None,
    )


def _play(web: BackWeb, played: Played, *, dice: Dice, weather: Weather) -> None:
    """Play the way back in the scenarios of one block, after the way out: enter when each run is free."""
    for one in web.runs:
        shocks = shocks_of(one.run, dice=dice, weather=weather)
        played.back[one.run.number] = _move(one, played, shocks=shocks)


def _move(one: BackRun, played: Played, *, shocks: Shocks) -> Time:
    run, drives = one.run, shocks.drives
    start, _ = starts_at(run, played, tally=None, count=drives.shape[1])
    now = leaves_at(run, start, shocks=shocks, tally=None)
    for leg, drive_s in enumerate(run.drives_s):
        if leg == len(one.picks):
            now = run.shut.passes(shocks.closure.passes(now))
        now = by_light(run, leg, now, tally=None) + drive_s + drives[leg]
        now = now + run.handling_s[leg] + shocks.handover[leg]
        if leg < len(one.picks):
            now = _taken(one.picks[leg], now, played=played, longer=shocks.handover[leg])
    return np.asarray(now + shocks.loading)


def _taken(pick: Pick, now: Time, *, played: Played, longer: Time) -> Time:
    """When all boxes of a stop are on the vehicle and it may leave."""
    if pick.since is not None:
        now = np.maximum(now, pick.since + pick.loading_s + longer)
    for number in pick.runs:
        now = np.maximum(now, played.back[number] + pick.loading_s + longer)
    return now if pick.leaves is None else np.maximum(now, np.int32(pick.leaves))


def back_by(election: Election) -> tuple[tuple[Level, HTime], ...]:
    """The earliest deadline of each level on the way back, in order of its stages."""
    if election.way_back is None:
        return ()
    deadlines = election.way_back.deadlines
    levels = (stage.receiver for stage in election.way_back.stages)
    found = ((level, [d.at for d in deadlines if d.level is level]) for level in levels)
    return tuple((level, min(times)) for level, times in found if times)


def back_chances(
    web: BackWeb,
    played: Sequence[Played],
    *,
    tables: Iterable[tuple[Dice, Weather]],
    by: Iterable[tuple[Level, HTime]],
) -> tuple[BackChance, ...]:
    """Play the way back and tell of each station whose boxes come back; `played` is the way out.

    Stations that travel together share what is told.
    """
    for block, (dice, weather) in zip(played, tables, strict=True):
        _play(web, block, dice=dice, weather=weather)
    known: dict[tuple[int, ...], BackChance] = {}
    goals = dict(by)
    for station, way in web.ways.items():
        if way not in known:
            known[way] = _chance(station, way, web=web, blocks=played, goals=goals)
    return tuple(replace(known[way], station=station) for station, way in web.ways.items())


def _chance(
    station: StationCode,
    way: Sequence[int],
    *,
    web: BackWeb,
    blocks: Sequence[Played],
    goals: Mapping[Level, HTime],
) -> BackChance:
    times = {run: np.concatenate([block.back[run] for block in blocks]) for run in way}
    met = {run: times[run] <= goals[level] for run in way if (level := web.journeys[run].receiver) in goals}
    weakest = min(met, key=lambda run: (int(met[run].sum()), -run), default=way[-1])
    journey, in_order = web.journeys[weakest], np.sort(times[weakest])
    return BackChance(
        station=station,
        in_time=float(np.mean(np.logical_and.reduce([*met.values()]))),
        level=journey.receiver,
        journey=journey.code,
        planned=journey.free,
        p50=quantile(in_order, 50),
        p90=quantile(in_order, 90),
        p99=quantile(in_order, 99),
    )
