"""Runs of `sampai print` and `sampai pack`."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sampai.coordination.pages.papers.shapes import SHAPES
from sampai.kernel.errors import Refused
from sampai.kernel.text import Words, say
from sampai.main.packing import pack_to_folder, read_meeting
from sampai.main.printing import Printing, is_exercise, label_key
from sampai.main.rebuilding import drawn, rebuilt
from sampai.main.replanning import read_plan
from sampai.main.results import check_folder, file_lines, write_files
from sampai.packs.papers import load_papers
from sampai.plan.model import OperationPlan

LIST, TEMPLATES = "daftar", "templat"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants printed."""

    paper: str
    plan: Path | None
    out: Path | None
    kecamatan: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    blank: int = 0
    size: str = "a4"
    first: int | None = None
    site: str = ""
    templates: Path | None = None
    data: Path = Path("sampai-data")


def run_print(wish: Wish, *, words: Words, as_json: bool) -> Iterator[str]:
    """Print what is wished; what to tell."""
    if wish.paper == LIST:
        yield from (f"{shape.code:20}{words.say(shape.title)}" for shape in SHAPES)
        return
    started = time.perf_counter()
    if wish.out is None:
        raise Refused(
            "out", say("It is not said where to write."), say("Name a folder for the results with --out.")
        )
    check_folder(wish.out)
    book = load_papers(own=wish.templates)
    if wish.paper == TEMPLATES:
        files = write_files(
            ((name, partial(Path.write_bytes, data=content)) for name, content in book.files.items()),
            out=wish.out,
        )
        yield from file_lines(files, words=words)
        return
    if wish.plan is None and not wish.blank:
        raise Refused(
            "plan-missing",
            say("It is not said from which plan."),
            say("Name a folder that sampai plan wrote, or ask for blank papers with --blank."),
        )
    plan = opened(wish.plan) if wish.plan else None
    office = Printing(
        words=words,
        key=label_key(wish.data),
        plan=plan,
        site=wish.site,
        book=book,
        first=wish.first,
        is_exercise=is_exercise(wish.data),
    )
    texts = (
        office.blanks(wish.paper, count=wish.blank)
        if wish.blank
        else office.texts(wish.paper, kecamatan=wish.kecamatan, only=wish.only)
    )
    content = office.pdf(texts, size=wish.size)
    name = f"{wish.paper}{'-kosong' if wish.blank else ''}.pdf"
    files = write_files([(name, partial(Path.write_bytes, data=content))], out=wish.out)
    told = {"papers": len(texts), "bytes": len(content), "seconds": round(time.perf_counter() - started, 3)}
    if as_json:
        yield json.dumps(told | {"files": [str(file) for file in files]}, ensure_ascii=False)
        return
    yield words.say(say("{count} papers.", count=len(texts)))
    yield from file_lines(files, words=words)


def opened(folder: Path, *, roads: Path | None = None) -> OperationPlan:
    """A kept plan as far as papers need it: without chances. `roads`: its road map, for the route map.

    Raises `Refused` where the pack's rules have changed since, so that needs and boxes would be others.
    """
    kept = read_plan(folder)
    if roads is not None:
        # Only plans with a road map need the library that reads one.
        from sampai.main.road_map import roads_for  # noqa: PLC0415 -- see above

        return rebuilt(kept, roads=roads_for(kept.operation, extract=roads))
    plan = drawn(kept)
    if plan.rules.digest != kept.rules:
        raise Refused(
            "plan-rules",
            say("The pack's rules are no longer those that this plan was made by."),
            say("Make the plan anew with this version, or use the version that made it."),
        )
    return plan


def run_pack(
    plan: Path,
    *,
    out: Path,
    kecamatan: tuple[str, ...],
    meeting: Path | None,
    templates: Path | None,
    data: Path,
    roads: Path | None,
    words: Words,
    as_json: bool,
) -> Iterator[str]:
    """Write a pack; what to tell."""
    started = time.perf_counter()
    check_folder(out)
    found = read_meeting(meeting) if meeting else None
    office = Printing(
        words=words,
        key=label_key(data),
        plan=opened(plan, roads=roads),
        book=load_papers(own=templates),
        is_exercise=is_exercise(data),
    )
    files = pack_to_folder(office, out=out, kecamatan=kecamatan, meeting=found)
    if as_json:
        told = {"files": [str(file) for file in files], "seconds": round(time.perf_counter() - started, 3)}
        yield json.dumps(told, ensure_ascii=False)
        return
    yield from file_lines(files, words=words)
