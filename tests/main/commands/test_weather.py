"""`sampai weather` as a person uses it, against a service on this machine."""

from pathlib import Path

import pytest
from tests.weather_server import answer, serving, slot

from sampai.engines.tables.reader import read_tables
from sampai.kernel.table.ladder import read_sheet
from sampai.main.cli import run
from sampai.places.forms.weather import FORECASTS, read_forecasts
from sampai.places.model import Forecast


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMPAI_LANG", "en")


def rows_of(file: Path) -> tuple[Forecast, ...]:
    entries = read_forecasts(read_sheet(read_tables(file).grids[0], sheet=FORECASTS))
    assert entries.faults == ()
    return entries.nouns()


def test_the_forecast_of_every_kecamatan_is_written_as_rows_of_the_sheet(
    small_kaur: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "cuaca.csv"
    with serving() as service:
        service.will_say(200, answer(*[slot(3 * i, words="Hujan Lebat") for i in range(24)]))

        args = ["--out", str(out), "--source", service.url, "--cache", str(tmp_path / "kept")]
        code = run(["weather", str(small_kaur), *args])

    told = capsys.readouterr().out
    rows = rows_of(out)
    assert code == 0
    assert len(service.asked) == len({row.place for row in rows}) == 15
    assert {len(row.place) for row in rows} == {6}
    assert {row.rain_tenth_mm for row in rows} == {100}
    assert all(row.source.startswith("BMKG (data.bmkg.go.id)") for row in rows)
    assert "360 hours of forecast for 15 kecamatan." in told
    assert "Source of the weather: BMKG (data.bmkg.go.id)." in told


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("posko.json", '[{"place": "170412", "at": "26-11-2024 06:00", "rain": 12.5, "source": "Posko"}]'),
        ("posko.csv", "place;at;rain;source\n170412;26-11-2024 06:00;12,5;Posko\n"),
    ],
)
def test_a_file_of_forecasts_is_a_source_too(
    small_kaur: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, text: str
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    out = tmp_path / "cuaca.csv"

    assert run(["weather", str(small_kaur), "--out", str(out), "--source", str(tmp_path / name)]) == 0

    assert [(row.place, row.rain_tenth_mm, row.source) for row in rows_of(out)] == [("170412", 125, "Posko")]
    assert "1 of them fall into the days of the operation." in capsys.readouterr().out


@pytest.mark.parametrize("text", ["", "{}", "[]", "[3]", '[{"place": "170412", "at": "besok"}]'])
def test_a_file_without_forecasts_is_refused_with_a_hint(
    small_kaur: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    (tmp_path / "posko.json").write_text(text, encoding="utf-8")
    out = tmp_path / "cuaca.csv"

    code = run(["weather", str(small_kaur), "--out", str(out), "--source", str(tmp_path / "posko.json")])

    assert code == 1
    assert len(capsys.readouterr().err.splitlines()) >= 2
    assert not out.exists()


def test_a_service_that_is_not_there_is_told_with_a_remedy(
    small_kaur: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving() as gone:
        pass
    args = ["--out", str(tmp_path / "cuaca.csv"), "--source", gone.url, "--cache", str(tmp_path)]

    assert run(["weather", str(small_kaur), *args]) == 1

    assert "give a file of forecasts with --source" in capsys.readouterr().err


def test_the_rows_go_only_to_a_csv_file(small_kaur: Path, tmp_path: Path) -> None:
    assert run(["weather", str(small_kaur), "--out", str(tmp_path / "cuaca.xlsx"), "--source", "x.csv"]) == 2
