"""The way from the store to each kecamatan."""

from dataclasses import replace

from tests.worlds import COAST, ELECTION, FLEET, FULL_REGISTER, HILLS, KITS, MODES, TERRITORY

from sampai.engines.solver.savings import SavingsSolver
from sampai.materials.rules.needs import needs_of
from sampai.plan.rules.make import consignments_of
from sampai.transport.model import DeliveryPlan, WayOut
from sampai.transport.rules.plan import plan_delivery
from sampai.transport.rules.ways_out import ways_out


def _delivery() -> DeliveryPlan:
    needs = needs_of(FULL_REGISTER.stations, election=ELECTION, kits=KITS)
    return plan_delivery(
        FULL_REGISTER,
        consignments=consignments_of(needs),
        election=ELECTION,
        modes=MODES,
        fleet=FLEET,
        territory=TERRITORY,
        solver=SavingsSolver(),
        seed=1,
        effort=1,
    )


def _ways(delivery: DeliveryPlan) -> dict[str, WayOut]:
    found = ways_out(delivery, register=FULL_REGISTER, territory=TERRITORY, modes=MODES, fleet=FLEET)
    return {way.kecamatan: way for way in found}


def test_the_way_is_shorter_than_the_tour_and_the_farther_office_is_farther() -> None:
    delivery = _delivery()
    ways = _ways(delivery)
    tour = delivery.journeys[0]

    assert {stop.place for stop in tour.stops} == {"PPK-1", "PPK-2"}
    near, far = ways[COAST].distance_m, ways[HILLS].distance_m
    assert near is not None
    assert far is not None
    assert 0 < near < far < tour.distance_m


def test_where_no_journey_goes_the_way_is_open_and_not_guessed() -> None:
    ways = _ways(replace(_delivery(), journeys=()))

    assert ways[HILLS] == WayOut(kecamatan=HILLS, origin="GUDANG", target="PPK-2")
    assert ways[HILLS].distance_m is None
