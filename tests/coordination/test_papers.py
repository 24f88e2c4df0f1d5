"""Every kind of paper, filled and blank: laid out, scanned back, in the words of an office."""

import re
from dataclasses import replace

import pytest
from tests.coordination.printed import DPI, KEY, blank_office, office, plan, read, scanned

from sampai.coordination.pages.papers.catalogue import (
    BY_CODE,
    FILLS,
    LABELS,
    OF_JOURNEY,
    OF_STATION,
    shape_of,
)
from sampai.coordination.rules.codes import is_genuine, read_code
from sampai.custody.rules.labels import is_ours, read_label
from sampai.kernel.errors import Refused
from sampai.kernel.ids import StationCode
from sampai.kernel.paper import PaperText
from sampai.packs.papers import load_papers


def of_a_kind(code: str) -> list[PaperText]:
    """Two papers of a kind; the tiny world has no way back, so its journeys go back as they came."""
    if code != "bast-kembali":
        return office().texts(code)[:2]
    there = plan()
    back = [replace(one, giver=one.receiver, receiver=one.giver) for one in there.delivery.journeys]
    return replace(office(), plan=replace(there, delivery=replace(there.delivery, back=tuple(back)))).texts(
        code
    )[:2]


@pytest.mark.parametrize("code", BY_CODE)
def test_every_paper_is_filled_from_a_plan_and_its_code_read_at_a_thermal_printer(code: str) -> None:
    texts = of_a_kind(code)

    content = office().pdf(texts, size="100x70")

    found = [text for page in scanned(content) for text in page]
    assert list(dict.fromkeys(found)) == [one.code for one in texts]
    for text in found:
        if code in LABELS:
            assert is_ours(read_label(text), election=plan().operation.settings.election, key=KEY)
        else:
            assert is_genuine(read_code(text), key=KEY)


@pytest.mark.parametrize("code", BY_CODE)
def test_every_paper_has_a_blank_twin(code: str) -> None:
    texts = blank_office().blanks(code, count=1)

    said = read(blank_office().pdf(texts))

    assert not [entry for entry in texts[0].entries if entry.value]
    assert not [row for grid in texts[0].grids for row in grid.rows]
    if code not in LABELS:
        assert texts[0].title.split(" (")[0].casefold() in said.casefold()


def test_every_shape_is_filled_by_something_and_has_a_template() -> None:
    files = load_papers().files

    assert set(BY_CODE) == set(FILLS) | set(LABELS)
    assert {f"{code}.typ" for code in BY_CODE} <= set(files)
    assert {*OF_JOURNEY, *OF_STATION} <= set(BY_CODE)
    assert len({shape.short for shape in BY_CODE.values()}) == len(BY_CODE)


def test_a_paper_is_the_same_bytes_each_time() -> None:
    texts = office().texts("tanda-terima")[:1]

    assert office().pdf(texts) == office().pdf(texts)


def test_a_receipt_asks_for_everything_that_the_station_gets_once() -> None:
    texts = office().texts("tanda-terima")
    code = StationCode(texts[0].entries[1].value)
    needed = {key: count for key, count in plan().needs.at(code).items() if count}

    rows = texts[0].grids[0].rows

    assert len(texts) == len(plan().operation.register.stations)
    assert sorted(int(row[2].replace(".", "")) for row in rows) == sorted(needed.values())


def test_the_manifest_names_each_box_of_the_journey_once() -> None:
    text = office().texts("manifes")[0]
    journey = next(one for one in plan().delivery.journeys if one.code == text.entries[0].value)

    boxes = [row[2] for row in text.grids[0].rows if "-B" in row[2]]

    assert len(set(boxes)) == len(boxes) == journey.load.boxes


def test_labels_are_one_for_each_ballot_box_of_stations_and_committees() -> None:
    labels = office().texts("label-kotak")

    assert len({one.code for one in labels}) == len(labels) == plan().figures.boxes


def test_a_handover_has_two_sides_and_two_witnesses() -> None:
    text = office().texts("bast")[0]

    assert [one.role for one in text.signers] == [
        "Diserahkan oleh",
        "Diterima oleh",
        "Saksi: kepolisian",
        "Saksi: pengawas",
    ]


def test_a_station_s_paper_tells_no_hour_and_journey_where_these_are_closed() -> None:
    texts = office().texts("tanda-terima", tells_times=False)

    assert {one.value for text in texts for one in text.entries if one.name in {"tiba", "perjalanan"}} == {""}


def test_days_hours_and_numbers_are_written_as_an_office_writes_them() -> None:
    said = read(office().pdf(office().texts("surat-jalan")[:1]))

    assert re.search(r"(Sen|Sel|Rab|Kam|Jum|Sab|Min) \d{1,2} Nov \d{2}\.\d{2} WIB", said)
    assert "Surat Jalan".upper() in said.upper()
    assert "rahasia sampai perjalanan selesai" in said


def test_papers_of_people_are_those_of_the_unit_that_is_named() -> None:
    unit = plan().operation.units[0].code

    lists = office().texts("lampiran-sprin", only=[unit])
    cards = office().texts("kartu-tugas", only=[unit])

    assert len(lists) == 1
    assert {one.entries[1].value for one in cards} == {lists[0].entries[0].value}
    assert 0 < len(cards) < len(office().texts("kartu-tugas"))


def test_english_is_spoken_on_demand() -> None:
    assert office("en").texts("kartu-rute")[0].title == "Route card"
    assert office().texts("kartu-rute")[0].title == "Kartu rute"


def test_numbers_run_where_a_first_one_is_given() -> None:
    texts = replace(office(), first=7).texts("surat-jalan")

    assert [one.number.split("/")[0] for one in texts][:2] == ["7", "8"]
    assert office().texts("surat-jalan")[0].number.startswith("…")


def test_a_paper_that_is_none_is_refused_with_the_list() -> None:
    with pytest.raises(Refused) as refused:
        shape_of("surat-cinta")

    assert "surat-jalan" in str(refused.value.hint)


def test_a_fault_in_an_office_s_template_is_told_with_its_place() -> None:
    one = office()
    book = replace(one.book, files={**one.book.files, "surat-jalan.typ": b"#rusak("})

    with pytest.raises(Refused) as refused:
        replace(one, book=book).pdf(one.texts("surat-jalan")[:1])

    assert "surat-jalan.typ" in str(refused.value)


def test_pages_are_drawn_without_a_network_or_the_system_s_fonts() -> None:
    templates = load_papers().files

    assert not [name for name, text in templates.items() if b"@preview" in text]
    assert DPI == 203
