"""Writing a plan's files, and telling people what is in them."""

import json
import pickle
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

from sampai.engines.tables.xlsx_writer import write_workbook
from sampai.kernel.errors import Refused
from sampai.kernel.text import Words, say
from sampai.plan.forms import kept
from sampai.plan.model import OperationPlan, PlanProblem, Severity
from sampai.plan.pages.books import KECAMATAN_FOLDER, VEHICLE_FOLDER, Book, Routes, field_files
from sampai.plan.pages.duty_cards import duty_cards
from sampai.plan.pages.field import Field, field_of
from sampai.plan.pages.geo import geojson
from sampai.plan.pages.gpx import gpx
from sampai.plan.pages.guard_geo import guard_geojson
from sampai.plan.pages.kml import kml
from sampai.plan.pages.labels import RESTRICTED, label
from sampai.plan.pages.people_svg import timeline
from sampai.plan.pages.plan_json import figures, plan_json, reliefs
from sampai.plan.pages.report import render, tiles
from sampai.plan.pages.spots import spots
from sampai.plan.pages.tables import BOOKS, RESTRICTED_BOOKS, problems_csv, workbook
from sampai.plan.pages.troubles import problem_groups
from sampai.plan.pages.way_sheets import route_map_csv
from sampai.transport.model import Relief
from sampai.transport.pages import relief_said
from sampai.transport.rules.lines import NO_LINES, Lines
from sampai.transport.rules.waves import Mapper

Writer = tuple[str, Callable[[Path], object]]
"""A file's name, and what writes it to a path."""

Share = Callable[["Content"], Iterator[Writer]]
"""Makes the writers of some of a plan's files."""

FIELD_SHARES = 4
"""In how many shares the books of kecamatan and vehicles are written."""

LISTED = 3
"""Problems of one kind that are printed; all of them are in the files."""


def write_results(
    plan: OperationPlan,
    *,
    out: Path,
    words: Words,
    roads: str = "",
    lines: Lines = NO_LINES,
    run: Mapper = map,
    mark: str = "",
) -> list[Path]:
    """Write every file of a plan into a folder, which is made where it is missing; returns their paths.

    Each file is written beside its place and moved there when it is whole. Workbooks and routes of an older
    plan in the folders of kecamatan and vehicles are removed, so that no driver takes one for today's.
    `roads` names the road map that distances come from, if any; `lines` are journeys along its roads. `run`:
    an executor's map, to write shares of the files side by side. `mark` stands above every page of workbooks.
    """
    check_folder(out)
    write = partial(_write_share, parcel=Parcel(Content(plan, lines, words, mark)), out=out)
    files = [path for written in run(write, _shares(roads)) for path in written]
    _remove_older(out, written=files)
    return files


@dataclass(frozen=True, slots=True)
class Content:
    """What files are written from."""

    plan: OperationPlan
    lines: Lines
    words: Words
    mark: str = ""

    def marked(self, own: str) -> str:
        """A book's own mark, after that of all."""
        return " · ".join(filter(None, (self.mark, own)))


@dataclass(slots=True, eq=False)
class Parcel:
    """A plan on its way to other processes: packed once here, unpacked once there."""

    content: Content
    packed: bytes = b""

    def __reduce__(self) -> tuple[Callable[[bytes], "Parcel"], tuple[bytes]]:
        """Pack it, unless that is done."""
        self.packed = self.packed or pickle.dumps(self.content, protocol=pickle.HIGHEST_PROTOCOL)
        return _unpacked, (self.packed,)


@lru_cache(maxsize=1)
def _unpacked(packed: bytes) -> Parcel:
    return Parcel(pickle.loads(packed))  # noqa: S301 -- this very program packed it


def _write_share(share: Share, *, parcel: Parcel, out: Path) -> list[Path]:
    return write_files(share(parcel.content), out=out)


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


def check_folder(out: Path) -> None:
    """Refuse a place for results that is a file, before anything is planned."""
    if out.exists() and not out.is_dir():
        raise Refused(
            "out",
            say("{path} is a file, not a folder.", path=str(out)),
            say("Name a folder for the results with --out."),
        )


def _shares(roads: str) -> Iterator[Share]:
    """All files of a plan, in shares that do not depend on each other."""
    yield from (partial(_book, name=name) for name in BOOKS)
    yield from (partial(_for_the_field, share=share) for share in range(FIELD_SHARES))
    yield from (partial(_text, name=name) for name in TEXTS)
    yield partial(_kept, roads=roads)


def _book(content: Content, *, name: str) -> Iterator[Writer]:
    words = content.words
    mark = content.marked(words.say(RESTRICTED) if name in RESTRICTED_BOOKS else "")
    yield name, partial(write_workbook, sheets=workbook(name, plan=content.plan, words=words), mark=mark)


def _for_the_field(content: Content, *, share: int) -> Iterator[Writer]:
    mark = content.marked(content.words.say(RESTRICTED))
    for file in field_files(_field(content), share=share, of=FIELD_SHARES):
        match file:
            case Book():
                yield file.path, partial(write_workbook, sheets=file.sheets, mark=mark)
            case Routes():
                yield file.path, partial(Path.write_bytes, data=file.text.encode())


def _text(content: Content, *, name: str) -> Iterator[Writer]:
    yield name, partial(Path.write_bytes, data=TEXTS[name](content).encode())


def _kept(content: Content, *, roads: str) -> Iterator[Writer]:
    yield kept.NAME, partial(Path.write_bytes, data=kept.kept_bytes(content.plan, roads=roads))


def _field(content: Content) -> Field:
    return field_of(content.plan, words=content.words, lines=content.lines)


def _all_routes(content: Content) -> str:
    plan = content.plan
    return gpx(plan.delivery.journeys, name=plan.operation.settings.name, field=_field(content))


TEXTS: Mapping[str, Callable[[Content], str]] = {
    "route-map.csv": lambda one: route_map_csv(_field(one)),
    "plan.gpx": _all_routes,
    "plan.kml": lambda one: kml(_field(one)),
    "plan.geojson": lambda one: geojson(one.plan, lines=one.lines),
    "guard.geojson": lambda one: guard_geojson(one.plan),
    "problems.csv": lambda one: problems_csv(one.plan, words=one.words),
    "plan.json": lambda one: plan_json(one.plan, words=one.words),
    "report.html": lambda one: render(one.plan, words=one.words),
    "duty-cards.html": lambda one: duty_cards(one.plan, words=one.words),
    "guard-timeline.svg": lambda one: timeline(one.plan, words=one.words),
}
"""What makes the files of one text, by their names."""


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
