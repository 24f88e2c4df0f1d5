import json
import os
import shutil
import signal
import socket
import stat
from collections import Counter
from datetime import datetime
from multiprocessing import active_children
from pathlib import Path
from time import sleep
from typing import Any

import openpyxl
import pytest
from tests.processes import LIMIT_S, comes_true, free_port, ran, running, sampai, wait_for

from sampai.main.cli import run
from sampai.main.web.eve import eve
from sampai.main.web.wiring import roles

MAKING_S = 500
AWAKE_S = 1.0
"""By then the process that answers waits for its end, which it may miss in its first milliseconds."""
TABLES = "kaur-pilkada-2024"


def _demo(*words: str, cwd: Path) -> str:
    """`sampai demo` of Kaur as people run it, without the server; returns what it printed."""
    line = sampai("demo", "--regency", "kaur", "--no-serve", "--lang", "en", *words)
    done = ran(line, cwd=cwd, within_s=MAKING_S)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo, made in two processes."""
    out = tmp_path_factory.mktemp("demo")
    _demo("--out", str(out), "--jobs", "2", cwd=out)
    return out


@pytest.fixture(scope="module")
def plan(demo: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((demo / "plan" / "plan.json").read_text(encoding="utf-8"))
    return found


def _sheet(file: Path, name: str) -> list[dict[str, Any]]:
    """A sheet's rows; the header is the row under the title, the notes and an empty row."""
    rows = [row for row in openpyxl.load_workbook(file)[name].iter_rows(values_only=True) if any(row)]
    head = next(number for number, row in enumerate(rows) if len([c for c in row if c is not None]) > 2)
    headers = [str(cell) for cell in rows[head]]
    return [dict(zip(headers, row, strict=True)) for row in rows[head + 1 :]]


def _rows(file: Path) -> int:
    return len(file.read_text(encoding="utf-8-sig").splitlines()) - 1


def test_demo_plans_every_station_of_the_tables(demo: Path, plan: dict[str, Any]) -> None:
    assert plan["figures"]["stations"] == _rows(demo / TABLES / "tps.csv") == 270
    assert plan["figures"]["unplanned"] == 0


def test_demo_without_out_says_where_everything_is(small_kaur: Path, tmp_path: Path) -> None:
    shutil.copytree(small_kaur, tmp_path / "demo" / TABLES)

    told = _demo("--jobs", "1", cwd=tmp_path)

    assert "Report: open demo/plan/report.html in a browser." in told
    assert (tmp_path / "demo" / "plan" / "report.html").is_file()
    assert f"sampai plan demo/{TABLES} --out demo/plan" in told


def test_tables_that_somebody_changed_are_kept_and_planned_once(small_kaur: Path, tmp_path: Path) -> None:
    shutil.copytree(small_kaur, tmp_path / "demo" / TABLES)

    _demo("--jobs", "1", cwd=tmp_path)
    made = tmp_path / "demo" / "plan" / "plan.json"
    before = made.stat().st_mtime_ns
    _demo("--jobs", "1", cwd=tmp_path)

    assert json.loads(made.read_text(encoding="utf-8"))["figures"]["stations"] == 6
    assert made.stat().st_mtime_ns == before


def test_every_role_has_an_account_whose_password_only_the_owner_reads(demo: Path) -> None:
    listed = demo / "akun.txt"
    rows = [line.split("\t") for line in listed.read_text(encoding="utf-8").splitlines()]

    assert [(name, role) for name, _, role, _ in rows] == [(f"{code}-kaur", code) for code in roles()]
    assert len({password for _, password, _, _ in rows}) == len(rows)
    assert stat.S_IMODE(listed.stat().st_mode) == 0o600


def _has_ended(group: int) -> bool:
    """Whether no process of a group is left; Python's own helpers see a moment later that they are alone."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


def test_ctrl_c_ends_the_demonstration_quietly_and_leaves_nothing_behind(demo: Path) -> None:
    port, log = free_port(), demo / "told.txt"

    with running(sampai("demo", "--regency", "kaur", "--out", demo, "--port", port), log=log) as process:
        wait_for(port, process=process, log=log)
        sleep(AWAKE_S)
        os.killpg(process.pid, signal.SIGINT)
        process.wait(LIMIT_S)
        assert comes_true(lambda: _has_ended(process.pid))

    told = log.read_text(encoding="utf-8")
    assert "Traceback" not in told
    assert "refused to gracefully stop" not in told
    with socket.socket() as again:
        again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        again.bind(("127.0.0.1", port))


def test_ctrl_c_does_not_reach_the_eve_which_ends_with_its_server(demo: Path) -> None:
    with eve(demo / "plan", port=free_port(), code="00"):
        (playing,) = active_children()
        pid = playing.pid or 0
        assert comes_true(lambda: os.getpgid(pid) == pid)
        assert playing.is_alive()

    assert not playing.is_alive()


def test_a_port_that_is_taken_is_told_before_anything_is_planned(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])

        assert run(["demo", "--out", str(tmp_path), "--port", port, "--lang", "en"]) == 2

    assert f"Port {port}" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_reset_removes_a_demonstration_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "surat.txt").touch()

    assert run(["demo", "--out", str(tmp_path), "--reset", "--no-serve"]) == 2
    assert (tmp_path / "surat.txt").exists()


def test_one_process_gives_the_same_plan_as_two(
    plan: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        run(["plan", "sample:kaur", "--out", str(tmp_path), "--jobs", "1", "--scenarios", "100", "--json"])
        == 0
    )

    assert json.loads(capsys.readouterr().out)["digest"] == plan["digest"]


def test_needs_of_kaur_follow_the_law(demo: Path, plan: dict[str, Any]) -> None:
    stations = _sheet(demo / "plan" / "needs.xlsx", "Stations")
    totals = plan["needs"]["totals"]

    ballots = sum(-(-row["Voters"] * 1025 // 1000) for row in stations)
    assert sum(row["Voters"] for row in stations) == plan["figures"]["voters"]
    assert totals["kotak_suara"] == plan["figures"]["boxes"] == 270 * 2 + 15 * 2
    assert totals["bilik"] == 270 * 4
    assert totals["tinta"] == 270 * 2
    assert totals["surat_suara_pilgub"] == totals["surat_suara_pilbup"] == ballots


def test_every_station_of_kaur_is_served_once_and_in_time(demo: Path, plan: dict[str, Any]) -> None:
    served = Counter(
        station
        for journey in plan["journeys"]
        if (journey["receiver"], journey["leg"]) == ("tps", 1)
        for stop in journey["stops"]
        for station in stop["stations"]
    )
    features = json.loads((demo / "plan" / "plan.geojson").read_text(encoding="utf-8"))["features"]
    handed = [
        datetime.fromisoformat(f["properties"]["at_tps"])
        for f in features
        if f["properties"]["kind"] == "station"
    ]

    assert set(served.values()) == {1}
    assert len(served) == len(handed) == 270
    assert max(handed) <= datetime.fromisoformat("2024-11-26T18:00:00+07:00")


def test_figures_of_kaur_are_the_sums_of_its_journeys(demo: Path, plan: dict[str, Any]) -> None:
    journeys, figures = plan["journeys"], plan["figures"]
    metres = sum(j["distance_m"] * len(j["vehicles"]) for j in journeys)
    metres += sum(away["distance_m"] for away in plan["stationed"])

    assert figures["distance_km"] == pytest.approx(metres / 1000, abs=0.06)
    assert figures["vehicles"] == len({(j["vehicle"], n) for j in journeys for n in j["vehicles"]})
    assert figures["journeys"] == len(_sheet(demo / "plan" / "journeys.xlsx", "Journeys"))
    for journey in journeys:
        assert sum(stop["load"]["boxes"] for stop in journey["stops"]) == journey["load"]["boxes"]


def test_the_three_very_vulnerable_stations_of_kaur_have_two_officers_each(plan: dict[str, Any]) -> None:
    very = [c for c in plan["guard"]["clusters"] if c["risk"] == "sangat-rawan"]

    assert [(len(c["stations"]), c["officers"]) for c in very] == [(1, 2)] * 3
    assert Counter(c["kecamatan"] for c in very) == {"170402": 2, "170404": 1}


def test_officers_of_kaur_follow_the_pattern(demo: Path, plan: dict[str, Any]) -> None:
    clusters = plan["guard"]["clusters"]
    grouped = [station for c in clusters for station in c["stations"]]
    by_kecamatan = _sheet(demo / "plan" / "guard.xlsx", "Kecamatan")

    assert len(grouped) == len(set(grouped)) == 270
    assert all(len(c["stations"]) <= 5 for c in clusters)
    assert plan["figures"]["officers_needed"] == sum(c["officers"] for c in clusters)
    assert sum(row["Officers needed"] for row in by_kecamatan[:-1]) == plan["figures"]["officers_needed"]
    assert by_kecamatan[-1]["Officers needed"] == plan["figures"]["officers_needed"]
    assert len(by_kecamatan) - 1 == 15
