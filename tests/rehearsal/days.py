"""Worlds in which nothing happens but what a test wants, and the fullest tiny world's plan to drive there."""

from dataclasses import replace
from functools import cache

from tests.worlds import FULL, RULES

from sampai.engines.solver.savings import SavingsSolver
from sampai.packs.rehearsals import load_world
from sampai.plan.model import Operation, OperationPlan
from sampai.plan.rules.make import make_plan
from sampai.rehearsal.model import SHARES, Figure, Rate, Rehearsal, World
from sampai.rehearsal.rules.rehearse import rehearsal_of, stage_of, tally_of

STILL = (
    *SHARES,
    Rate.STORMS,
    Rate.LANDSLIDE,
    Rate.FLOOD,
    Rate.WAVE_DM,
    Rate.AREA_SIGMA,
    Rate.LOADING_MIN,
    Rate.HANDLING_SIGMA,
    Rate.SEAL_BREAK,
    Rate.OUTAGE,
)


def world(**rates: float) -> World:
    """A quiet world with some rates set, written with underscores; exactly known."""
    usual = load_world("2024")
    said = dict.fromkeys(STILL, 0.0) | {Rate(k.replace("_", "-")): v for k, v in rates.items()}
    modes = tuple(replace(mode, sigma=0.0, breakdowns=0.0) for mode in usual.modes)
    values = {
        rate: Figure(said.get(rate, figure.value), figure.basis) for rate, figure in usual.rates.items()
    }
    return replace(usual, doubt=0.0, rates=values, modes=modes)


@cache
def plan(operation: Operation = FULL) -> OperationPlan:
    """The plan of eight stations: road, track, boat, and one very vulnerable."""
    return make_plan(operation, rules=RULES, solver=SavingsSolver(), seed=1, effort=1)


def rehearsed(one: OperationPlan, in_world: World, *, runs: int = 250, seed: int = 1) -> Rehearsal:
    """What becomes of a plan."""
    stage = stage_of(one, world=in_world)
    return rehearsal_of(one, stage=stage, tally=tally_of(stage, runs=runs, seed=seed), seed=seed)
