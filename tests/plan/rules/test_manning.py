from collections import Counter
from dataclasses import replace
from datetime import datetime

from tests.plan.manned import MANNED, MANNED_RULES, NAMED, manned_plan
from tests.worlds import FULL, RULES

from sampai.guarding.model import CommandKind, DutyKind, GuardedPlace
from sampai.kernel.ids import PlaceCode
from sampai.places.model import PlaceKind
from sampai.plan.rules.duty_checks import long_shifts


def test_every_kind_of_duty_is_filled_and_the_store_is_guarded_until_after_the_vote() -> None:
    manning = manned_plan().manning

    assert {duty.kind for duty in manning.duties} == set(DutyKind)
    assert manning.roster.unfilled == ()
    store = [turn.shift for turn in manning.roster.turns if turn.shift.place == "GUDANG"]
    assert min(shift.starts for shift in store) < 0 < max(shift.ends for shift in store)


def test_without_rules_for_people_the_plan_is_a_demand() -> None:
    manning = manned_plan(rules=replace(RULES, sending=None)).manning

    assert manning.duties == ()
    assert manning.escorts.convoys == ()


def test_known_officers_are_named_in_every_duty_of_their_unit() -> None:
    named, counted = manned_plan(NAMED).manning, manned_plan().manning

    assert all(duty.service_number for duty in named.duties)
    people = Counter(dict.fromkeys(DutyKind, 0))
    for duty in named.duties:
        people[duty.kind] += duty.officers
    for duty in counted.duties:
        people[duty.kind] -= duty.officers
    assert set(people.values()) == {0}


def test_padal_and_pamatwil_are_named_by_rank() -> None:
    commands = manned_plan(NAMED).manning.commands

    padal = [command for command in commands if command.kind is CommandKind.PADAL]
    assert all(command.service_number.endswith(("-00", "-01")) for command in padal if command.service_number)
    assert {c.unit for c in commands if c.kind is CommandKind.PAMATWIL} == {"POLRES"}


def test_a_row_of_the_table_is_kept_to_and_a_long_shift_is_named() -> None:
    post = GuardedPlace(
        place=PlaceCode("POLRES"),
        starts=datetime(2024, 11, 20),  # noqa: DTZ001 -- local time of the operation
        ends=datetime(2024, 11, 22),  # noqa: DTZ001 -- local time of the operation
        squad=2,
        shift_h=24,
    )

    plan = manned_plan(replace(MANNED, guarded=(post,)))

    own = [turn for turn in plan.manning.roster.turns if turn.shift.place == "POLRES"]
    assert [(turn.officers, turn.squad) for turn in own] == [(2, 1), (2, 2)]
    assert MANNED_RULES.rosters is not None
    found = list(long_shifts([post], rest=MANNED_RULES.rosters.rest))
    assert [(p.code, p.subject) for p in found] == [("shift-too-long", "POLRES")]


def test_the_same_input_gives_the_same_plan() -> None:
    assert manned_plan(NAMED).digest == manned_plan(NAMED).digest


def test_places_without_a_row_are_noted_as_assumed_and_gaps_are_warned_of() -> None:
    codes = {problem.code for problem in manned_plan().problems}
    few = {problem.code for problem in manned_plan(FULL).problems}

    assert "guarded-places-assumed" in codes
    assert "shift-unfilled" not in codes
    assert "shift-unfilled" in few


def test_the_pack_guards_stores_offices_ppk_and_pps() -> None:
    rules = MANNED_RULES.rosters
    assert rules is not None

    kinds = {rule.kind for rule in rules.stores}

    assert kinds == {
        PlaceKind.STORE,
        PlaceKind.KPU_OFFICE,
        PlaceKind.BAWASLU_OFFICE,
        PlaceKind.PPK,
        PlaceKind.PPS,
    }
    assert {check.part for check in rules.checks} == {"building", "surroundings", "people"}
    assert {"palet", "apar", "cctv", "atap", "hama"} <= {check.code for check in rules.checks}


def reserve_and_open_shifts(first: tuple[str, ...]) -> tuple[int, int]:
    """Officers in reserve, and people missing at the store, where the units have few."""
    assert MANNED_RULES.rosters is not None
    rules = replace(MANNED_RULES, rosters=replace(MANNED_RULES.rosters, order=first))
    units = tuple(replace(unit, available=6, strength=6) for unit in MANNED.units)
    plan = manned_plan(replace(MANNED, units=units), rules=rules)
    gaps = (gap.missing for gap in plan.manning.roster.unfilled if gap.shift.place == "GUDANG")
    return sum(post.officers for post in plan.guard.reserve), sum(gaps)


def test_the_reserve_lends_people_to_the_store_where_the_pack_ranks_it_lower() -> None:
    store_first = reserve_and_open_shifts(("gudang", "cadangan"))
    reserve_first = reserve_and_open_shifts(("cadangan", "gudang"))

    assert store_first[0] < reserve_first[0]
    assert store_first[1] < reserve_first[1]


def test_a_post_that_can_do_with_fewer_people_is_thin_and_not_open() -> None:
    plan = manned_plan(FULL)
    gaps = plan.manning.roster.unfilled

    assert {gap.is_thin for gap in gaps} == {True, False}
    thin = {problem.subject for problem in plan.problems if problem.code == "shift-thin"}
    assert thin == {gap.shift.place for gap in gaps if gap.is_thin}


def test_journeys_of_the_way_back_are_escorted_too() -> None:
    plan = manned_plan()
    back = {journey.code for journey in plan.delivery.back}
    escorted = {code for convoy in plan.manning.escorts.convoys for code in convoy.journeys}

    assert back <= escorted
    home = [c for c in plan.manning.escorts.convoys if back.intersection(c.journeys)]
    assert all(convoy.needed + convoy.with_boxes > 0 for convoy in home)
