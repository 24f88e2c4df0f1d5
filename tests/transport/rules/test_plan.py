"""Stories of the first delivery plan, told in tiny worlds."""

from dataclasses import replace
from datetime import date
from typing import Any

from tests import worlds
from tests.transport.checker import Case, faults

from sampai.election.model import Level
from sampai.engines.solver.savings import SavingsSolver
from sampai.kernel.clock import format_h_time, parse_h_time
from sampai.kernel.ids import PlaceCode, RegionCode, VehicleCode
from sampai.kernel.quantity import Load
from sampai.places.model import Link, Mode, Place, PlaceKind, Register, Station
from sampai.transport.model import Consignment, DeliveryPlan, Journey, VehicleGroup
from sampai.transport.rules.plan import plan_delivery

BOX = Load(2, 232, 20_000)
SUMMIT_STATION = worlds.HARD_STATION.code
ISLAND_STATION = worlds.ISLAND_STATION.code


def case(register: Register, *, load: Load = BOX, **changes: Any) -> Case:
    """A case of the tiny world, with the same goods for every station."""
    plain = Case(
        register=register,
        consignments=tuple(Consignment(station=s.code, load=load) for s in register.stations),
        election=worlds.ELECTION,
        modes=worlds.MODES,
        fleet=worlds.FLEET,
        territory=worlds.TERRITORY,
    )
    return replace(plain, **changes)


def plan(one: Case) -> DeliveryPlan:
    """The plan of a case; it has no fault whatever the story."""
    made = plan_delivery(
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
    assert faults(one, made) == []
    return made


def to(made: DeliveryPlan, station: str) -> list[Journey]:
    """The journeys that carry a station's goods, in order."""
    return [j for j in made.journeys if any(station in stop.stations for stop in j.stops)]


def reasons(made: DeliveryPlan) -> dict[str, str]:
    return {missing.station: str(missing.reason) for missing in made.unplanned}


def fleet_without(*codes: str) -> tuple[VehicleGroup, ...]:
    return tuple(group for group in worlds.FLEET if group.code not in codes)


def station(one: Station, **changes: Any) -> Station:
    return replace(one, **changes)


def test_goods_go_from_the_store_to_each_ppk_and_from_there_to_the_stations() -> None:
    made = plan(case(worlds.register()))

    assert [j.code for j in made.journeys] == ["KPU-PPK-0001", "PPK-TPS-0001", "PPK-TPS-0002"]
    assert [stop.place for stop in made.journeys[0].stops] == ["PPK-1", "PPK-2"]
    assert made.unplanned == ()


def test_the_plan_says_what_its_distances_rest_on() -> None:
    made = plan(case(worlds.FULL_REGISTER))

    assert made.network == "village graph (estimated) + 2 links"
    assert made.engine == "savings 1"


def test_a_station_behind_a_track_gets_its_goods_by_ox_cart() -> None:
    made = plan(case(worlds.FULL_REGISTER))

    assert [j.mode for j in to(made, SUMMIT_STATION)] == ["truk", "gerobak-sapi"]


def test_an_island_gets_its_goods_by_boat() -> None:
    made = plan(case(worlds.FULL_REGISTER))

    assert [j.mode for j in to(made, ISLAND_STATION)] == ["truk", "perahu"]


def test_an_island_without_a_boat_is_unplanned_and_the_sentence_says_what_is_missing() -> None:
    made = plan(case(worlds.FULL_REGISTER, fleet=fleet_without("PERAHU")))

    assert reasons(made) == {
        ISLAND_STATION: "The way to Pulau Kecil goes on from PPK Bukit by perahu, but none is listed there."
    }


def test_an_island_without_a_crossing_is_unplanned() -> None:
    register = worlds.register(worlds.ALL_STATIONS, links=(worlds.CART_TRACK,))

    assert reasons(plan(case(register))) == {
        ISLAND_STATION: "No way is known from PPK Bukit to Pulau Kecil by perahu, "
        "which is how this TPS can be reached."
    }


def test_a_boat_listed_at_an_office_stands_at_the_landing() -> None:
    landing = Place(
        code=PlaceCode("DERMAGA"),
        kind=PlaceKind.LANDING,
        name="Dermaga",
        region=worlds.VALLEY,
        located=worlds.located(18.5, 5),
    )
    crossing = replace(worlds.CROSSING, origin="DERMAGA")
    register = worlds.register(
        (*worlds.ROAD_STATIONS, worlds.ISLAND_STATION), places=(*worlds.PLACES, landing), links=(crossing,)
    )

    made = plan(case(register))

    assert [(j.mode, j.origin, j.leg) for j in to(made, ISLAND_STATION)] == [
        ("truk", "GUDANG", 1),
        ("truk", "PPK-2", 1),
        ("perahu", "DERMAGA", 2),
    ]


def test_a_boat_from_the_island_comes_over_and_its_ride_is_listed() -> None:
    far = Place(
        code=PlaceCode("DERMAGA-PULAU"),
        kind=PlaceKind.LANDING,
        name="Dermaga Pulau",
        region=worlds.ISLAND,
        located=worlds.located(20, -12),
    )
    crossing = replace(worlds.CROSSING, target="DERMAGA-PULAU")
    boat = worlds.vehicles(
        "PERAHU", mode=worlds.BOAT, base="DERMAGA-PULAU", count=1, room=Load(20, 2_500, 800_000)
    )
    register = worlds.register(
        (*worlds.ROAD_STATIONS, worlds.ISLAND_STATION), places=(*worlds.PLACES, far), links=(crossing,)
    )

    made = plan(case(register, fleet=(*fleet_without("PERAHU"), boat)))

    assert [(ride.vehicle, ride.at, ride.distance_m) for ride in made.stationed] == [
        ("PERAHU", "PPK-2", 38_000)
    ]
    assert made.unplanned == ()


def test_a_ppk_without_vehicles_borrows_the_stores_when_they_are_home() -> None:
    made = plan(case(worlds.register(), fleet=fleet_without("TRUK-1")))

    borrowed = [j for j in made.journeys if j.origin == "PPK-1"]
    assert {j.vehicle for j in borrowed} == {"TRUK"}
    assert {(ride.vehicle, ride.at) for ride in made.stationed} == {("TRUK", "PPK-1")}


def test_motorbikes_carry_what_nothing_larger_reaches_and_ride_together() -> None:
    hard = station(worlds.HARD_STATION, access=(worlds.MOTORBIKE,))
    motorbikes = worlds.vehicles(
        "MOTOR", mode=worlds.MOTORBIKE, base="PPK-2", count=4, room=Load(1, 130, 50_000)
    )
    register = worlds.register((*worlds.ROAD_STATIONS, hard))

    made = plan(case(register, load=Load(3, 350, 60_000), fleet=(*worlds.FLEET, motorbikes)))

    [last] = [j for j in to(made, hard.code) if j.mode == "motor"]
    assert (last.vehicles, last.load) == ((1, 2, 3), Load(3, 350, 60_000))
    assert {j.vehicle for j in made.journeys if j.origin == "PPK-2"} == {"MOTOR", "TRUK-2"}


def test_too_few_motorbikes_for_one_stations_goods_are_said_to_be_too_few() -> None:
    hard = station(worlds.HARD_STATION, access=(worlds.MOTORBIKE,))
    motorbikes = worlds.vehicles(
        "MOTOR", mode=worlds.MOTORBIKE, base="PPK-2", count=2, room=Load(1, 130, 50_000)
    )
    register = worlds.register((*worlds.ROAD_STATIONS, hard))

    made = plan(case(register, load=Load(3, 350, 60_000), fleet=(*worlds.FLEET, motorbikes)))

    assert reasons(made) == {
        hard.code: "The vehicles at PPK Bukit cannot hold one TPS's goods: 3 boxes, 350 l, 60 kg."
    }


def test_motorbikes_help_where_the_trucks_lack_hours() -> None:
    slow = Load(30, 3_000, 300_000)
    one_hour = tuple(
        replace(stage, closes_s=stage.opens_s + 5_000) if stage.receiver is Level.STATION else stage
        for stage in worlds.ELECTION.stages
    )
    helpers = worlds.vehicles(
        "MOTOR", mode=worlds.MOTORBIKE, base="PPK-1", count=60, room=Load(1, 130, 50_000)
    )
    made = plan(
        case(
            worlds.register(),
            load=slow,
            election=replace(worlds.ELECTION, stages=one_hour),
            fleet=(*worlds.FLEET, helpers),
        )
    )

    assert {j.mode for j in made.journeys if j.origin == "PPK-1"} == {"truk", "motor"}


def test_a_cart_that_cannot_be_home_by_night_stays_and_comes_home_on_the_next_day() -> None:
    long_track = replace(worlds.CART_TRACK, minutes_dry=420, minutes_wet=600)
    register = worlds.register((*worlds.ROAD_STATIONS, worlds.HARD_STATION), links=(long_track,))

    made = plan(case(register))

    [cart] = [j for j in made.journeys if j.mode == "gerobak-sapi"]
    assert format_h_time(cart.loads) == "H-1 07:00"
    assert format_h_time(cart.stops[-1].departs) == "H 07:00"
    assert format_h_time(cart.returns) == "H 14:00"


def test_a_way_longer_than_a_working_day_needs_a_place_for_the_night() -> None:
    endless = replace(worlds.CART_TRACK, minutes_dry=900, minutes_wet=900)
    register = worlds.register((*worlds.ROAD_STATIONS, worlds.HARD_STATION), links=(endless,))

    made = plan(case(register))

    assert reasons(made) == {
        SUMMIT_STATION: "The way from PPK Bukit to Puncak takes longer than a working day."
    }


def test_a_hard_station_gets_its_goods_a_day_before_the_others() -> None:
    two_days = tuple(
        replace(stage, earliest=parse_h_time("H-2 00:00")) if stage.receiver is Level.STATION else stage
        for stage in worlds.ELECTION.stages
    )
    early_store = (replace(two_days[0], latest=parse_h_time("H-3 18:00")), two_days[1])
    one = case(worlds.FULL_REGISTER, election=replace(worlds.ELECTION, stages=early_store))

    made = plan(one)

    days = {j.stops[0].place: format_h_time(j.loads)[:3] for j in made.journeys if j.giver is Level.PPK}
    assert days[SUMMIT_STATION] == "H-2"
    assert days[worlds.ROAD_STATIONS[-1].code] == "H-1"


def test_goods_stay_together_by_village_when_a_truck_takes_half_of_it() -> None:
    small = tuple(
        replace(group, room=Load(8, 2_000, 800_000)) if group.code == "TRUK" else group
        for group in worlds.FLEET
    )

    made = plan(case(worlds.register(), fleet=small))

    together = {j.code for j in made.journeys for s in ("9901012001001", "9901012001002") if j in to(made, s)}
    assert len([code for code in together if code.startswith("KPU")]) == 1


def test_without_a_store_nothing_can_be_sent() -> None:
    places = tuple(p for p in worlds.PLACES if p.kind is not PlaceKind.STORE)

    made = plan(case(worlds.register(places=places)))

    assert set(reasons(made).values()) == {"No store is listed, so nothing can be sent."}


def test_a_kecamatan_without_a_ppk_is_named() -> None:
    places = tuple(p for p in worlds.PLACES if p.code != "PPK-2")

    made = plan(case(worlds.register(places=places)))

    assert reasons(made) == {"9901022001001": "No PPK is listed for kecamatan Bukit."}


def test_a_station_nobody_has_placed_is_named() -> None:
    lost = Station(village=RegionCode("9901022009"), number=1, voters_m=10)

    made = plan(case(worlds.register((*worlds.ROAD_STATIONS, lost))))

    assert reasons(made) == {lost.code: "Nobody has said where this TPS or its village 9901022009 lies."}


def test_too_few_vehicles_for_the_hours_are_named_and_the_rest_is_planned() -> None:
    evening = tuple(
        replace(stage, closes_s=stage.opens_s + 2_400) if stage.receiver is Level.STATION else stage
        for stage in worlds.ELECTION.stages
    )

    made = plan(case(worlds.register(), election=replace(worlds.ELECTION, stages=evening)))

    assert made.unplanned != ()
    assert len(made.journeys) > 1
    assert "The vehicles at PPK Pesisir cannot make all journeys before H-1 07:40." in reasons(made).values()


def test_a_vehicle_that_is_lent_out_on_a_day_is_not_used_on_it() -> None:
    from_h3 = tuple(
        replace(group, available_from=date(2024, 11, 24)) if group.code == "TRUK" else group
        for group in worlds.FLEET
    )

    made = plan(case(worlds.register(), fleet=from_h3))

    assert format_h_time(made.journeys[0].loads) == "H-3 07:00"


def test_a_link_that_takes_few_boxes_bounds_every_trip() -> None:
    hard = tuple(station(worlds.HARD_STATION, number=n) for n in (1, 2, 3))
    narrow = replace(worlds.CART_TRACK, boxes_per_trip=2)
    register = worlds.register((*worlds.ROAD_STATIONS, *hard), links=(narrow,))
    carts = worlds.vehicles("GEROBAK", mode=worlds.CART, base="PPK-2", count=4, room=Load(6, 900, 300_000))

    made = plan(case(register, fleet=(*fleet_without("GEROBAK"), carts)))

    assert [j.load.boxes for j in made.journeys if j.mode == "gerobak-sapi"] == [2, 2, 2]


def test_stations_whose_vehicles_lack_hours_are_sent_another_way() -> None:
    end_of_road = Place(
        code=PlaceCode("UJUNG"),
        kind=PlaceKind.TRANSFER,
        name="Ujung jalan",
        region=worlds.VALLEY,
        located=worlds.located(18.6, 6),
    )
    hard = tuple(
        station(worlds.HARD_STATION, number=n, access=(worlds.MOTORBIKE, worlds.CART)) for n in (1, 2)
    )
    track = Link(
        code="L-MOTOR",
        origin="UJUNG",
        target=worlds.SUMMIT,
        mode=worlds.MOTORBIKE,
        length_m=11_000,
        minutes_dry=300,
        minutes_wet=400,
    )
    register = worlds.register(
        (*worlds.ROAD_STATIONS, *hard), places=(*worlds.PLACES, end_of_road), links=(track,)
    )
    motorbikes = tuple(
        worlds.vehicles(code, mode=worlds.MOTORBIKE, base=base, count=2, room=Load(1, 130, 50_000))
        for code, base in (("MOTOR-PPK", "PPK-2"), ("MOTOR-UJUNG", "UJUNG"))
    )

    made = plan(case(register, fleet=(*worlds.FLEET, *motorbikes)))

    assert made.unplanned == ()
    assert {j.vehicle for j in made.journeys if j.mode == "motor"} == {
        VehicleCode("MOTOR-PPK"),
        VehicleCode("MOTOR-UJUNG"),
    }


def test_goods_that_cannot_go_all_the_way_do_not_start() -> None:
    pier = Place(
        code=PlaceCode("DERMAGA"),
        kind=PlaceKind.LANDING,
        name="Dermaga",
        region=worlds.VALLEY,
        located=worlds.located(18.5, 5),
    )
    islanders = tuple(station(worlds.ISLAND_STATION, number=n) for n in (1, 2))
    crossing = replace(worlds.CROSSING, origin="DERMAGA", minutes_dry=200, minutes_wet=300)
    small_boat = worlds.vehicles(
        "PERAHU", mode=worlds.BOAT, base="DERMAGA", count=1, room=Load(2, 300, 50_000)
    )
    register = worlds.register(
        (*worlds.ROAD_STATIONS, *islanders), places=(*worlds.PLACES, pier), links=(crossing,)
    )

    made = plan(case(register, fleet=(*fleet_without("PERAHU"), small_boat)))

    [left] = made.unplanned
    assert str(left.reason) == "The vehicles at Dermaga cannot make all journeys before H-1 17:00."
    assert [j.receiver for j in to(made, left.station)] == [Level.PPK]


def test_a_stage_whose_deadline_is_over_before_it_begins_serves_nobody() -> None:
    early = tuple(replace(d, at=parse_h_time("H-9 18:00")) for d in worlds.ELECTION.deadlines)

    made = plan(case(worlds.register(), election=replace(worlds.ELECTION, deadlines=early)))

    assert set(reasons(made).values()) == {
        "No working hours are left before H-9 18:00, when this must be done."
    }


def test_nothing_to_send_is_a_plan_without_journeys() -> None:
    assert plan(case(Register())).journeys == ()


def test_vehicles_of_a_mode_nobody_knows_are_left_out() -> None:
    strange = tuple(replace(group, mode=Mode("gajah")) for group in worlds.FLEET)

    made = plan(case(worlds.register(), fleet=strange))

    assert set(reasons(made).values()) == {
        "The way to PPK Pesisir goes on from Gudang KPU by truk, but none is listed there.",
        "The way to PPK Bukit goes on from Gudang KPU by truk, but none is listed there.",
    }


def test_progress_ends_at_one() -> None:
    one, told = case(worlds.register()), list[float]()

    plan_delivery(
        one.register,
        consignments=one.consignments,
        election=one.election,
        modes=one.modes,
        fleet=one.fleet,
        territory=one.territory,
        solver=SavingsSolver(),
        seed=1,
        effort=1,
        progress=told.append,
    )

    assert told[-1] == 1.0
