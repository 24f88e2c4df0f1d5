"""Weather counts once: what forecasts and closures say is neither sampled again nor forgotten."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests import worlds
from tests.transport.rules.chance.tiny import (
    CALM,
    MODES,
    MORNING,
    A,
    book,
    chance,
    either,
    election,
    is_near,
    journey,
    plan,
)

from sampai.election.model import Deadline, Election, Level
from sampai.engines.solver.savings import SavingsSolver
from sampai.kernel.clock import DAY, HOUR, HTime, parse_h_time
from sampai.kernel.quantity import Load
from sampai.places.model import Closure, Forecast, Register, RoadClass
from sampai.transport.model import (
    Consignment,
    Medium,
    ModeSpread,
    RainClass,
    Slowing,
    SpreadBook,
    StationChance,
    WeatherRules,
)
from sampai.transport.rules.chance import chances_of
from sampai.transport.rules.chance.gates import Shut
from sampai.transport.rules.chance.known import NOTHING, Known, known_of
from sampai.transport.rules.diary import Span
from sampai.transport.rules.going import Outlook
from sampai.transport.rules.means import means
from sampai.transport.rules.plan import plan_delivery

H = datetime(2024, 11, 27)  # noqa: DTZ001 -- local time is meant
WET = replace(CALM, wet_factor=2.0)
ALL_DAY = Span(-DAY, 0)


def told(*, wet: bool, span: Span = ALL_DAY) -> Known:
    return Known(rain={"990101": ((span, wet),)})


def in_time(known: Known) -> float:
    """A drive of one hour, of two on wet days, which are three in ten; due in an hour and a half."""
    found = chances_of(
        plan(journey("J", (A,))),
        election=election(by=MORNING + 3 * HOUR // 2),
        modes=MODES,
        spreads=book(WET, wet=0.3),
        scenarios=4_000,
        seed=1,
        known=known,
    )
    return chance(A, found).in_time


def test_a_forecast_takes_the_place_of_the_usual_month() -> None:
    assert is_near(in_time(NOTHING), 0.7)
    assert in_time(told(wet=True)) == 0.0
    assert in_time(told(wet=False)) == 1.0


def test_a_forecast_for_another_day_or_for_a_part_of_the_hours_says_nothing_of_dry() -> None:
    assert is_near(in_time(told(wet=False, span=Span(-5 * DAY, -4 * DAY))), 0.7)
    assert is_near(in_time(told(wet=False, span=Span(MORNING, MORNING + 600))), 0.7)
    assert in_time(told(wet=True, span=Span(MORNING, MORNING + 600))) == 0.0


# --- whole plans in the tiny world ------------------------------------------------------------------------

HEAVY = WeatherRules(
    rain=(
        RainClass(
            code="lebat", name_en="heavy", from_tenth_mm=100, is_wet=True, words=(), basis=worlds.PRACTICE
        ),
    ),
    slowings=(
        Slowing(
            from_tenth_mm=100,
            medium=Medium.ROAD,
            percent=((RoadClass.URBAN, 200), (RoadClass.VILLAGE, 200)),
            basis=worlds.PRACTICE,
        ),
    ),
)
ONE = worlds.ROAD_STATIONS[3]


def spreads_of(spread: ModeSpread, *, wet: float = 0.5) -> SpreadBook:
    return replace(book(wet=wet), modes=tuple(replace(spread, mode=rule.mode) for rule in worlds.MODES))


def due(at: int) -> Election:
    own = Deadline(level=Level.STATION, at=HTime(at), basis=worlds.PRACTICE)
    others = (d for d in worlds.ELECTION.deadlines if d.level is not Level.STATION)
    return replace(worlds.ELECTION, deadlines=(own, *others))


def found_for(
    station: str, outlook: Outlook, *, spreads: SpreadBook, by: int, aware: bool = True
) -> StationChance:
    """The chance of one station in a plan that keeps to an outlook; `aware`: the sampled days do, too."""
    register = Register(
        stations=worlds.ALL_STATIONS, places=worlds.PLACES, links=(worlds.CART_TRACK, worlds.CROSSING)
    )
    ways = means(register, territory=worlds.TERRITORY, modes=worlds.MODES, fleet=worlds.FLEET)
    made = plan_delivery(
        register,
        consignments=[
            Consignment(station=s.code, load=Load(2, 232, 20_000))
            for s in worlds.ALL_STATIONS
            if s.code == station
        ],
        election=worlds.ELECTION,
        modes=worlds.MODES,
        fleet=worlds.FLEET,
        territory=worlds.TERRITORY,
        solver=SavingsSolver(),
        seed=1,
        effort=1,
        outlook=outlook,
        ways=ways,
    )
    judged = due(by)
    known = known_of(ways, election=judged, outlook=outlook) if aware else NOTHING
    [one] = chances_of(
        made,
        election=judged,
        modes=worlds.MODES,
        spreads=spreads,
        scenarios=4_000,
        seed=5,
        by_daylight={worlds.BOAT},
        known=known,
    ).stations
    return one


def rain_all_day() -> tuple[Forecast, ...]:
    return tuple(
        Forecast(place=worlds.COAST, at=H - timedelta(hours=hours), rain_tenth_mm=150)
        for hours in range(0, 25, 3)
    )


def test_rain_that_slows_the_plan_does_not_slow_the_sampled_day_again() -> None:
    outlook = Outlook(voting_day=H.date(), forecasts=rain_all_day(), rules=HEAVY)
    spreads = spreads_of(WET)
    planned = found_for(ONE.code, outlook, spreads=spreads, by=0).planned

    once = found_for(ONE.code, outlook, spreads=spreads, by=planned)
    twice = found_for(ONE.code, outlook, spreads=spreads, by=planned, aware=False)

    assert once.by_plan == 1.0
    assert is_near(twice.by_plan, 0.5)


def test_rain_that_is_foretold_but_slows_nothing_in_the_plan_slows_the_sampled_day() -> None:
    dry = Outlook(voting_day=H.date())
    wet = Outlook(voting_day=H.date(), forecasts=rain_all_day(), rules=replace(HEAVY, slowings=()))
    spreads = spreads_of(WET, wet=0.0)
    planned = found_for(ONE.code, dry, spreads=spreads, by=0).planned

    assert found_for(ONE.code, wet, spreads=spreads, by=planned).by_plan == 0.0
    assert found_for(ONE.code, dry, spreads=spreads, by=planned).by_plan == 1.0


LATE, SLOW = 5 * HOUR, 1.5


def test_a_boat_that_comes_late_to_a_closed_crossing_waits_as_counted_out() -> None:
    closure = Closure(subject="L-PERAHU", starts=H - timedelta(hours=12), ends=H - timedelta(hours=8))
    outlook = Outlook(voting_day=H.date(), closures=(closure,))
    spread = replace(CALM, loading_s=either(0.2, value=LATE), travel=either(0.3, value=SLOW, otherwise=1.0))
    by = parse_h_time("H-1 14:30")
    code = worlds.ISLAND_STATION.code
    calm = found_for(code, outlook, spreads=spreads_of(CALM), by=0)
    drive_s = 90 * 60
    handling_s = int(calm.planned) - int(calm.departs) - drive_s

    exact = 0.0
    for (late_p, late), (slow_p, slow) in product(((0.8, 0), (0.2, LATE)), ((0.7, 1.0), (0.3, SLOW))):
        leaves = calm.departs + late
        leaves = -8 * HOUR if -12 * HOUR <= leaves < -8 * HOUR else leaves
        exact += late_p * slow_p * (leaves + drive_s * slow + handling_s <= by)

    found = found_for(code, outlook, spreads=spreads_of(spread), by=by)
    unaware = found_for(code, outlook, spreads=spreads_of(spread), by=by, aware=False)
    assert is_near(found.by_plan, exact)
    assert 0.75 < exact < 0.85
    assert unaware.by_plan > 0.9


@given(
    spans=st.lists(st.tuples(st.integers(0, 50), st.integers(1, 20)), max_size=4),
    first=st.integers(0, 80),
    later=st.integers(0, 30),
)
def test_who_comes_later_to_what_is_shut_goes_through_no_earlier(
    spans: list[tuple[int, int]], first: int, later: int
) -> None:
    shut = Shut(tuple(sorted((begins, begins + lasts) for begins, lasts in spans)))
    come = np.array([first, first + later], dtype=np.int32)

    through = shut.passes(come)

    assert through[0] <= through[1]
    assert all(through >= come)
    assert not any(begins <= at < ends for begins, ends in shut.spans for at in through)
    assert all(shut.passes(shut.latest(through)) <= through)


def test_nothing_known_is_nothing_said() -> None:
    ways = means(
        Register(stations=worlds.ALL_STATIONS, places=worlds.PLACES, links=()),
        territory=worlds.TERRITORY,
        modes=worlds.MODES,
        fleet=worlds.FLEET,
    )

    assert known_of(ways, election=worlds.ELECTION, outlook=Outlook(voting_day=H.date())) is NOTHING
    assert NOTHING.is_wet("990101", during=ALL_DAY) is None
    assert NOTHING.shut(journey("J", (A,))) == ()
