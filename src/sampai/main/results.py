"""Writing a plan's files, and telling people what is in them."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from sampai.engines.tables.xlsx_writer import write_workbook
from sampai.kernel.errors import Refused
from sampai.kernel.text import Words, say
from sampai.plan.model import OperationPlan, PlanProblem, Severity
from sampai.plan.pages.geo import geojson
from sampai.plan.pages.labels import label
from sampai.plan.pages.plan_json import figures, plan_json
from sampai.plan.pages.report import render, tiles
from sampai.plan.pages.spots import spots
from sampai.plan.pages.tables import problems_csv, workbooks
from sampai.plan.pages.troubles import problem_groups

LISTED = 3
"""Problems of one kind that are printed; all of them are in the files."""


def write_results(plan: OperationPlan, *, out: Path, words: Words) -> list[Path]:
    """Write every file of a plan into a folder, which is made where it is missing; returns their paths.

    Each file is written beside its place and moved there when it is whole.
    """
    check_folder(out)
    out.mkdir(parents=True, exist_ok=True)
    return [_whole(out / name, write=write) for name, write in _writers(plan, words=words)]


def check_folder(out: Path) -> None:
    """Refuse a place for results that is a file, before anything is planned."""
    if out.exists() and not out.is_dir():
        raise Refused(
            "out",
            say("{path} is a file, not a folder.", path=str(out)),
            say("Name a folder for the results with --out."),
        )


def _writers(plan: OperationPlan, *, words: Words) -> Iterator[tuple[str, Callable[[Path], object]]]:
    """The name of each file, and what writes it to a path."""
    for name, sheets in workbooks(plan, words=words).items():
        yield name, partial(write_workbook, sheets=sheets)
    texts = {
        "plan.geojson": geojson(plan),
        "problems.csv": problems_csv(plan, words=words),
        "plan.json": plan_json(plan, words=words),
        "report.html": render(plan, words=words),
    }
    for name, text in texts.items():
        yield name, partial(Path.write_bytes, data=text.encode())


def _whole(path: Path, *, write: Callable[[Path], object]) -> Path:
    half = path.with_name(f".{path.name}.part")
    try:
        write(half)
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)
    return path


def as_object(plan: OperationPlan, *, seconds: float) -> str:
    """The figures as one JSON object on one line."""
    found = figures(plan.figures, problems=plan.problems)
    return json.dumps(found | {"digest": plan.digest, "seconds": round(seconds, 3)}, ensure_ascii=False)


def figure_lines(plan: OperationPlan, *, words: Words) -> Iterator[str]:
    """The figures, one a line."""
    rows = [
        (words.say(tile.name), f"{words.number(tile.value)} {tile.unit}".rstrip()) for tile in tiles(plan)
    ]
    width = max(len(name) for name, _ in rows)
    yield plan.operation.settings.name
    yield from (f"  {name.ljust(width)}  {value}" for name, value in rows)


def problem_lines(plan: OperationPlan, *, words: Words) -> Iterator[str]:
    """How many problems of which weight there are, and some of each kind that asks for something."""
    count = Counter(problem.severity for problem in plan.problems)
    yield from (f"    {words.say(label(one))}: {words.number(count[one])}" for one in Severity if count[one])
    name = spots(plan).name
    for group in problem_groups(plan.problems):
        if group.severity is not Severity.NOTE:
            yield from (
                f"  - {_line(problem, name=name, words=words)}" for problem in group.problems[:LISTED]
            )
            more = len(group.problems) - LISTED
            if more > 0:
                yield "    " + words.say(say("and {count} more like this; see problems.csv.", count=more))


def _line(problem: PlanProblem, *, name: Callable[[str], str], words: Words) -> str:
    subject = f"{name(problem.subject)}: " if problem.subject else ""
    return subject + words.say(problem.what)


def story(plan: OperationPlan, *, notes: int, files: list[Path], words: Words) -> Iterator[str]:
    """All that a person is told when a plan is made."""
    yield from figure_lines(plan, words=words)
    yield from problem_lines(plan, words=words)
    if notes:
        yield words.say(say("Notes on the tables: {count}; `sampai check` lists them.", count=notes))
    yield from file_lines(files, words=words)


def file_lines(files: list[Path], *, words: Words) -> Iterator[str]:
    """Where the files are."""
    yield words.say(say("Written:"))
    yield from (f"  {path}" for path in files)
