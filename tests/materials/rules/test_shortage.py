"""Forecasts sharpen with counts, are honest about what is assumed, and say when ballots end."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sampai.election.model import Basis, Standing
from sampai.kernel.clock import HOUR, HTime
from sampai.kernel.errors import Refused
from sampai.kernel.quantity import Certainty
from sampai.materials.model.arrivals import Turnout
from sampai.materials.rules.shortage import forecast, share_by
from sampai.packs.surplus import load_arrivals

ARRIVALS = load_arrivals()
OPENS, TEN, TWELVE = ARRIVALS.opens, HTime(10 * HOUR), HTime(12 * HOUR)


def test_a_station_with_its_reserve_lasts_when_as_many_come_as_usual() -> None:
    found = forecast(Turnout(voters=300, held=306), arrivals=ARRIVALS, now=OPENS)

    assert (found.expected, found.short_upper, found.runs_out, found.runs_out_early) == (245, 0, None, None)
    assert found.certainty is Certainty.ASSUMED


def test_additional_voters_can_use_up_the_ballots_in_the_last_hour() -> None:
    turnout = Turnout(voters=300, additional=60, held=96, came=221, came_by=TEN)

    found = forecast(turnout, arrivals=ARRIVALS, now=TEN)

    assert found.short_upper > 0
    assert found.runs_out is not None
    assert found.runs_out_early is not None
    assert TWELVE <= found.runs_out <= ARRIVALS.closes
    assert TEN < found.runs_out_early < found.runs_out


def test_a_rush_in_the_morning_raises_the_forecast_above_the_usual() -> None:
    usual = forecast(Turnout(voters=300, held=150, came=158, came_by=TEN), arrivals=ARRIVALS, now=TEN)
    rush = forecast(Turnout(voters=300, held=150, came=190, came_by=TEN), arrivals=ARRIVALS, now=TEN)

    assert rush.expected > usual.expected
    assert rush.upper <= 1.005 * 110 + 1


def test_a_count_makes_the_forecast_narrower_than_hours_alone() -> None:
    alone = forecast(Turnout(voters=300, held=150), arrivals=ARRIVALS, now=TEN)
    counted = forecast(Turnout(voters=300, held=150, came=158, came_by=TEN), arrivals=ARRIVALS, now=TEN)

    assert counted.upper - counted.expected < alone.upper - alone.expected


def test_a_forecast_is_estimated_only_with_hours_that_somebody_showed_and_a_count() -> None:
    shown = replace(ARRIVALS, listed_basis=Basis(Standing.PRACTICE, "counts of the office"))
    counted = Turnout(voters=300, held=150, came=158, came_by=TEN)

    assert forecast(counted, arrivals=shown, now=TEN).certainty is Certainty.ESTIMATED
    assert forecast(counted, arrivals=ARRIVALS, now=TEN).certainty is Certainty.ASSUMED
    assert forecast(Turnout(voters=300, held=150), arrivals=shown, now=TEN).certainty is Certainty.ASSUMED


def test_the_upper_number_is_enough_in_about_95_of_100_days_of_the_model() -> None:
    """Days are drawn as the model says: another strength at every station, Poisson arrivals by share."""
    chance = np.random.Generator(np.random.PCG64(7))
    strength = (ARRIVALS.turnout_permille / ARRIVALS.turnout_spread_permille) ** 2
    share = share_by(TEN, arrivals=ARRIVALS, shares=ARRIVALS.listed)
    enough = []
    for _day in range(150):
        mean = chance.gamma(strength, 0.5 * 1200 / strength)
        came, rest = int(chance.poisson(mean * share)), int(chance.poisson(mean * (1 - share)))
        model = replace(ARRIVALS, turnout_permille=500, turnout_spread_permille=round(500 / strength**0.5))
        turnout = Turnout(voters=1200, held=0, came=came, came_by=TEN)
        enough.append(rest <= forecast(turnout, arrivals=replace(model, replaced_permille=0), now=TEN).upper)

    assert 0.90 <= np.mean(enough) <= 0.99


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 600), st.integers(0, 40), st.integers(0, 30), st.integers(0, 700), st.integers(7, 13))
def test_nobody_is_foretold_who_may_not_come(
    voters: int, transferred: int, additional: int, held: int, hour: int
) -> None:
    turnout = Turnout(voters=voters, transferred=transferred, additional=additional, held=held)

    found = forecast(turnout, arrivals=ARRIVALS, now=HTime(hour * HOUR))

    most = voters + transferred + 4 * additional
    assert 0 <= found.expected <= found.upper <= most + -(-most // 200)
    assert (found.runs_out is None) == (found.short_expected == 0)
    assert (found.runs_out_early is None) == (found.short_upper == 0)
    assert found.runs_out is None or (found.runs_out_early or 0) <= found.runs_out <= ARRIVALS.closes


def test_hours_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(Refused, match="do not add up"):
        replace(ARRIVALS, listed=(100,) * 6)
