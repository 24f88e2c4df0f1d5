from dataclasses import replace

from sampai.guarding.model import Duty, DutyKind
from sampai.kernel.clock import HTime
from sampai.kernel.ids import RegionCode, UnitCode
from sampai.plan.model import Figures
from sampai.plan.rules.nation.tally import Tally, busiest, sums_of

FIGURES = Figures(
    stations=10,
    voters=2_000,
    boxes=50,
    volume_m3=4.1,
    journeys=3,
    distance_km=12.5,
    duration_h=4.0,
    vehicles=2,
    officers_needed=8,
    officers_available=9,
    unplanned=0,
    problems=0,
    arrival_p_min=0.9,
    stations_at_risk=1,
)
ONE = Tally(code=RegionCode("1101"), name="Satu", digest="sha256:1", figures=FIGURES, stops=1)
TWO = replace(
    ONE, code=RegionCode("1102"), figures=replace(FIGURES, arrival_p_min=None, stations_at_risk=None)
)


def duty(starts: int, ends: int, officers: int) -> Duty:
    return Duty(
        kind=DutyKind.STATIONS,
        subject="k",
        unit=UnitCode("polres-1101"),
        officers=officers,
        starts=HTime(starts),
        ends=HTime(ends),
    )


def test_duties_that_follow_each_other_need_the_same_people_once() -> None:
    assert busiest([duty(0, 10, 5), duty(10, 20, 4), duty(15, 30, 3)]) == 7


def test_figures_add_up_and_the_weakest_chance_is_kept() -> None:
    found = sums_of("11", name="Aceh", tallies=[ONE, TWO], unplannable=1)

    assert (found.regencies, found.unplannable, found.stops) == (3, 1, 2)
    assert found.totals["stations"] == 20
    assert found.totals["volume_m3"] == 8.2
    assert found.totals["stations_at_risk"] == 1
    assert found.weakest == 0.9


def test_a_regency_with_stations_at_risk_is_worth_a_search_for_help() -> None:
    assert ONE.needs_help
    assert not TWO.needs_help
