"""`sampai plan --roads`: distances from a road map."""

import json
from pathlib import Path

import pytest
from tests.engines.roads.made import STEP, Way, write

from sampai.kernel.geo import Position
from sampai.main.cli import run
from sampai.main.operations import load_operation


def positions(operation: Path) -> list[Position]:
    """Where the operation's places and stations are, from west to east."""
    register = load_operation(operation).operation.register
    located = [place.located for place in register.places] + [s.located for s in register.stations]
    found = {where.position for where in located if where is not None}
    return sorted(found, key=lambda where: (where.lon, where.lat))


@pytest.fixture
def road(small_kaur: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A map of one road through every place of the operation, from west to east."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    spots = {i + 1: (at.lon / STEP, at.lat / STEP) for i, at in enumerate(positions(small_kaur))}
    way = Way(7, tuple(spots), {"highway": "secondary"})
    return write(tmp_path / "road.osm", spots=spots, ways=[way])


def plan(operation: Path, out: Path, *options: str) -> dict[str, object]:
    assert run(["plan", str(operation), "--out", str(out), "--jobs", "1", "--lang", "en", *options]) == 0
    document: dict[str, object] = json.loads((out / "plan.json").read_text())
    return document


def test_a_plan_on_roads_names_the_map_its_share_and_whose_it_is(
    small_kaur: Path, road: Path, tmp_path: Path
) -> None:
    total = len(load_operation(small_kaur).operation.register.stations) + 4

    made = plan(small_kaur, tmp_path / "plan", "--roads", str(road))

    engines = made["engines"]
    assert isinstance(engines, dict)
    assert engines["network"].startswith("roads road.osm sha256:")
    assert engines["network"].endswith(
        f"(c) OpenStreetMap contributors: {total} of {total} places; otherwise village graph (estimated)"
    )
    assert "OpenStreetMap contributors" in (tmp_path / "plan" / "report.html").read_text()
    assert "roads-partly-mapped" in (tmp_path / "plan" / "problems.csv").read_text()


def test_mapped_roads_change_the_distances_and_the_same_map_gives_the_same_plan(
    small_kaur: Path, road: Path, tmp_path: Path
) -> None:
    without = plan(small_kaur, tmp_path / "without")
    once, again = (plan(small_kaur, tmp_path / name, "--roads", str(road)) for name in ("once", "again"))

    assert once["digest"] == again["digest"] != without["digest"]
    assert once["figures"] != without["figures"]
    assert len(list((tmp_path / "cache" / "sampai" / "roads").iterdir())) == 1


def test_a_map_of_another_region_is_refused(
    small_kaur: Path, road: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    del road
    far = write(
        tmp_path / "far.osm", spots={1: (0, 0), 2: (1, 0)}, ways=[Way(1, (1, 2), {"highway": "primary"})]
    )

    assert (
        run(["plan", str(small_kaur), "--out", str(tmp_path / "p"), "--roads", str(far), "--lang", "en"]) == 2
    )

    assert "No station or place lies within 1,000 m of a road of far.osm." in capsys.readouterr().err


@pytest.mark.parametrize("lang", ["en", "id"])
def test_a_damaged_map_is_told_of_and_nothing_is_written(
    small_kaur: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str
) -> None:
    broken = tmp_path / "broken.osm.pbf"
    broken.write_bytes(b"\x00\x00\x00\x0d no map")

    code = run(
        ["plan", str(small_kaur), "--out", str(tmp_path / "p"), "--roads", str(broken), "--lang", lang]
    )

    assert code == 1
    assert "broken.osm.pbf" in capsys.readouterr().err
    assert not (tmp_path / "p" / "plan.json").exists()
