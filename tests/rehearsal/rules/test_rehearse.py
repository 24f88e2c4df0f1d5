"""A plan in worlds where one thing goes wrong at a time, and in all of them together."""

import pickle
from dataclasses import replace
from functools import partial

import pytest
from tests.rehearsal.days import plan, rehearsed, world
from tests.worlds import FULL

from sampai.kernel.clock import HTime
from sampai.kernel.errors import Refused
from sampai.kernel.ids import StationCode
from sampai.packs.rehearsals import load_world
from sampai.places.model import Mode
from sampai.plan.model import OperationPlan
from sampai.rehearsal.model import Promise, Trouble
from sampai.rehearsal.rules.dice import blocks
from sampai.rehearsal.rules.rehearse import (
    kept_of_safe,
    paired_of,
    rehearsal_of,
    rehearse_block,
    stage_of,
    tally_of,
)
from sampai.rehearsal.rules.tally import together
from sampai.transport.model import Chances, DeliveryPlan, Journey, StationChance

RUNS = 60


def test_in_a_quiet_world_every_station_is_supplied_complete_sealed_and_guarded() -> None:
    found = rehearsed(plan(), world(), runs=RUNS)

    assert (found.stations, found.unplanned) == (8, 0)
    assert found.shares.ready == found.shares.by_law == 1.0
    assert found.shares.opened_late == found.shares.unguarded == found.late_per_100_000 == 0.0
    assert found.at_risk == ()
    assert found.causes == {}


@pytest.mark.parametrize(
    ("rates", "trouble"),
    [
        ({"unready": 1.0, "unready_h": 500.0}, Trouble.STORE),
        ({"driver_absent": 1.0, "driver_absent_min": 9000.0}, Trouble.PEOPLE),
        ({"receiver_absent": 1.0, "receiver_absent_min": 9000.0}, Trouble.PEOPLE),
        ({"quarrel": 1.0, "quarrel_h": 200.0}, Trouble.QUARREL),
        ({"loading_min": 9000.0, "loading_sigma": 0.0}, Trouble.LOADING),
        ({"storms": 4.0, "landslide": 500.0, "landslide_h": 300.0}, Trouble.CLOSURE),
    ],
)
def test_what_goes_wrong_makes_stations_late_and_is_named(rates: dict[str, float], trouble: Trouble) -> None:
    found = rehearsed(plan(), world(**rates), runs=RUNS)

    assert found.shares.by_law < 0.5
    assert next(iter(found.causes)) is trouble


def test_vehicles_that_break_down_make_stations_late() -> None:
    broken = replace(
        world(),
        modes=tuple(replace(m, breakdowns=1e6, mend_min=9000.0, mend_sigma=0.0) for m in world().modes),
    )

    found = rehearsed(plan(), broken, runs=RUNS)

    assert found.shares.by_law == 0.0
    assert next(iter(found.causes)) is Trouble.BREAKDOWN


def test_high_waves_hold_the_boat_and_nothing_else() -> None:
    found = rehearsed(plan(), world(wave_dm=90.0, wave_sigma=0.0), runs=RUNS)

    late = {one.station: one.causes for one in found.outcomes if one.by_law == 0.0}
    assert list(late.values()) == [((Trouble.SEA, 1.0),)]
    assert next(iter(late)).startswith("9901022003")  # the island
    assert found.shares.by_law == 7 / 8


@pytest.mark.parametrize(
    ("rate", "share"), [("short", "short_on_day"), ("wrong", "wrong_on_day"), ("unsealed", "unsealed")]
)
def test_what_happens_to_goods_is_counted_as_often_as_it_happens(rate: str, share: str) -> None:
    found = rehearsed(plan(), world(**{rate: 0.25}), runs=500)

    assert getattr(found.shares, share) == pytest.approx(0.25, abs=0.03)
    assert found.shares.by_law == 1.0


def test_a_station_that_the_plan_leaves_out_is_late_every_day_through_the_plan() -> None:
    one = plan()
    lost = one.operation.register.stations[0].code
    left = replace(one.delivery, journeys=tuple(j for j in one.delivery.journeys if not _serves(j, lost)))

    found = rehearsed(replace(one, delivery=left), world(), runs=RUNS)

    assert found.outcomes[0].causes == ((Trouble.PLAN, 1.0),)
    assert found.outcomes[0].by_law == 0.0


def _serves(journey: Journey, station: str) -> bool:
    return any(station in stop.stations for stop in journey.stops)


def test_officers_who_do_not_come_leave_their_stations_unguarded() -> None:
    found = rehearsed(plan(), world(officer_absent=1.0), runs=RUNS)

    assert found.shares.unguarded == 1.0
    assert found.unguarded_voters == sum(s.voters for s in FULL.register.stations)


def test_blocks_that_other_processes_work_off_come_to_the_same() -> None:
    stage = stage_of(plan(), world=load_world("2024"))
    dice = blocks(300, seed=3)

    here = tally_of(stage, runs=300, seed=3)
    packed = pickle.loads(pickle.dumps(stage))
    there = together(list(map(partial(rehearse_block, stage=packed), reversed(dice)))[::-1])

    one, other = (rehearsal_of(plan(), stage=stage, tally=tally, seed=3) for tally in (here, there))
    assert one == other
    assert one.digest == other.digest != rehearsed(plan(), load_world("2024"), runs=300, seed=4).digest


def test_a_plan_beside_itself_has_no_difference_on_any_day() -> None:
    found = rehearsed(plan(), load_world("flood"), runs=300)

    paired = paired_of(found, found)

    assert (paired.fewer, paired.low, paired.high, paired.same_days) == (0.0, 0.0, 0.0, 1.0)


def test_a_plan_that_begins_earlier_is_better_on_the_same_days() -> None:
    late = world(quarrel=0.5, quarrel_h=8.0, quarrel_h_sigma=0.5)
    one = plan()

    paired = paired_of(
        rehearsed(_shifted(one.delivery, by=-4 * 3600), late), rehearsed(_shifted(one.delivery), late)
    )

    assert paired.low > 0
    assert paired.better_days + paired.same_days == 1.0


def _shifted(delivery: DeliveryPlan, *, by: int = 0) -> OperationPlan:
    """The last stage of a plan so many seconds later."""

    def moved(at: int) -> HTime:
        return HTime(at + by)

    journeys = tuple(
        replace(
            j,
            loads=moved(j.loads),
            departs=moved(j.departs),
            returns=moved(j.returns),
            stops=tuple(replace(s, arrives=moved(s.arrives), departs=moved(s.departs)) for s in j.stops),
        )
        if j.receiver == "tps"
        else j
        for j in delivery.journeys
    )
    return replace(plan(), delivery=replace(delivery, journeys=journeys))


def test_promises_are_judged_by_class_of_promised_chance() -> None:
    one = plan()
    stage = stage_of(one, world=world(quarrel=0.3, quarrel_h=500.0))
    tally = tally_of(stage, runs=RUNS, seed=1)
    promised = (1.0, 0.995, 0.97, 0.7)
    chances = Chances(
        stations=tuple(_chance(s.code, p) for s, p in zip(stage.stations, promised, strict=False))
    )

    found = rehearsal_of(replace(one, chances=chances), stage=stage, tally=tally, seed=1)

    assert [(p.least, p.stations) for p in found.promises] == [(1.0, 1), (0.99, 1), (0.95, 1), (0.5, 1)]
    assert kept_of_safe(found) == pytest.approx((found.outcomes[0].by_law + found.outcomes[1].by_law) / 2)
    assert isinstance(found.promises[0], Promise)


def _chance(station: StationCode, share: float) -> StationChance:
    now = HTime(0)
    return StationChance(
        station=station,
        journey="",
        planned=now,
        departs=now,
        by_law=None,
        by_plan=share,
        mean=now,
        p50=now,
        p90=now,
        p99=now,
        causes=(),
        latest_departure=None,
    )


def test_a_plan_without_journeys_is_refused() -> None:
    empty = replace(plan(), delivery=replace(plan().delivery, journeys=()))

    with pytest.raises(Refused, match="no journeys"):
        stage_of(empty, world=world())


def test_a_mode_that_the_world_does_not_know_is_refused() -> None:
    without = replace(world(), modes=tuple(m for m in world().modes if m.mode != Mode("perahu")))

    with pytest.raises(Refused, match="perahu"):
        stage_of(plan(), world=without)
