import json

import pytest
from tests.custody.folding import STORIES, state_of

from sampai.custody.rules.indicators import Indicator, proven, tally
from sampai.custody.rules.phone import for_phone
from sampai.kernel.ids import canonical
from sampai.ledger.rules.envelope import readable


@pytest.mark.parametrize("name", STORIES)
def test_no_seal_number_goes_to_a_phone(name: str) -> None:
    told = json.dumps(readable(canonical(for_phone(state_of(name)))))

    assert not [number for number in ("KPU", "XYZ", *state_of(name).seals) if number in told]


def test_phone_knows_how_many_seals_to_look_for_and_what_may_come_next() -> None:
    box = for_phone(state_of("way-out"))

    assert box.seals == 2
    assert box.heads == state_of("way-out").heads
    assert "custody.opened" in box.may_follow


def test_nothing_stated_proves_nothing() -> None:
    assert not any(proven(state_of("nothing-yet")).values())


def test_whole_life_proves_everything() -> None:
    assert all(proven(state_of("whole-life")).values())


@pytest.mark.parametrize(
    ("name", "indicator"),
    [
        ("skipped", Indicator.CHAIN),
        ("lone-half", Indicator.BOTH_SIDES),
        ("seal-worn", Indicator.SEALS),
        ("one-person", Indicator.COUNTED),
        ("arrived-wet", Indicator.UNTROUBLED),
        ("way-out", Indicator.COPIES),
        ("way-out", Indicator.HOME),
    ],
)
def test_what_is_missing_counts_as_the_worst_case(name: str, indicator: Indicator) -> None:
    assert not proven(state_of(name))[indicator]


def test_tally_counts_boxes_of_which_nothing_is_known() -> None:
    counts = tally([state_of("whole-life"), state_of("nothing-yet"), state_of("kit")])

    assert counts[Indicator.CHAIN] == (2, 3)
    assert counts[Indicator.SEALS] == (1, 2)
