from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from scripts.custody_cases import (
    BALLOTS,
    BOX,
    DISTRICT_BOX,
    DRIVER,
    KPPS,
    PPK,
    SEALS,
    STORE,
    STORE_TOO,
    WATCHER,
    Way,
    seen,
)
from tests.custody.folding import after, state_of

from sampai.custody.model import (
    Approved,
    Box,
    BoxState,
    Circumstances,
    Guard,
    Handing,
    Holding,
    Keeper,
    Kind,
    Override,
    Touch,
)
from sampai.custody.rules.fold import new_box
from sampai.custody.rules.guards import CHECKS, guards_at, unanswered
from sampai.custody.rules.labels import label_text
from sampai.packs.custody_rules import load_custody_rules

RULES = load_custody_rules()
LABEL = label_text(BOX, election="pilkada-2024", key=bytes(32))
DAY = Circumstances(
    now_ms=0,
    due_ms=10,
    is_weather_good=True,
    boxes_on_board=20,
    room_for_boxes=97,
)
SEA = replace(DAY, by_water=True, is_dark=False, people=6, room_for_people=6, life_vests=6)


def asked(
    kind: Kind,
    *,
    look: Mapping[str, Any] | None = None,
    state: BoxState | None = None,
    known: Circumstances = DAY,
    by: Keeper = STORE,
    second: Keeper | None = STORE_TOO,
    overrides: tuple[Override, ...] = (),
) -> Mapping[Guard, Holding]:
    """Every guard of a step, with whether it holds."""
    state = state or new_box(BOX)
    boxes = seen(state.box, **(look or {}))
    body = Touch(boxes=boxes, by=by, second=second, overrides=overrides)
    results = guards_at(kind, body=body, read=boxes[0], state=state, known=known, rules=RULES)
    return {one.guard: one.holding for one in results}


def open_guards(
    kind: Kind, *, state: BoxState, known: Circumstances, overrides: tuple[Override, ...]
) -> tuple[Guard, ...]:
    body = Touch(boxes=seen(state.box), by=DRIVER, overrides=overrides)
    return unanswered(guards_at(kind, body=body, read=body.boxes[0], state=state, known=known, rules=RULES))


def test_every_guard_has_a_check_and_a_rule_of_the_pack() -> None:
    assert set(CHECKS) == set(Guard)
    assert {rule.guard for rule in RULES.guards} == set(Guard)


def test_box_packed_by_the_book_holds_everywhere() -> None:
    found = asked(Kind.PACKED, look={"label": LABEL, "contents": BALLOTS})

    assert found == dict.fromkeys([Guard.LABEL, Guard.DAPIL, Guard.COUNT, Guard.TWO_PERSONS], Holding.HOLDS)


@pytest.mark.parametrize(
    ("guard", "look", "holding"),
    [
        (Guard.LABEL, {}, Holding.NOT_KNOWN),
        (Guard.LABEL, {"label": "https://example.id"}, Holding.AGAINST),
        (Guard.LABEL, {"label": LABEL.replace("001-B1", "002-B1")}, Holding.AGAINST),
        (Guard.LABEL, {"label": LABEL.replace("PILGUB", "PILBUP")}, Holding.AGAINST),
        (Guard.COUNT, {}, Holding.NOT_KNOWN),
        (Guard.COUNT, {"contents": BALLOTS[:1]}, Holding.NOT_KNOWN),
        (Guard.COUNT, {"contents": (replace(BALLOTS[0], count=409), BALLOTS[1])}, Holding.AGAINST),
        (Guard.COUNT, {"contents": (*BALLOTS, replace(BALLOTS[0], item="paku"))}, Holding.AGAINST),
    ],
)
def test_what_differs_or_was_not_looked_at_does_not_hold(
    guard: Guard, look: Mapping[str, Any], holding: Holding
) -> None:
    assert asked(Kind.PACKED, look=look)[guard] is holding


@pytest.mark.parametrize(
    ("dapil", "holding"),
    [("KAUR 2", Holding.HOLDS), ("KAUR 1", Holding.AGAINST), ("", Holding.NOT_KNOWN)],
)
def test_ballots_must_be_of_the_stations_district(dapil: str, holding: Holding) -> None:
    assert asked(Kind.PACKED, look={"dapil": dapil}, state=new_box(DISTRICT_BOX))[Guard.DAPIL] is holding


def test_one_person_alone_does_not_pack() -> None:
    assert asked(Kind.PACKED, second=None)[Guard.TWO_PERSONS] is Holding.AGAINST
    assert asked(Kind.PACKED, second=STORE)[Guard.TWO_PERSONS] is Holding.AGAINST


@pytest.mark.parametrize(
    ("seals", "holding"),
    [
        (SEALS, Holding.HOLDS),
        (("KPU-0017", "KPU-0081"), Holding.NOT_KNOWN),
        (("KPU-0017", "XYZ-9"), Holding.AGAINST),
        ((), Holding.NOT_KNOWN),
    ],
)
def test_seals_are_held_against_those_applied(seals: tuple[str, ...], holding: Holding) -> None:
    found = asked(Kind.OPENED, look={"seals": seals}, state=state_of("way-out"), by=KPPS)

    assert found[Guard.SEAL] is holding


@pytest.mark.parametrize(
    ("changes", "guard", "holding"),
    [
        ({}, Guard.NIGHT_BOAT, Holding.HOLDS),
        ({"is_dark": True}, Guard.NIGHT_BOAT, Holding.AGAINST),
        ({"is_dark": None}, Guard.NIGHT_BOAT, Holding.NOT_KNOWN),
        ({"people": 14}, Guard.PASSENGERS, Holding.AGAINST),
        ({"people": 6, "life_vests": 5}, Guard.LIFE_VESTS, Holding.AGAINST),
        ({"life_vests": None}, Guard.LIFE_VESTS, Holding.NOT_KNOWN),
        ({"boxes_on_board": 98}, Guard.LOAD, Holding.AGAINST),
        ({"is_weather_good": False}, Guard.WEATHER, Holding.AGAINST),
        ({"now_ms": 11}, Guard.DEADLINE, Holding.AGAINST),
        ({"now_ms": 11, "due_ms": None}, Guard.DEADLINE, Holding.HOLDS),
    ],
)
def test_departure_asks_for_light_room_vests_weather_and_time(
    changes: Mapping[str, Any], guard: Guard, holding: Holding
) -> None:
    assert asked(Kind.DEPARTED, known=replace(SEA, **changes))[guard] is holding


def test_truck_is_not_asked_for_life_vests() -> None:
    found = asked(Kind.DEPARTED, known=replace(DAY, is_dark=True))

    assert list(found) == [Guard.DEADLINE, Guard.WEATHER, Guard.LOAD]


def test_box_goes_back_only_after_its_results_were_photographed() -> None:
    way = Way()
    way.out()
    way.voted()
    not_copied = replace(after(way), copied=False)

    assert asked(Kind.GIVEN, state=after(way))[Guard.COPIES] is Holding.HOLDS
    assert asked(Kind.GIVEN, state=not_copied)[Guard.COPIES] is Holding.AGAINST
    assert Guard.COPIES not in asked(Kind.GIVEN, state=state_of("way-out"))


def test_other_side_of_a_handover_is_the_second_person() -> None:
    body = Handing(boxes=seen(), by=DRIVER, other=PPK, handover="")

    assert CHECKS[Guard.TWO_PERSONS](new_box(BOX), body, body.boxes[0], DAY)


def test_night_boat_needs_two_institutions_each_from_its_own_phone() -> None:
    night = replace(SEA, is_dark=True)
    mine = Override(guard=Guard.NIGHT_BOAT, by=DRIVER, reason="Air pasang hanya malam ini")
    also = Override(guard=Guard.NIGHT_BOAT, by=WATCHER, reason="Setuju")
    way = Way()
    way.packed_and_sealed()
    alone = after(way)
    way.step(
        way.ppk,
        Kind.APPROVED,
        Approved(boxes=way.look(), by=WATCHER, guard=Guard.NIGHT_BOAT, reason="Gelombang tenang"),
        at=35,
    )

    def open_with(state: BoxState, *overrides: Override) -> tuple[Guard, ...]:
        return open_guards(Kind.DEPARTED, state=state, known=night, overrides=overrides)

    assert open_with(alone) == (Guard.NIGHT_BOAT,)
    assert open_with(alone, mine) == (Guard.NIGHT_BOAT,)
    assert open_with(alone, mine, also) == (Guard.NIGHT_BOAT,)
    assert open_with(alone, replace(mine, reason=""), also) == (Guard.NIGHT_BOAT,)
    assert open_with(after(way), mine) == ()


def test_same_institution_twice_is_one() -> None:
    way = Way()
    way.packed_and_sealed()
    night = replace(SEA, is_dark=True)
    approval = Approved(
        boxes=way.look(), by=replace(DRIVER, name="Toni"), guard=Guard.NIGHT_BOAT, reason="Ikut"
    )
    way.step(way.ppk, Kind.APPROVED, approval, at=35)

    mine = Override(guard=Guard.NIGHT_BOAT, by=DRIVER, reason="Air pasang")

    assert open_guards(Kind.DEPARTED, state=after(way), known=night, overrides=(mine,)) == (Guard.NIGHT_BOAT,)


def test_box_of_a_contest_without_districts_asks_for_none() -> None:
    assert Box(code=BOX.code, kind=BOX.kind, owner=BOX.owner).dapil == ""
    assert asked(Kind.PACKED)[Guard.DAPIL] is Holding.HOLDS


def test_way_back_is_not_held_to_the_need_and_a_kit_to_no_seal() -> None:
    way = Way()
    way.out()
    way.voted()

    assert Guard.COUNT not in asked(Kind.OPENED, state=after(way))
    assert Guard.SEAL not in asked(Kind.TAKEN, state=state_of("kit"))
