from dataclasses import replace

from tests import worlds

from sampai.election.model import Level
from sampai.kernel.clock import DAY, HOUR, parse_h_time
from sampai.kernel.ids import VehicleCode
from sampai.transport.rules.diary import Diary, Span, bound, by_daylight, working_days

TRUCK = VehicleCode("TRUK")
DAYTIME = Span(8 * HOUR, 17 * HOUR)


def diary(*spans: tuple[int, int]) -> Diary:
    book = Diary()
    for start, end in spans:
        book.book(TRUCK, 1, span=Span(start * HOUR, end * HOUR))
    return book


def test_a_vehicle_that_promised_nothing_is_free_all_day() -> None:
    assert diary().free(TRUCK, 1, within=DAYTIME) == DAYTIME


def test_the_longest_free_time_is_found_between_promises() -> None:
    assert diary((8, 9), (15, 20)).free(TRUCK, 1, within=DAYTIME) == Span(9 * HOUR, 15 * HOUR)


def test_of_equal_gaps_the_earlier_one_is_taken() -> None:
    assert diary((11, 14)).free(TRUCK, 1, within=DAYTIME) == Span(8 * HOUR, 11 * HOUR)


def test_a_vehicle_away_all_day_is_not_free() -> None:
    assert diary((0, 24)).free(TRUCK, 1, within=DAYTIME) is None


def test_promises_of_another_vehicle_do_not_count() -> None:
    assert diary((8, 17)).free(TRUCK, 2, within=DAYTIME) == DAYTIME


def test_for_a_night_away_the_next_day_must_be_free_too() -> None:
    assert diary((34, 36)).free_over_night(TRUCK, 1, within=DAYTIME) is None
    assert diary((8, 10)).free_over_night(TRUCK, 1, within=DAYTIME) == Span(10 * HOUR, 17 * HOUR)
    assert diary((60, 61)).free_over_night(TRUCK, 1, within=DAYTIME) == DAYTIME


def test_daylight_cuts_early_and_late_hours() -> None:
    assert by_daylight(Span(4 * HOUR, 20 * HOUR)) == Span(6 * HOUR, 18 * HOUR)
    assert by_daylight(Span(-DAY + 4 * HOUR, -DAY + 12 * HOUR)) == Span(-DAY + 6 * HOUR, -DAY + 12 * HOUR)
    assert by_daylight(Span(19 * HOUR, 22 * HOUR)).length_s == 0


def test_a_stage_ends_at_its_levels_deadline_if_that_is_earlier() -> None:
    stage = next(s for s in worlds.ELECTION.stages if s.receiver is Level.PPK)
    longer = replace(stage, latest=parse_h_time("H-1 18:00"))

    assert bound(longer, election=worlds.ELECTION) == parse_h_time("H-2 18:00")
    assert bound(longer, election=replace(worlds.ELECTION, deadlines=())) == parse_h_time("H-1 18:00")


def test_each_day_of_a_stage_has_its_working_hours() -> None:
    stage = next(s for s in worlds.ELECTION.stages if s.receiver is Level.PPK)
    cut = replace(stage, earliest=parse_h_time("H-4 12:00"), latest=parse_h_time("H-2 09:00"))

    days = working_days(cut, election=worlds.ELECTION)

    assert [day.length_s // HOUR for day in days] == [5, 10, 2]
    assert days[0].start == parse_h_time("H-4 12:00")
