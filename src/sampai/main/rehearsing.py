"""A run of `sampai rehearse`: a kept plan played through many days, beside another, with a report."""

import pickle
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path

from sampai.engines.solver.ruin_solver import RuinSolver
from sampai.kernel.errors import Refused
from sampai.kernel.text import Words, say
from sampai.main.grouping import groupers_of
from sampai.main.planning import mapper, progress_bar
from sampai.main.replanning import Ready, read_plan, ready
from sampai.main.results import Writer, check_folder, file_lines, write_files
from sampai.materials.model import Needs
from sampai.packs.rehearsals import load_world
from sampai.places.ports import MatrixEngine
from sampai.plan.model import Operation, OperationPlan, RuleBook
from sampai.plan.pages.spots import spots
from sampai.plan.rules.make import (
    Helper,
    consignments_of,
    fleet_of,
    held_on,
    own_goods_of,
    plan_with,
    planner_of,
    setting_of,
)
from sampai.rehearsal.model import Rehearsal
from sampai.rehearsal.pages.report import ROWS, TROUBLE, percent, render, verdict
from sampai.rehearsal.pages.texts import events_text, rehearsal_json
from sampai.rehearsal.rules.by_hand import ByHand, without_slack
from sampai.rehearsal.rules.dice import Dice
from sampai.rehearsal.rules.events import events_of
from sampai.rehearsal.rules.ideas import with_ideas
from sampai.rehearsal.rules.rehearse import Stage, paired_of, rehearsal_of, rehearse_block, stage_of, tally_of
from sampai.rehearsal.rules.tally import Tally
from sampai.transport.model import DeliveryPlan
from sampai.transport.pages import relief_said
from sampai.transport.rules.going import Outlook
from sampai.transport.rules.means import Means
from sampai.transport.rules.plan import plan_delivery
from sampai.transport.rules.waves import Mapper

BY_HAND = "by-hand"
"""In the place of another plan's folder: one made the old way from the same tables."""

NAMES = "rehearsal.html", "rehearsal.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is rehearsed, and how."""

    runs: int
    seed: int
    profile: str
    against: str = ""
    jobs: int = 1
    ideas: bool = True
    events: Path | None = None
    """Where the first day is told event by event; None: nowhere."""


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A rehearsal with its plan and the files that hold it."""

    rehearsal: Rehearsal
    plan: OperationPlan
    files: list[Path]


@dataclass(frozen=True, slots=True)
class _Ready:
    """A kept plan made whole again, with what planning anew needs."""

    one: Ready
    plan: OperationPlan


def rehearse_to_folder(
    folder: Path, *, wanted: Wanted, out: Path | None, words: Words, roads: Path | None = None
) -> Rehearsed:
    """Rehearse a kept plan and write the report. The number of jobs changes nothing in it."""
    check_folder(out or folder)
    world = load_world(wanted.profile)
    mine = _whole(folder, roads=roads)
    stage = stage_of(mine.plan, world=world)
    with mapper(wanted.jobs) as run:
        found = _rehearsed(mine.plan, stage, wanted=wanted, run=run, words=words)
        if wanted.against:
            other = _other(wanted.against, mine=mine, roads=roads)
            _check_same(mine.plan, other)
            theirs = _rehearsed(other, stage_of(other, world=world), wanted=wanted, run=run, words=words)
            found = replace(found, paired=paired_of(found, theirs))
        if wanted.ideas:
            found = _with_ideas(found, mine, stage=stage, run=run, jobs=wanted.jobs)
    files = write_files(_writers(found, mine.plan, words=words), out=out or folder)
    if wanted.events is not None:
        text = events_text(events_of(stage, day=0, runs=wanted.runs, seed=wanted.seed))
        files += write_files(
            [(wanted.events.name, partial(Path.write_bytes, data=text.encode()))], out=wanted.events.parent
        )
    return Rehearsed(found, mine.plan, files)


def _whole(folder: Path, *, roads: Path | None) -> _Ready:
    kept = read_plan(folder)
    one = ready(kept, roads=None if roads is None else _road_map(folder, extract=roads))
    plan = plan_with(
        kept.delivery,
        operation=kept.operation,
        rules=one.rules,
        needs=one.needs,
        inputs=kept.inputs,
        scenarios=int(kept.parameters.get("scenarios", 0)),
        grouper=groupers_of(kept)[0],
        ways=one.means,
    )
    return _Ready(one, replace(plan, digest=kept.digest))


def whole_plan(folder: Path, *, roads: Path | None) -> OperationPlan:
    """A kept plan made whole again."""
    return _whole(folder, roads=roads).plan


def _road_map(folder: Path, *, extract: Path) -> MatrixEngine:
    # Only plans with a road map need the library that reads one.
    from sampai.main.road_map import roads_for  # noqa: PLC0415 -- see above

    return roads_for(read_plan(folder).operation, extract=extract)


def _other(against: str, *, mine: _Ready, roads: Path | None) -> OperationPlan:
    if against == BY_HAND:
        one = mine.one
        delivery = delivery_by_hand(one.operation, rules=one.rules, needs=one.needs, ways=one.means)
        return plan_with(delivery, operation=one.operation, rules=one.rules, needs=one.needs, ways=one.means)
    return _whole(Path(against), roads=roads).plan


def delivery_by_hand(operation: Operation, *, rules: RuleBook, needs: Needs, ways: Means) -> DeliveryPlan:
    """Journeys for the same tables made the old way."""
    voting_day = operation.settings.calendar.voting_day
    return plan_delivery(
        operation.register,
        consignments=consignments_of(needs),
        election=without_slack(held_on(voting_day, election=rules.election)),
        modes=rules.modes,
        fleet=fleet_of(operation, rules=rules),
        territory=rules.territory,
        solver=ByHand(),
        seed=0,
        effort=0,
        outlook=Outlook(voting_day=voting_day, rules=rules.weather),
        own=own_goods_of(needs),
        drivers=rules.drivers,
        ways=ways,
        objective=rules.objective,
    )


def _check_same(plan: OperationPlan, other: OperationPlan) -> None:
    """Two plans are compared station by station."""
    mine, yours = ({s.code for s in one.operation.register.stations} for one in (plan, other))
    if mine != yours:
        raise Refused(
            "rehearsal",
            say("The two plans are not for the same stations."),
            say("Compare plans of one operation."),
        )


def _rehearsed(plan: OperationPlan, stage: Stage, *, wanted: Wanted, run: Mapper, words: Words) -> Rehearsal:
    work = None if run is map else partial(_spread, run=run)
    with progress_bar(words, label=say("Rehearsing")) as tell:
        tally = tally_of(stage, runs=wanted.runs, seed=wanted.seed, run=work, tell=tell)
    return rehearsal_of(plan, stage=stage, tally=tally, seed=wanted.seed)


def _spread(stage: Stage, dice: Sequence[Dice], *, run: Mapper) -> Iterable[Tally]:
    return run(partial(_block, parcel=_Parcel(pickle.dumps(stage, protocol=pickle.HIGHEST_PROTOCOL))), dice)


@dataclass(frozen=True, slots=True)
class _Parcel:
    """A stage on its way to other processes: packed once here, unpacked once there."""

    packed: bytes


@lru_cache(maxsize=1)
def _unpacked(packed: bytes) -> Stage:
    stage = pickle.loads(packed)  # noqa: S301 -- this very program packed it
    assert isinstance(stage, Stage)
    return stage


def _block(dice: Dice, *, parcel: _Parcel) -> Tally:
    return rehearse_block(dice, stage=_unpacked(parcel.packed))


def _with_ideas(found: Rehearsal, mine: _Ready, *, stage: Stage, run: Mapper, jobs: int) -> Rehearsal:
    operation, rules, plan = mine.plan.operation, mine.plan.rules, mine.plan
    election = held_on(operation.settings.calendar.voting_day, election=rules.election)
    helper = Helper(solver=RuinSolver(threads=jobs), mapper=run)
    return with_ideas(
        found,
        plan=plan,
        stage=stage,
        setting=setting_of(operation, rules=rules, election=election, ways=mine.one.means),
        planner=planner_of(
            operation, rules=rules, needs=mine.one.needs, delivery=plan.delivery, days=None, by=helper
        ),
    )


def _writers(found: Rehearsal, plan: OperationPlan, *, words: Words) -> Iterator[Writer]:
    texts = render(found, plan=plan, words=words), rehearsal_json(found, where=spots(plan))
    for name, text in zip(NAMES, texts, strict=True):
        yield name, partial(Path.write_bytes, data=text.encode())


LISTED = 8
"""Stations and changes that are printed; all of them are in the files."""


def rehearsal_story(made: Rehearsed, *, words: Words) -> Iterator[str]:
    """All that a person is told of a rehearsal."""
    found, where = made.rehearsal, spots(made.plan)
    yield words.say(
        say(
            "{runs} rehearsed days in the world “{world}”, seed {seed}",
            runs=found.runs,
            world=found.world.name_en if words.lang == "en" else found.world.name,
            seed=found.seed,
        )
    )
    for name, text in ROWS:
        yield f"  {words.say(text):<72} {percent(getattr(found.shares, name), words=words):>9}"
    for text in verdict(found):
        yield words.say(text)
    for one in found.at_risk[:LISTED]:
        causes = ", ".join(words.say(TROUBLE[cause]) for cause, _ in one.causes[:2])
        yield f"  - {where.name(one.station)}: {percent(one.by_law, words=words)}; {causes}"
    if found.ideas:
        yield words.say(say("What would have helped")) + ":"
        for idea in found.ideas[:LISTED]:
            what, cost = words.say(relief_said(idea, name=where.name)), words.number(idea.cost_rp)
            yield f"  - {what} ({idea.saved}/{idea.failing}, Rp {cost})"
    yield from file_lines(made.files, words=words)
