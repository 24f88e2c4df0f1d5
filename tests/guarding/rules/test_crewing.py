from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sampai.guarding.rules import crewing
from sampai.guarding.rules.crewing import KEPT, Busy, Crews, Offer, Work, crew
from sampai.kernel.clock import HOUR, HTime
from sampai.kernel.ids import UnitCode

A, B = UnitCode("A"), UnitCode("B")


def offer(unit: UnitCode, start_h: int, end_h: int, *, cost: int = 1, turns_h: int | None = None) -> Offer:
    turns = None if turns_h is None else HTime(turns_h * HOUR)
    return Offer(unit, HTime(start_h * HOUR), HTime(end_h * HOUR), cost, turns)


def missing(works: Sequence[Work], crews: Crews) -> int:
    return sum(work.need - sum(crews[work.code].values()) for work in works)


def way(works: Sequence[Work], crews: Crews) -> int:
    """What those who are sent cost."""
    return sum(crews[work.code].get(one.unit, 0) * one.cost for work in works for one in work.offers)


def most_over(
    works: Sequence[Work], crews: Crews, *, strength: Mapping[UnitCode, int], busy: Sequence[Busy] = ()
) -> int:
    """How far any unit is over its strength at the worst moment; counted without the rule's own limits."""
    worst = 0
    for unit, most in strength.items():
        spans = [
            (one.starts, one.ends, crews[work.code].get(unit, 0))
            for work in works
            for one in work.offers
            if one.unit == unit
        ] + [(one.starts, one.ends, one.officers) for one in busy if one.unit == unit]
        for at, _, _ in spans:
            worst = max(worst, sum(n for start, end, n in spans if start <= at < end) - most)
    return worst


def test_the_nearest_unit_goes_and_the_next_helps_out() -> None:
    works = [Work("w", 3, (offer(A, 0, 8, cost=1), offer(B, 0, 8, cost=5)))]

    assert crew(works, strength={A: 2, B: 9}) == {"w": {A: 2, B: 1}}


def test_people_who_are_bound_already_are_not_sent() -> None:
    works = [Work("w", 2, (offer(A, 4, 8),))]

    crews = crew(works, strength={A: 3}, busy=[Busy(A, HTime(7 * HOUR), HTime(9 * HOUR), 2)])

    assert crews == {"w": {A: 1}}


def test_one_after_the_other_is_done_by_the_same_people() -> None:
    works = [Work("a", 2, (offer(A, 0, 8),)), Work("b", 2, (offer(A, 8, 16),))]

    assert missing(works, crew(works, strength={A: 2})) == 0


def test_turns_ask_for_more_squads_than_rest_alone() -> None:
    works = [
        Work("a", 2, (offer(A, 0, 8, turns_h=24),)),
        Work("b", 2, (offer(A, 8, 16, turns_h=32),)),
        Work("c", 2, (offer(A, 16, 24, turns_h=40),)),
    ]

    assert missing(works, crew(works, strength={A: 4})) == 2
    assert missing(works, crew(works, strength={A: 6})) == 0


def test_where_people_are_short_the_weightier_work_is_done() -> None:
    works = [Work("kept", 1, (offer(A, 0, 8),), KEPT), Work("store", 1, (offer(A, 0, 8, cost=900),))]

    assert crew(works, strength={A: 1}) == {"kept": {}, "store": {A: 1}}


def test_work_that_nobody_offers_stays_empty() -> None:
    assert crew([Work("w", 1, ())], strength={A: 4}) == {"w": {}}


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[Work], dict[UnitCode, int], list[Busy]]:
    hours = st.integers(0, 20)
    works = [
        Work(
            f"w{number}",
            draw(st.integers(1, 4)),
            tuple(
                offer(unit, start, start + draw(st.integers(1, 9)), cost=draw(st.integers(0, 50)))
                for unit in (A, B)
                for start in [draw(hours)]
                if draw(st.booleans())
            ),
        )
        for number in range(draw(st.integers(1, 6)))
    ]
    strength = {A: draw(st.integers(0, 6)), B: draw(st.integers(0, 6))}
    busy = []
    if strength[A]:
        start = draw(hours)
        ends = HTime((start + draw(st.integers(1, 9))) * HOUR)
        busy = [Busy(A, HTime(start * HOUR), ends, draw(st.integers(1, strength[A])))]
    return works, strength, busy


@given(cases())
@settings(max_examples=60, deadline=None)
def test_no_unit_is_ever_over_its_strength_and_no_work_has_too_many(
    case: tuple[list[Work], dict[UnitCode, int], list[Busy]],
) -> None:
    works, strength, busy = case

    crews = crew(works, strength=strength, busy=busy)

    assert most_over(works, crews, strength=strength, busy=busy) <= 0
    assert all(sum(crews[work.code].values()) <= work.need for work in works)
    assert crew(works, strength=strength, busy=busy) == crews


@given(cases())
@settings(max_examples=30, deadline=None)
def test_more_people_never_leave_more_places_empty(
    case: tuple[list[Work], dict[UnitCode, int], list[Busy]],
) -> None:
    works, strength, busy = case
    more = {unit: most + 1 for unit, most in strength.items()}

    assert missing(works, crew(works, strength=more, busy=busy)) <= missing(
        works, crew(works, strength=strength, busy=busy)
    )


@given(cases())
@settings(max_examples=30, deadline=None)
def test_the_way_without_a_solver_keeps_to_strength_too(
    case: tuple[list[Work], dict[UnitCode, int], list[Busy]],
) -> None:
    works, strength, busy = case
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(crewing, "_solved", crewing._greedy)
        crews = crew(works, strength=strength, busy=busy)

    assert most_over(works, crews, strength=strength, busy=busy) <= 0


@given(cases())
@settings(max_examples=30, deadline=None)
def test_rows_of_time_that_are_left_out_change_nothing(
    case: tuple[list[Work], dict[UnitCode, int], list[Busy]],
) -> None:
    works, strength, busy = case
    crews = crew(works, strength=strength, busy=busy)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(crewing, "_that_bind", lambda moments, **_: list(range(len(moments))))
        whole = crew(works, strength=strength, busy=busy)

    assert missing(works, crews) == missing(works, whole)
    assert way(works, crews) == way(works, whole)


def test_the_checker_finds_a_planted_double_promise() -> None:
    works = [Work("a", 2, (offer(A, 0, 8),)), Work("b", 2, (offer(A, 7, 16),))]

    assert most_over(works, {"a": {A: 2}, "b": {A: 1}}, strength={A: 2}) == 1


def test_two_posts_with_one_each_are_better_than_one_with_both() -> None:
    posts = [Work(code, 2, (offer(A, 0, 8),), spare=1) for code in ("east", "west")]

    assert crew(posts, strength={A: 2}) == {"east": {A: 1}, "west": {A: 1}}
