"""The count that scores every solver: costs by each set's custom, and every broken rule is found."""

import gzip
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from bench.published import NEVER, Day, Kind, Problem, cost_of, read
from bench.scores import FIGURES, differences

LINE = """NAME : Line
TYPE : CVRP
DIMENSION : 4
EDGE_WEIGHT_TYPE : EUC_2D
CAPACITY : 2
NODE_COORD_SECTION
1 0 0
2 10 0
3 10 1
4 -10 0
DEMAND_SECTION
1 0
2 1
3 1
4 1
DEPOT_SECTION
1
-1
EOF
"""
BOTH_SIDES: list[Day] = [(0, ((1, 2),)), (0, ((3,),))]


@pytest.fixture
def line(tmp_path: Path) -> Problem:
    file = tmp_path / "Line.vrp.gz"
    file.write_bytes(gzip.compress(LINE.encode()))
    (tmp_path / "index.csv").write_text("instance,bks\nLine,41\n", encoding="utf-8")
    return read(file)


def test_a_cost_is_the_sum_of_rounded_ways(line: Problem) -> None:
    # 0,0 > 10,0 > 10,1 > 0,0 is 10 + 1 + 10; the other side 20.
    assert (cost_of(line, BOTH_SIDES), line.best_known) == (41, 41)


def test_fixed_and_unit_costs_count_by_vehicle(line: Problem) -> None:
    dear = replace(line, kinds=(Kind(2, 2, 100.0, 2.0, 0),))

    assert cost_of(dear, BOTH_SIDES) == 2 * 100 + 2 * 41


@pytest.mark.parametrize(
    ("days", "fault"),
    [
        (BOTH_SIDES[:1], "1 stops not served"),
        ([*BOTH_SIDES, (0, ((3,),))], "1 served twice"),
        ([(0, ((1, 2, 3),))], "a load above 2"),
        ([(0, ((1, 2), (3,)))], "goes out twice"),
    ],
)
def test_what_is_not_allowed_is_no_answer(line: Problem, days: list[Day], fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        cost_of(line, days)


def test_more_vehicles_than_there_are_is_no_answer(line: Problem) -> None:
    with pytest.raises(ValueError, match="2 vehicles of a kind that there are 1 of"):
        cost_of(replace(line, kinds=(Kind(1, 2, 0.0, 1.0, 0),)), BOTH_SIDES)


def test_windows_the_shift_and_its_length_are_walked(line: Problem) -> None:
    late = np.array([100, 50, 50, 50])
    timed = replace(line, late=late, early=np.array([0, 40, 0, 0]), longest=NEVER)

    assert cost_of(timed, BOTH_SIDES) == 41
    with pytest.raises(ValueError, match="stop 1 is visited too late"):
        cost_of(replace(timed, late=np.array([100, 5, 50, 50])), BOTH_SIDES)
    with pytest.raises(ValueError, match="comes home too late"):
        cost_of(replace(timed, late=np.array([20, 50, 50, 50])), BOTH_SIDES)
    # Leaving at 30 makes a day of 21 of what would be 51 with waiting.
    assert cost_of(replace(timed, longest=21), BOTH_SIDES) == 41
    with pytest.raises(ValueError, match="a day of 21"):
        cost_of(replace(timed, longest=20), BOTH_SIDES)


ROW = dict.fromkeys(FIGURES, 1.0)


def test_two_commits_are_compared_by_every_figure_but_seconds() -> None:
    kept = {"Kaur": ROW | {"cost_mrp": 40.0, "unserved": 0.0}}
    now = {"Kaur": ROW | {"cost_mrp": 44.0, "unserved": 2.0, "cpu_s": 9.0}, "Lebong": ROW}

    assert list(differences(now, kept=kept)) == [
        "Kaur: unserved 0.0 -> 2.0",
        "Kaur: cost, million Rp 40.0 -> 44.0 (+10.00%)",
    ]
