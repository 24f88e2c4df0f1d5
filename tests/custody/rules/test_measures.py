"""The five measures of a station from its boxes: what has come is right, what is open is not."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampai.custody.model import BoxKind, Trouble
from sampai.custody.rules.measures import IN_DOUBT, RIGHT, WRONG, BoxFacts, measures

DEADLINE_MS = 1_000
HERE = BoxFacts(kind=BoxKind.BALLOT_BOX, contest="pilgub", received_ms=500, troubles=(), count=9)
OTHER = replace(HERE, contest="pilbup")
AWAY = replace(OTHER, received_ms=None, count=3)


def test_all_boxes_in_time_and_untroubled_make_all_five_right() -> None:
    found = measures([HERE, OTHER], deadline_ms=DEADLINE_MS)

    assert found == dict.fromkeys(("count", "kind", "time", "target", "quality"), RIGHT)


def test_nothing_is_known_before_anything_was_stated() -> None:
    assert measures([replace(AWAY, count=0)] * 2, deadline_ms=DEADLINE_MS) == {}


def test_as_long_as_a_box_is_missing_nothing_is_right() -> None:
    assert measures([HERE, AWAY], deadline_ms=DEADLINE_MS) == {}


def test_one_box_after_the_deadline_makes_the_time_wrong() -> None:
    late = replace(OTHER, received_ms=DEADLINE_MS + 1)

    assert measures([HERE, late], deadline_ms=DEADLINE_MS)["time"] == WRONG
    assert "time" not in measures([HERE, late], deadline_ms=None)


@pytest.mark.parametrize(
    ("trouble", "measure", "state"),
    [
        (Trouble.DISCREPANCY, "count", WRONG),
        (Trouble.MISSING, "count", WRONG),
        (Trouble.MISSING, "kind", WRONG),
        (Trouble.MISROUTED, "target", WRONG),
        (Trouble.HELD, "time", IN_DOUBT),
        (Trouble.WET, "quality", IN_DOUBT),
        (Trouble.SEAL_BROKEN, "quality", IN_DOUBT),
    ],
)
def test_exception_on_the_way_shows_in_its_measure(trouble: Trouble, measure: str, state: int) -> None:
    found = measures([HERE, replace(AWAY, troubles=(trouble,))], deadline_ms=DEADLINE_MS)

    assert found[measure] == state


def test_harm_that_reached_the_station_is_wrong_and_not_only_in_doubt() -> None:
    wet = replace(OTHER, troubles=(Trouble.WET,))

    assert measures([HERE, wet], deadline_ms=DEADLINE_MS)["quality"] == WRONG


@given(st.permutations([HERE, OTHER, AWAY, replace(HERE, troubles=(Trouble.WET, Trouble.MISROUTED))]))
def test_order_of_boxes_is_no_matter(boxes: list[BoxFacts]) -> None:
    usual = [HERE, OTHER, AWAY, replace(HERE, troubles=(Trouble.WET, Trouble.MISROUTED))]

    assert measures(boxes, deadline_ms=DEADLINE_MS) == measures(usual, deadline_ms=DEADLINE_MS)
