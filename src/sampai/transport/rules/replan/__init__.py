"""Planning on when something happens on the way: as few journeys as possible change.

What is under way or delivered is kept. A first answer comes at once, by putting what lost its way into the
hours that vehicles have left; then others are tried, also with some neighbouring journeys set free, and the
one is taken with the fewest stations lost, then the least cost, where every journey that changes costs
something.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from sampai.election.model import Election
from sampai.kernel.clock import HOUR
from sampai.kernel.geo import distance_m
from sampai.kernel.quantity import Load
from sampai.places.model import Register, Territory
from sampai.transport.model import (
    USUAL,
    Consignment,
    DeliveryPlan,
    DriverRules,
    Journey,
    Objective,
    OwnGoods,
    ReplanRules,
    Setback,
)
from sampai.transport.ports import RoutingSolver
from sampai.transport.rules.endings import end_elsewhere
from sampai.transport.rules.going import Outlook
from sampai.transport.rules.means import Means
from sampai.transport.rules.offices import offices
from sampai.transport.rules.plan import Homeward, loads_of, own_parts, ready_to_return
from sampai.transport.rules.replan.attempt import Case, Trial, attempt
from sampai.transport.rules.replan.ground import by_stage, ground_of
from sampai.transport.rules.replan.homeward import Homecoming, carry_back_on, split_left
from sampai.transport.rules.replan.match import coded, pairs_of
from sampai.transport.rules.routes import Committee
from sampai.transport.rules.score import cost_rp, exposure_s
from sampai.transport.rules.stages import Sky
from sampai.transport.rules.stores import stores_of
from sampai.transport.rules.waves import Mapper

RINGS = (0, 50, 100)
"""How many neighbouring journeys are set free, in percent of those that must change."""

AT_ONCE: Mapper = map
"""The first answer waits for no other process to start."""

MOST_FREED = 400
"""With more journeys than this that must change no neighbours are set free: there is room for choice."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A way to plan on with its price: stations lost, then cost with exposure and churn."""

    trial: Trial
    plan: DeliveryPlan
    lost: int
    price_rp: int
    touched: int

    @property
    def rank(self) -> tuple[int, int, int]:
        """The least is best."""
        return self.lost, self.price_rp, self.touched


def replan_delivery(
    old: DeliveryPlan,
    *,
    setback: Setback,
    register: Register,
    consignments: Iterable[Consignment],
    election: Election,
    territory: Territory,
    means: Means,
    outlook: Outlook,
    rules: ReplanRules,
    quick: RoutingSolver,
    solver: RoutingSolver,
    seed: int,
    effort: int,
    guarded: Sequence[str] = (),
    drivers: DriverRules | None = None,
    own: Iterable[OwnGoods] = (),
    homeward: Homeward | None = None,
    objective: Objective = USUAL,
    map: Mapper = map,  # noqa: A002 -- an executor's map takes its place
    first: Callable[[DeliveryPlan], None] | None = None,
    enough: Callable[[], bool] = lambda: False,
) -> DeliveryPlan:
    """The plan from a setback on. Same arguments, same plan.

    `means` are those of the register and the fleet, with nothing shut; `outlook` is what was known before.
    `quick` finds the first answer, of which `first` is told; `solver` looks for better ones, `effort` times
    with other seeds. `guarded`: places where vehicles with goods can wait. `own` and `homeward` are what the
    old plan was made from: committees' own goods, and what comes back after counting (None: nothing).
    `enough` is asked after the first answer and between tries; once it says so, the best so far is taken.
    """
    case = _case(
        old,
        setback=setback,
        register=register,
        consignments=consignments,
        election=election,
        territory=territory,
        means=means,
        outlook=outlook,
        guarded=guarded,
        notice_s=rules.notice_s,
        drivers=drivers,
        objective=objective,
        own=own_parts(own),
    )
    trial = attempt(case, freed=(), keep_order=True, solver=quick, seed=seed, effort=1, run=AT_ONCE)
    best = _tried(case, trial, rules=rules)
    home = _homecoming(case, homeward or Homeward(returns=()), outlook=outlook)
    at_once = _whole(case, home, best, solver=quick, seed=seed, effort=1, run=AT_ONCE)
    if first is not None:
        first(at_once)
    if not trial.freed or not effort:
        return at_once
    for turn, percent, keep_order in _turns(effort, freed=len(trial.freed)):
        if enough():
            break
        ring = _ring(case, trial.freed, count=len(trial.freed) * percent // 100)
        other = attempt(
            case,
            freed=ring,
            keep_order=keep_order,
            solver=solver,
            seed=seed + turn,
            effort=effort,
            run=map,
        )
        best = min(best, _tried(case, other, rules=rules), key=lambda one: one.rank)
    if best.trial is trial and enough():
        return at_once
    whole = _whole(case, home, best, solver=solver, seed=seed, effort=effort, run=map)
    return replace(whole, engine=solver.name, seed=seed, effort=effort)


def _case(
    old: DeliveryPlan,
    *,
    setback: Setback,
    register: Register,
    consignments: Iterable[Consignment],
    election: Election,
    territory: Territory,
    means: Means,
    outlook: Outlook,
    guarded: Sequence[str],
    notice_s: int,
    drivers: DriverRules | None,
    objective: Objective,
    own: Sequence[tuple[Committee, Load]],
) -> Case:
    """All that stays the same whatever is tried: loads, and the ways of each stage before and after."""
    consignments = tuple(consignments)
    steps = by_stage(old.journeys, election=election)
    grounds = tuple(
        ground_of(
            stage,
            means=means,
            election=election,
            outlook=outlook,
            setback=setback,
            notice_s=notice_s,
            journeys=[journey for journey in steps[at] if journey.loads >= setback.at],
        )
        for at, stage in enumerate(election.stages)
    )
    return Case(
        old=old,
        setback=setback,
        register=register,
        territory=territory,
        election=election,
        means=means,
        offices=offices(
            register,
            forward=stores_of(register, consignments=consignments, election=election, ways=means),
        ),
        loads={one.station: one.load for one in sorted(consignments, key=lambda c: c.station)}
        | loads_of(own),
        own=tuple(committee for committee, _ in own),
        guarded=tuple(guarded),
        notice_s=notice_s,
        grounds=grounds,
        outlook=replace(outlook, closures=(*outlook.closures, *setback.closures)),
        drivers=drivers,
        objective=objective,
        steps=steps,
    )


def _turns(effort: int, *, freed: int) -> Iterable[tuple[int, int, bool]]:
    """Seed, ring and whether the order of stops is kept, for each try."""
    rings = RINGS if freed <= MOST_FREED else RINGS[:1]
    for turn in range(effort):
        for percent in rings:
            yield turn, percent, False
        if turn == 0:
            yield turn, 0, True


def _tried(case: Case, trial: Trial, *, rules: ReplanRules) -> Tried:
    pairs = pairs_of(case.old.journeys, trial.journeys)
    plan = replace(
        case.old,
        journeys=_in_order(coded(pairs), case.election),
        unplanned=trial.unplanned,
        own_left=trial.own_left,
        stationed=trial.stationed,
        absences=trial.absences,
    )
    touched = sum(not pair.is_same for pair in pairs)
    cost = cost_rp(
        plan.journeys,
        stationed=plan.stationed,
        fleet=case.means.fleet,
        modes=case.means.rules.values(),
        shift_rp=case.objective.shift_rp,
    )
    out_rp = exposure_s(plan.journeys) * case.objective.exposure_rp_h // HOUR
    return Tried(
        trial,
        plan,
        len(plan.unplanned) + len(plan.own_left),
        cost + out_rp + rules.churn_rp * touched,
        touched,
    )


def _homecoming(case: Case, homeward: Homeward, *, outlook: Outlook) -> Homecoming | None:
    """The way back as it was planned, and its ways before and after; None where there is none."""
    if not homeward.returns or case.election.way_back is None:
        return None
    election = case.election.returning()
    steps = by_stage(case.old.back, election=election)
    laden = ready_to_return(homeward, offices=case.offices)
    return Homecoming(
        election=election,
        own=laden.own,
        loads=laden.loads,
        start=laden.start,
        grounds=tuple(
            ground_of(
                stage,
                means=case.means,
                election=election,
                outlook=outlook,
                setback=case.setback,
                notice_s=case.notice_s,
                journeys=[journey for journey in steps[at] if journey.loads >= case.setback.at],
            )
            for at, stage in enumerate(election.stages)
        ),
        steps=steps,
    )


def _whole(
    case: Case,
    home: Homecoming | None,
    best: Tried,
    *,
    solver: RoutingSolver,
    seed: int,
    effort: int,
    run: Mapper,
) -> DeliveryPlan:
    """The plan with its way back, and with vehicles ending elsewhere."""
    if home is None:
        return _ended(case, best.plan)
    back = carry_back_on(case, home, best.trial, solver=solver, seed=seed, effort=effort, run=run)
    pairs = pairs_of(case.old.back, back.journeys)
    not_back, own_left = split_left((*best.plan.own_left, *back.left))
    whole = replace(
        best.plan,
        back=_in_order(coded(pairs), home.election),
        not_back=not_back,
        own_left=own_left,
        stationed=tuple(
            sorted((*best.plan.stationed, *back.stationed), key=lambda s: (s.since, s.vehicle, s.ordinal))
        ),
        absences=(*best.plan.absences, *back.absences),
    )
    return _ended(case, whole)


def _ended(case: Case, plan: DeliveryPlan) -> DeliveryPlan:
    """New journeys that are the last ones of vehicles that end elsewhere go there."""
    if not any(group.ends for group in case.means.fleet):
        return plan
    old = set(case.old.journeys)
    fresh = [j for j in plan.journeys if j not in old and j.loads >= case.setback.at]
    rest = [j for j in plan.journeys if j in old or j.loads < case.setback.at]
    ended = end_elsewhere(
        fresh,
        fleet=case.means.fleet,
        after=(*rest, *plan.back),
        stationed=plan.stationed,
        election=case.election,
        sky=Sky(ways=case.means, outlook=case.outlook),
    )
    return replace(plan, journeys=_in_order((*rest, *ended), case.election))


def _in_order(journeys: Iterable[Journey], election: Election) -> tuple[Journey, ...]:
    steps = [(stage.giver, stage.receiver) for stage in election.stages]
    return tuple(sorted(journeys, key=lambda j: (steps.index((j.giver, j.receiver)), j.leg, j.loads, j.code)))


def _ring(case: Case, freed: Sequence[str], *, count: int) -> frozenset[str]:
    """The journeys not yet begun that go nearest by those that must change, from the same places."""
    if not count:
        return frozenset()
    lost = [journey for journey in case.old.journeys if journey.code in set(freed)]
    near = []
    for journey in case.old.journeys:
        if journey.loads < case.setback.at + case.notice_s or journey.code in set(freed):
            continue
        gaps = [_gap(journey, other, case=case) for other in lost if _same_work(journey, other)]
        if gaps:
            near.append((min(gaps), journey.code))
    return frozenset(code for _, code in sorted(near)[:count])


def _same_work(one: Journey, other: Journey) -> bool:
    return (one.origin, one.giver, one.leg) == (other.origin, other.giver, other.leg)


def _gap(one: Journey, other: Journey, *, case: Case) -> int:
    """The straight distance between the nearest stops of two journeys."""
    network = case.means.network
    return min(
        distance_m(network.position(a.place), network.position(b.place))
        for a in one.stops
        for b in other.stops
    )
