import csv
import json
import shutil
from pathlib import Path

import pytest
from tests.processes import ran, sampai

from sampai.main.cli import run
from sampai.plan.forms.kept import read_kept

FILES = {
    "duty-cards.html",
    "guard-timeline.svg",
    "guard.geojson",
    "guard.xlsx",
    "journeys.xlsx",
    "needs.xlsx",
    "plan.geojson",
    "plan.gpx",
    "plan.json",
    "plan.kml",
    "problems.csv",
    "report.html",
    "route-map.csv",
    "state.json.gz",
}

FOLDERS = {"per-kecamatan", "per-vehicle"}

FIGURES = {
    "stations",
    "voters",
    "boxes",
    "volume_m3",
    "journeys",
    "distance_km",
    "duration_h",
    "vehicles",
    "officers_needed",
    "officers_available",
    "unplanned",
    "problems",
    "arrival_p_min",
    "stations_at_risk",
    "digest",
    "seconds",
}


@pytest.fixture(scope="module")
def planned(small_kaur: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of one plan, made with one process."""
    out = tmp_path_factory.mktemp("plan")
    assert run(["plan", str(small_kaur), "--out", str(out), "--jobs", "1", "--lang", "en"]) == 0
    return out


def test_all_files_are_written_and_nothing_else(planned: Path) -> None:
    assert {path.name for path in planned.iterdir()} == FILES | FOLDERS


def test_json_prints_one_object_with_every_figure(
    small_kaur: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["plan", str(small_kaur), "--out", str(tmp_path), "--jobs", "1", "--json"]) == 0

    found = json.loads(capsys.readouterr().out)
    assert set(found) >= FIGURES
    assert (found["stations"], found["voters"], found["boxes"]) == (6, 6 * 311, 6 * 2 + 2 * 2)
    assert (found["unplanned"], found["officers_available"]) == (0, 20)
    plan = json.loads((tmp_path / "plan.json").read_text())
    assert found["officers_needed"] == sum(c["officers"] for c in plan["guard"]["clusters"])
    assert found["digest"] == plan["digest"]


def test_chances_can_be_left_out(
    small_kaur: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = ["plan", str(small_kaur), "--out", str(tmp_path), "--jobs", "1", "--json"]
    assert run([*line, "--scenarios", "100"]) == 0
    some = json.loads(capsys.readouterr().out)
    assert run([*line, "--scenarios", "0"]) == 0
    none = json.loads(capsys.readouterr().out)

    assert 0 <= some["arrival_p_min"] <= 1
    assert some["stations_at_risk"] >= 0
    assert (none["arrival_p_min"], none["stations_at_risk"]) == (None, None)


def test_two_jobs_give_the_same_bytes_as_one(planned: Path, small_kaur: Path, tmp_path: Path) -> None:
    assert run(["plan", str(small_kaur), "--out", str(tmp_path), "--jobs", "2", "--lang", "en"]) == 0

    here, there = ({path.relative_to(out): path for path in out.rglob("*.*")} for out in (tmp_path, planned))
    assert here.keys() == there.keys()
    for name, path in here.items():
        assert path.read_bytes() == there[name].read_bytes(), name


def test_people_are_told_figures_problems_and_files(
    small_kaur: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["plan", str(small_kaur), "--out", str(tmp_path), "--jobs", "1", "--lang", "en"]) == 0

    told = capsys.readouterr()
    assert told.err == ""
    assert told.out.startswith("Pilkada Kaur kecil\n")
    assert "Problems found" in told.out
    assert str(tmp_path / "report.html") in told.out


def test_problems_in_the_file_are_those_counted(planned: Path) -> None:
    with (planned / "problems.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    counted = json.loads((planned / "plan.json").read_text(encoding="utf-8"))["figures"]
    assert len(rows) == counted["problems"]
    assert [row["severity"] for row in rows].count("stop") == counted["problems_by_severity"]["stop"] == 0


def test_language_changes_words_and_not_the_plan(planned: Path, small_kaur: Path, tmp_path: Path) -> None:
    assert run(["plan", str(small_kaur), "--out", str(tmp_path), "--jobs", "1", "--lang", "id"]) == 0

    here, there = (json.loads((folder / "plan.json").read_text()) for folder in (planned, tmp_path))
    assert here["digest"] == there["digest"]
    assert (planned / "plan.geojson").read_bytes() == (tmp_path / "plan.geojson").read_bytes()
    assert (planned / "problems.csv").read_bytes() != (tmp_path / "problems.csv").read_bytes()


def test_a_wished_strength_changes_the_duties_and_is_marked_as_assumed(
    planned: Path, small_kaur: Path, tmp_path: Path
) -> None:
    args = ["plan", str(small_kaur), "--out", str(tmp_path), "--jobs", "1", "--scenarios", "0"]

    assert run([*args, "--strength", "POLRES=1"]) == 0

    before, after = (json.loads((out / "plan.json").read_text()) for out in (planned, tmp_path))
    assert after["figures"]["officers_available"] == 1
    assert sum(duty["officers"] for duty in after["guard"]["duties"]) == 1
    assert after["guard"]["shortage"]["missing"] > before["guard"]["shortage"]["missing"]
    assert after["digest"] != before["digest"]


@pytest.mark.parametrize("wish", ["POLRES", "=3", "POLRES=-1", "POLRES=banyak", "TIDAK-ADA=3"])
def test_a_strength_that_cannot_be_read_or_is_nobodys_is_refused(
    wish: str, small_kaur: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    args = ["plan", str(small_kaur), "--out", str(tmp_path), "--lang", "en", "--strength", wish]

    assert run(args) == 2
    assert wish.rpartition("=")[0] in capsys.readouterr().err


def test_faults_in_the_tables_are_listed_and_nothing_is_written(
    small_kaur: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tables = tmp_path / "tables"
    tables.mkdir()
    for file in small_kaur.iterdir():
        (tables / file.name).write_bytes(file.read_bytes().replace(b"truk-gudang", b""))

    assert run(["plan", str(tables), "--out", str(tmp_path / "out"), "--lang", "en"]) == 1
    assert "armada" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_out_that_is_a_file_is_refused_before_planning(
    small_kaur: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out").write_text("mine")

    assert run(["plan", str(small_kaur), "--out", str(tmp_path / "out"), "--lang", "en"]) == 2
    assert "is a file, not a folder" in capsys.readouterr().err
    assert (tmp_path / "out").read_text() == "mine"


@pytest.mark.parametrize("args", [["plan"], ["plan", "x"], ["plan", "x", "--out", "y", "--jobs", "0"]])
def test_wrong_usage_has_exit_code_two(args: list[str]) -> None:
    assert run(args) == 2


def test_an_operation_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["plan", str(tmp_path / "nowhere"), "--out", str(tmp_path / "out")]) == 1
    assert "nowhere" in capsys.readouterr().err


def test_hashing_of_another_run_changes_nothing(planned: Path, small_kaur: Path, tmp_path: Path) -> None:
    for seed in ("1", "2"):
        out = tmp_path / seed
        line = ["plan", str(small_kaur), "--out", str(out), "--jobs", "1", "--lang", "en"]
        ran(sampai(*line), env={"PYTHONHASHSEED": seed}).check_returncode()

        for name in FILES:
            assert (out / name).read_bytes() == (planned / name).read_bytes(), name


def test_a_plan_of_a_larger_fleet_takes_an_earlier_one_to_beat(
    planned: Path, small_kaur: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "tables"
    shutil.copytree(small_kaur, other)
    args = ["--jobs", "1", "--lang", "en", "--scenarios", "0", "--better-than", str(planned)]

    assert run(["plan", str(small_kaur), "--out", str(tmp_path / "again"), *args]) == 0
    rows = (other / "tps.csv").read_text(encoding="utf-8").splitlines()
    (other / "tps.csv").write_text("\n".join(rows[:-1]), encoding="utf-8")
    assert run(["plan", str(other), "--out", str(tmp_path / "other"), *args]) == 2

    kept = read_kept((tmp_path / "again" / "state.json.gz").read_bytes())
    first = read_kept((planned / "state.json.gz").read_bytes())
    assert kept.parameters["better_than"] == first.digest
    assert kept.delivery.journeys == first.delivery.journeys
    assert "planned from something else: tps" in capsys.readouterr().err
