"""Plans to beat: reading an earlier plan of which the journeys can still be made."""

from collections.abc import Iterator
from pathlib import Path

from sampai.kernel.errors import Refused
from sampai.kernel.text import say
from sampai.main.operations import Loaded
from sampai.main.replanning import read_plan
from sampai.places.ports import MatrixEngine
from sampai.plan.forms.kept import KeptPlan
from sampai.plan.rules.incumbent import what_differs


def to_beat(folder: Path, *, loaded: Loaded, roads: MatrixEngine | None) -> KeptPlan:
    """The plan in a folder. Raises `Refused` where its journeys may break a rule of these tables."""
    plan = read_plan(folder)
    other = list(_other(plan, loaded=loaded, roads="" if roads is None else roads.name))
    if other:
        raise Refused(
            "better-than",
            say(
                "The journeys in {path} were planned from something else: {what}.",
                path=str(folder),
                what=", ".join(other),
            ),
            say("Name a plan of the same tables; only the fleet may have grown since."),
        )
    return plan


def _other(plan: KeptPlan, *, loaded: Loaded, roads: str) -> Iterator[str]:
    yield from what_differs(plan.operation, loaded.operation)
    if plan.rules != loaded.rules.digest:
        yield loaded.operation.settings.pack
    if plan.roads != roads:
        yield "--roads"
    if "parent" in plan.parameters:
        yield "sampai replan"
