"""An independent checker of the way back, drivers' hours, tides and links; it trusts no plan."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from itertools import pairwise

from tests.transport.checker import Case, Ground, holders, limit, surplus
from tests.transport.closure_checker import passed

from sampai.election.model import Election, Level, Stage
from sampai.kernel.ids import StationCode, VehicleCode
from sampai.kernel.quantity import Load
from sampai.places.model import Closure, Link
from sampai.places.rules.ways import Conditions, matrix, ways
from sampai.transport.model import DeliveryPlan, DriverRules, Journey, Medium, Stop

DAY, SUNRISE, SUNSET = 86_400, 6 * 3_600, 18 * 3_600


def back_faults(case: Case, plan: DeliveryPlan) -> list[str]:
    """What is wrong with the way back; empty when nothing is."""
    assert case.homeward is not None
    road = Road(case)
    return [
        *all_come_back(case, plan),
        *committees_come_back(case, plan),
        *(fault for journey in plan.back for fault in road.faults(journey)),
    ]


class Road:
    """What one journey back must keep to."""

    def __init__(self, case: Case) -> None:
        assert case.homeward is not None
        self.case = case
        self.ground = Ground(case)
        self.election = case.election.returning()
        self.loads = {one.station: one.load for one in case.homeward.returns}
        self.ready = {one.station: one.ready for one in case.homeward.returns}

    def faults(self, journey: Journey) -> Iterator[str]:
        group = self.ground.groups.get(journey.vehicle)
        if group is None or group.mode != journey.mode or journey.handed_over is None:
            yield f"{journey.code}: no such vehicle, or it never hands over"
            return
        yield from self._load_faults(journey, room=group.room)
        yield from self._time_faults(journey, handed_over=journey.handed_over)
        yield from self._hour_faults(journey, handed_over=journey.handed_over)
        for stop in journey.stops:
            station = self.ground.stations.get(StationCode(stop.place))
            if station is not None and station.access and journey.mode not in station.access:
                yield f"{journey.code}: {journey.mode} does not reach {stop.place}"

    def _load_faults(self, journey: Journey, *, room: Load) -> Iterator[str]:
        for stop in journey.stops:
            beside = surplus(stop, self.loads)
            if beside is None or (beside != Load()) != bool(stop.offices):
                yield f"{journey.code}: takes something else at {stop.place} than what is there"
        if sum((stop.load for stop in journey.stops), Load()) != journey.load:
            yield f"{journey.code}: its load is not that of its stops"
        count = len(journey.vehicles)
        if not journey.load.fits(Load(room.boxes * count, room.volume_l * count, room.weight_g * count)):
            yield f"{journey.code}: overloaded"

    def _time_faults(self, journey: Journey, *, handed_over: int) -> Iterator[str]:
        rule = self.case.rule(journey.mode)
        places = [journey.origin, *(stop.place for stop in journey.stops), journey.home]
        seconds, metres = matrix(self.ground.ways[journey.mode], places)
        legs = [int(seconds[i, i + 1]) for i in range(len(places) - 1)]
        leaves = [journey.departs, *(stop.departs for stop in journey.stops)]
        comes = [*(stop.arrives for stop in journey.stops), journey.returns]
        extra = [came - left - leg for left, came, leg in zip(leaves, comes, legs, strict=True)]
        if min(legs) < 0 or min(extra) < 0 or sum(extra) != journey.pauses_s:
            yield f"{journey.code}: drives faster or slower than it can"
        if journey.distance_m != sum(int(metres[i, i + 1]) for i in range(len(places) - 1)):
            yield f"{journey.code}: wrong distance"
        for stop in journey.stops:
            ready = [self.ready[code] for code in stop.stations if stop.place == code]
            loading = rule.load_s_per_box * stop.load.boxes
            if stop.departs < stop.arrives + rule.stop_s + loading:
                yield f"{journey.code}: loads too fast at {stop.place}"
            if ready and stop.departs < min(ready) + loading:
                yield f"{journey.code}: takes boxes of {stop.place} before they are counted"
        if handed_over < journey.returns + rule.stop_s + rule.load_s_per_box * journey.load.boxes:
            yield f"{journey.code}: unloads too fast at home"

    def _hour_faults(self, journey: Journey, *, handed_over: int) -> Iterator[str]:
        stage = _stage(journey, self.election)
        rule = self.case.rule(journey.mode)
        by_day = rule.daylight_only or any(link.daylight_only for link in self.case.links(rule.mode))
        opens = max(stage.opens_s, SUNRISE) if by_day else stage.opens_s
        closes = min(stage.closes_s, SUNSET) if by_day else stage.closes_s
        first, last = journey.loads // DAY * DAY, journey.returns // DAY * DAY
        if journey.loads < max(stage.earliest, first + opens):
            yield f"{journey.code}: starts before work begins"
        if handed_over > min(limit(stage, self.election), last + closes):
            yield f"{journey.code}: is handed over too late"
        if last > first and journey.stops[-1].departs < last + opens:
            yield f"{journey.code}: drives at night"


def _stage(journey: Journey, election: Election) -> Stage:
    return next(s for s in election.stages if (s.giver, s.receiver) == (journey.giver, journey.receiver))


def _moves(plan: DeliveryPlan, election: Election) -> Iterator[tuple[Journey, Stop]]:
    """All pick-ups of the way back, stage after stage and leg after leg."""
    order = {(stage.giver, stage.receiver): at for at, stage in enumerate(election.stages)}
    for journey in sorted(plan.back, key=lambda j: (order[j.giver, j.receiver], j.leg, j.free)):
        yield from ((journey, stop) for stop in journey.stops)


def all_come_back(case: Case, plan: DeliveryPlan) -> Iterator[str]:
    """Boxes leave only from where they are, and all come to the top of the way, or are named."""
    assert case.homeward is not None
    election = case.election.returning()
    lost = {left.station for left in plan.unplanned}
    expected = {one.station: one for one in case.homeward.returns if one.station not in lost}
    where: dict[StationCode, tuple[str, int]] = {c: (str(c), one.ready) for c, one in expected.items()}
    for journey, stop in _moves(plan, election):
        for code in stop.stations:
            place, since = where.get(code, ("", 0))
            if stop.place != place:
                yield f"{journey.code}: the boxes of {code} are not at {stop.place}"
            if stop.departs < since:
                yield f"{journey.code}: takes the boxes of {code} before they came"
            where[code] = (journey.home, journey.free)
    stuck = {left.station: left.giver for left in plan.not_back}
    for code, (place, _) in sorted(where.items()):
        if code not in stuck and place not in holders(case, election.stages[-1].receiver, code):
            yield f"{code}: its boxes end at {place}"


def committees_come_back(case: Case, plan: DeliveryPlan) -> Iterator[str]:
    """What committees send back comes to the level above them."""
    assert case.homeward is not None
    loads = {one.station: one.load for one in case.homeward.returns}
    named = {str(left.station) for left in plan.own_left}
    givers = {stage.giver for stage in case.election.returning().stages}
    for goods in case.homeward.own:
        here = holders(case, goods.level, StationCode(goods.region.ljust(13, "0")))
        taken = Load()
        for journey in plan.back:
            for stop in journey.stops if journey.giver is goods.level else ():
                leaves = stop.place in here and journey.home not in here
                if goods.region in stop.offices and leaves:
                    taken += surplus(stop, loads) or Load()
        if goods.level in givers and taken != goods.load and goods.region not in named:
            yield f"{goods.region}: {taken.boxes} of {goods.load.boxes} boxes of its own come back"


# Drivers


def driver_faults(case: Case, plan: DeliveryPlan) -> list[str]:
    """Drivers on roads who drive too long without a pause, work too long, or rest too short."""
    assert case.drivers is not None
    ground = Ground(case)
    found: list[str] = []
    for (vehicle, ordinal), journeys in sorted(_by_vehicle(plan).items()):
        group = ground.groups[vehicle]
        if case.rule(group.mode).medium is Medium.ROAD and group.drivers == 1:
            name = f"{vehicle}-{ordinal}"
            found += _duty_faults(name, _busy(plan, vehicle, ordinal, journeys), rules=case.drivers)
            found += [
                f"{journey.code}: {name} drives too long without a pause"
                for journey in journeys
                if tired(ground, journey, rules=case.drivers)
            ]
    return found


def _by_vehicle(plan: DeliveryPlan) -> dict[tuple[VehicleCode, int], list[Journey]]:
    found: dict[tuple[VehicleCode, int], list[Journey]] = defaultdict(list)
    for journey in sorted((*plan.journeys, *plan.back), key=lambda j: j.loads):
        for ordinal in journey.vehicles:
            found[journey.vehicle, ordinal].append(journey)
    return found


def _busy(plan: DeliveryPlan, vehicle: str, ordinal: int, journeys: list[Journey]) -> list[tuple[int, int]]:
    """When a vehicle's driver is on duty: journeys, cut where it stands over night; and rides elsewhere."""
    found = []
    for journey in journeys:
        at: int = journey.loads
        for stop in journey.stops:
            if stop.departs - stop.arrives >= 6 * 3_600 and stop.arrives // DAY < stop.departs // DAY:
                found.append((at, int(stop.arrives)))
                at = stop.departs
        found.append((at, int(journey.free)))
    rides = [r for r in plan.stationed if (r.vehicle, r.ordinal) == (vehicle, ordinal)]
    for ride in rides:
        mine = [j for j in journeys if ride.since <= j.loads and j.free <= ride.until]
        found += [(ride.since, min(j.loads for j in mine)), (max(j.free for j in mine), ride.until)]
    return sorted(found)


def _duty_faults(name: str, busy: list[tuple[int, int]], *, rules: DriverRules) -> Iterator[str]:
    duties: list[tuple[int, int]] = []
    for start, end in busy:
        if duties and start - duties[-1][1] < rules.rest_s:
            duties[-1] = (duties[-1][0], max(duties[-1][1], end))
        else:
            duties.append((start, end))
    for start, end in duties:
        if end - start > rules.most_duty_s:
            yield f"{name}: on duty for {(end - start) / 3_600:.1f} hours"


def tired(ground: Ground, journey: Journey, *, rules: DriverRules) -> bool:
    """Whether more is driven than the longest stretch and the journey's pauses and waits allow."""
    places = [journey.origin, *(stop.place for stop in journey.stops), journey.origin]
    seconds, _ = matrix(ground.ways[journey.mode], places)
    rule = ground.case.rule(journey.mode)
    leaves = [journey.departs, *(stop.departs for stop in journey.stops)]
    comes = [*(stop.arrives for stop in journey.stops), journey.returns]
    driven = 0
    for at, (left, came) in enumerate(zip(leaves, comes, strict=True)):
        drive = int(seconds[at, at + 1])
        if at:
            stop = journey.stops[at - 1]
            stood = stop.departs - stop.arrives - rule.stop_s - rule.load_s_per_box * stop.load.boxes
            driven = 0 if stood >= rules.pause_s else driven
        pauses = (came - left - drive) // rules.pause_s
        driven += drive - pauses * rules.drive_s
        if driven > rules.drive_s:
            return True
    return False


# Tides and links


def tide_faults(case: Case, plan: DeliveryPlan, *, hours: dict[str, list[tuple[int, int]]]) -> list[str]:
    """Drives over links outside their hours of the tide; `hours` are those of each link, after midnight."""
    midnight = datetime.combine(case.election.voting_day, time())
    closures = []
    for link, open_ in hours.items():
        for day in range(-9, 15):
            edges = [0, *(edge for span in sorted(open_) for edge in span), DAY]
            closures += [
                Closure(
                    subject=link,
                    starts=midnight + timedelta(days=day, seconds=a),
                    ends=midnight + timedelta(days=day, seconds=b),
                )
                for a, b in list(pairwise(edges))[::2]
                if a < b
            ]
    both = DeliveryPlan(
        journeys=(*plan.journeys, *plan.back),
        unplanned=(),
        engine="",
        network="",
        seed=0,
        effort=0,
    )
    return passed(case, both, closures)


def box_faults(case: Case, plan: DeliveryPlan) -> list[str]:
    """Journeys over a link with more boxes on a vehicle than the link takes.

    A drive passes a link if it would take longer, or be impossible, without it.
    """
    ground = Ground(case)
    tight = [link for link in case.register.links if link.boxes_per_trip]
    return [
        f"{journey.code}: more boxes than {link.code} takes"
        for link in tight
        for journey in (*plan.journeys, *plan.back)
        if journey.mode == link.mode
        and journey.load.boxes > (link.boxes_per_trip or 0) * len(journey.vehicles)
        and _passes(ground, journey, link)
    ]


def _passes(ground: Ground, journey: Journey, link: Link) -> bool:
    with_it = ground.ways[journey.mode]
    shut = Conditions(shut_links=frozenset({link.code}))
    without = ways(ground.network, pace=with_it.pace, conditions=shut)
    places = [journey.origin, *(stop.place for stop in journey.stops)]
    return bool((matrix(with_it, places)[0] != matrix(without, places)[0]).any())


def back_levels(plan: DeliveryPlan) -> set[tuple[Level, Level]]:
    """The stages of the way back that have journeys."""
    return {(journey.giver, journey.receiver) for journey in plan.back}
