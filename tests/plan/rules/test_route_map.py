"""The distribution route map: computed values are marked, stated ones win, nothing is guessed."""

from dataclasses import replace
from datetime import datetime

from tests.worlds import COAST, HILLS

from sampai.kernel.quantity import Certainty
from sampai.places.model import Claim, Forecast
from sampai.plan.model import NOT_FILLED_IN, OperationPlan, RouteRow
from sampai.plan.rules.route_map import route_map


def _with_claims(plan: OperationPlan, *claims: Claim) -> OperationPlan:
    register = replace(plan.operation.register, claims=claims)
    return replace(plan, operation=replace(plan.operation, register=register))


def _rows(plan: OperationPlan) -> dict[str, RouteRow]:
    return {row.kecamatan: row for row in route_map(plan)}


def test_counts_are_those_of_the_register(full_plan: OperationPlan) -> None:
    rows = _rows(full_plan)

    assert {code: (row.stations, row.voters) for code, row in rows.items()} == {
        COAST: (5, 1_827),
        HILLS: (3, 611),
    }


def test_distance_and_time_are_of_the_way_itself_and_estimated(full_plan: OperationPlan) -> None:
    hills = _rows(full_plan)[HILLS]

    assert hills.way is not None
    assert (hills.way.origin, hills.way.target, hills.way.modes) == ("GUDANG", "PPK-2", ("truk",))
    assert str(hills.distance.what) == "24 km"
    assert hills.distance.certainty is hills.time.certainty is Certainty.ESTIMATED


def test_islands_and_hard_stations_tell_of_the_ground(full_plan: OperationPlan) -> None:
    said = str(_rows(full_plan)[HILLS].geography.what)

    assert said == "1 of 3 TPS on another island than the store, 2 on the list of hard ones"


def test_what_nobody_stated_is_not_filled_in(full_plan: OperationPlan) -> None:
    hills = _rows(full_plan)[HILLS]
    bare = _rows(replace(full_plan, ways_out=(), operation=replace(full_plan.operation, fleet=())))[HILLS]

    for stated in (hills.weather, hills.vulnerability, bare.distance, bare.time, bare.vehicles):
        assert (stated.what, stated.certainty) == (NOT_FILLED_IN, None)


def test_the_police_statement_on_one_kecamatan_says_nothing_of_another(full_plan: OperationPlan) -> None:
    rows = _rows(full_plan)

    assert str(rows[COAST].vulnerability.what).startswith("4 TPS less vulnerable, 0 vulnerable, 1 very")
    assert rows[HILLS].vulnerability.certainty is None


def test_an_office_statement_wins_over_what_was_computed_and_the_accepted_one_over_others(
    full_plan: OperationPlan,
) -> None:
    first = Claim(subject=HILLS, field="jarak", value="31 km lewat jembatan", source="PPK")
    second = Claim(subject=HILLS, field="jarak", value="29 km", source="Dishub", accepted=True)

    said = _rows(_with_claims(full_plan, first, second))[HILLS].distance

    assert (said.what, said.source, said.certainty) == ("29 km", "Dishub", Certainty.REPORTED)


def test_the_worst_hour_foretold_is_told_with_its_source(full_plan: OperationPlan) -> None:
    hours = tuple(
        Forecast(
            place=f"{HILLS}2001",
            at=datetime(2024, 11, 26, hour),  # noqa: DTZ001 -- local time, as in the tables
            rain_tenth_mm=rain,
            wave_dm=8,
            source="BMKG",
        )
        for hour, rain in ((6, 20), (9, 125))
    )

    said = _rows(replace(full_plan, operation=replace(full_plan.operation, forecasts=hours)))[HILLS].weather

    assert str(said.what) == "at worst 12.5 mm of rain an hour, wind unknown km/h, waves 0.8 m"
    assert said.source == "BMKG"


def test_without_a_forecast_the_month_is_assumed_from_the_pack(chance_plan: OperationPlan) -> None:
    said = _rows(chance_plan)[COAST].weather

    assert said.certainty is Certainty.ASSUMED
    assert "50 of 100 days in month 11" in str(said.what)
