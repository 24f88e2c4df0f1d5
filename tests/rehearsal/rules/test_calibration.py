"""The world 2024 on plans made by hand comes near what was published of February 2024."""

from dataclasses import replace
from functools import cache

import pytest
from bench.rehearsal import tables_of

from sampai.packs.rehearsals import load_world
from sampai.rehearsal.model import Shares
from sampai.rehearsal.rules.calibration import PANEL, PUBLISHED, Published, compared
from sampai.rehearsal.rules.rehearse import tally_of
from sampai.rehearsal.rules.tally import shares_of

SMALL = tuple(region for region in PANEL if region in {"1611", "5107", "7205"})
"""The three smallest regencies of the panel: 3,160 stations in 27 kecamatan."""


@cache
def panel() -> tuple[Shares, ...]:
    """What becomes of the small regencies, planned by hand, on 150 days."""
    world = replace(load_world("2024"), doubt=0.0)
    found = []
    for region in SMALL:
        tables = tables_of(region)
        stage = tables.stage(tables.by_hand(), world=world)
        found.append(shares_of(tally_of(stage, runs=150, seed=int(region)), stations=len(stage.stations)))
    return tuple(found)


@pytest.mark.parametrize("published", [one for one in PUBLISHED if one.fitted], ids=lambda one: one.measure)
def test_the_published_shares_are_met_within_a_fifth(published: Published) -> None:
    found = next(one for one in compared(panel()) if one.published is published)

    assert abs(found.off) <= 0.2, f"{found.rehearsed:.3%} in place of {published.share:.3%}"


def test_a_nation_whose_stores_are_never_late_does_not_look_like_2024() -> None:
    tables = tables_of(SMALL[-1])
    usual = replace(load_world("2024"), doubt=0.0)
    early = replace(
        usual,
        rates={rate: replace(f, value=0.0) if rate == "unready" else f for rate, f in usual.rates.items()},
    )
    stage = tables.stage(tables.by_hand(), world=early)

    shares = shares_of(tally_of(stage, runs=50, seed=1), stations=len(stage.stations))

    assert shares.missing_on_eve < PUBLISHED[0].share / 2
