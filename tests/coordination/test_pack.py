"""The pack of a meeting: ten sections, four forms, the words of the house."""

import io
import json
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook
from tests.coordination.printed import office, plan, read
from tests.test_docs import avoided_words
from tests.worlds import COAST

from sampai.coordination.model import Meeting, OpenFinding, Promise
from sampai.coordination.pages.calendar import LONGEST_LINE, calendar_ics, meeting_ics, owner_of
from sampai.coordination.pages.pack import pack_of
from sampai.coordination.pages.pack.message import LONGEST
from sampai.coordination.pages.pack.source import Source
from sampai.kernel.errors import Refused, Unreadable
from sampai.kernel.paper import Letterhead, PackText
from sampai.main.packing import meeting_of, pack_files, pack_to_folder, read_meeting
from sampai.main.words import words
from sampai.packs.incident_rules import load_incident_book
from sampai.packs.oversight import load_checklists

MEETING = {
    "title": "Rakor distribusi logistik",
    "starts": "2024-11-20T13:00",
    "place": "Aula Sunset Beach",
    "chair": "Ketua KPU",
    "agenda": [{"title": "Jalur laut", "speaker": "Dishub", "minutes": 20}],
    "invited": [{"institution": "BMKG", "role": "Prakirawan", "name": "Sari"}],
    "decisions": [{"number": 1, "text": "TPS 002 menjadi sangat rawan", "agreed": "klasifikasi"}],
    "promises": [
        {
            "number": 1,
            "text": "Perahu cadangan",
            "owner": "Kadishub",
            "institution": "Dishub",
            "due": "2024-11-22",
        }
    ],
}


def pack(lang: str = "id", *, meeting: Meeting | None = None, within: str = "") -> PackText:
    source = Source(
        field=office(lang).told,
        meeting=meeting or Meeting(),
        checklists=load_checklists(),
        incidents=load_incident_book(),
        findings=[OpenFinding(number="012/TM", what="Segel putus", since=date(2024, 11, 1))],
        today=date(2024, 11, 21),
        within=within,
    )
    return pack_of(source, head=Letterhead(lines=("KPU",)), code="S2/RK/X/Y/00000000")


def test_a_pack_has_the_ten_sections_in_order() -> None:
    found = pack()

    assert [one.number for one in found.sections] == list(range(1, 11))
    assert all(one.tables for one in found.sections)


def test_without_a_meeting_there_are_lines_to_fill_in() -> None:
    minutes = pack().sections[-1]

    assert all(row[1] == "" for table in minutes.tables for row in table.rows)
    assert "…" in pack().sections[0].lines[1]


def test_a_meeting_is_printed_with_what_was_promised() -> None:
    found = pack(meeting=meeting_of(MEETING))

    promise = found.sections[-1].tables[1].rows[0]
    assert promise[1:5] == ("Perahu cadangan", "Kadishub", "Dishub", "Jum 22 Nov")
    assert "Rabu, 20 November 2024 13.00" in found.sections[0].lines[1]
    assert "Perahu cadangan" in found.message


def test_a_promise_that_is_not_kept_in_time_is_overdue() -> None:
    promise = Promise(number=1, text="x", owner="x", institution="x", due=date(2024, 11, 20))

    assert promise.is_overdue(date(2024, 11, 21))
    assert not promise.is_overdue(date(2024, 11, 20))


def test_findings_have_their_age() -> None:
    row = pack().sections[7].tables[0].rows[0]

    assert row[:5] == ("012/TM", "Segel putus", "", "Jum 1 Nov", 20)


def test_the_message_is_short_and_tells_no_hour_of_a_vehicle() -> None:
    told = pack().message
    departures = {office().told.clock(one.departs) for one in plan().delivery.journeys}

    assert len(told) <= LONGEST
    assert not [clock for clock in departures if f" {clock} " in told.replace("18.00", "")]


def test_an_extract_tells_its_kecamatan_only() -> None:
    whole, part = pack(), pack(within=COAST)

    named = {row[0] for row in part.sections[3].tables[0].rows}
    assert named == {office().told.name(COAST)}
    assert len(part.sections[3].tables[0].rows) < len(whole.sections[3].tables[0].rows)


@pytest.mark.parametrize("lang", ["id", "en"])
def test_words_that_the_house_avoids_are_in_no_english_pack(lang: str) -> None:
    found = pack(lang)
    said = json.dumps(
        [found.message, *([t.title, t.headers, t.notes] for s in found.sections for t in s.tables)]
    )

    if lang == "en":
        assert [word for word, _ in avoided_words() if f" {word.lower()} " in said.lower()] == []


TERMS = {
    "Stations": "TPS",
    "Batch": "Kloter",
    "Findings": "Temuan",
    "Checklists": "Alat kerja",
    "Follow-up": "Tindak lanjut",
    "Reinforcement": "BKO",
    "Forward posts": "Pos aju",
    "Seal register": "Register segel",
    "Handover minutes (BAST)": "Berita Acara Serah Terima (BAST)",
    "Goods receipt (BTTB)": "Bukti Tanda Terima Barang (BTTB)",
    "Escorts of convoys": "Pengawalan iring-iringan",
    "Deadline": "Tenggat",
}
"""Terms of CONTEXT.md that papers use, as they must be said in Indonesian."""


@pytest.mark.parametrize(("english", "indonesian"), TERMS.items())
def test_terms_are_those_of_the_glossary(english: str, indonesian: str) -> None:
    assert words("id").catalogue[english] == indonesian


def test_files_of_a_pack_hold_the_same_in_all_forms(tmp_path: Path) -> None:
    files = pack_to_folder(office(), out=tmp_path, kecamatan=(), meeting=meeting_of(MEETING))

    names = {file.relative_to(tmp_path).as_posix() for file in files}
    assert {"rakor.pdf", "rakor.docx", "rakor.xlsx", "rakor.txt", "rakor.ics"} <= names
    assert len(files) == pack_files(office())
    assert "Perahu cadangan" in read((tmp_path / "rakor.pdf").read_bytes())
    cells = [
        cell.text for t in Document(str(tmp_path / "rakor.docx")).tables for r in t.rows for cell in r.cells
    ]
    assert "Perahu cadangan" in cells
    book = load_workbook(tmp_path / "rakor.xlsx")
    assert all(sheet.freeze_panes and sheet.auto_filter.ref and sheet.print_area for sheet in book)
    assert "Perahu cadangan" in {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}


def test_a_docx_is_the_same_bytes_each_time(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        pack_to_folder(office(), out=tmp_path / folder, kecamatan=(COAST,))

    a, b = (next((tmp_path / one / "per-kecamatan").glob("*.docx")).read_bytes() for one in ("a", "b"))
    assert a == b
    assert zipfile.is_zipfile(io.BytesIO(a))


def test_a_kecamatan_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused):
        pack_to_folder(office(), out=tmp_path, kecamatan=("Antah Berantah",))


def test_a_broken_meeting_file_is_told(tmp_path: Path) -> None:
    file = tmp_path / "rapat.json"
    file.write_text('{"promises": [{"number": 1}]}')

    with pytest.raises(Unreadable):
        read_meeting(file)


def test_the_calendar_has_every_deadline_in_lines_that_any_program_reads() -> None:
    text = calendar_ics(plan(), meeting=meeting_of(MEETING), words=words("id"))

    assert text.count("BEGIN:VEVENT") == text.count("END:VEVENT") >= len(plan().rules.election.deadlines) + 3
    assert all(len(line.encode()) <= LONGEST_LINE for line in text.split("\r\n"))
    assert "DTSTART:20241120T060000Z" in text  # 13.00 WIB


def test_an_invitation_is_a_calendar_file_of_its_own() -> None:
    text = meeting_ics(meeting_of(MEETING), owner=owner_of(plan()), words=words("id"))

    assert text.count("BEGIN:VEVENT") == 1
    assert "LOCATION:Aula Sunset Beach" in text


def test_a_meeting_does_not_end_before_it_begins() -> None:
    with pytest.raises(Refused):
        Meeting(starts=datetime(2024, 11, 20, 14), ends=datetime(2024, 11, 20, 13))  # noqa: DTZ001 -- local times have no zone here
