"""The four sample regencies, both elections: planned whole, without a fault, as the press tells it."""

from dataclasses import replace
from functools import cache

import pytest
from tests.transport.back_checker import back_faults, back_levels, box_faults, driver_faults
from tests.transport.checker import Case, faults

from sampai.election.model import Level
from sampai.engines.solver.pyvrp_solver import PyvrpSolver
from sampai.engines.solver.savings import SavingsSolver
from sampai.kernel.ids import RegionCode
from sampai.materials.rules.needs import needs_of
from sampai.packs.drivers import load_drivers
from sampai.packs.indonesia.regions import IndonesiaGazetteer
from sampai.packs.indonesia.sampler import sample_operation
from sampai.packs.profiles import load_election, load_kits, load_modes
from sampai.plan.rules.make import homeward_of, own_goods_of
from sampai.transport.model import Consignment, DeliveryPlan, Journey
from sampai.transport.ports import RoutingSolver
from sampai.transport.rules.plan import plan_delivery

KAUR, PESISIR_BARAT, LAMPUNG_SELATAN, PEKALONGAN = "1704", "1813", "1801", "3375"
PEMILU, PILKADA = "pemilu-2024", "pilkada-2024"
WAY_HARU = {"1813112006", "1813112007", "1813112011", "1813112012"}
PULAU_PISANG = "181306"
SEBESI = "1801162014"

GAZETTEER = IndonesiaGazetteer()
PLAIN = SavingsSolver()


@cache
def case(region: str, election: str) -> Case:
    code = RegionCode(region)
    operation = sample_operation(code, election_code=election, gazetteer=GAZETTEER)
    rules = load_election(election)
    needs = needs_of(operation.register.stations, election=rules, kits=load_kits(election))
    return Case(
        register=operation.register,
        consignments=tuple(
            Consignment(station=station, load=needs.load(row)) for row, station in enumerate(needs.stations)
        ),
        election=rules,
        modes=load_modes(),
        fleet=operation.fleet,
        territory=GAZETTEER.territory(code),
        own=own_goods_of(needs),
        homeward=homeward_of(needs, election=rules, kits=load_kits(election)),
        drivers=load_drivers(),
    )


@cache
def plan(region: str, election: str, *, solver: RoutingSolver = PLAIN) -> DeliveryPlan:
    return planned(case(region, election), solver=solver)


def planned(one: Case, *, solver: RoutingSolver) -> DeliveryPlan:
    return plan_delivery(
        one.register,
        consignments=one.consignments,
        election=one.election,
        modes=one.modes,
        fleet=one.fleet,
        territory=one.territory,
        solver=solver,
        seed=1,
        effort=1,
        own=one.own,
        homeward=one.homeward,
        drivers=one.drivers,
    )


def into(made: DeliveryPlan, villages: set[str]) -> list[Journey]:
    """The journeys that end a stage in any of these villages."""
    return [j for j in made.journeys if any(stop.place[:10] in villages for stop in j.stops)]


every_sample = pytest.mark.parametrize(
    ("region", "election"),
    [(r, e) for r in (KAUR, PESISIR_BARAT, LAMPUNG_SELATAN, PEKALONGAN) for e in (PEMILU, PILKADA)],
)


@every_sample
def test_the_plan_has_no_fault_and_leaves_no_station_out(region: str, election: str) -> None:
    made = plan(region, election)

    assert faults(case(region, election), made) == []
    assert made.unplanned == ()


@every_sample
def test_all_boxes_come_back_in_time_and_drivers_rest(region: str, election: str) -> None:
    made = plan(region, election)

    assert back_faults(case(region, election), made) == []
    assert driver_faults(case(region, election), made) == []
    assert box_faults(case(region, election), made) == []
    assert made.not_back == ()
    assert back_levels(made) == {(Level.STATION, Level.PPK), (Level.PPK, Level.KPU)}


@pytest.mark.parametrize("staging", ["pps", "pagi", "demak", "langsung"])
def test_other_ways_through_the_levels_have_no_fault_and_name_who_is_left_out(staging: str) -> None:
    one = replace(case(KAUR, PILKADA), election=load_election(PILKADA, staging=staging))
    made = planned(one, solver=PLAIN)

    assert faults(one, made) == []
    assert back_faults(one, made) == []
    assert driver_faults(one, made) == []


def test_the_better_solver_drives_less_and_makes_no_fault_either() -> None:
    plain, better = plan(KAUR, PILKADA), plan(KAUR, PILKADA, solver=PyvrpSolver())

    assert faults(case(KAUR, PILKADA), better) == []
    assert sum(j.distance_m for j in better.journeys) < sum(j.distance_m for j in plain.journeys)


@pytest.mark.parametrize("election", [PEMILU, PILKADA])
def test_kaurs_hard_stations_get_theirs_by_motorbike_from_the_kecamatan_on_h_minus_2(election: str) -> None:
    hard = {s.code for s in case(KAUR, election).register.stations if s.hard}

    last = [j for j in plan(KAUR, election).journeys if any(hard & set(stop.stations) for stop in j.stops)]
    last = [j for j in last if j.receiver is Level.STATION]

    assert {(j.mode, j.origin[:4], j.loads // 86_400) for j in last} == {("motor", "ppk-", -2)}
    assert sum(len(stop.stations) for j in last for stop in j.stops) == len(hard)


def test_way_haru_gets_its_goods_by_ox_cart_and_motorbike_over_more_than_six_hours() -> None:
    ways = into(plan(PESISIR_BARAT, PEMILU), WAY_HARU)

    assert {j.mode for j in ways} == {"gerobak-sapi", "motor"}
    assert all(j.stops[0].arrives - j.departs >= 6 * 3_600 for j in ways)
    assert sum(len(stop.stations) for j in ways for stop in j.stops) == 17


def test_twenty_two_motorbikes_carry_one_box_each_to_way_haru_in_the_pilkada() -> None:
    ways = into(plan(PESISIR_BARAT, PILKADA), WAY_HARU)

    assert {j.mode for j in ways} == {"motor"}
    assert sum(len(j.vehicles) for j in ways) == sum(j.load.boxes for j in ways) == 22


def test_pulau_pisang_gets_its_goods_by_boat() -> None:
    made = plan(PESISIR_BARAT, PILKADA)
    over_sea = [j for j in made.journeys if j.mode == "perahu"]

    carried = {s for j in over_sea for stop in j.stops for s in stop.stations}
    assert carried == {
        s.code for s in case(PESISIR_BARAT, PILKADA).register.stations if s.code[:6] == PULAU_PISANG
    }


def test_sebesi_gets_its_goods_by_boat_in_daylight() -> None:
    ways = into(plan(LAMPUNG_SELATAN, PILKADA), {SEBESI})

    assert {j.mode for j in ways} == {"perahu"}
    assert all(j.loads % 86_400 >= 6 * 3_600 and j.returns % 86_400 <= 18 * 3_600 for j in ways)
