"""Writing a plan's files, and telling people what is in them."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

from sampai.engines.tables.xlsx_writer import write_workbook
from sampai.kernel.errors import Refused
from sampai.kernel.text import Words, say
from sampai.plan.forms import kept
from sampai.plan.model import OperationPlan, PlanProblem, Severity
from sampai.plan.pages.books import KECAMATAN_FOLDER, VEHICLE_FOLDER, Book, Routes, field_files
from sampai.plan.pages.duty_cards import duty_cards
from sampai.plan.pages.field import field_of
from sampai.plan.pages.geo import geojson
from sampai.plan.pages.gpx import gpx
from sampai.plan.pages.guard_geo import guard_geojson
from sampai.plan.pages.kml import kml
from sampai.plan.pages.labels import RESTRICTED, label
from sampai.plan.pages.people_svg import timeline
from sampai.plan.pages.plan_json import figures, plan_json, reliefs
from sampai.plan.pages.report import render, tiles
from sampai.plan.pages.spots import spots
from sampai.plan.pages.tables import RESTRICTED_BOOKS, problems_csv, workbooks
from sampai.plan.pages.troubles import problem_groups
from sampai.plan.pages.way_sheets import route_map_csv
from sampai.transport.model import Relief
from sampai.transport.pages import relief_said
from sampai.transport.rules.lines import NO_LINES, Lines

Writer = tuple[str, Callable[[Path], object]]
"""A file's name, and what writes it to a path."""

LISTED = 3
"""Problems of one kind that are printed; all of them are in the files."""


def write_results(
    plan: OperationPlan, *, out: Path, words: Words, roads: str = "", lines: Lines = NO_LINES
) -> list[Path]:
    """Write every file of a plan into a folder, which is made where it is missing; returns their paths.

    Each file is written beside its place and moved there when it is whole. Workbooks and routes of an older
    plan in the folders of kecamatan and vehicles are removed, so that no driver takes one for today's.
    `roads` names the road map that distances come from, if any; `lines` are journeys along its roads.
    """
    writers = [*_writers(plan, words=words, lines=lines), *_kept(plan, roads=roads)]
    files = write_files(writers, out=out)
    _remove_older(out, written=files)
    return files


def write_files(writers: Iterable[Writer], *, out: Path) -> list[Path]:
    """Write files into a folder, which is made where it is missing; returns their paths."""
    check_folder(out)
    out.mkdir(parents=True, exist_ok=True)
    return [_whole(out / name, write=write) for name, write in writers]


def _remove_older(out: Path, *, written: list[Path]) -> None:
    fresh = set(written)
    for folder in (KECAMATAN_FOLDER, VEHICLE_FOLDER):
        for path in (out / folder).glob("*"):
            if path.suffix in {".xlsx", ".gpx"} and path not in fresh:
                path.unlink()


def _kept(plan: OperationPlan, *, roads: str) -> Iterator[Writer]:
    yield kept.NAME, partial(Path.write_bytes, data=kept.kept_bytes(plan, roads=roads))


def check_folder(out: Path) -> None:
    """Refuse a place for results that is a file, before anything is planned."""
    if out.exists() and not out.is_dir():
        raise Refused(
            "out",
            say("{path} is a file, not a folder.", path=str(out)),
            say("Name a folder for the results with --out."),
        )


def _writers(plan: OperationPlan, *, words: Words, lines: Lines) -> Iterator[Writer]:
    """The name of each file, and what writes it to a path."""
    mark = words.say(RESTRICTED)
    for name, sheets in workbooks(plan, words=words).items():
        yield name, partial(write_workbook, sheets=sheets, mark=mark if name in RESTRICTED_BOOKS else "")
    field = field_of(plan, words=words, lines=lines)
    for file in field_files(field):
        match file:
            case Book():
                yield file.path, partial(write_workbook, sheets=file.sheets, mark=mark)
            case Routes():
                yield file.path, partial(Path.write_bytes, data=file.text.encode())
    texts = {
        "route-map.csv": route_map_csv(field),
        "plan.gpx": gpx(plan.delivery.journeys, name=plan.operation.settings.name, field=field),
        "plan.kml": kml(field),
        "plan.geojson": geojson(plan, lines=lines),
        "guard.geojson": guard_geojson(plan),
        "problems.csv": problems_csv(plan, words=words),
        "plan.json": plan_json(plan, words=words),
        "report.html": render(plan, words=words),
        "duty-cards.html": duty_cards(plan, words=words),
        "guard-timeline.svg": timeline(plan, words=words),
    }
    for name, text in texts.items():
        yield name, partial(Path.write_bytes, data=text.encode())


def _whole(path: Path, *, write: Callable[[Path], object]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
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
    helps = {"reliefs": reliefs(plan.chances), "reliefs_tried": plan.chances.tried}
    return json.dumps(
        found | helps | {"digest": plan.digest, "seconds": round(seconds, 3)}, ensure_ascii=False
    )


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


def relief_lines(plan: OperationPlan, *, words: Words) -> Iterator[str]:
    """For each place where stations fail, the cheapest change that saves all, else the best one."""
    name = spots(plan).name
    best: dict[tuple[str, str], Relief] = {}
    for relief in sorted(plan.chances.reliefs, key=lambda one: (not one.saves_all, one.cost_rp)):
        best.setdefault((relief.fails_at, relief.receiver), relief)
    if best:
        yield words.say(
            say("What would help, found by planning anew ({tried} changes tried):", tried=plan.chances.tried)
        )
    for relief in plan.chances.reliefs:
        if relief in best.values():
            done = say(
                "{saved} of {failing} stations saved, Rp {cost}",
                saved=relief.saved,
                failing=relief.failing,
                cost=words.number(relief.cost_rp),
            )
            yield f"  - {words.say(relief_said(relief, name=name))} ({words.say(done)})"


def story(plan: OperationPlan, *, notes: int, files: list[Path], words: Words) -> Iterator[str]:
    """All that a person is told when a plan is made."""
    yield from figure_lines(plan, words=words)
    yield from problem_lines(plan, words=words)
    yield from relief_lines(plan, words=words)
    if notes:
        yield words.say(say("Notes on the tables: {count}; `sampai check` lists them.", count=notes))
    yield from file_lines(files, words=words)


def file_lines(files: list[Path], *, words: Words) -> Iterator[str]:
    """Where the files are; of folders with many, how many of which kind there are."""
    yield words.say(say("Written:"))
    by_folder = Counter((path.parent, path.suffix) for path in files)
    told = set()
    for path in files:
        kind = path.parent, path.suffix
        if path.parent.name not in {KECAMATAN_FOLDER, VEHICLE_FOLDER}:
            yield f"  {path}"
        elif kind not in told:
            told.add(kind)
            many = words.say(say("{count} files", count=by_folder[kind]))
            yield f"  {path.parent / f'*{path.suffix}'} ({many})"
