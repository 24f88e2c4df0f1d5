"""From an operation to its draft plan: needs, deliveries, guards, checks, figures, digest."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from sampai.election.model import Direction, Election, Level
from sampai.guarding.model import GuardPlan
from sampai.guarding.ports import Grouper
from sampai.guarding.rules.clusters import BY_PATH
from sampai.guarding.rules.demand import plan_guard
from sampai.guarding.rules.disagreement import officers_by_clusters, with_versions
from sampai.guarding.rules.patterns import with_overrides
from sampai.guarding.rules.register import vulnerability_register
from sampai.guarding.rules.sending import send_out
from sampai.kernel.ids import village_of
from sampai.materials.model import KitBook, Needs
from sampai.materials.rules.needs import needs_of
from sampai.materials.rules.returns import returning
from sampai.places.model import Mode
from sampai.places.ports import MatrixEngine
from sampai.places.rules.distances import Cover, road_cover
from sampai.plan.model import Manning, Operation, OperationPlan, RuleBook
from sampai.plan.rules.check import check
from sampai.plan.rules.escorts import fleet_with_seats
from sampai.plan.rules.figures import digest_of, figures_of, inputs_of
from sampai.plan.rules.incumbent import better_of
from sampai.plan.rules.manning import plan_manning, with_reserve_left
from sampai.plan.rules.walks import with_walks
from sampai.transport.model import (
    Chances,
    Consignment,
    DeliveryPlan,
    Medium,
    ModeRule,
    OwnGoods,
    Return,
    VehicleGroup,
    WayOut,
)
from sampai.transport.ports import RoutingSolver
from sampai.transport.rules.chance import chances_of
from sampai.transport.rules.chance.known import known_of
from sampai.transport.rules.chance.shares import Days
from sampai.transport.rules.going import Outlook
from sampai.transport.rules.means import Means, means
from sampai.transport.rules.plan import Homeward, plan_delivery
from sampai.transport.rules.reliefs import Planner, find_reliefs
from sampai.transport.rules.reliefs.changes import Setting
from sampai.transport.rules.score import cost_rp, rides_of, score_of
from sampai.transport.rules.waves import Mapper
from sampai.transport.rules.ways_out import ways_out

Progress = Callable[[float], None]

_NONE: Mapping[str, str] = MappingProxyType({})


def make_plan(
    operation: Operation,
    *,
    rules: RuleBook,
    solver: RoutingSolver,
    seed: int,
    effort: int,
    roads: MatrixEngine | None = None,
    mapper: Mapper = map,
    inputs: Mapping[str, str] = _NONE,
    progress: Progress | None = None,
    scenarios: int = 0,
    grouper: Grouper = BY_PATH,
    incumbent: DeliveryPlan | None = None,
    parameters: Mapping[str, str | int] = _NONE,
    reliefs: bool = True,
) -> OperationPlan:
    """A draft plan with its checks, figures and digest.

    `effort` is how long the solver looks, in steps of its own; `mapper` works through problems that do not
    depend on each other, such as `map` or an executor's. Neither the mapper nor the number of processes
    changes the plan. `roads` is a road map, if there is one. `inputs` are digests of the files that were
    read, by name; they are kept beside those of what the tables say, but do not count in the plan's digest.
    `scenarios`: how many are sampled for the chance of arrival; 0: none. `grouper` makes the clusters of
    stations. `incumbent` are journeys that keep every rule of this operation: the plan is no worse than they.
    `parameters` are kept beside the usual ones. `reliefs`: whether to look for what would help where stations
    fail.
    """
    needs = needs_of(operation.register.stations, election=rules.election, kits=rules.kits)
    election = held_on(operation.settings.calendar.voting_day, election=rules.election)
    ways = means_of(operation, rules=rules, roads=roads)
    delivery = plan_delivery(
        operation.register,
        consignments=consignments_of(needs),
        election=election,
        modes=rules.modes,
        fleet=fleet_of(operation, rules=rules),
        territory=rules.territory,
        solver=solver,
        seed=seed,
        effort=effort,
        outlook=outlook_of(operation, rules=rules),
        own=own_goods_of(needs),
        homeward=homeward_of(needs, election=rules.election, kits=rules.kits),
        drivers=rules.drivers,
        map=mapper,
        progress=progress,
        ways=ways,
        objective=rules.objective,
    )
    if incumbent is not None:
        fleet = fleet_of(operation, rules=rules)
        delivery = better_of(delivery, incumbent, fleet=fleet, rules=replace(rules, election=election))
    return plan_with(
        delivery,
        operation=operation,
        rules=rules,
        needs=needs,
        roads=roads,
        inputs=inputs,
        scenarios=scenarios,
        parameters=parameters,
        grouper=grouper,
        ways=ways,
        helper=Helper(solver=solver, mapper=mapper) if reliefs else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Helper:
    """What looks for help where stations fail."""

    solver: RoutingSolver
    mapper: Mapper = map


def plan_with(
    delivery: DeliveryPlan,
    *,
    operation: Operation,
    rules: RuleBook,
    needs: Needs,
    roads: MatrixEngine | None = None,
    inputs: Mapping[str, str] = _NONE,
    scenarios: int = 0,
    parameters: Mapping[str, str | int] = _NONE,
    grouper: Grouper = BY_PATH,
    ways: Means | None = None,
    helper: Helper | None = None,
) -> OperationPlan:
    """The draft plan around journeys that have been planned. `parameters` are kept beside the usual ones.

    `ways` are the means of this very operation, where they are known already. `helper` looks for what would
    help where stations fail; None: nobody looks.
    """
    guard = with_walks(_guard(operation, rules=rules, grouper=grouper), delivery=delivery)
    manning = plan_manning(
        operation, rules=rules, delivery=delivery, guard=guard, cut_off=off_road(rules.modes)
    )
    guard = with_reserve_left(guard, manning=manning)
    cover = None if roads is None else road_cover(operation.register, roads=roads)
    election = held_on(operation.settings.calendar.voting_day, election=rules.election)
    ways = ways or means_of(operation, rules=rules, roads=roads)
    days = _days(operation, rules=rules, ways=ways, scenarios=scenarios, seed=delivery.seed)
    chances = _chances(delivery, election=election, days=days, needs=needs, kits=rules.kits)
    if helper is not None:
        chances = find_reliefs(
            delivery,
            chances=chances,
            setting=setting_of(operation, rules=rules, election=election, ways=ways),
            planner=planner_of(operation, rules=rules, needs=needs, delivery=delivery, days=days, by=helper),
        )
    sealed = _sealed(
        operation,
        rules=rules,
        needs=needs,
        delivery=delivery,
        guard=guard,
        manning=manning,
        chances=chances,
        inputs=inputs,
        cover=cover,
        parameters=parameters,
    )
    return replace(
        sealed, ways_out=_ways_out(operation, rules=rules, delivery=delivery, roads=roads, ways=ways)
    )


def means_of(operation: Operation, *, rules: RuleBook, roads: MatrixEngine | None) -> Means:
    """What there is to go with."""
    return means(
        operation.register,
        territory=rules.territory,
        modes=rules.modes,
        fleet=fleet_of(operation, rules=rules),
        roads_map=roads,
    )


def setting_of(operation: Operation, *, rules: RuleBook, election: Election, ways: Means) -> Setting:
    """What a change that might help would change."""
    return Setting(
        register=operation.register,
        election=election,
        fleet=fleet_of(operation, rules=rules),
        ways=ways,
        objective=rules.objective,
    )


def planner_of(
    operation: Operation,
    *,
    rules: RuleBook,
    needs: Needs,
    delivery: DeliveryPlan,
    days: Days | None,
    by: Helper,
) -> Planner:
    """What planning anew needs besides; `days` are those that changes are judged on."""
    return Planner(
        loads={one.station: one.load for one in consignments_of(needs)},
        own=own_goods_of(needs),
        drivers=rules.drivers,
        territory=rules.territory,
        solver=by.solver,
        seed=delivery.seed,
        effort=delivery.effort,
        outlook=outlook_of(operation, rules=rules),
        days=days,
        map=by.mapper,
    )


def _ways_out(
    operation: Operation,
    *,
    rules: RuleBook,
    delivery: DeliveryPlan,
    roads: MatrixEngine | None,
    ways: Means,
) -> tuple[WayOut, ...]:
    return ways_out(
        delivery,
        register=operation.register,
        territory=rules.territory,
        modes=rules.modes,
        fleet=operation.fleet,
        roads=roads,
        ways=ways,
    )


def consignments_of(needs: Needs) -> tuple[Consignment, ...]:
    """What each station gets on the way."""
    return tuple(
        Consignment(station=station, load=needs.load(row)) for row, station in enumerate(needs.stations)
    )


def own_goods_of(needs: Needs) -> tuple[OwnGoods, ...]:
    """What PPK and PPS get for themselves."""
    return tuple(
        OwnGoods(region=region, level=places.level, load=places.carried.at(row))
        for places in needs.places
        if places.level in {Level.PPK, Level.PPS}
        for row, region in enumerate(places.regions)
    )


def homeward_of(needs: Needs, *, election: Election, kits: KitBook) -> Homeward | None:
    """What comes back after counting, and when each station is ready: as if everybody had voted."""
    way = election.way_back
    if way is None:
        return None
    goods = returning(needs, kits=kits, families=way.items)
    voters = needs.voters.tolist()
    return Homeward(
        returns=tuple(
            Return(
                station=station,
                load=goods.stations.at(row),
                ready=way.counting.ends(voters[row] * len(election.contests_in(village_of(station)))),
            )
            for row, station in enumerate(needs.stations)
        ),
        own=tuple(
            OwnGoods(region=region, level=level, load=load) for level, region, load in goods.committees
        ),
    )


def outlook_of(operation: Operation, *, rules: RuleBook) -> Outlook:
    """The closures and forecasts that journeys keep to."""
    return Outlook(
        voting_day=operation.settings.calendar.voting_day,
        closures=operation.closures,
        forecasts=operation.forecasts,
        rules=rules.weather,
    )


def fleet_of(operation: Operation, *, rules: RuleBook) -> tuple[VehicleGroup, ...]:
    """The fleet with the room that escorts leave for goods."""
    if rules.escorts is None:
        return operation.fleet
    return fleet_with_seats(operation.fleet, modes=rules.modes, rules=rules.escorts)


def held_on(voting_day: date, *, election: Election) -> Election:
    """The election as the operation holds it: its tables may move voting day, as a postponed vote does."""
    return replace(election, voting_day=voting_day)


def off_road(modes: tuple[ModeRule, ...]) -> frozenset[Mode]:
    """The modes that leave the road net: track, water, air."""
    return frozenset(mode.mode for mode in modes if mode.medium is not Medium.ROAD)


def _guard(operation: Operation, *, rules: RuleBook, grouper: Grouper) -> GuardPlan:
    register, cut_off = operation.register, off_road(rules.modes)
    patterns, *others = (
        with_overrides(one, overrides=operation.patterns, units=operation.units, register=register)
        for one in (rules.patterns, *rules.pattern_sets)
    )
    guard = plan_guard(
        register,
        claims=operation.risks,
        units=operation.units,
        patterns=patterns,
        territory=rules.territory,
        cut_off=cut_off,
        vulnerability=vulnerability_register(
            register.stations, claims=operation.risks, acceptances=operation.acceptances, book=rules.risks
        ),
        grouper=grouper,
        sending=rules.sending,
    )
    count = officers_by_clusters(
        register.stations, patterns=patterns, territory=rules.territory, cut_off=cut_off
    )
    guard = with_versions(guard, claims=operation.risks, officers_for=count)
    if rules.sending is None:
        return guard
    return send_out(
        guard,
        register=register,
        units=operation.units,
        territory=rules.territory,
        cut_off=cut_off,
        sets=others,
        sending=rules.sending,
    )


def _days(operation: Operation, *, rules: RuleBook, ways: Means, scenarios: int, seed: int) -> Days | None:
    """The days to sample; None where none are asked for, or nothing is known of how they differ."""
    if rules.spreads is None or not scenarios:
        return None
    election = held_on(operation.settings.calendar.voting_day, election=rules.election)
    return Days(
        modes=rules.modes,
        spreads=rules.spreads,
        scenarios=scenarios,
        seed=seed,
        by_daylight=frozenset(link.mode for link in operation.register.links if link.daylight_only),
        known=known_of(ways, election=election, outlook=outlook_of(operation, rules=rules)),
    )


def _chances(
    delivery: DeliveryPlan, *, election: Election, days: Days | None, needs: Needs, kits: KitBook
) -> Chances:
    if days is None:
        return Chances()
    home = homeward_of(needs, election=election, kits=kits)
    return chances_of(
        delivery,
        election=election,
        modes=days.modes,
        spreads=days.spreads,
        scenarios=days.scenarios,
        seed=days.seed,
        by_daylight=days.by_daylight,
        known=days.known,
        counted=None if home is None else {one.station: one.ready for one in home.returns},
    )


def _sealed(
    operation: Operation,
    *,
    rules: RuleBook,
    needs: Needs,
    delivery: DeliveryPlan,
    guard: GuardPlan,
    manning: Manning,
    chances: Chances,
    inputs: Mapping[str, str],
    cover: Cover | None,
    parameters: Mapping[str, str | int],
) -> OperationPlan:
    """Everything together, checked, counted and digested."""
    problems = check(
        operation,
        rules=rules,
        needs=needs,
        delivery=delivery,
        guard=guard,
        manning=manning,
        chances=chances,
        cover=cover,
    )
    tables = inputs_of(operation, rules=rules)
    plan = OperationPlan(
        operation=operation,
        rules=rules,
        needs=needs,
        delivery=delivery,
        guard=guard,
        manning=manning,
        chances=chances,
        problems=problems,
        figures=figures_of(
            needs=needs,
            delivery=delivery,
            guard=guard,
            problems=len(problems),
            chances=chances,
            cost_back_rp=cost_rp(
                delivery.back,
                stationed=rides_of(delivery, Direction.BACK),
                modes=rules.modes,
                fleet=operation.fleet,
                shift_rp=rules.objective.shift_rp,
            ),
            score=score_of(
                delivery,
                election=held_on(operation.settings.calendar.voting_day, election=rules.election),
                modes=rules.modes,
                fleet=operation.fleet,
                objective=rules.objective,
            ),
        ),
        inputs={**tables, **inputs},
        parameters={
            "seed": delivery.seed,
            "effort": delivery.effort,
            "scenarios": chances.scenarios,
            "staging": rules.election.staging,
            "patterns": rules.patterns.code,
            **parameters,
        },
        engines={"routing": delivery.engine, "network": delivery.network, "grouping": guard.grouping},
    )
    return replace(plan, digest=digest_of(plan, tables=tables))
