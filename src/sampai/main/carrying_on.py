"""A run of `sampai replan`: from a plan's folder to the next plan's, with the changes for everybody."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from sampai.engines.tables.xlsx_writer import write_workbook
from sampai.kernel.clock import format_h_time
from sampai.kernel.errors import Refused
from sampai.kernel.text import Words, say
from sampai.main.drawing import road_lines
from sampai.main.grouping import groupers_of
from sampai.main.planning import mapper
from sampai.main.replanning import Ready, plan_on, read_plan, ready, with_closures
from sampai.main.results import Writer, check_folder, file_lines, write_files, write_results
from sampai.main.setbacks import Report, setback_of
from sampai.main.words import LANGUAGES
from sampai.main.words import words as words_of
from sampai.places.ports import MatrixEngine
from sampai.plan.forms.kept import KeptPlan
from sampai.plan.model import OperationPlan
from sampai.plan.pages.changes import change_sheets, changes_json, in_urgency, render_changes, tongue
from sampai.plan.pages.plan_json import figures
from sampai.plan.rules.changes import Changes, changes_between
from sampai.plan.rules.make import plan_with
from sampai.transport.model import DeliveryPlan, Setback
from sampai.transport.rules.replan.match import pairs_of

LISTED = 12
"""Recipients and stations that are printed; all of them are in the files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """How better answers are looked for.

    `effort` None: as for the plan before. After `seconds` (None: no bound) no other way is tried; how far the
    search comes then depends on the machine. The number of `jobs` changes nothing.
    """

    seed: int
    effort: int | None = None
    jobs: int = 1
    seconds: float | None = None


First = Callable[[float, int, int], None]
"""Told of the first answer: seconds, journeys that change, stations lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """The next plan, what changed, and the files that hold it."""

    plan: OperationPlan
    parent: str
    changes: Changes
    first_seconds: float
    pack_changed: bool
    """Whether the pack's rules are others than when the plan was made."""
    files: list[Path]


def replan_to_folder(
    folder: Path,
    *,
    report: Report,
    out: Path,
    search: Search,
    words: Words,
    roads: Path | None = None,
    first: First | None = None,
) -> Carried:
    """Read a kept plan, carry it on, write the next one. The first plan's folder stays as it is."""
    check_folder(out)
    if out.resolve() == folder.resolve():
        raise Refused(
            "out",
            say("A plan is never changed; the next one needs its own folder."),
            say("Name another folder with --out."),
        )
    kept = read_plan(folder)
    road_map = None if roads is None else _road_map(kept, extract=roads)
    one = ready(kept, roads=road_map)
    setback = setback_of(report, one=one)
    delivery, seconds = _timed(one, setback=setback, search=search, first=first)
    plan = _sealed(one, delivery, setback=setback, report=report, roads=road_map)
    before = replace(plan, operation=kept.operation, delivery=kept.delivery, digest=kept.digest)
    changes = changes_between(before, plan, now=setback.at)
    files = write_results(
        plan, out=out, words=words, roads=kept.roads, lines=road_lines(plan, roads=road_map)
    )
    files += write_files(_change_files(changes, plan, parent=kept.digest, words=words), out=out)
    return Carried(
        plan=plan,
        parent=kept.digest,
        changes=changes,
        first_seconds=seconds,
        pack_changed=one.rules.digest != kept.rules,
        files=files,
    )


def _road_map(kept: KeptPlan, *, extract: Path) -> MatrixEngine:
    # Only plans with a road map need the library that reads one.
    from sampai.main.road_map import roads_for  # noqa: PLC0415 -- see above

    return roads_for(kept.operation, extract=extract)


def _timed(
    one: Ready, *, setback: Setback, search: Search, first: First | None
) -> tuple[DeliveryPlan, float]:
    """The journeys, and how long the first answer took."""
    started = time.perf_counter()
    found: list[float] = []

    def tell(plan: DeliveryPlan) -> None:
        found.append(time.perf_counter() - started)
        if first is not None:
            pairs = pairs_of(one.kept.delivery.journeys, plan.journeys)
            lost = len(plan.unplanned) - len(one.kept.delivery.unplanned)
            first(found[0], sum(not pair.is_same for pair in pairs), lost)

    def enough() -> bool:
        return search.seconds is not None and time.perf_counter() - started >= search.seconds

    effort = one.kept.delivery.effort if search.effort is None else search.effort
    with mapper(search.jobs) as spread:
        plan = plan_on(
            one,
            setback=setback,
            seed=search.seed,
            effort=effort,
            mapper=spread,
            threads=search.jobs,
            first=tell,
            enough=enough,
        )
    return plan, found[0]


def _sealed(
    one: Ready, delivery: DeliveryPlan, *, setback: Setback, report: Report, roads: MatrixEngine | None
) -> OperationPlan:
    return plan_with(
        delivery,
        operation=with_closures(one.operation, setback),
        rules=one.rules,
        needs=one.needs,
        roads=roads,
        inputs=one.kept.inputs,
        scenarios=int(one.kept.parameters.get("scenarios", 0)),
        parameters={
            "parent": one.kept.digest,
            "at": format_h_time(setback.at),
            "setback": str(report),
        },
        grouper=groupers_of(one.kept)[0],
    )


def _change_files(changes: Changes, plan: OperationPlan, *, parent: str, words: Words) -> Iterator[Writer]:
    all_words = [words_of(lang) for lang in LANGUAGES]
    texts = {
        "changes.html": render_changes(changes, plan, parent=parent, words=words),
        "changes.json": changes_json(changes, plan, parent=parent, words=all_words),
    }
    for name, text in texts.items():
        yield name, partial(Path.write_bytes, data=text.encode())
    yield "changes.xlsx", partial(write_workbook, sheets=change_sheets(changes, plan, words=words))


def replan_object(made: Carried, *, seconds: float) -> str:
    """The figures as one JSON object on one line."""
    found = figures(made.plan.figures, problems=made.plan.problems) | {
        "digest": made.plan.digest,
        "parent": made.parent,
        "journeys_changed": len(made.changes.journeys),
        "journeys_same": made.changes.same,
        "stations_lost": [left.station for left in made.changes.lost],
        "stations_regained": list(made.changes.regained),
        "recipients": len(made.changes.notices),
        "first_seconds": round(made.first_seconds, 3),
        "seconds": round(seconds, 3),
    }
    return json.dumps(found, ensure_ascii=False)


def replan_story(made: Carried, *, words: Words) -> Iterator[str]:
    """All that a person is told when a plan was carried on."""
    changes, voice = made.changes, tongue(made.plan, words=words)
    yield from (voice.say(text) for text in changes.happened)
    counted = say(
        "{changed} journeys change; {same} stay exactly as they were.",
        changed=len(changes.journeys),
        same=changes.same,
    )
    yield words.say(counted)
    if changes.lost:
        yield words.say(say("{count} stations can no longer be reached in time.", count=len(changes.lost)))
        for left in changes.lost[:LISTED]:
            yield f"  - {voice.where.name(left.station)}: {voice.say(left.reason)} {voice.say(left.remedy)}"
        yield from _more(len(changes.lost), words=words)
    else:
        yield words.say(say("Every station that was planned is still reached."))
    if changes.notices:
        yield words.say(say("Whom to tell, the most urgent first")) + ":"
        for notice in in_urgency(changes.notices)[:LISTED]:
            yield f"  {voice.moment(notice.messages[0].by)}  {voice.recipient(notice.recipient)}"
        yield from _more(len(changes.notices), words=words)
    if made.pack_changed:
        yield words.say(
            say("The pack's rules have changed since the plan was made; new journeys keep the new ones.")
        )
    yield from file_lines(made.files, words=words)


def _more(count: int, *, words: Words) -> Iterator[str]:
    if count > LISTED:
        yield "    " + words.say(say("and {count} more; see changes.html.", count=count - LISTED))
