"""Closures by area, over the village graph and on a road map."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from tests import worlds
from tests.engines.roads.made import STEP, Way, graph_of

from sampai.engines.roads.matrix import RoadMatrix
from sampai.kernel.clock import HTime
from sampai.kernel.geo import METRES_PER_DEGREE, Position, distance_m
from sampai.kernel.ids import VehicleCode
from sampai.kernel.quantity import Load
from sampai.places.model import Closure, Forecast, Rings
from sampai.places.rules.areas import outline_of
from sampai.transport.model import Journey, Medium, RoadClass, Slowing, Stop, WeatherRules
from sampai.transport.rules.diary import working_days
from sampai.transport.rules.going import Going, Outlook, going
from sampai.transport.rules.lines import lines_of
from sampai.transport.rules.means import Means, means
from sampai.transport.rules.replan.ground import changed
from sampai.transport.rules.stages import Sky

TRUCK = worlds.TRUCK
H = datetime(2024, 11, 27)  # noqa: DTZ001 -- local time is meant
STAGE = worlds.ELECTION.stages[-1]


def spot(at: Position) -> tuple[float, float]:
    return at.lon / STEP, at.lat / STEP


SPOTS: Mapping[int, tuple[float, float]] = {
    1: spot(worlds.CENTRES[worlds.PORT]),
    2: spot(worlds.CENTRES[worlds.BEACH]),
    3: spot(worlds.CENTRES[worlds.FIELD]),
    4: spot(worlds.CENTRES[worlds.VALLEY]),
    5: spot(worlds.at(12, -9)),
    6: spot(worlds.at(9, 6)),
}
STREET = {"highway": "unclassified"}
COAST_ROAD = Way(1, (1, 2, 6, 3, 4), STREET)
DETOUR = Way(2, (2, 5, 4), STREET)
BEND = worlds.at(9, 6)
"""Where the road between the beach and the field is far from the straight line."""


def ground(folder: Path, *ways: Way, outlines: bool = False) -> Means:
    """The tiny world with a road map of these ways; with a square around the field as its outline."""
    territory = worlds.TERRITORY
    if outlines:
        territory = replace(
            territory, outlines={worlds.FIELD: outline_of(around(worlds.CENTRES[worlds.FIELD]))}
        )
    return means(
        worlds.FULL_REGISTER,
        territory=territory,
        modes=worlds.MODES,
        fleet=worlds.FLEET,
        roads_map=RoadMatrix(graph_of(folder, spots=SPOTS, ways=ways)),
    )


def around(at: Position, *, km: float = 1.0) -> Rings:
    east, north = km * 1_000 / METRES_PER_DEGREE, km * 1_000 / METRES_PER_DEGREE
    corners = ((-1, -1), (1, -1), (1, 1), (-1, 1))
    return (tuple((at.lon + x * east, at.lat + y * north) for x, y in corners),)


def closed(rings: Rings, *ways: str) -> Closure:
    return Closure(
        subject="banjir", starts=H - timedelta(days=9), ends=H + timedelta(days=1), rings=rings, ways=ways
    )


def stage(fair: Means, *closures: Closure, rain: Forecast | None = None) -> Going:
    rules = WeatherRules(slowings=(SLOW,)) if rain else WeatherRules()
    outlook = Outlook(
        voting_day=worlds.ELECTION.voting_day,
        closures=closures,
        forecasts=(rain,) if rain else (),
        rules=rules,
    )
    return going(fair, days=working_days(STAGE, election=worlds.ELECTION), outlook=outlook)


SLOW = Slowing(
    from_tenth_mm=10,
    medium=Medium.ROAD,
    percent=tuple((road, 200) for road in RoadClass),
    basis=worlds.PRACTICE,
)


def seconds(ways: Means, *, origin: str = worlds.BEACH, target: str = worlds.VALLEY) -> int:
    ride = ways.ride(TRUCK, origin=origin, target=target)
    assert ride is not None
    return ride[0]


def test_a_flooded_road_sends_the_truck_round_by_the_mapped_detour(tmp_path: Path) -> None:
    fair = ground(tmp_path, COAST_ROAD, DETOUR)

    shut = stage(fair, closed(around(BEND))).open

    only_detour = ground(tmp_path, DETOUR)
    assert shut.uses_map(TRUCK)
    assert seconds(shut) == seconds(only_detour) > seconds(fair)
    assert shut.ways[TRUCK].conditions.shut_pairs == frozenset()


def test_without_a_detour_the_way_round_is_never_quicker_than_the_road_was(tmp_path: Path) -> None:
    fair = ground(tmp_path, COAST_ROAD)

    shut = stage(fair, closed(around(BEND))).open

    assert seconds(shut) >= seconds(fair)


def test_an_area_shuts_the_straight_ways_of_the_village_graph_too(tmp_path: Path) -> None:
    fair = ground(tmp_path, COAST_ROAD, DETOUR)

    shut = stage(fair, closed(around(worlds.at(9, 1.5)))).open

    assert shut.ride(TRUCK, origin=worlds.BEACH, target=worlds.FIELD) is None


def test_rain_slows_the_mapped_roads_of_a_village_with_an_outline(tmp_path: Path) -> None:
    dry = ground(tmp_path, COAST_ROAD, DETOUR, outlines=True)
    rain = Forecast(place=worlds.FIELD, at=H - timedelta(hours=16), rain_tenth_mm=50)

    wet = stage(dry, rain=rain).open

    assert wet.uses_map(TRUCK)
    assert seconds(dry) < seconds(wet) < 2 * seconds(dry)
    assert seconds(wet, origin=worlds.PORT, target=worlds.BEACH) == seconds(
        dry, origin=worlds.PORT, target=worlds.BEACH
    )


def test_what_the_map_cannot_know_leaves_the_mode_to_the_village_graph(tmp_path: Path) -> None:
    fair = ground(tmp_path, COAST_ROAD, DETOUR)
    pair = Closure(
        subject=f"{worlds.FIELD}-{worlds.VALLEY}", starts=H - timedelta(days=9), ends=H + timedelta(days=1)
    )
    village = replace(pair, subject=str(worlds.FIELD))

    assert not stage(fair, pair).open.uses_map(TRUCK)
    assert not stage(fair, village).open.uses_map(TRUCK)
    assert stage(ground(tmp_path, COAST_ROAD, outlines=True), village).open.uses_map(TRUCK)


def test_a_flood_beside_every_road_changes_no_time_and_two_floods_are_told_apart(tmp_path: Path) -> None:
    fair = ground(tmp_path, COAST_ROAD, DETOUR)
    one, other = closed(around(worlds.at(30, 30))), closed(around(BEND))

    assert seconds(stage(fair, one).open) == seconds(fair)
    assert sorted(stage(fair, one, other).areas) == ["banjir", "banjir (2)"]
    assert seconds(stage(fair, one, other).open) > seconds(fair)


def journey_to(target: str) -> Journey:
    stop = Stop(place=target, arrives=HTime(0), departs=HTime(0), stations=(), load=Load())
    return Journey(
        code="J",
        vehicle=VehicleCode("TRUK"),
        ordinal=1,
        mode=TRUCK,
        giver=STAGE.giver,
        receiver=STAGE.receiver,
        origin=worlds.BEACH,
        loads=HTime(0),
        departs=HTime(0),
        returns=HTime(0),
        stops=(stop,),
        load=Load(),
        distance_m=0,
    )


def test_a_journey_whose_mapped_road_is_flooded_must_change(tmp_path: Path) -> None:
    fair, journey = ground(tmp_path, COAST_ROAD, DETOUR), journey_to(worlds.FIELD)

    before, after = stage(fair).open, stage(fair, closed(around(BEND))).open

    assert changed([journey], before=before, after=after) == ["J"]
    assert changed([journey], before=before, after=before) == []


def test_a_journey_is_drawn_along_the_open_roads(tmp_path: Path) -> None:
    sky = Sky(
        ways=ground(tmp_path, COAST_ROAD, DETOUR), outlook=Outlook(voting_day=worlds.ELECTION.voting_day)
    )
    flood = Outlook(voting_day=worlds.ELECTION.voting_day, closures=(closed(around(BEND)),))
    journey = journey_to(worlds.VALLEY)

    def drawn(sky: Sky) -> list[Position]:
        lines = lines_of([journey], election=worlds.ELECTION, sky=sky)
        return [at for drive in lines[journey.code] for at in drive]

    detour = worlds.at(12, -9)
    assert min(distance_m(at, BEND) for at in drawn(sky)) < 5
    assert min(distance_m(at, detour) for at in drawn(sky)) > 5_000
    assert min(distance_m(at, detour) for at in drawn(Sky(ways=sky.ways, outlook=flood))) < 5
