"""What every matrix engine must do, whatever its ways are made of."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from tests import worlds
from tests.engines.roads.made import TOWN, TOWN_WAYS, graph_of, points_of

from sampai.engines.roads.matrix import RoadMatrix
from sampai.places.model import Mode, Pace, RoadClass, RoadUser
from sampai.places.ports import MatrixEngine, Metres32, Point
from sampai.places.rules.network import build_network
from sampai.places.rules.village_matrix import VillageMatrix

SPEEDS = ((RoadClass.URBAN, 20), (RoadClass.VILLAGE, 30))
WET = ((RoadClass.URBAN, 10), (RoadClass.VILLAGE, 15))
TRUCK = Pace(mode=Mode("truk"), speed_kmh=SPEEDS, wet_kmh=WET, user=RoadUser.TRUCK)
WALKER = Pace(mode=Mode("pikul"), speed_kmh=(*SPEEDS, (RoadClass.TRACK, 5)), user=RoadUser.FOOT)


@dataclass(frozen=True)
class Case:
    """An engine, points on its ways, one that it does not know, and the name of a way that matters."""

    engine: MatrixEngine
    points: tuple[Point, ...]
    closed: str
    slack_s: int
    """By how much a detour may seem quicker."""


def village(_: Path) -> Case:
    network = build_network(worlds.FULL_REGISTER, territory=worlds.TERRITORY)
    codes = sorted({*network.nodes, *network.anchors})
    points = tuple(Point(code, network.position(code)) for code in codes)
    return Case(VillageMatrix(network), points, worlds.FIELD, 60)


def roads(folder: Path) -> Case:
    return Case(RoadMatrix(graph_of(folder, spots=TOWN, ways=TOWN_WAYS)), points_of(TOWN), "way/13", 2)


@pytest.fixture(params=[village, roads], ids=["village", "roads"])
def case(request: pytest.FixtureRequest, tmp_path: Path) -> Case:
    make: Callable[[Path], Case] = request.param
    return make(tmp_path)


def seconds(case: Case, pace: Pace, *, closed: tuple[str, ...] = (), wet: bool = False) -> Metres32:
    everywhere = range(len(case.points))
    return case.engine.rows(case.points, pace=pace, origins=everywhere, closed=closed, wet=wet).duration_s


def test_it_names_its_ways(case: Case) -> None:
    assert case.engine.name


def test_here_is_no_way_from_here(case: Case) -> None:
    rows = case.engine.rows(case.points, pace=TRUCK, origins=range(len(case.points)))

    assert np.diagonal(rows.distance_m).tolist() == [0] * len(case.points)
    assert np.diagonal(rows.duration_s).tolist() == [0] * len(case.points)


def test_rows_are_small_and_those_asked_for(case: Case) -> None:
    whole = case.engine.rows(case.points, pace=TRUCK, origins=range(len(case.points)))

    some = case.engine.rows(case.points, pace=TRUCK, origins=[3, 0, 3])

    assert some.distance_m.dtype == some.duration_s.dtype == np.int32
    assert some.distance_m.tolist() == whole.distance_m[[3, 0, 3]].tolist()
    assert some.duration_s.tolist() == whole.duration_s[[3, 0, 3]].tolist()


def test_no_way_is_minus_one_in_both(case: Case) -> None:
    rows = case.engine.rows(case.points, pace=TRUCK, origins=range(len(case.points)))

    assert (rows.distance_m < 0).any()
    assert ((rows.distance_m == -1) == (rows.duration_s == -1)).all()
    assert min(rows.distance_m.min(), rows.duration_s.min()) == -1


def test_walkers_need_as_long_there_as_back(case: Case) -> None:
    found = seconds(case, WALKER)

    assert np.abs(found - found.T).max() <= 1


@pytest.mark.parametrize("pace", [TRUCK, WALKER], ids=["truck", "walker"])
def test_a_detour_is_never_quicker(case: Case, pace: Pace) -> None:
    found = seconds(case, pace).astype(np.float64)
    found[found < 0] = np.inf

    by_way_of = (found[:, :, None] + found[None, :, :]).min(axis=1)

    assert (found <= by_way_of + case.slack_s).all()


@pytest.mark.parametrize("pace", [TRUCK, WALKER], ids=["truck", "walker"])
def test_closing_a_way_makes_nothing_quicker_and_something_slower(case: Case, pace: Pace) -> None:
    before, after = (seconds(case, pace, closed=closed) for closed in ((), (case.closed,)))

    kept = after >= 0
    assert (after[kept] >= before[kept]).all()
    assert not (kept & (before < 0)).any()
    assert (after != before).any()


def test_rain_makes_nothing_quicker(case: Case) -> None:
    dry, wet = (seconds(case, TRUCK, wet=rain) for rain in (False, True))

    assert ((wet >= 0) == (dry >= 0)).all()
    assert (wet >= dry).all()
    assert (wet > dry).any()


def test_a_mode_without_speeds_or_links_stays_where_it_is(case: Case) -> None:
    found = seconds(case, replace(TRUCK, mode=Mode("balon"), speed_kmh=(), wet_kmh=(), user=None))

    off_diagonal = found[~np.eye(len(case.points), dtype=np.bool_)]
    assert (off_diagonal == -1).all()


def test_gaps_are_told_for_every_point(case: Case) -> None:
    gaps = case.engine.gaps_m(case.points, pace=TRUCK)

    assert gaps.dtype == np.int32
    assert gaps.shape == (len(case.points),)
    assert gaps.min() >= 0


def test_same_question_same_answer(case: Case) -> None:
    again = replace(case)

    assert seconds(case, TRUCK).tolist() == seconds(again, TRUCK).tolist()
