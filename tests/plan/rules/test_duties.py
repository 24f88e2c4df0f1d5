from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.plan.manned import MANNED, NAMED, manned_plan
from tests.worlds import UNITS, unit

from sampai.guarding.model import Duty, DutyKind
from sampai.guarding.rules.bound import is_home, leaves
from sampai.kernel.clock import HOUR, HTime, parse_h_time
from sampai.kernel.ids import UnitCode
from sampai.plan.model import Manning
from sampai.plan.rules.duties import in_use, over_strength, twice
from sampai.plan.rules.duty_checks import promised_twice

POLRES = UnitCode("POLRES")
FOUR = (unit("POLRES", base="POLRES", available=4),)


def duty(
    start_h: int,
    end_h: int,
    *,
    officers: int = 2,
    kind: DutyKind = DutyKind.PLACE,
    number: str = "",
    travel_s: int = 0,
) -> Duty:
    return Duty(
        kind=kind,
        subject=f"{kind.value} {start_h}",
        unit=POLRES,
        officers=officers,
        starts=HTime(start_h * HOUR),
        ends=HTime(end_h * HOUR),
        service_number=number,
        travel_s=travel_s,
    )


def test_a_unit_over_its_strength_is_named_with_time_and_the_two_duties() -> None:
    duties = [duty(0, 10, officers=3), duty(8, 12, kind=DutyKind.JOURNEY), duty(12, 20, officers=4)]

    problems = list(promised_twice(Manning(duties=tuple(duties)), units=FOUR))

    assert [(p.code, p.subject, str(p.what)) for p in problems] == [
        (
            "unit-promised-twice",
            "POLRES",
            (
                "From H 08:00 to H 10:00 this unit is asked for 5 people and can send 4, as for jaga 0 "
                "(guarded place) and kawal 8 (escort)."
            ),
        )
    ]


def test_the_way_there_and_back_counts() -> None:
    after = [duty(0, 8, officers=3), duty(8, 16, officers=3)]

    assert list(over_strength(after, units=FOUR)) == []
    late = [replace(after[0], travel_s=600), after[1]]
    assert [(over.starts, over.ends) for over in over_strength(late, units=FOUR)] == [
        (8 * HOUR, 8 * HOUR + 600)
    ]


def test_an_officer_with_two_duties_at_once_is_named() -> None:
    duties = [
        duty(0, 10, officers=1, number="77"),
        duty(9, 12, officers=1, number="77", kind=DutyKind.JOURNEY),
        duty(9, 12, officers=1, number="78", kind=DutyKind.JOURNEY),
    ]

    assert [(a.subject, b.subject) for a, b in twice(duties)] == [("jaga 0", "kawal 9")]
    problems = list(promised_twice(Manning(duties=tuple(duties)), units=FOUR))
    assert [problem.code for problem in problems] == ["officer-promised-twice"]


def test_no_plan_promises_anybody_twice() -> None:
    for plan in (manned_plan(), manned_plan(NAMED), manned_plan(replace(MANNED, units=UNITS))):
        assert list(over_strength(plan.manning.duties, units=plan.operation.units)) == []
        assert list(twice(plan.manning.duties)) == []


def test_a_planted_double_promise_stops_the_plan() -> None:
    plan = manned_plan()
    everybody = duty(-6, 6, officers=40, kind=DutyKind.JOURNEY)

    found = promised_twice(Manning(duties=(*plan.manning.duties, everybody)), units=plan.operation.units)

    assert {problem.subject for problem in found} == {"POLRES"}


def test_people_in_use_by_the_hour() -> None:
    used = in_use([duty(0, 2), duty(2, 3, officers=3), duty(2, 3, officers=1, travel_s=1)])[POLRES]

    assert used == {
        parse_h_time("H 00:00"): 2,
        parse_h_time("H 01:00"): 3,
        parse_h_time("H 02:00"): 4,
        parse_h_time("H 03:00"): 1,
    }


@given(
    st.lists(
        st.tuples(st.integers(-20, 20), st.integers(1, 30), st.integers(1, 5), st.integers(0, 5000)),
        min_size=1,
        max_size=8,
    )
)
@settings(max_examples=60, deadline=None)
def test_the_most_in_an_hour_is_the_most_at_any_of_its_minutes(
    rows: list[tuple[int, int, int, int]],
) -> None:
    duties = [
        duty(start, start + hours, officers=officers, travel_s=travel_s)
        for start, hours, officers, travel_s in rows
    ]

    used = in_use(duties)[POLRES]

    for hour, most in used.items():
        moments = {hour, *(leaves(one) for one in duties if hour <= leaves(one) < hour + HOUR)}
        assert most == max(
            sum(one.officers for one in duties if leaves(one) <= at < is_home(one)) for at in moments
        )
