"""Vehicles that end elsewhere: after its last journey such a vehicle goes on to its place instead of home.

Only where the way there is open all the time and the vehicle is there before the day's hours end; else it
comes home as all others do. A vehicle that stands elsewhere on loan goes home from there, and one whose last
journey is one of the way back ends where it hands its boxes over.
"""

from collections.abc import Iterable
from dataclasses import replace

from sampai.election.model import Election, Stage
from sampai.kernel.clock import DAY, HTime
from sampai.kernel.ids import VehicleCode
from sampai.transport.model import Journey, Stationed, VehicleGroup
from sampai.transport.rules.diary import working_days
from sampai.transport.rules.going import Going
from sampai.transport.rules.problem import hours
from sampai.transport.rules.stages import Sky


def end_elsewhere(
    journeys: Iterable[Journey],
    *,
    fleet: Iterable[VehicleGroup],
    after: Iterable[Journey],
    stationed: Iterable[Stationed],
    election: Election,
    sky: Sky,
) -> list[Journey]:
    """The journeys, the last ones of vehicles that end elsewhere going there. `after`: the way back's."""
    ends = {group.code: str(group.ends) for group in fleet if group.ends}
    stages = {(stage.giver, stage.receiver): stage for stage in election.stages}
    away = {(ride.vehicle, ride.ordinal) for ride in stationed}
    found = list(journeys)
    last: dict[tuple[VehicleCode, int], HTime] = {}
    for journey in (*found, *after):
        for ordinal in journey.vehicles:
            key = (journey.vehicle, ordinal)
            last[key] = max(journey.loads, last.get(key, journey.loads))
    for at, journey in enumerate(found):
        keys = [(journey.vehicle, ordinal) for ordinal in journey.vehicles]
        if journey.vehicle in ends and all(last[k] == journey.loads and k not in away for k in keys):
            stage = stages[journey.giver, journey.receiver]
            now = sky.over(stage, election=election)
            found[at] = _ended(journey, at=ends[journey.vehicle], stage=stage, election=election, now=now)
    return found


def _ended(journey: Journey, *, at: str, stage: Stage, election: Election, now: Going) -> Journey:
    ways = now.passing(())
    stop = journey.stops[-1]
    if at == journey.origin or not ways.network.knows(at):
        return journey
    seconds, metres = ways.matrix(journey.mode, [stop.place, journey.origin, at])
    rule = ways.rules[journey.mode]
    days = [hours(rule, means=ways, day=day) for day in working_days(stage, election=election)]
    returns = HTime(stop.departs + int(seconds[0, 2]))
    in_time = any(returns <= day.end for day in days if day.start // DAY == returns // DAY)
    if seconds[0, 2] < 0 or not in_time:
        return journey
    more_m = int(metres[0, 2]) - int(metres[0, 1])
    return replace(journey, ends=at, returns=returns, distance_m=journey.distance_m + more_m)
