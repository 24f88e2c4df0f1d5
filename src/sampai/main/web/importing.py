"""Importing from the server's own machine, by whoever holds it."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sampai.kernel.clock import now
from sampai.kernel.ids import RegionCode, digest
from sampai.kernel.rights import Actor, Deed, Institution, Role, Scope, Secrecy
from sampai.kernel.text import Text, say
from sampai.main.operations import load_operation, operation_path
from sampai.main.rebuilding import rebuilt
from sampai.main.replanning import read_plan
from sampai.main.store.opening import open_store
from sampai.main.web.bundle import bundled, packed
from sampai.plan.forms import kept
from sampai.plan.model import Operation

if TYPE_CHECKING:
    from sampai.engines.roads.matrix import RoadMatrix
    from sampai.plan.actions import Imported

KEEPER = "sampai import"
Steps = Callable[[Text], None]
"""Told what is done next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanImported:
    """What the import of a plan did. `register` is None where the store had the plan's tables already."""

    register: "Imported | None"
    register_number: int
    """The version of the register that the plan was made from."""
    present_number: int
    """The present version, a later one when the plan was made from older tables."""
    plan: int
    number: int
    is_new: bool
    digest: str


def is_plan(source: str) -> bool:
    """Whether a folder is one that `sampai plan` or `sampai replan` wrote."""
    return (Path(source) / kept.NAME).is_file()


def import_tables(source: str, *, data: Path, step: Steps) -> "Imported":
    """Put an operation's tables into the store as its present register."""
    step(say("Reading the tables …"))
    loaded = load_operation(source)
    with _store(data):
        from sampai.plan.actions import import_register  # noqa: PLC0415 -- after Django is ready

        step(say("Writing the register …"))
        document = packed(operation_path(source))
        return import_register(keeper(), now(), operation=loaded.operation, document=document)


def import_folder(source: str, *, data: Path, roads: Path | None, step: Steps) -> PlanImported:
    """Put a plan into the store as the newest draft, and its tables where the store has not seen them.

    Raises `Refused` where the plan, worked out again, is another one than its digest says.
    """
    step(say("Reading the plan …"))
    folder = Path(source)
    found = read_plan(folder)
    step(say("Working the plan out again to compare its digest …"))
    plan = rebuilt(found, roads=None if roads is None else _road_map(found.operation, extract=roads))
    with _store(data):
        from sampai.plan.actions import import_plan, import_register  # noqa: PLC0415 -- after Django is ready
        from sampai.plan.queries import plan_view, plans  # noqa: PLC0415 -- see above

        step(say("Comparing its tables with the register …"))
        register = None
        if _version_of(found.operation) is None:
            document = bundled(found.operation)
            register = import_register(keeper(), now(), operation=found.operation, document=document)
        step(say("Writing the plan …"))
        known = {one.digest for one in plans(keeper().scope, operation=_operation_of(found.operation))}
        pk = import_plan(keeper(), now(), plan=plan, document=(folder / kept.NAME).read_bytes())
        version, present = _version_of(found.operation), _present_of(found.operation)
        return PlanImported(
            register=register,
            register_number=version or 0,
            present_number=present,
            plan=pk,
            number=plan_view(keeper().scope, pk).number,
            is_new=plan.digest not in known,
            digest=plan.digest,
        )


@contextmanager
def _store(data: Path) -> Iterator[None]:
    os.environ["SAMPAI_DATA"] = str(data.resolve())
    with open_store():
        yield


def _road_map(operation: Operation, *, extract: Path) -> "RoadMatrix":
    # Only plans with a road map need the library that reads one.
    from sampai.main.road_map import roads_for  # noqa: PLC0415 -- see above

    return roads_for(operation, extract=extract)


def _operation_of(operation: Operation) -> int:
    """The operation's number in the store; 0 where it is not there."""
    from sampai.election.queries import operations  # noqa: PLC0415 -- after Django is ready
    from sampai.plan.actions import event_here  # noqa: PLC0415 -- see above

    event, region = event_here(operation.settings), operation.settings.region
    mine = (one.number for one in operations(keeper().scope) if (one.event, one.region) == (event, region))
    return next(mine, 0)


def _version_of(operation: Operation) -> int | None:
    """Which version of the register says the same as these tables; None where none does."""
    from sampai.places.queries import registers  # noqa: PLC0415 -- after Django is ready

    wanted = digest(operation.register)
    found = registers(keeper().scope, operation=_operation_of(operation))
    return next((one.number for one in found if one.digest == wanted and one.status != "offered"), None)


def _present_of(operation: Operation) -> int:
    from sampai.places.queries import registers  # noqa: PLC0415 -- after Django is ready

    found = registers(keeper().scope, operation=_operation_of(operation))
    return next((one.number for one in found if one.status == "accepted"), 0)


def keeper() -> Actor:
    """Whoever holds the machine, as the audit names it."""
    deeds = frozenset({Deed.IMPORT_REGISTER, Deed.IMPORT_PLAN, Deed.SEE_REGISTER, Deed.SEE_PLAN})
    role = Role(code=KEEPER, name=KEEPER, institution=Institution.KPU, deeds=deeds, secrecy=Secrecy.PUBLIC)
    scope = Scope(territory=RegionCode(""), secrecy=Secrecy.PUBLIC, deeds=deeds)
    return Actor(account=KEEPER, name=KEEPER, role=role, scope=scope)
