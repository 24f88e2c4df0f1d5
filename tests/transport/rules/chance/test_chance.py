"""Chances against full enumeration, one disturbance at a time, and what must hold for all of them."""

from dataclasses import replace
from itertools import product
from math import exp, sqrt
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.transport.rules.chance import tiny
from tests.transport.rules.chance.tiny import (
    BOAT,
    CALM,
    MORNING,
    ROUGH,
    A,
    B,
    C,
    book,
    chance,
    either,
    is_near,
    journey,
    sample,
)

from sampai.election.model import Level
from sampai.kernel.clock import DAY, HOUR
from sampai.kernel.errors import Refused
from sampai.kernel.ids import StationCode
from sampai.transport.model import Cause, Chances, Journey, Lognormal, ModeSpread, Points
from sampai.transport.rules.chance.draws import Dice
from sampai.transport.rules.chance.runs import web_of
from sampai.transport.rules.chance.shocks import Weather

SLOW = replace(CALM, travel=either(0.3, value=2.0, otherwise=1.0))
"""A drive takes twice as long with probability 0.3."""


def test_without_disturbance_everything_happens_as_planned() -> None:
    found = chance(A, sample(journey("J", (B,), (A,)), spreads=book(), by=0, n=50))

    assert (found.mean, found.p50, found.p99) == (found.planned,) * 3
    assert (found.by_law, found.by_plan, found.causes) == (1.0, 1.0, ())


def test_slow_drives_equal_enumeration() -> None:
    goal = MORNING + 3 * HOUR
    late = sum(
        (0.3 if a else 0.7) * (0.3 if b else 0.7)
        for a, b in product((0, 1), repeat=2)
        if MORNING + (2 + a + b) * HOUR > goal
    )

    found = chance(A, sample(journey("J", (B,), (A,)), spreads=book(SLOW), by=goal))

    assert found.by_law is not None
    assert is_near(found.by_law, 1 - late)
    assert found.causes == ((Cause.TRAVEL, 1.0),)


def test_a_closure_equals_its_probability_wet_and_dry() -> None:
    spread = replace(CALM, closed_dry=0.1, closed_wet=0.5, closed_s=Points(((1.0, 5 * HOUR),)))

    found = chance(A, sample(journey("J", (A,)), spreads=book(spread, wet=0.4), by=MORNING + 2 * HOUR))

    assert found.by_law is not None
    # Closed for five hours from any hour: who leaves at 06:00 is late if that began between 02:00 and 06:00.
    assert is_near(found.by_law, 1 - (0.6 * 0.1 + 0.4 * 0.5) * 4 / 24)
    assert found.causes == ((Cause.CLOSURE, 1.0),)


def test_a_breakdown_counts_only_on_the_way_there() -> None:
    spread = replace(CALM, breakdown_per_h=0.2, breakdown_s=Points(((1.0, 3 * HOUR),)))

    found = chance(A, sample(journey("J", (A,)), spreads=book(spread), by=MORNING + 2 * HOUR))

    assert found.by_law is not None
    assert is_near(found.by_law, 1 - (1 - exp(-0.2 * 2)) / 2)
    assert found.causes == ((Cause.BREAKDOWN, 1.0),)


def test_errors_are_those_of_a_fair_sample() -> None:
    exact, n = 0.7, 200
    shares = [
        chance(A, sample(journey("J", (A,)), spreads=book(SLOW), by=MORNING + HOUR, n=n, seed=seed)).in_time
        for seed in range(100)
    ]

    assert is_near(sum(shares) / 100, exact, n=100 * n)
    assert 0.7 < np.std(shares) / sqrt(exact * (1 - exact) / n) < 1.3


def test_waiting_where_goods_change_vehicles_comes_on_top_of_loading() -> None:
    spread = replace(CALM, loading_s=either(0.5, value=HOUR), transfer_s=either(0.2, value=2 * HOUR))
    first, second = sample(
        journey("J", (A,)),
        journey("K", (B,), leg=2, ordinal=2),
        spreads=book(spread),
        by=MORNING + 2 * HOUR,
    ).stations

    assert first.by_law == 1.0
    assert second.by_law is not None
    assert is_near(second.by_law, 0.8)


def test_rain_slows_and_is_the_same_for_all_of_a_day() -> None:
    spread = replace(CALM, wet_factor=2.0)
    chances = sample(
        journey("J", (A,)),
        journey("K", (B,), ordinal=2),
        spreads=book(spread, wet=0.25),
        by=MORNING + HOUR,
    )

    assert chances.stations[0].by_law == chances.stations[1].by_law
    assert is_near(chances.stations[0].in_time, 0.75)
    assert chances.stations[0].causes == ((Cause.RAIN, 1.0),)


TWO_TRIPS = (journey("J", (A,)), journey("K", (B,), loads=MORNING + 2 * HOUR))


def knocked_on() -> float:
    """The second journey of a vehicle starts when the first is back: three slow drives in a row."""
    return sum(
        0.3 ** sum(slow) * 0.7 ** (3 - sum(slow))
        for slow in product((0, 1), repeat=3)
        if (2 + slow[0] + slow[1]) + (1 + slow[2]) <= 4
    )


def test_a_vehicle_that_comes_back_late_delays_its_next_journey() -> None:
    found = chance(B, sample(*TWO_TRIPS, spreads=book(SLOW), by=MORNING + 4 * HOUR))

    assert is_near(found.in_time, knocked_on())


def test_journeys_taken_for_independent_would_be_noticed() -> None:
    apart = (TWO_TRIPS[0], replace(TWO_TRIPS[1], ordinal=2))

    found = chance(B, sample(*apart, spreads=book(SLOW), by=MORNING + 4 * HOUR))

    assert found.in_time == 1.0
    assert not is_near(found.in_time, knocked_on())


def test_goods_taken_for_always_there_would_be_noticed() -> None:
    found = chance(A, sample(ECHELONS[1], spreads=book(SLOW), by=MORNING - DAY + 12 * HOUR))

    assert not is_near(found.in_time, 0.7)


ECHELONS = (
    journey("KPU", (A, B), giver=Level.KPU, loads=MORNING - DAY, drive_h=9),
    journey("J", (A,), loads=MORNING - DAY + 10 * HOUR, drive_h=1, ordinal=2),
)


def test_goods_that_reach_an_office_late_delay_the_journey_from_there() -> None:
    found = chance(A, sample(*ECHELONS, spreads=book(SLOW), by=MORNING - DAY + 12 * HOUR))

    # 9 hours slow are 18: at 24:00 nobody loads any more, so the journey begins on the next morning.
    assert is_near(found.in_time, 0.7)
    assert found.p99 == MORNING + 2 * HOUR
    assert found.causes == ((Cause.TRAVEL, 1.0),)


def test_who_misses_the_daylight_waits_for_the_morning() -> None:
    at_noon = journey("J", (A,), loads=MORNING - DAY + 6 * HOUR, drive_h=3, mode=BOAT)
    spread = replace(CALM, loading_s=either(0.2, value=4 * HOUR))

    found = chance(A, sample(at_noon, spreads=book(spread), by=MORNING))

    # A boat that could leave at 16:00 for three hours stays until 06:00.
    assert is_near(found.in_time, 0.8)
    assert found.p99 == MORNING + 3 * HOUR
    assert found.causes == ((Cause.LOADING, 1.0),)


def test_rain_of_two_kecamatan_is_correlated_as_told() -> None:
    spread = replace(CALM, wet_factor=2.0)
    far = StationCode("9901022001001")
    found = {}
    for together in (0.0, 1.0):
        web = web_of(
            tiny.plan(journey("J", (A,)), journey("K", (far,), ordinal=2)),
            election=tiny.election(by=0),
            modes=tiny.MODES,
            spreads=book(spread, wet=0.3, together=together),
            by_daylight=(),
        )
        weather = Weather(Dice(1, 0, 4_000), together)
        wet = [weather.wet(run) for run in web.runs]
        found[together] = float((wet[0] & wet[1]).mean())

    assert is_near(found[0.0], 0.09)
    assert is_near(found[1.0], 0.3)


def test_latest_safe_departure_is_the_last_that_keeps_99_percent() -> None:
    spread = replace(CALM, travel=Lognormal(1.0, 0.4))
    goal = MORNING + 12 * HOUR
    found = chance(A, sample(journey("J", (B,), (A,)), spreads=book(spread), by=goal))
    assert found.latest_departure is not None

    def at(loads: int) -> float:
        return chance(A, sample(journey("J", (B,), (A,), loads=loads), spreads=book(spread), by=goal)).in_time

    assert found.latest_departure > MORNING
    assert at(found.latest_departure) >= 0.99 > at(found.latest_departure + 60)


def test_latest_safe_departure_by_daylight_is_the_last_that_keeps_99_percent() -> None:
    spread = replace(CALM, travel=Lognormal(1.0, 0.4))
    boat = journey("J", (B,), (A,), mode=BOAT)
    found = chance(A, sample(boat, spreads=book(spread), by=0))
    assert found.latest_departure is not None

    def at(loads: int) -> float:
        later = journey("J", (B,), (A,), mode=BOAT, loads=loads)
        return chance(A, sample(later, spreads=book(spread), by=0)).in_time

    assert at(found.latest_departure) >= 0.99 > at(found.latest_departure + 60)


def test_latest_safe_departure_keeps_clear_of_closures() -> None:
    spread = replace(CALM, closed_dry=1.0, closed_wet=1.0, closed_s=Lognormal(2 * HOUR, 0.3))
    goal = MORNING + 4 * HOUR
    found = chance(A, sample(journey("J", (A,)), spreads=book(spread), by=goal))
    assert found.latest_departure is not None

    def at(loads: int) -> float:
        return chance(A, sample(journey("J", (A,), loads=loads), spreads=book(spread), by=goal)).in_time

    assert at(found.latest_departure) >= 0.99 > at(found.latest_departure + 60)


def test_a_closure_holds_up_a_vehicle_once() -> None:
    spread = replace(CALM, closed_dry=1.0, closed_wet=1.0, closed_s=Points(((1.0, 2 * HOUR),)))

    found = chance(B, sample(*TWO_TRIPS, spreads=book(spread), by=0))

    assert found.p99 - found.planned <= 2 * HOUR


def test_no_departure_is_safe_where_the_goods_come_too_late() -> None:
    found = chance(A, sample(*ECHELONS, spreads=book(SLOW), by=MORNING - DAY + 12 * HOUR))

    assert found.latest_departure is None


def test_a_plan_that_is_late_itself_is_blamed_itself() -> None:
    found = chance(A, sample(journey("J", (A,)), spreads=book(), by=MORNING, n=10))

    assert (found.in_time, found.causes) == (0.0, ((Cause.PLAN, 1.0),))


def test_law_and_plan_have_their_own_probabilities() -> None:
    goal = MORNING + HOUR
    found = chance(A, sample(journey("J", (A,)), spreads=book(SLOW), by=goal + HOUR, by_plan=goal))

    assert found.by_law == 1.0
    assert is_near(found.by_plan, 0.7)


MESSY = (
    *ECHELONS,
    journey("K", (B,), loads=MORNING - DAY + 12 * HOUR, ordinal=2),
    journey("L", (C,), mode=BOAT),
)


def rough(
    *journeys: Journey, seed: int = 1, n: int = 500, spread: ModeSpread = ROUGH, by: int = -6 * HOUR
) -> Chances:
    return sample(*journeys, spreads=book(spread, wet=0.5, together=0.5), by=by, n=n, seed=seed)


def test_same_seed_same_chances_and_another_seed_nearly() -> None:
    first, again, other = rough(*MESSY), rough(*MESSY), rough(*MESSY, seed=2)

    assert first == again != other
    assert all(abs(a.in_time - b.in_time) < 0.1 for a, b in zip(first.stations, other.stations, strict=True))


def test_more_scenarios_bring_seeds_closer_together() -> None:
    def spread(n: int) -> float:
        means = [rough(*MESSY, seed=seed, n=n).stations[0].mean for seed in range(6)]
        return max(means) - min(means)

    assert spread(3_000) < spread(60)


def test_order_of_journeys_changes_nothing() -> None:
    assert rough(*MESSY) == rough(*reversed(MESSY))


@given(hours=st.integers(1, 5), seed=st.integers(0, 99), by=st.integers(-40, 2))
@settings(max_examples=25, deadline=None)
def test_leaving_earlier_never_lowers_a_chance(hours: int, seed: int, by: int) -> None:
    loads = MORNING + 5 * HOUR
    boat = [journey("J", (A,), (B,), mode=BOAT, loads=at, drive_h=2) for at in (loads, loads - hours * HOUR)]

    late, early = (rough(one, seed=seed, n=200, by=by * HOUR) for one in boat)

    assert all(e.in_time >= x.in_time for e, x in zip(early.stations, late.stations, strict=True))


@given(
    more=st.sampled_from(
        [
            {"wet_factor": 1.6},
            {"closed_dry": 0.1, "closed_wet": 0.3},
            {"breakdown_per_h": 0.1},
            {"loading_s": Lognormal(1200, 0.8)},
            {"transfer_s": Lognormal(4000, 0.8)},
            {"travel": Lognormal(1.2, 0.3)},
        ]
    ),
    seed=st.integers(0, 99),
    by=st.integers(-40, 2),
)
@settings(max_examples=25, deadline=None)
def test_another_disturbance_never_raises_a_chance(more: dict[str, Any], seed: int, by: int) -> None:
    calm = rough(*MESSY, seed=seed, n=200, by=by * HOUR)
    worse = rough(*MESSY, seed=seed, n=200, by=by * HOUR, spread=replace(ROUGH, **more))

    assert all(w.in_time <= c.in_time for w, c in zip(worse.stations, calm.stations, strict=True))


def test_no_scenarios_no_chances() -> None:
    assert rough(*MESSY, n=0) == Chances()


def test_a_mode_without_a_spread_is_refused_by_name() -> None:
    with pytest.raises(Refused, match="perahu"):
        sample(journey("J", (A,), mode=BOAT), spreads=replace(book(), modes=(CALM,)), by=0)
