from dataclasses import replace

from tests import worlds

from sampai.places.model import Mode
from sampai.transport.rules.chains import Leg, best_chain, chart, rungs_of
from sampai.transport.rules.means import Means, is_road_vehicle, is_small, means

TRUCK, MOTORBIKE, CART, BOAT = worlds.TRUCK, worlds.MOTORBIKE, worlds.CART, worlds.BOAT
WAYS: Means = means(worlds.FULL_REGISTER, territory=worlds.TERRITORY, modes=worlds.MODES, fleet=worlds.FLEET)
CHART = chart(
    WAYS,
    modes=WAYS.ways,
    boards=[("PPK-2", BOAT), ("PPK-2", CART)],
    starts={"GUDANG": (TRUCK,), "PPK-2": (TRUCK, CART)},
)


def test_an_island_is_two_legs_from_the_store() -> None:
    chain = best_chain([CHART], givers=["GUDANG"], receiver=worlds.ISLAND_STATION.code, rungs=[(BOAT,)])

    assert chain is not None
    assert chain.legs == (
        Leg("GUDANG", "PPK-2", (TRUCK,)),
        Leg("PPK-2", worlds.ISLAND_STATION.code, (BOAT,), most_boxes=20),
    )


def test_the_nearest_of_several_givers_sends() -> None:
    chain = best_chain(
        [CHART], givers=["GUDANG", "PPK-2"], receiver=worlds.ROAD_STATIONS[-1].code, rungs=[(TRUCK,)]
    )

    assert chain is not None
    assert chain.legs[0].origin == "PPK-2"


def test_the_first_rung_that_gets_there_wins_though_a_later_one_is_quicker() -> None:
    summit = worlds.HARD_STATION.code

    chain = best_chain([CHART], givers=["PPK-2"], receiver=summit, rungs=[(CART,), (TRUCK,)])

    assert chain is not None
    assert chain.legs[-1].modes == (CART,)


def test_there_is_no_chain_where_no_vehicle_stands() -> None:
    alone = chart(WAYS, modes=WAYS.ways, boards=[], starts={"GUDANG": (TRUCK,)})

    found = best_chain([alone], givers=["GUDANG"], receiver=worlds.ISLAND_STATION.code, rungs=[(BOAT,)])

    assert found is None


def test_without_an_access_list_road_vehicles_come_first_and_motorbikes_second() -> None:
    roads, small, _ = rungs_of(WAYS, ())

    assert (roads, small) == ((TRUCK,), (MOTORBIKE,))


def test_an_access_list_is_kept_in_its_order_and_unknown_modes_are_left_out() -> None:
    assert rungs_of(WAYS, (CART, Mode("gajah"), TRUCK)) == ((CART,), (TRUCK,))


def test_vehicles_are_small_by_their_boxes_and_road_vehicles_by_their_medium() -> None:
    rules = {rule.mode: rule for rule in worlds.MODES}

    assert [is_small(rules[m]) for m in (TRUCK, MOTORBIKE, CART, BOAT)] == [False, True, False, False]
    assert [is_road_vehicle(rules[m]) for m in (TRUCK, MOTORBIKE, CART, BOAT)] == [True, False, False, False]


def test_boats_do_not_ride_over_land_to_a_place_without_a_link() -> None:
    assert WAYS.drives(TRUCK)
    assert not WAYS.drives(BOAT)
    assert WAYS.ends(BOAT) == frozenset({"PPK-2", worlds.ISLAND})


def test_vehicles_without_numbers_are_no_vehicles() -> None:
    none = tuple(replace(group, count=0) for group in worlds.FLEET)

    found = means(worlds.FULL_REGISTER, territory=worlds.TERRITORY, modes=worlds.MODES, fleet=none)

    assert found.present() == ()
