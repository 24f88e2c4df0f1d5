from tests.worlds import ALL_STATIONS, HARD_STATION

from sampai.election.model import Level
from sampai.plan.model import OperationPlan
from sampai.plan.rules.arrivals import arrivals


def test_every_station_is_reached_first_at_its_ppk_and_then_at_home(full_plan: OperationPlan) -> None:
    reached = arrivals(full_plan.delivery)

    assert set(reached) == {station.code for station in ALL_STATIONS}
    for levels in reached.values():
        assert levels[Level.PPK].stop.departs < levels[Level.STATION].journey.loads


def test_the_last_leg_of_a_chain_is_the_arrival(full_plan: OperationPlan) -> None:
    legs = [
        journey.leg
        for journey in full_plan.delivery.journeys
        if journey.receiver is Level.STATION
        for stop in journey.stops
        if HARD_STATION.code in stop.stations
    ]

    assert arrivals(full_plan.delivery)[HARD_STATION.code][Level.STATION].journey.leg == max(legs)
