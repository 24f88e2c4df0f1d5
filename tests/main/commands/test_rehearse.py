"""`sampai rehearse`, from a plan's folder to its report."""

import json
from pathlib import Path

import pytest

from sampai.main.cli import run


@pytest.fixture(scope="module")
def plan(small_kaur: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("plan")
    args = ["plan", str(small_kaur), "--out", str(made), "--jobs", "1", "--scenarios", "50"]
    assert run([*args, "--lang", "en"]) == 0
    return made


def rehearsed(plan: Path, out: Path, *what: str) -> int:
    return run(
        ["rehearse", str(plan), "--jobs", "1", "--runs", "40", *what, "--out", str(out), "--lang", "en"]
    )


def test_a_plan_is_rehearsed_beside_one_made_by_hand_and_told_in_files(
    plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    events = tmp_path / "day.jsonl"

    assert rehearsed(plan, tmp_path, "--against", "by-hand", "--events", str(events)) == 0

    data = json.loads((tmp_path / "rehearsal.json").read_text(encoding="utf-8"))
    told = capsys.readouterr().out
    assert (data["runs"], data["stations"], len(data["late_a_day"])) == (40, 6, 40)
    assert data["against"]["other_late"] >= 0
    assert data["world"]["rates"]["short"]["basis"]["source"]
    assert "Of 100,000 stations" in told
    assert "On the same days" in told
    assert "Were the promises kept?" in (tmp_path / "rehearsal.html").read_text(encoding="utf-8")
    assert {json.loads(line)["kind"] for line in events.read_text(encoding="utf-8").splitlines()} >= {
        "opened"
    }


def test_any_number_of_processes_gives_the_same_digest(
    plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = []
    for jobs in ("1", "2"):
        args = ["rehearse", str(plan), "--runs", "260", "--jobs", jobs, "--no-ideas", "--out", str(tmp_path)]
        assert run([*args, "--json"]) == 0
        found.append(json.loads(capsys.readouterr().out) | {"seconds": 0})

    assert found[0] == found[1]


def test_what_would_have_helped_is_planned_anew_and_ranked(plan: Path, tmp_path: Path) -> None:
    world = tmp_path / "late.toml"
    world.write_text(
        'code = "late"\nname = "Lambat"\nname_en = "Late"\nextends = "2024"\n[[rate]]\ncode = "loading-min"\n'
        'value = 540\nbasis = { standing = "unverified", source = "uji" }\n',
        encoding="utf-8",
    )

    assert rehearsed(plan, tmp_path, "--profile", str(world)) == 0

    data = json.loads((tmp_path / "rehearsal.json").read_text(encoding="utf-8"))
    saved = [one["saved"] / max(1, one["cost_rp"]) for one in data["ideas"]]
    assert data["at_risk"] > 0
    assert data["ideas_tried"] > 0
    assert saved == sorted(saved, reverse=True)


def test_a_plan_of_other_stations_is_refused(
    plan: Path, tmp_path: Path, small_kaur: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tables = tmp_path / "tables"
    tables.mkdir()
    for file in small_kaur.iterdir():
        rows = file.read_text(encoding="utf-8-sig").splitlines(keepends=True)
        (tables / file.name).write_text("".join(rows[:-1] if file.name == "tps.csv" else rows), "utf-8")
    other = tmp_path / "other"
    assert run(["plan", str(tables), "--out", str(other), "--jobs", "1", "--scenarios", "0"]) == 0

    assert rehearsed(plan, tmp_path, "--against", str(other)) == 2
    assert "not for the same stations" in capsys.readouterr().err
