"""What lies where on which day."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from tests.worlds import FULL_REGISTER

from sampai.election.model import Level
from sampai.kernel.clock import DAY, HTime
from sampai.plan.model import OperationPlan, StoreDay
from sampai.plan.rules.stores import Stay, _days, fullest, store_days


def _of(plan: OperationPlan, place: str) -> list[StoreDay]:
    found = store_days(plan.delivery, needs=plan.needs, register=plan.operation.register)
    return [day for day in found if day.place == place]


def test_the_store_begins_with_everything_and_sends_everything_away(full_plan: OperationPlan) -> None:
    store = _of(full_plan, "GUDANG")

    assert store[0].peak_l == full_plan.needs.total_load().volume_l
    assert store[-1].ends_l == 0


def test_goods_are_at_the_ppk_from_their_coming_until_they_leave_and_its_own_stay(
    full_plan: OperationPlan,
) -> None:
    office = _of(full_plan, "PPK-1")
    through_l = full_plan.needs.carried.total(full_plan.needs.rows("990101")).volume_l
    own_l = full_plan.needs.place_load(Level.PPK, "990101").volume_l

    assert own_l > 0
    assert [day.day for day in office] == [-4, -3, -2, -1]
    assert [day.came_l for day in office] == [through_l + own_l, 0, 0, 0]
    assert [day.left_l for day in office] == [0, 0, 0, through_l]
    assert {day.peak_l for day in office} == {through_l + own_l}
    assert office[-1].ends_l == own_l


def test_stations_are_no_stores(full_plan: OperationPlan) -> None:
    days = store_days(full_plan.delivery, needs=full_plan.needs, register=full_plan.operation.register)

    assert {day.place for day in days} == {"GUDANG", "PPK-1", "PPK-2"}


def test_goods_without_a_journey_stay_at_the_store(full_plan: OperationPlan) -> None:
    journey = full_plan.delivery.journeys[0]
    short = replace(full_plan.delivery, journeys=(replace(journey, stops=journey.stops[:1]),))
    plan = replace(full_plan, delivery=short)

    left_l = plan.needs.total_load().volume_l - plan.delivery.journeys[0].stops[0].load.volume_l
    assert _of(plan, "GUDANG")[-1].ends_l == left_l


def test_what_comes_at_the_moment_that_other_goods_leave_stands_beside_them() -> None:
    noon = HTime(-DAY // 2)

    [day] = _days("PPK-1", [Stay("PPK-1", HTime(-DAY), noon, 30), Stay("PPK-1", noon, None, 50)])

    assert (day.peak_l, day.ends_l) == (80, 50)


@given(
    st.lists(
        st.tuples(st.integers(-9 * DAY, DAY), st.integers(1, 3 * DAY), st.integers(0, 900)),
        min_size=1,
        max_size=12,
    )
)
def test_days_join_without_gaps_and_balance(stays: list[tuple[int, int, int]]) -> None:
    days = list(_days("X", [Stay("X", HTime(a), HTime(a + long), litres) for a, long, litres in stays]))

    assert [day.day for day in days] == list(range(days[0].day, days[-1].day + 1))
    level_l = 0
    for day in days:
        assert day.ends_l == level_l + day.came_l - day.left_l
        assert day.peak_l >= max(level_l, day.ends_l)
        level_l = day.ends_l
    assert level_l == 0


def test_the_fullest_day_is_the_first_of_several_alike(full_plan: OperationPlan) -> None:
    days = store_days(full_plan.delivery, needs=full_plan.needs, register=FULL_REGISTER)

    assert {place: day.day for place, day in fullest(days).items()} == {
        "GUDANG": -4,
        "PPK-1": -4,
        "PPK-2": -4,
    }
