"""Wiring of planning on: reading a kept plan, the setback, the solvers, and the new plan with its changes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sampai.engines.solver.ruin_solver import RuinSolver
from sampai.engines.solver.savings import SavingsSolver
from sampai.kernel.clock import HTime
from sampai.kernel.errors import Refused, Unreadable
from sampai.kernel.text import say
from sampai.main.operations import rules_of
from sampai.materials.model import Needs
from sampai.materials.rules.needs import needs_of
from sampai.places.model import PlaceKind
from sampai.places.ports import MatrixEngine
from sampai.plan.forms import kept
from sampai.plan.forms.kept import KeptPlan
from sampai.plan.model import Operation, RuleBook
from sampai.plan.rules.make import consignments_of, fleet_of, held_on, homeward_of, outlook_of, own_goods_of
from sampai.transport.model import DeliveryPlan, Setback
from sampai.transport.rules.means import Means, means
from sampai.transport.rules.replan import replan_delivery
from sampai.transport.rules.waves import Mapper

GUARDED = frozenset(
    {PlaceKind.STORE, PlaceKind.PPK, PlaceKind.KPU_OFFICE, PlaceKind.POLRES, PlaceKind.POLSEK}
)
"""Kinds of places that are guarded or manned, where a vehicle with goods can wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A kept plan with all that planning on needs."""

    kept: KeptPlan
    rules: RuleBook
    needs: Needs
    means: Means

    @property
    def operation(self) -> Operation:
        """The tables of the kept plan."""
        return self.kept.operation


def read_plan(folder: Path) -> KeptPlan:
    """The plan that `sampai plan` or `sampai replan` wrote into a folder."""
    file = folder / kept.NAME
    if not file.is_file():
        raise Unreadable(
            "plan-missing",
            say("The folder {path} has no file {file}.", path=str(folder), file=kept.NAME),
            say("Name a folder that sampai plan wrote; copy it with all its files."),
        )
    return kept.read_kept(file.read_bytes())


def ready(plan: KeptPlan, *, roads: MatrixEngine | None = None) -> Ready:
    """All that planning on needs. `roads`: the road map of the plan, if it had one."""
    if plan.roads and roads is None:
        raise Refused(
            "roads-needed",
            say("The distances of this plan come from a road map: {name}.", name=plan.roads),
            say("Give the same road map with --roads."),
        )
    operation, rules = plan.operation, rules_of(plan.operation)
    return Ready(
        kept=plan,
        rules=rules,
        needs=needs_of(operation.register.stations, election=rules.election, kits=rules.kits),
        means=means(
            operation.register,
            territory=rules.territory,
            modes=rules.modes,
            fleet=fleet_of(operation, rules=rules),
            roads_map=roads,
        ),
    )


def with_closures(operation: Operation, setback: Setback) -> Operation:
    """The tables with what has been closed since."""
    return replace(operation, closures=(*operation.closures, *setback.closures))


def plan_on(
    one: Ready,
    *,
    setback: Setback,
    seed: int,
    effort: int,
    mapper: Mapper = map,
    threads: int = 1,
    first: Callable[[DeliveryPlan], None] | None = None,
    enough: Callable[[], bool] = lambda: False,
) -> DeliveryPlan:
    """The journeys from a setback on. `mapper` and `threads` share out the work and change nothing in it."""
    operation, rules = one.operation, one.rules
    return replan_delivery(
        one.kept.delivery,
        setback=setback,
        register=operation.register,
        consignments=consignments_of(one.needs),
        election=held_on(operation.settings.calendar.voting_day, election=rules.election),
        territory=rules.territory,
        means=one.means,
        outlook=outlook_of(operation, rules=rules),
        rules=rules.replan,
        quick=SavingsSolver(),
        solver=RuinSolver(threads=threads),
        seed=seed,
        effort=effort,
        guarded=guarded_places(operation),
        drivers=rules.drivers,
        own=own_goods_of(one.needs),
        homeward=homeward_of(one.needs, election=rules.election, kits=rules.kits),
        objective=rules.objective,
        map=mapper,
        first=first,
        enough=enough,
    )


def guarded_places(operation: Operation) -> Sequence[str]:
    """Where vehicles with goods can wait: the guarded places of `jaga`, offices and police stations."""
    posts = {str(post.place) for post in operation.guarded}
    return sorted(posts | {str(p.code) for p in operation.register.places if p.kind in GUARDED})


def first_moment(one: Ready) -> HTime:
    """When the first stage begins: nothing is under way yet."""
    return min(stage.earliest for stage in one.rules.election.stages)
