"""Whatever leaves an exercise says so: papers on every page, each label, packs, lists."""

import io
import re
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pypdfium2
import pytest
from django.conf import settings
from django.test import override_settings
from openpyxl import load_workbook
from tests.coordination.printed import blank_office, office, read

from sampai.engines.printing.papers import print_papers
from sampai.kernel.table.page import TableSheet
from sampai.main.packing import pack_to_folder
from sampai.main.printing import EXERCISE_FILE, is_exercise
from sampai.main.web.exports import EXERCISE, as_csv, as_workbook

TABLE = TableSheet(name="TPS", title="TPS", headers=("Kode",), rows=(("1",),))


def pages(content: bytes) -> list[str]:
    """The letters of each page."""
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content)]


@pytest.mark.parametrize("code", ["bast", "surat-jalan", "kartu-tugas", "jadwal-jaga"])
def test_every_page_of_an_exercises_papers_says_so_in_its_head_and_behind_it(code: str) -> None:
    exercising = replace(office(), is_exercise=True)
    texts = exercising.texts(code)

    found = pages(exercising.pdf(texts))

    assert found
    assert all(page.count("LATIHAN") >= 2 for page in found)
    assert "LATIHAN" not in read(office().pdf(texts))


def test_each_label_of_an_exercise_says_so_also_when_it_is_cut_out() -> None:
    exercising = replace(blank_office(), is_exercise=True)

    content = exercising.pdf(exercising.blanks("label-kotak", count=3))

    assert read(content).count("LATIHAN") == 3 + 1  # and once behind the sheet


def test_a_template_of_ones_own_without_a_mark_has_it_behind_its_page_all_the_same() -> None:
    exercising = replace(blank_office(), is_exercise=True)
    own = {"bast.typ": b'#set page(paper: "a5")\nSurat kami sendiri.'}

    made = print_papers(
        exercising.blanks("bast", count=1), templates=own, words={}, lang="id", behind=exercising.mark
    )

    assert [page.count("LATIHAN") for page in pages(made)] == [1]


def test_a_pack_of_an_exercise_says_so_in_all_its_forms(tmp_path: Path) -> None:
    files = pack_to_folder(replace(office(), is_exercise=True), out=tmp_path, kecamatan=["Pesisir"])

    by_ending = {file.suffix: file for file in files}
    assert all("LATIHAN" in page for page in pages(by_ending[".pdf"].read_bytes()))
    assert by_ending[".txt"].read_text(encoding="utf-8").startswith("*LATIHAN*")
    with ZipFile(by_ending[".xlsx"]) as book:
        sheets = [book.read(name) for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
    assert sheets
    assert all(re.search(rb"<oddHeader>[^<]*LATIHAN", sheet) for sheet in sheets)


def test_lists_taken_from_an_exercise_say_so_first() -> None:
    with override_settings(OPTIONS=replace(settings.OPTIONS, exercise=True)):
        table, book = as_csv(TABLE), as_workbook(TABLE)

    assert table.decode("utf-8-sig").splitlines() == [EXERCISE, "Kode", "1"]
    assert load_workbook(io.BytesIO(book))["TPS"]["A1"].value == f"{EXERCISE}: TPS"
    assert as_csv(TABLE).decode("utf-8-sig").splitlines() == ["Kode", "1"]


def test_a_data_folder_tells_programs_beside_the_server_that_it_is_an_exercises(tmp_path: Path) -> None:
    assert not is_exercise(tmp_path)
    (tmp_path / EXERCISE_FILE).touch()
    assert is_exercise(tmp_path)
