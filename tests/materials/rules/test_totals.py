"""Totals by family and contest are those of the items."""

from tests.worlds import COAST, ELECTION, KITS, ROAD_STATIONS

from sampai.election.model import Level
from sampai.materials.rules.needs import needs_of
from sampai.materials.rules.totals import need_figures

NEEDS = needs_of(ROAD_STATIONS, election=ELECTION, kits=KITS)


def test_ballots_are_summed_over_contests() -> None:
    figures = need_figures(NEEDS, kits=KITS)
    by_contest = figures.contests["surat_suara"]

    assert list(figures.items) == ["kotak_suara", "surat_suara", "bilik"]
    assert by_contest["pilgub"] == by_contest["pilbup"] == NEEDS.totals()["surat_suara_pilgub"]
    assert figures.items["surat_suara"] == sum(by_contest.values())


def test_levels_add_up_to_all() -> None:
    figures = need_figures(NEEDS, kits=KITS)

    assert {
        family: sum(figures.levels[level][family] for level in Level) for family in figures.items
    } == figures.items
    assert figures.levels[Level.PPK]["kotak_suara"] == 4


def test_figures_of_a_part_are_those_of_the_part() -> None:
    figures = need_figures(NEEDS, kits=KITS, within=COAST)

    assert (figures.stations, figures.voters) == (5, 400 + 390 + 310 + 505 + 222)
    assert figures.items["kotak_suara"] == figures.load.boxes == 12
