from dataclasses import replace

from tests.worlds import (
    BOAT,
    CART,
    CLAIMS,
    COAST,
    FULL_REGISTER,
    HILLS,
    PATTERNS,
    STORE,
    TERRITORY,
    UNITS,
    register,
    unit,
)

from sampai.guarding.model import GuardPlan, RiskClass, Unit
from sampai.guarding.rules.demand import available_in, plan_guard
from sampai.places.model import Register


def _plan(places: Register = FULL_REGISTER, *, units: tuple[Unit, ...] = UNITS) -> GuardPlan:
    return plan_guard(
        places,
        claims=CLAIMS,
        units=units,
        patterns=PATTERNS,
        territory=TERRITORY,
        cut_off=frozenset({BOAT, CART}),
    )


def test_need_per_kecamatan_stands_against_the_units_based_in_it() -> None:
    coast, hills = _plan().needs

    assert (coast.kecamatan, coast.officers, coast.available, coast.missing) == (COAST, 4, 3, 1)
    assert coast.stations == ((RiskClass.LESS, 4), (RiskClass.VERY, 1))
    assert (hills.kecamatan, hills.officers, hills.available, hills.missing) == (HILLS, 6, 2, 4)


def test_the_regencys_own_police_count_in_the_total_only() -> None:
    plan = _plan()

    assert plan.officers_needed == 10
    assert plan.officers_available == 8 + 3 + 2
    assert sum(need.available for need in plan.needs) == 3 + 2


def test_soldiers_and_civil_guards_are_no_officers_of_the_pattern() -> None:
    army = unit("KORAMIL", base="POLSEK-2", available=50, institution="tni")

    assert _plan(units=(*UNITS, army)).officers_available == _plan().officers_available


def test_unit_based_nowhere_known_counts_in_the_total_only() -> None:
    lost = replace(UNITS[1], base=STORE.code)
    places = register(places=())

    assert available_in([lost], register=places) == {}


def test_needs_are_the_sums_of_the_clusters() -> None:
    plan = _plan()

    assert sum(need.officers for need in plan.needs) == sum(c.officers for c in plan.clusters)
    assert sum(need.linmas for need in plan.needs) == sum(c.linmas for c in plan.clusters) == 16
    assert sum(n for need in plan.needs for _, n in need.stations) == len(FULL_REGISTER.stations)
