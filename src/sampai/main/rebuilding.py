"""Making a plan again from its kept form: the same rules over the same journeys give the same digest."""

from dataclasses import replace

from sampai.guarding.ports import Grouper
from sampai.kernel.errors import Refused
from sampai.kernel.text import say
from sampai.main.grouping import groupers_of
from sampai.main.operations import rules_of
from sampai.materials.rules.needs import needs_of
from sampai.places.ports import MatrixEngine
from sampai.plan.forms.kept import KeptPlan
from sampai.plan.model import OperationPlan
from sampai.plan.rules.make import plan_with


def rebuilt(kept: KeptPlan, *, roads: MatrixEngine | None = None) -> OperationPlan:
    """The whole plan: needs, guards, chances and checks are worked out anew.

    Raises `Refused` where it is not the plan that was kept: the pack's rules are others, its road map is
    missing, or somebody changed it.
    """
    if kept.roads and roads is None:
        raise Refused(
            "roads-needed",
            say("The distances of this plan come from a road map: {name}.", name=kept.roads),
            say("Give the same road map with --roads."),
        )
    scenarios = int(kept.parameters.get("scenarios", 0))
    first, *others = groupers_of(kept)
    plan = _again(kept, roads=roads, scenarios=scenarios, grouper=first)
    for other in others:
        if plan.digest != kept.digest and plan.rules.digest == kept.rules:
            plan = _again(kept, roads=roads, scenarios=scenarios, grouper=other)
    if plan.digest != kept.digest:
        raise _another(kept, plan)
    return plan


def drawn(kept: KeptPlan) -> OperationPlan:
    """The plan as far as journeys need: by today's rules, without chances, under the digest that it had."""
    first = groupers_of(kept)[0]
    return replace(_again(kept, roads=None, scenarios=0, grouper=first), digest=kept.digest)


def _again(kept: KeptPlan, *, roads: MatrixEngine | None, scenarios: int, grouper: Grouper) -> OperationPlan:
    operation, rules = kept.operation, rules_of(kept.operation)
    return plan_with(
        kept.delivery,
        operation=operation,
        rules=rules,
        needs=needs_of(operation.register.stations, election=rules.election, kits=rules.kits),
        roads=roads,
        inputs=kept.inputs,
        scenarios=scenarios,
        parameters=kept.parameters,
        grouper=grouper,
    )


def _another(kept: KeptPlan, plan: OperationPlan) -> Refused:
    if plan.rules.digest != kept.rules:
        return Refused(
            "plan-rules",
            say("The pack's rules are no longer those that this plan was made by."),
            say("Make the plan anew with this version, or use the version that made it."),
        )
    return Refused(
        "plan-digest",
        say("Worked out again, the plan is another one than its digest {digest} says.", digest=kept.digest),
        say("Somebody changed it, or another version of Sampai made it. Make the plan anew."),
    )
