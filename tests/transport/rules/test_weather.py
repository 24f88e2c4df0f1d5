"""What weather does to modes, and to plans of the tiny world."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import worlds
from tests.transport.test_closures import H, boats, tiny

from sampai.engines.solver.savings import SavingsSolver
from sampai.kernel.clock import DAY, HOUR
from sampai.kernel.ids import digest
from sampai.packs.profiles import load_modes, load_weather
from sampai.places.model import Forecast, Mode, RoadClass
from sampai.places.rules.network import build_network
from sampai.transport.model import DeliveryPlan, Medium
from sampai.transport.rules.diary import Span
from sampai.transport.rules.going import Outlook
from sampai.transport.rules.plan import plan_delivery
from sampai.transport.rules.weather import goes, held, is_wet, no_go, percent, rain_by_village, villages

RULES = load_weather()
NETWORK = build_network(worlds.FULL_REGISTER, territory=worlds.TERRITORY)
DAY_BEFORE = H.date() - timedelta(days=1)


def forecast(place: str, hour: int, **more: Any) -> Forecast:
    """Weather at an hour of the day before voting day."""
    return Forecast(place=place, at=datetime(2024, 11, 26, hour), **more)  # noqa: DTZ001 -- local time


def plan_with(*forecasts: Forecast) -> DeliveryPlan:
    case = tiny()
    return plan_delivery(
        case.register,
        consignments=case.consignments,
        election=case.election,
        modes=case.modes,
        fleet=case.fleet,
        territory=case.territory,
        solver=SavingsSolver(),
        seed=1,
        effort=1,
        outlook=Outlook(voting_day=case.election.voting_day, forecasts=forecasts, rules=RULES),
    )


def test_a_forecast_holds_until_the_next_one_but_three_hours_at_most() -> None:
    rows = [forecast("A", 6), forecast("A", 8), forecast("B", 7), forecast("A", 20)]

    spans = [(one.forecast.place, one.span) for one in held(rows, voting_day=H.date())]

    def hours(start: int, end: int) -> Span:
        return Span(start * HOUR - DAY, end * HOUR - DAY)

    assert spans == [("A", hours(6, 8)), ("A", hours(8, 11)), ("A", hours(20, 23)), ("B", hours(7, 10))]


@given(rain=st.integers(0, 1_000), more=st.integers(0, 1_000), medium=st.sampled_from(list(Medium)))
def test_more_rain_is_never_faster(rain: int, more: int, medium: Medium) -> None:
    light = percent(RULES, medium=medium, rain_tenth_mm=rain)
    heavy = percent(RULES, medium=medium, rain_tenth_mm=rain + more)

    assert all(100 <= light.get(road, 100) <= heavy.get(road, 100) for road in RoadClass)
    assert not is_wet(RULES, rain_tenth_mm=rain) or is_wet(RULES, rain_tenth_mm=rain + more)


@pytest.mark.parametrize(
    ("mode", "weather", "answer"),
    [
        ("perahu", {"wave_dm": 12}, True),
        ("perahu", {"wave_dm": 13}, False),
        ("perahu", {"wind_kmh": 28}, False),
        ("perahu", {"rain_tenth_mm": 99}, True),
        ("perahu", {"rain_tenth_mm": 100}, False),
        ("feri", {"wave_dm": 25, "wind_kmh": 38, "rain_tenth_mm": 300}, True),
        ("feri", {"wave_dm": 26}, False),
        ("helikopter", {"wind_kmh": 46}, False),
        ("porter", {"rain_tenth_mm": 199, "wind_kmh": 90}, True),
        ("porter", {"rain_tenth_mm": 200}, False),
        ("perahu", {}, True),
    ],
)
def test_each_mode_goes_up_to_its_limits(mode: str, weather: dict[str, int], answer: bool) -> None:  # noqa: FBT001 -- a table of answers
    limit = RULES.limit(Mode(mode))

    assert limit is not None
    assert goes(forecast("A", 6, **weather), limit=limit) is answer


def test_every_limit_is_of_a_mode_that_there_is_and_small_boats_stay_at_night() -> None:
    modes = {rule.mode: rule for rule in load_modes()}

    assert {limit.mode for limit in RULES.limits} <= set(modes)
    assert all(modes[Mode(boat)].daylight_only for boat in ("perahu", "longboat", "speedboat"))


def test_the_limit_of_a_link_replaces_that_of_its_mode() -> None:
    waves = held([forecast(worlds.ISLAND, 6, wave_dm=14)], voting_day=H.date())

    assert worlds.CROSSING.max_wave_dm == 15
    assert list(no_go(waves, network=NETWORK, rules=RULES, land_modes=())) == []
    higher = held([forecast(worlds.ISLAND, 6, wave_dm=16)], voting_day=H.date())
    assert [(s, m) for s, m, _ in no_go(higher, network=NETWORK, rules=RULES, land_modes=())] == [
        ("L-PERAHU", "perahu")
    ]


def test_a_forecast_of_a_region_speaks_for_all_its_villages_and_the_worst_counts() -> None:
    rows = [
        forecast(worlds.HILLS, 6, rain_tenth_mm=60),
        forecast(worlds.SUMMIT, 9, rain_tenth_mm=120),
        forecast(worlds.SUMMIT, 20, rain_tenth_mm=900),
    ]

    working = [Span(7 * HOUR - DAY, 17 * HOUR - DAY)]
    rain = rain_by_village(held(rows, voting_day=H.date()), network=NETWORK, within=working)

    index = NETWORK.index
    assert rain == {index[worlds.VALLEY]: 60, index[worlds.SUMMIT]: 120, index[worlds.ISLAND]: 60}
    assert villages("PPK-2", network=NETWORK) == {index[worlds.VALLEY]}
    assert villages(worlds.ROAD_STATIONS[0].code, network=NETWORK) == {index[worlds.PORT]}
    assert villages("NOWHERE", network=NETWORK) == frozenset()


# --- in plans -----------------------------------------------------------------------------------------------


def test_high_waves_in_the_morning_keep_the_boat_until_they_are_over() -> None:
    assert boats(
        plan_with(forecast(worlds.ISLAND, 6, wave_dm=30), forecast(worlds.ISLAND, 9, wave_dm=16))
    ) == [(12, 15)]


def test_high_waves_all_day_leave_the_island_without_and_say_why() -> None:
    rows = [forecast(worlds.ISLAND, hour, wave_dm=30) for hour in range(0, 24, 3)]

    [missing] = plan_with(*rows).unplanned

    assert missing.station == worlds.ISLAND_STATION.code
    assert "L-PERAHU" in str(missing.reason)


def test_rain_gives_a_track_its_wet_time() -> None:
    def cart(plan: DeliveryPlan) -> int:
        [one] = [j for j in plan.journeys if j.mode == "gerobak-sapi"]
        return one.stops[0].arrives - one.departs

    assert cart(plan_with()) == 180 * 60
    assert cart(plan_with(forecast(worlds.SUMMIT, 9, rain_tenth_mm=49))) == 180 * 60
    assert cart(plan_with(forecast(worlds.SUMMIT, 9, rain_tenth_mm=50))) == 300 * 60


def test_heavy_rain_slows_trucks_by_the_packs_percent() -> None:
    def first_drive(plan: DeliveryPlan) -> int:
        first = next(j for j in plan.journeys if j.origin == "PPK-1")
        return first.stops[0].arrives - first.departs

    dry = first_drive(plan_with())
    wet = first_drive(plan_with(*(forecast(worlds.REGENCY, hour, rain_tenth_mm=150) for hour in (6, 9))))

    assert dry * 150 // 100 <= wet <= dry * 150 // 100 + 10


def test_fine_weather_and_weather_at_other_times_change_nothing() -> None:
    plain = digest(plan_with())

    assert digest(plan_with(forecast(worlds.REGENCY, 9, rain_tenth_mm=0, wind_kmh=5, wave_dm=3))) == plain
    assert digest(plan_with(forecast(worlds.REGENCY, 20, rain_tenth_mm=900))) == plain
