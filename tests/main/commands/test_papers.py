"""`sampai print`, `sampai pack` and `sampai alert`, as people run them."""

import json
from collections.abc import Sequence
from pathlib import Path

import pypdfium2
import pytest

from sampai.main.cli import run

BMKG = """<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>x1</identifier><sender>bmkg</sender>
<sent>2024-11-26T13:00:00+07:00</sent><status>Exercise</status><msgType>Alert</msgType><scope>Public</scope>
<info><event>Hujan Lebat</event><area><areaDesc>Tetap</areaDesc><geocode><valueName>kemendagri</valueName>
<value>17.04.12</value></geocode></area></info></alert>"""


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory, small_kaur: Path) -> Path:
    out = tmp_path_factory.mktemp("rencana")
    assert run(["plan", str(small_kaur), "--out", str(out), "--jobs", "1", "--scenarios", "0"]) == 0
    return out


def printed(args: Sequence[str], capsys: pytest.CaptureFixture[str]) -> str:
    assert run(list(args)) == 0
    return capsys.readouterr().out


def test_a_paper_is_printed_for_one_kecamatan(
    plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, out = str(tmp_path / "data"), str(tmp_path / "out")
    args = [
        "print",
        "tanda-terima",
        str(plan),
        "--kecamatan",
        "170412",
        "--out",
        out,
        "--data",
        data,
        "--json",
    ]

    told = json.loads(printed(args, capsys))

    assert told["papers"] == 3
    assert len(pypdfium2.PdfDocument(tmp_path / "out" / "tanda-terima.pdf")) >= 3
    assert oct((tmp_path / "data" / "label.key").stat().st_mode)[-3:] == "600"


def test_blank_papers_need_no_plan(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    args = ["print", "bast", "--blank", "3", "--out", str(tmp_path), "--data", str(tmp_path / "data")]

    printed(args, capsys)

    assert len(pypdfium2.PdfDocument(tmp_path / "bast-kosong.pdf")) == 3


def test_templates_are_written_changed_and_used(
    plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = tmp_path / "templat"
    printed(["print", "templat", "--out", str(mine)], capsys)
    head = (mine / "kop.toml").read_text().replace("Komisi Pemilihan Umum", "Komisi Kami", 1)
    (mine / "kop.toml").write_text(head)

    args = ["print", "surat-jalan", str(plan), "--out", str(tmp_path), "--data", str(tmp_path / "data")]
    printed([*args, "--templates", str(mine)], capsys)

    page = pypdfium2.PdfDocument(tmp_path / "surat-jalan.pdf")[0]
    assert "KOMISI KAMI" in page.get_textpage().get_text_range()


def test_without_a_plan_or_a_folder_it_says_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["print", "surat-jalan", "--out", str(tmp_path)]) != 0
    assert run(["print", "surat-jalan"]) != 0
    assert "--out" in capsys.readouterr().err


def test_the_list_of_papers_needs_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert "surat-jalan" in printed(["print", "daftar"], capsys)


def test_a_pack_is_written_for_a_kecamatan(
    plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    args = ["pack", str(plan), "--out", str(tmp_path), "--data", str(tmp_path / "data"), "--lang", "en"]

    printed([*args, "--kecamatan", "Tetap"], capsys)

    assert sorted(one.suffix for one in (tmp_path / "per-kecamatan").iterdir()) == [
        ".docx",
        ".pdf",
        ".txt",
        ".xlsx",
    ]


def test_an_alert_says_which_stations_it_touches(
    plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "bmkg.xml"
    file.write_text(BMKG)

    told = json.loads(printed(["alert", "read", str(file), str(plan), "--json"], capsys))

    assert told["status"] == "Exercise"
    assert len(told["stations"]) == 3


def test_a_plan_without_closures_has_nothing_to_warn_of(plan: Path, tmp_path: Path) -> None:
    out = str(tmp_path / "x.xml")

    assert run(["alert", "write", str(plan), "--sender", "kpu", "--out", out]) != 0
