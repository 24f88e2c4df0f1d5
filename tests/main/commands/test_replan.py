"""`sampai replan`, from a plan's folder to the next plan and its changes."""

import json
import shutil
from pathlib import Path

import pytest

from sampai.main.cli import run
from sampai.plan.forms.kept import NAME, read_kept
from sampai.transport.model import Journey


@pytest.fixture(scope="module")
def plan(small_kaur: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plan in a folder that was moved after it was made."""
    made, moved = tmp_path_factory.mktemp("plan"), tmp_path_factory.mktemp("moved") / "rencana"
    args = ["plan", str(small_kaur), "--out", str(made), "--jobs", "1", "--scenarios", "0"]
    assert run([*args, "--lang", "en"]) == 0
    shutil.move(made, moved)
    return moved


def journeys(folder: Path) -> tuple[Journey, ...]:
    return read_kept((folder / NAME).read_bytes()).delivery.journeys


def replanned(plan: Path, out: Path, *what: str) -> int:
    return run(["replan", str(plan), "--jobs", "1", *what, "--out", str(out), "--lang", "en"])


def test_a_lost_vehicle_makes_no_journey_and_every_station_is_reached_or_named(
    plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert replanned(plan, tmp_path, "--vehicle-lost", "truk-ppk-tetap-1", "--json") == 0

    found = json.loads(capsys.readouterr().out)
    new = journeys(tmp_path)
    served = {c for j in new if j.receiver == "tps" for stop in j.stops for c in stop.stations}
    assert "truk-ppk-tetap" not in {journey.vehicle for journey in new}
    assert found["journeys_changed"] > 0
    assert len(served) + len(found["stations_lost"]) == found["stations"] == 6


def test_the_next_plan_names_the_one_before_and_can_be_carried_on_itself(plan: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "1", tmp_path / "2"
    last = max(journeys(plan), key=lambda journey: journey.loads)

    assert replanned(plan, first, "--delay", f"{last.code}=1", "--at", "H-6 00:00") == 0
    assert replanned(first, second, "--vehicle-lost", "truk-gudang-1", "--at", "H-1 12:00") == 0

    kept = read_kept((second / NAME).read_bytes())
    assert kept.parameters["parent"] == read_kept((first / NAME).read_bytes()).digest
    assert (
        json.loads((second / "plan.json").read_text(encoding="utf-8"))["parameters"]["parent"]
        == kept.parameters["parent"]
    )
    assert [away.vehicle for away in kept.delivery.absences] == [last.vehicle, "truk-gudang"]


def test_changes_are_told_on_a_page_in_a_workbook_and_as_data_in_both_languages(
    plan: Path, tmp_path: Path
) -> None:
    last = max(journeys(plan), key=lambda journey: journey.loads)

    assert replanned(plan, tmp_path, "--delay", f"{last.code}=1") == 0

    data = json.loads((tmp_path / "changes.json").read_text(encoding="utf-8"))
    page = (tmp_path / "changes.html").read_text(encoding="utf-8")
    assert (tmp_path / "changes.xlsx").stat().st_size > 0
    sentences = [m["text"] for notice in data["notices"] for m in notice["messages"]]
    assert {"id", "en"} == set(sentences[0])
    assert any(one["en"] in page for one in sentences)
    assert all(one["id"] != one["en"] for one in sentences)


def test_the_same_setback_gives_the_same_plan(plan: Path, tmp_path: Path) -> None:
    for folder in ("a", "b"):
        assert replanned(plan, tmp_path / folder, "--vehicle-lost", "truk-ppk-tengah-1") == 0

    for name in (NAME, "plan.json", "changes.json", "changes.html"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_an_area_over_everything_names_every_station(plan: Path, tmp_path: Path) -> None:
    area = tmp_path / "banjir.geojson"
    ring = [[100, -8], [106, -8], [106, -2], [100, -2], [100, -8]]
    area.write_text(json.dumps({"type": "Polygon", "coordinates": [ring]}), encoding="utf-8")

    assert replanned(plan, tmp_path / "out", "--close-area", str(area)) == 0

    data = json.loads((tmp_path / "out" / "changes.json").read_text(encoding="utf-8"))
    assert len(data["lost"]) == 6
    assert {"id", "en"} == set(data["lost"][0]["remedy"])


@pytest.mark.parametrize(
    ("what", "complaint"),
    [
        ((), "Nothing is said to have happened"),
        (("--close", "Jembatan Merah"), "no link, place or village"),
        (("--vehicle-lost", "truk-ppk-tetap-9"), "no vehicle"),
        (("--delay", "truk-ppk-tetap-1"), "is no delay"),
        (("--delay", "truk-ppk-tetap-1=-3"), "is no delay"),
        (("--vehicle-lost", "truk-gudang-1", "--at", "soon"), "is no time"),
        (("--close-area", "nowhere.geojson"), "no file"),
    ],
)
def test_what_the_plan_does_not_know_is_refused_with_a_hint(
    plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], what: tuple[str, ...], complaint: str
) -> None:
    assert replanned(plan, tmp_path / "out", *what) in {1, 2}

    assert complaint in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_folder_without_a_kept_plan_says_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert replanned(tmp_path, tmp_path / "out", "--vehicle-lost", "truk-1") == 1

    assert NAME in capsys.readouterr().err


def test_a_plan_is_never_overwritten_by_the_next(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert replanned(plan, plan, "--vehicle-lost", "truk-gudang-1") == 2

    assert "own folder" in capsys.readouterr().err


def test_time_does_not_go_back(plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert replanned(plan, tmp_path / "1", "--vehicle-lost", "truk-gudang-1", "--at", "H-1 12:00") == 0

    assert (
        replanned(tmp_path / "1", tmp_path / "2", "--vehicle-lost", "truk-gudang-1", "--at", "H-2 12:00") == 2
    )

    assert "already planned anew at H-1 12:00" in capsys.readouterr().err


def test_the_next_plan_is_sought_as_hard_as_the_one_before_and_groups_as_it_did(
    plan: Path, tmp_path: Path
) -> None:
    before = read_kept((plan / NAME).read_bytes())

    assert replanned(plan, tmp_path / "1", "--vehicle-lost", "truk-ppk-tengah-1") == 0
    assert replanned(tmp_path / "1", tmp_path / "2", "--vehicle-lost", "truk-gudang-1", "--effort", "2") == 0

    first, second = (read_kept((tmp_path / n / NAME).read_bytes()) for n in ("1", "2"))
    assert first.grouping == second.grouping == before.grouping != ""
    assert [one.delivery.effort for one in (before, first, second)] == [1, 1, 2]


def test_without_any_seconds_the_first_answer_is_taken(plan: Path, tmp_path: Path) -> None:
    setback = ("--vehicle-lost", "truk-ppk-tetap-1")

    assert replanned(plan, tmp_path / "at-once", *setback, "--effort", "0") == 0
    assert replanned(plan, tmp_path / "bound", *setback, "--seconds", "0") == 0

    assert journeys(tmp_path / "bound") == journeys(tmp_path / "at-once")


def test_one_process_and_two_carry_on_alike(plan: Path, tmp_path: Path) -> None:
    for jobs in ("1", "2"):
        assert replanned(plan, tmp_path / jobs, "--vehicle-lost", "truk-ppk-tetap-1", "--jobs", jobs) == 0

    assert (tmp_path / "1" / NAME).read_bytes() == (tmp_path / "2" / NAME).read_bytes()
