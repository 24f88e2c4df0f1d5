"""The pack of a meeting, from a kept plan to its files; for a territory and for each kecamatan."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from sampai.coordination.model import (
    AgendaItem,
    Agreed,
    Attendance,
    Decision,
    Meeting,
    MeetingKind,
    OpenFinding,
    Promise,
    PromiseState,
)
from sampai.coordination.pages.calendar import calendar_ics
from sampai.coordination.pages.pack import pack_of
from sampai.coordination.pages.pack.source import Source
from sampai.engines.printing.pack import pack_docx, pack_pdf, pack_workbook
from sampai.kernel.clock import today
from sampai.kernel.errors import Refused, Unreadable
from sampai.kernel.paper import PackText
from sampai.kernel.text import say
from sampai.main.printing import Printing
from sampai.main.results import Writer, check_folder, write_files
from sampai.packs.incident_rules import load_incident_book
from sampai.packs.oversight import load_checklists
from sampai.plan.pages.books import slug

EXTRACTS = "per-kecamatan"
NAME = "rakor"
FORMS = 4
"""PDF, DOCX, XLSX, message."""


def pack_to_folder(
    office: Printing,
    *,
    out: Path,
    kecamatan: Sequence[str] = (),
    meeting: Meeting | None = None,
    findings: Sequence[OpenFinding] = (),
) -> list[Path]:
    """Write the pack in all its forms, and an extract for each kecamatan (or those named); their paths."""
    check_folder(out)
    source = _source(office, meeting=meeting or Meeting(), findings=findings)
    wanted = _wanted(source, kecamatan)
    return write_files(_files(office, source, wanted=wanted, is_whole=not kecamatan), out=out)


def pack_files(office: Printing) -> int:
    """How many files a whole pack has."""
    kecamatan = {station.village[:6] for station in office.told.plan.operation.register.stations}
    return FORMS * (1 + len(kecamatan)) + 1


def _source(office: Printing, *, meeting: Meeting, findings: Sequence[OpenFinding]) -> Source:
    return Source(
        field=office.told,
        meeting=meeting,
        checklists=load_checklists(),
        incidents=load_incident_book(),
        findings=findings,
        today=today(),
    )


def _wanted(source: Source, asked: Sequence[str]) -> list[str]:
    """Codes of kecamatan, named by code or by name. Raises `Refused` for one that the plan does not have."""
    known = {source.name(code).casefold(): code for code in source.kecamatan}
    found = []
    for one in asked:
        code = one.replace(".", "") if one.replace(".", "") in source.kecamatan else known.get(one.casefold())
        if code is None:
            raise Refused(
                "kecamatan",
                say("The plan has no kecamatan {name}.", name=one),
                say(
                    "The kecamatan are: {names}.",
                    names=", ".join(source.name(code) for code in source.kecamatan),
                ),
            )
        found.append(code)
    return found or list(source.kecamatan)


def _files(office: Printing, source: Source, *, wanted: Sequence[str], is_whole: bool) -> Iterator[Writer]:
    if is_whole:
        yield from _forms(office, source, name=NAME)
        ics = partial(calendar_ics, source.plan, meeting=source.meeting, words=source.words)
        yield f"{NAME}.ics", lambda path: path.write_bytes(ics().encode())
    for code in wanted:
        part = replace(source, within=code)
        yield from _forms(office, part, name=f"{EXTRACTS}/{code}-{slug(source.name(code))}")


def _forms(office: Printing, source: Source, *, name: str) -> Iterator[Writer]:
    """PDF, DOCX, XLSX and the message of one pack."""
    pack = pack_text(office, source)
    kinds: Mapping[str, Any] = {"pdf": partial(pack_pdf, behind=office.mark), "docx": pack_docx}
    layout = office.layout
    for ending, draw in kinds.items():
        make = partial(draw, pack, templates=office.book.files, words=office.words, layout=layout)
        yield f"{name}.{ending}", partial(_write, make=make)
    yield f"{name}.xlsx", partial(pack_workbook, pack)
    yield f"{name}.txt", partial(Path.write_bytes, data=f"{pack.message}\n".encode())


def _write(path: Path, make: Any) -> None:  # noqa: ANN401 -- any maker of bytes
    path.write_bytes(make())


def pack_text(office: Printing, source: Source) -> PackText:
    """What stands in a pack."""
    subject = source.within or source.plan.operation.settings.region
    pack = pack_of(source, head=office.head("kpu"), code=office.code("RK", subject))
    if not office.is_exercise:
        return pack
    return replace(pack, mark=office.marked(pack.mark), message=f"*{office.mark}*\n{pack.message}")


def read_meeting(file: Path) -> Meeting:
    """A meeting from a JSON file with the fields of the noun. Raises `Unreadable` for a fault in it."""
    try:
        return meeting_of(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Unreadable(
            "meeting-file",
            say("{file} holds no meeting: {cause}", file=str(file), cause=str(error)),
            say("Write JSON with title, starts, place, chair, agenda, invited, decisions and promises."),
        ) from error


def meeting_of(data: Mapping[str, Any]) -> Meeting:
    """A meeting from plain data."""
    return Meeting(
        kind=MeetingKind(data.get("kind", MeetingKind.RAKOR)),
        title=str(data.get("title", "")),
        starts=_moment(data.get("starts")),
        ends=_moment(data.get("ends")),
        place=str(data.get("place", "")),
        chair=str(data.get("chair", "")),
        number=str(data.get("number", "")),
        minutes=str(data.get("minutes", "")),
        invited=tuple(Attendance(**one) for one in data.get("invited", ())),
        agenda=tuple(AgendaItem(**one) for one in data.get("agenda", ())),
        decisions=tuple(
            Decision(**{**one, "agreed": Agreed(one.get("agreed", Agreed.NOTED))})
            for one in data.get("decisions", ())
        ),
        promises=tuple(
            Promise(
                **{
                    **one,
                    "due": date.fromisoformat(one["due"]),
                    "state": PromiseState(one.get("state", PromiseState.OPEN)),
                }
            )
            for one in data.get("promises", ())
        ),
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).replace(tzinfo=None) if text else None
