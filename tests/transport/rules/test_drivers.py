"""Pauses, duties and rests of drivers."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import worlds

from sampai.kernel.clock import HOUR, MINUTE
from sampai.kernel.errors import Refused
from sampai.transport.model import DriverRules
from sampai.transport.rules.diary import Span
from sampai.transport.rules.drivers import Hands

TRUCK, BOAT = (next(rule for rule in worlds.MODES if rule.mode == m) for m in (worlds.TRUCK, worlds.BOAT))
RULES = DriverRules(
    most_duty_s=12 * HOUR,
    drive_s=4 * HOUR,
    pause_s=30 * MINUTE,
    rest_s=8 * HOUR,
    basis=worlds.PRACTICE,
    rest_basis=worlds.PRACTICE,
)
ALONE = Hands(RULES, mode=TRUCK)


def hours(*pairs: tuple[int, int]) -> list[Span]:
    return [Span(a * HOUR, b * HOUR) for a, b in pairs]


@pytest.mark.parametrize(("drive_h", "pauses"), [(1, 0), (4, 0), (5, 1), (8, 1), (9, 2)])
def test_half_an_hour_of_rest_follows_four_hours_of_driving(drive_h: int, pauses: int) -> None:
    assert ALONE.paced(drive_h * HOUR, driven_s=0)[0] == pauses * 30 * MINUTE


def test_what_was_driven_before_counts_until_the_next_pause() -> None:
    assert ALONE.paced(2 * HOUR, driven_s=3 * HOUR) == (30 * MINUTE, HOUR)


@given(drives=st.lists(st.integers(0, 10 * HOUR), max_size=8))
def test_a_solver_that_counts_with_shares_of_pauses_never_counts_too_little(drives: list[int]) -> None:
    driven = paused = 0
    for drive in drives:
        extra, driven = ALONE.paced(drive, driven_s=driven)
        paused += extra

    assert driven <= RULES.drive_s
    assert sum(drives) + paused <= sum(ALONE.roomy(drive) for drive in drives)


@pytest.mark.parametrize("hands", [Hands(None, mode=TRUCK), Hands(RULES, mode=BOAT)])
def test_without_rules_and_off_the_road_nothing_limits(hands: Hands) -> None:
    day = Span(0, 24 * HOUR)

    assert hands.duty(day, taken=hours((-5, -1))) == day
    assert hands.paced(9 * HOUR, driven_s=0) == (0, 0)


def test_two_drivers_take_turns_without_pauses() -> None:
    two = Hands(RULES, mode=TRUCK, drivers=2)

    assert two.paced(9 * HOUR, driven_s=0) == (0, 0)
    assert two.duty(Span(0, 24 * HOUR), taken=()).length_s == 24 * HOUR


@pytest.mark.parametrize(
    ("taken", "duty"),
    [
        ([], (0, 12)),
        ([(-20, -9)], (0, 12)),
        ([(-20, -4)], (4, 16)),
        ([(22, 30)], (0, 12)),
        ([(18, 30)], (0, 10)),
    ],
    ids=[
        "rested",
        "rested just enough",
        "still resting",
        "before a later duty",
        "shorter before a later one",
    ],
)
def test_a_duty_keeps_to_the_rests_around_it(taken: list[tuple[int, int]], duty: tuple[int, int]) -> None:
    assert ALONE.duty(Span(0, 18 * HOUR), taken=hours(*taken)) == hours(duty)[0]


def test_a_short_duty_may_go_on_after_a_pause() -> None:
    assert ALONE.duty(Span(0, 9 * HOUR), taken=hours((-2, 0))) == Span(30 * MINUTE, 9 * HOUR)


@given(
    taken=st.lists(st.tuples(st.integers(-30, 40), st.integers(1, 9)), max_size=4),
    start=st.integers(-10, 10),
    length=st.integers(1, 24),
)
def test_no_duty_is_ever_too_long_or_a_rest_too_short(
    taken: list[tuple[int, int]], start: int, length: int
) -> None:
    free = Span(start * HOUR, (start + length) * HOUR)
    busy = [Span(a * HOUR, (a + n) * HOUR) for a, n in taken]
    busy = [span for span in busy if not span.overlaps(free) and span.length_s <= 12 * HOUR]

    found = ALONE.duty(free, taken=busy)

    assert free.start <= found.start <= found.end
    around = sorted([*busy, found] if found.length_s else busy)
    joined: list[Span] = []
    for span in around:
        if joined and span.start - joined[-1].end < RULES.rest_s:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    mine = [one for one in joined if found.length_s and one.start <= found.start < one.end]
    alone = [one for one in mine if not any(one.overlaps(span) for span in busy)]
    assert all(one.length_s <= RULES.most_duty_s for one in alone)


def test_hours_that_contradict_each_other_are_refused() -> None:
    with pytest.raises(Refused, match="contradict"):
        replace(RULES, drive_s=13 * HOUR)


def test_in_hours_too_short_for_a_pause_one_tour_follows_the_other() -> None:
    assert ALONE.duty(Span(0, 2 * HOUR), taken=hours((-1, 0))) == Span(0, 2 * HOUR)
