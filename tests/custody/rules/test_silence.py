from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampai.custody.model import AlarmStep, Notice, Quietness, ReportClock, Silence, Stretch, Told
from sampai.custody.rules.silence import silence
from sampai.election.model import Level

MINUTE = 60_000
CLOCK = ReportClock(subject="journey:J1", from_ms=0, to_ms=600 * MINUTE, every_ms=60 * MINUTE)
FOREST = Stretch(from_ms=90 * MINUTE, to_ms=210 * MINUTE, where="Way Haru")
ALARMS = (AlarmStep(after_s=0, level=Level.PPK), AlarmStep(after_s=3_600, level=Level.KPU))


def at(minute: int, *told: Told, clock: ReportClock = CLOCK, is_done: bool = False) -> Silence:
    return silence(clock, told=told, now_ms=minute * MINUTE, alarms=ALARMS, is_done=is_done)


def heard(minute: int) -> Told:
    return Told(at_ms=minute * MINUTE)


def test_who_never_spoke_is_overdue_as_well() -> None:
    assert at(60).quietness is Quietness.IN_TIME
    assert at(61).quietness is Quietness.OVERDUE
    assert at(61).last_ms is None


def test_report_starts_the_clock_anew() -> None:
    assert at(100, heard(50)).quietness is Quietness.IN_TIME
    assert at(111, heard(50)).quietness is Quietness.OVERDUE


def test_stretch_without_signal_explains_silence_for_as_long_as_it_takes() -> None:
    clock = replace(CLOCK, stretches=(FOREST,))

    assert at(100, heard(80), clock=clock).quietness is Quietness.IN_TIME
    assert at(150, heard(80), clock=clock).quietness is Quietness.NO_SIGNAL_EXPECTED
    assert at(150, heard(80), clock=clock).reason == "Way Haru"
    assert at(260, heard(80), clock=clock).quietness is Quietness.NO_SIGNAL_EXPECTED
    assert at(261, heard(80), clock=clock).quietness is Quietness.OVERDUE


def test_phone_that_was_said_to_be_off_is_no_alarm_until_its_time() -> None:
    off = Told(at_ms=0, notice=Notice.PHONE_OFF, until_ms=180 * MINUTE, reason="baterai")

    assert (at(170, off).quietness, at(170, off).reason) == (Quietness.PHONE_OFF, "baterai")
    assert (at(181, off).quietness, at(181, off).reason) == (Quietness.OVERDUE, "baterai")


def test_other_way_is_told_apart_and_has_its_own_clock() -> None:
    other = Told(at_ms=30 * MINUTE, notice=Notice.DIVERTED, reason="jembatan putus")

    assert (at(80, other).quietness, at(80, other).reason) == (Quietness.DIVERTED, "jembatan putus")
    assert at(91, other).quietness is Quietness.OVERDUE
    assert at(80, other, heard(70)).quietness is Quietness.IN_TIME


@pytest.mark.parametrize(("minute", "level"), [(61, Level.PPK), (119, Level.PPK), (120, Level.KPU)])
def test_longer_silence_is_the_matter_of_a_higher_level(minute: int, level: Level) -> None:
    assert at(minute).level is level


def test_what_is_no_alarm_is_nobodys_matter_and_what_is_done_is_quiet() -> None:
    assert at(30).level is None
    assert (at(500, is_done=True).quietness, at(500, is_done=True).level) == (Quietness.DONE, None)


def test_report_from_the_future_is_not_heard_yet() -> None:
    assert at(61, heard(90)).quietness is Quietness.OVERDUE


@given(st.lists(st.integers(0, 500)), st.integers(0, 600), st.randoms())
def test_more_reports_never_make_it_due_earlier_and_their_order_is_no_matter(
    minutes: list[int], now: int, order: st.DataObject
) -> None:
    reports = [heard(minute) for minute in minutes]
    shuffled = reports.copy()
    order.shuffle(shuffled)  # type: ignore[attr-defined]  # a Random

    assert at(now, *shuffled) == at(now, *reports)
    assert at(now, *reports).due_ms >= at(now).due_ms
