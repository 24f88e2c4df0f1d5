"""What a plan promises of a station, state by state."""

import pytest

from sampai.kernel.clock import HTime
from sampai.places.rules.promises import Officers, State, StationPromise
from sampai.plan.rules.promised import officers_by_region, promises

STATION, OTHER = "1704012001001", "1704012001002"
DEADLINE = HTime(0)
PROBLEMS: dict[str, tuple[State, State]] = {
    "unplanned": (State.WRONG, State.WRONG),
    "served-wrongly": (State.WRONG, State.WRONG),
    "arrival-at-risk": (State.RIGHT, State.DOUBT),
    "stock-short": (State.DOUBT, State.RIGHT),
    "voters-above-rule": (State.RIGHT, State.RIGHT),
}


def told(arrives: int | None, *, deadline: HTime | None = DEADLINE, problem: str = "") -> StationPromise:
    arrivals = {} if arrives is None else {STATION: arrives}
    problems = [(problem, STATION)] if problem else []
    return promises(arrivals, deadline=deadline, problems=problems, risks={STATION: "rawan"})[STATION]


@pytest.mark.parametrize(("arrives", "time"), [(-1, State.RIGHT), (0, State.RIGHT), (1, State.WRONG)])
def test_goods_on_the_deadline_are_in_time_and_a_second_later_late(arrives: int, time: State) -> None:
    assert told(arrives) == StationPromise(risk="rawan", count=State.RIGHT, time=time)


def test_a_station_that_no_journey_reaches_gets_nothing_in_time() -> None:
    assert told(None) == StationPromise(risk="rawan", count=State.WRONG, time=State.WRONG)


def test_without_a_deadline_nobody_knows_what_is_in_time() -> None:
    assert told(-1, deadline=None).time is State.UNKNOWN


@pytest.mark.parametrize("problem", PROBLEMS)
def test_problems_of_a_station_show_in_its_states(problem: str) -> None:
    found = told(-1, problem=problem)

    assert (found.count, found.time) == PROBLEMS[problem]


def test_problems_of_another_station_do_not() -> None:
    found = promises({STATION: -1, OTHER: -1}, deadline=DEADLINE, problems=[("unplanned", OTHER)], risks={})

    assert [found[one].count for one in (STATION, OTHER)] == [State.RIGHT, State.WRONG]


def test_a_station_known_only_as_unplanned_is_promised_nothing() -> None:
    found = promises({}, deadline=DEADLINE, problems=[("unplanned", STATION)], risks={})

    assert found == {STATION: StationPromise(count=State.WRONG, time=State.WRONG)}


def test_officers_add_up_from_kecamatan_to_the_nation_and_not_below() -> None:
    found = officers_by_region([(STATION, 2, True), ("1704022001001", 4, False)])

    assert found == {
        "": Officers(6, 2),
        "17": Officers(6, 2),
        "1704": Officers(6, 2),
        "170401": Officers(2, 2),
        "170402": Officers(4, 0),
    }
