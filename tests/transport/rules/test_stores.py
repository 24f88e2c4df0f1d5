"""Operations with two stores: who serves whom, within their room."""

from collections.abc import Mapping
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from tests import worlds
from tests.transport.checker import Case, faults

from sampai.election.model import Level
from sampai.engines.solver.savings import SavingsSolver
from sampai.kernel.ids import PlaceCode, RegionCode
from sampai.kernel.quantity import Load
from sampai.places.model import Place, Register
from sampai.transport.model import Consignment, DeliveryPlan
from sampai.transport.rules.means import means
from sampai.transport.rules.plan import plan_delivery
from sampai.transport.rules.stores import stores_of

INLAND = replace(
    worlds.STORE, code=PlaceCode("GUDANG-2"), region=worlds.VALLEY, located=worlds.located(18, 5)
)
INLAND_TRUCK = worlds.vehicles(
    "TRUK-G2", mode=worlds.TRUCK, base="GUDANG-2", count=1, room=Load(60, 9_000, 4_000_000)
)
LITRES = 250


def case(first: Place, second: Place) -> Case:
    others = tuple(place for place in worlds.PLACES if place.code != worlds.STORE.code)
    return Case(
        register=Register(stations=worlds.ROAD_STATIONS, places=(first, second, *others), links=()),
        consignments=tuple(
            Consignment(station=s.code, load=Load(2, LITRES, 20_000)) for s in worlds.ROAD_STATIONS
        ),
        election=worlds.ELECTION,
        modes=worlds.MODES,
        fleet=(*worlds.FLEET, INLAND_TRUCK),
        territory=worlds.TERRITORY,
    )


def plan_of(one: Case) -> DeliveryPlan:
    return plan_delivery(
        one.register,
        consignments=one.consignments,
        election=one.election,
        modes=one.modes,
        fleet=one.fleet,
        territory=one.territory,
        solver=SavingsSolver(),
        seed=1,
        effort=1,
    )


def served(plan: DeliveryPlan) -> Mapping[str, str]:
    """The store that each station's goods come from."""
    return {
        station: journey.origin
        for journey in plan.journeys
        if journey.giver is Level.KPU
        for stop in journey.stops
        for station in stop.stations
    }


def by_kecamatan(plan: DeliveryPlan) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for station, store in served(plan).items():
        found.setdefault(station[:6], set()).add(store)
    return found


def test_each_kecamatan_is_served_by_the_store_that_is_nearest_by_way() -> None:
    one = case(worlds.STORE, INLAND)

    plan = plan_of(one)

    assert by_kecamatan(plan) == {worlds.COAST: {"GUDANG"}, worlds.HILLS: {"GUDANG-2"}}
    assert faults(one, plan) == []
    assert plan.unplanned == ()


def test_a_store_serves_the_regions_that_it_names_however_far() -> None:
    far = replace(INLAND, serves=(worlds.COAST,))

    plan = plan_of(case(replace(worlds.STORE, serves=(worlds.HILLS,)), far))

    assert by_kecamatan(plan) == {worlds.COAST: {"GUDANG-2"}, worlds.HILLS: {"GUDANG"}}


def test_the_narrowest_region_counts() -> None:
    all_ = replace(worlds.STORE, serves=(RegionCode("9901"),))

    plan = plan_of(case(all_, replace(INLAND, serves=(worlds.COAST,))))

    assert by_kecamatan(plan) == {worlds.COAST: {"GUDANG-2"}, worlds.HILLS: {"GUDANG"}}


def test_what_the_nearest_store_has_no_room_for_comes_from_the_other() -> None:
    tight = replace(worlds.STORE, volume_m3=1.0)

    assert by_kecamatan(plan_of(case(tight, INLAND))) == {
        worlds.COAST: {"GUDANG-2"},
        worlds.HILLS: {"GUDANG-2"},
    }


@given(first=st.integers(0, 8), second=st.integers(0, 8))
@settings(max_examples=25, deadline=None)
def test_no_store_sends_more_than_it_holds_where_all_fits(first: int, second: int) -> None:
    litres = (first * LITRES, second * LITRES)
    one = case(replace(worlds.STORE, volume_m3=litres[0] / 1000), replace(INLAND, volume_m3=litres[1] / 1000))
    ways = means(one.register, territory=one.territory, modes=one.modes, fleet=one.fleet)

    found = stores_of(one.register, consignments=one.consignments, election=one.election, ways=ways)

    sent = {code: LITRES * sum(store == code for store in found.values()) for code in ("GUDANG", "GUDANG-2")}
    sizes = (5 * LITRES, LITRES)
    fits = any(
        all(sum(s for s, at in zip(sizes, split, strict=True) if at == n) <= litres[n] for n in (0, 1))
        for split in ((0, 0), (0, 1), (1, 0), (1, 1))
    )
    if fits:
        assert (sent["GUDANG"] <= litres[0], sent["GUDANG-2"] <= litres[1]) == (True, True)
    assert len(found) == len(worlds.ROAD_STATIONS)


def test_one_store_or_no_regions_and_sizes_leave_it_to_the_way() -> None:
    sizeless = case(replace(worlds.STORE, volume_m3=None), replace(INLAND, volume_m3=None))
    ways = means(sizeless.register, territory=worlds.TERRITORY, modes=worlds.MODES, fleet=sizeless.fleet)

    found = stores_of(
        sizeless.register, consignments=sizeless.consignments, election=worlds.ELECTION, ways=ways
    )

    assert found == {}
    assert by_kecamatan(plan_of(sizeless)) == {worlds.COAST: {"GUDANG"}, worlds.HILLS: {"GUDANG-2"}}
