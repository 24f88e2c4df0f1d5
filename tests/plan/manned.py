"""The fullest tiny world with the pack's rules for people, and officers by name."""

from dataclasses import replace

from tests.worlds import FULL, RULES, UNITS, unit

from sampai.engines.solver.savings import SavingsSolver
from sampai.guarding.model import Officer
from sampai.packs.command import load_command
from sampai.packs.escorts import load_escorts
from sampai.packs.sending import load_sending
from sampai.packs.stores import load_stores
from sampai.plan.model import Operation, OperationPlan, RuleBook
from sampai.plan.rules.make import make_plan

MANNED_RULES = replace(
    RULES,
    sending=load_sending(),
    rosters=load_stores(),
    escorts=load_escorts(),
    command=load_command(),
)

ENOUGH = tuple(replace(one, available=40, strength=40) for one in UNITS)
"""Units with people for everything."""

OFFICERS = tuple(
    Officer(
        service_number=f"{one.code}-{number:02d}",
        name=f"Nama {number}",
        rank=rank,
        unit=one.code,
        phone="0812-0000",
    )
    for one in UNITS
    for number, rank in enumerate(("AKP", "Ipda", "Bripka", "Bripka", *["Briptu"] * 36))
)

MANNED = replace(FULL, units=ENOUGH)
NAMED = replace(MANNED, officers=OFFICERS)
WITH_ARMY = replace(FULL, units=(*ENOUGH, unit("KODIM", base="POLRES", available=10, institution="tni")))


def manned_plan(operation: Operation = MANNED, *, rules: RuleBook = MANNED_RULES) -> OperationPlan:
    """The plan of an operation with the pack's rules for people."""
    return make_plan(operation, rules=rules, solver=SavingsSolver(), seed=1, effort=1)
