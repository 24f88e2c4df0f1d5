from dataclasses import replace
from datetime import datetime

from tests.worlds import CALENDAR, FULL_REGISTER, PRACTICE, TERRITORY, UNITS

from sampai.guarding.model import GuardedPlace, Peak, RestRule, Roster, RosterRules, Shift, StoreRule, Unit
from sampai.guarding.rules.field import field_of
from sampai.guarding.rules.roster import duties_of, heavy_s, plan_roster
from sampai.guarding.rules.shifts import shifts_of
from sampai.kernel.clock import DAY, HOUR, HTime, parse_h_time
from sampai.kernel.ids import PlaceCode
from sampai.kernel.quantity import Certainty
from sampai.packs.sending import load_sending
from sampai.places.model import PlaceKind

STORE, PPK = PlaceCode("GUDANG"), PlaceCode("PPK-1")
REST = RestRule(most_on_h=12, least_off_h=8, off_per_on=2, basis=PRACTICE)


def rule(kind: PlaceKind, *, squad: int = 1, with_goods: bool = False, fixed: bool = True) -> StoreRule:
    return StoreRule(
        kind=kind,
        squad=squad,
        shift_h=8,
        starts=parse_h_time("H-3 08:00") if fixed else None,
        ends=parse_h_time("H-1 08:00") if fixed else None,
        with_goods=with_goods,
        basis=PRACTICE,
    )


RULES = RosterRules(
    rest=REST,
    stores=(
        rule(PlaceKind.STORE, squad=2),
        replace(rule(PlaceKind.PPK, with_goods=True), starts=None, ends=None),
    ),
    peaks=(),
    checks=(),
    night=(22 * HOUR, 6 * HOUR),
    heavy_percent=150,
    fair_basis=PRACTICE,
    holidays=(),
)

GROUND = field_of(
    FULL_REGISTER, units=UNITS, territory=TERRITORY, cut_off=frozenset(), sending=load_sending()
)


def shifts(
    given: tuple[GuardedPlace, ...] = (),
    goods: dict[PlaceCode, list[tuple[HTime, HTime]]] | None = None,
    rules: RosterRules = RULES,
) -> tuple[Shift, ...]:
    return shifts_of(FULL_REGISTER, given=given, goods=goods or {}, rules=rules, calendar=CALENDAR)


def roster(some: tuple[Shift, ...], *, units: tuple[Unit, ...] = UNITS) -> Roster:
    return plan_roster(some, units=units, field=GROUND, rules=RULES, calendar=CALENDAR)[0]


def test_a_store_that_no_table_names_is_guarded_by_the_packs_rule_and_marked_assumed() -> None:
    found = shifts()

    assert {shift.place for shift in found} == {STORE}
    assert [(s.starts, s.ends) for s in found[:2]] == [
        (parse_h_time("H-3 08:00"), parse_h_time("H-3 16:00")),
        (parse_h_time("H-3 16:00"), parse_h_time("H-2 00:00")),
    ]
    assert len(found) == 6
    assert {shift.certainty for shift in found} == {Certainty.ASSUMED}


def test_the_table_goes_before_the_pack() -> None:
    post = GuardedPlace(
        place=STORE,
        starts=datetime(2024, 11, 26, 6),  # noqa: DTZ001 -- local time of the operation
        ends=datetime(2024, 11, 26, 20),  # noqa: DTZ001 -- local time of the operation
        squad=5,
        shift_h=12,
    )

    found = shifts((post,))

    assert [(s.starts, s.ends, s.officers) for s in found] == [
        (parse_h_time("H-1 06:00"), parse_h_time("H-1 18:00"), 5),
        (parse_h_time("H-1 18:00"), parse_h_time("H-1 20:00"), 5),
    ]
    assert {shift.certainty for shift in found} == {Certainty.REPORTED}


def test_two_rows_for_one_place_at_one_time_are_both_filled() -> None:
    row = shifts()[0]

    found = roster((row, replace(row, officers=1)))

    assert [turn.officers for turn in found.turns] == [2, 1]


def test_a_ppk_is_guarded_while_goods_are_there_but_not_for_less_than_a_shift() -> None:
    came = parse_h_time("H-2 10:00")

    assert PPK in {s.place for s in shifts(goods={PPK: [(came, HTime(came + 9 * HOUR))]})}
    assert PPK not in {s.place for s in shifts(goods={PPK: [(came, HTime(came + 7 * HOUR))]})}


def test_peaks_add_people_to_the_shifts_they_touch() -> None:
    peak = Peak(
        kinds=(PlaceKind.STORE,),
        starts=parse_h_time("H-2 10:00"),
        ends=parse_h_time("H-2 12:00"),
        extra=3,
        basis=PRACTICE,
    )

    found = shifts(rules=replace(RULES, peaks=(peak,)))

    assert [shift.officers for shift in found] == [2, 2, 2, 5, 2, 2]


def test_three_squads_take_turns_round_the_clock() -> None:
    found = roster(shifts())

    assert [turn.squad for turn in found.turns] == [1, 2, 3, 1, 2, 3]
    assert {turn.unit for turn in found.turns} == {"POLRES"}
    assert found.unfilled == ()


def test_shifts_that_nobody_can_take_are_named_with_why() -> None:
    few = tuple(replace(unit, available=1, strength=1) for unit in UNITS[:1])

    found = roster(shifts(), units=few)

    assert sum(gap.missing for gap in found.unfilled) == 10
    assert str(found.unfilled[0].why) == (
        "The nearest unit, Polres, can send 1; they are on other duties or resting, and so are those of the "
        "0 other units that were asked."
    )
    assert str(roster(shifts(), units=()).unfilled[0].why) == ("No unit with a known base can send anybody.")


def test_soldiers_and_linmas_do_not_stand_in_for_police() -> None:
    army = tuple(replace(unit, institution="tni") for unit in UNITS)

    assert roster(shifts(), units=army).turns == ()


def test_every_turn_becomes_a_duty_with_its_way() -> None:
    found = roster(shifts())

    duties = duties_of(found, units=UNITS, field=GROUND)

    assert [(d.subject, d.officers, d.starts) for d in duties[:1]] == [(STORE, 2, parse_h_time("H-3 08:00"))]
    assert all(duty.travel_s > 0 for duty in duties)


def test_nights_sundays_and_voting_day_count_more() -> None:
    def counted(start: str, hours: int) -> int:
        at = parse_h_time(start)
        return heavy_s(at, HTime(at + hours * HOUR), rules=RULES, calendar=CALENDAR)

    assert counted("H-1 08:00", 8) == 8 * HOUR
    assert counted("H-2 22:00", 8) == 12 * HOUR
    assert counted("H-3 08:00", 8) == 12 * HOUR  # 24 November 2024 is a Sunday
    assert counted("H 08:00", 8) == 12 * HOUR
    assert heavy_s(HTime(-2 * DAY), HTime(-DAY), rules=RULES, calendar=CALENDAR) == 28 * HOUR
