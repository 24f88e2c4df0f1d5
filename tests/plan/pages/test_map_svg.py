import re
from dataclasses import replace

import numpy as np
import pytest
from tests.plan.pages.test_report import PLAN
from tests.worlds import BEACH, CENTRES, PORT, at

from sampai.kernel.geo import Outline
from sampai.kernel.text import PLAIN
from sampai.plan.pages.map_svg import MARGIN, SHEET, frame, map_svg, scale_km
from sampai.plan.pages.spots import spots


def square(east_km: float, north_km: float) -> Outline:
    """Four kilometres a side."""
    corners = [at(east_km + dx, north_km + dy) for dx, dy in ((0, 0), (4, 0), (4, 4), (0, 4))]
    return Outline(
        np.array([corner.lon for corner in corners]),
        np.array([corner.lat for corner in corners]),
        np.array([4]),
    )


def test_north_is_up_and_east_is_right() -> None:
    sheet = frame([103.0, 104.0], [-5.0, -4.0])

    assert sheet.point(103.0, -4.0) == (MARGIN, MARGIN)
    assert sheet.point(104.0, -4.0)[0] > sheet.point(103.0, -4.0)[0]
    assert sheet.point(103.0, -5.0)[1] > sheet.point(103.0, -4.0)[1]


def test_the_longer_side_fills_the_sheet() -> None:
    assert frame([103.0, 103.1], [-5.0, -4.0]).point(103.0, -5.0)[1] == SHEET - MARGIN


def test_a_kilometre_is_as_long_across_as_up() -> None:
    sheet = frame([103.0, 104.0], [-5.0, -4.0])
    across, up = at(110, 0), at(0, 110)

    x = sheet.at(across)[0] - sheet.at(at(0, 0))[0]
    y = sheet.at(at(0, 0))[1] - sheet.at(up)[1]

    assert x == pytest.approx(y, rel=0.01)
    assert y == pytest.approx(110 * sheet.units_per_km, rel=0.001)


@pytest.mark.parametrize(("most", "km"), [(0.05, 0.1), (0.99, 0.5), (1, 1), (19.9, 10), (740, 500)])
def test_scale_bars_are_round_numbers(most: float, km: float) -> None:
    assert scale_km(most) == km


def test_without_outlines_neighbouring_villages_are_joined() -> None:
    svg = map_svg(PLAN, spots=spots(PLAN), words=PLAIN)

    graph = re.findall(r'<path class="graph" d="([^"]*)"', svg)

    assert graph[0].count("M") == len(PLAN.rules.territory.borders)


def test_with_outlines_each_kecamatan_is_drawn_and_drawn_over() -> None:
    territory = replace(PLAN.rules.territory, outlines={PORT: square(-2, -2), BEACH: square(4, -1)})
    plan = replace(PLAN, rules=replace(PLAN.rules, territory=territory))

    svg = map_svg(plan, spots=spots(plan), words=PLAIN)

    assert svg.count('<g id="k990101">') == 1
    assert svg.count('<use href="#k990101" class="inner"/>') == 1
    assert svg.count("<title>Pantai</title>") == 1


def test_labels_do_not_cover_each_other() -> None:
    svg = map_svg(PLAN, spots=spots(PLAN), words=PLAIN)
    labels = [
        (int(x), int(y), len(name))
        for x, y, name in re.findall(r'<text class="\w+" x="(-?\d+)" y="(-?\d+)">([^<]*)</text>', svg)
    ]

    assert len(labels) >= 3
    for a, b in ((a, b) for i, a in enumerate(labels) for b in labels[:i]):
        apart_x = abs(a[0] - b[0]) >= 62 * (a[2] + b[2]) / 2 - 2
        apart_y = abs(a[1] - b[1]) >= 130
        assert apart_x or apart_y


def test_every_village_of_the_world_is_inside_the_sheet() -> None:
    svg = map_svg(PLAN, spots=spots(PLAN), words=PLAIN)
    width, height = map(int, re.findall(r'viewBox="0 0 (\d+) (\d+)"', svg)[0])

    uses = [(int(x), int(y)) for x, y in re.findall(r'<use href="#m-\w+" x="(-?\d+)" y="(-?\d+)"', svg)]

    assert len(uses) >= len(CENTRES)
    assert all(0 <= x <= width and 0 <= y <= height for x, y in uses)
