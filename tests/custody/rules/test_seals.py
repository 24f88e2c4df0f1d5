from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scripts.custody_cases import DRIVER, PPK, SEAL_LOOKS, SEALS, SEALS_ELSEWHERE, Way, seen
from tests.custody.folding import after, state_of

from sampai.custody.model import BoxCode, BoxState, Mismatch, SealFinding
from sampai.custody.rules.fold import walk
from sampai.custody.rules.numbers import is_one_slip, same_number
from sampai.custody.rules.seals import ACTS, differences, findings, was_read

OTHER = BoxCode("1704012003002-B1")


def found(state: BoxState) -> tuple[SealFinding, ...]:
    return findings(state, looks=tuple(walk(state.box, state.statements)), elsewhere={"XYZ9999": OTHER})


@pytest.mark.parametrize(("look", "expected"), SEAL_LOOKS)
def test_numbers_that_do_not_fit_are_told_apart(look: Mapping[str, Any], expected: list[Mismatch]) -> None:
    read = seen(**look)[0]
    found = differences(SEALS, read=read, elsewhere=SEALS_ELSEWHERE)

    assert [one.mismatch for one in found] == expected


def test_every_mismatch_has_an_act_that_ends_it() -> None:
    assert set(ACTS) == set(Mismatch)
    assert all(act.ends_by for act in ACTS.values())
    assert all(len(ACTS[one].signers) >= 2 for one in Mismatch if one is not Mismatch.MISREAD)


def test_finding_names_the_interval_and_who_held_the_box_in_it() -> None:
    state = state_of("seal-strange")
    (finding,) = found(state)

    sealed = next(one for one in state.statements if one.kind == "custody.sealed")
    assert (finding.expected, finding.read, finding.mismatch) == ("KPU0018", "XYZ9999", Mismatch.WRONG_BOX)
    assert finding.last_right in {sealed.digest, state.handovers[0].given}
    assert finding.found == state.handovers[0].taken
    assert finding.holders == ("Rina",)
    assert finding.other_box == OTHER


def test_holders_between_two_looks_are_all_named() -> None:
    way = Way()
    way.packed_and_sealed()
    nothing: Mapping[str, Any] = {"condition": ()}
    way.hand((way.store, DRIVER), (way.driver, DRIVER), at=40, given=nothing, taken=nothing)
    way.hand((way.driver, DRIVER), (way.ppk, PPK), at=110, given=nothing, taken={"seals": SEALS[:1]})

    (finding,) = found(after(way))

    assert finding.mismatch is Mismatch.MISSING
    assert finding.holders == ("Rina", "Anton")


def test_nobody_looked_is_no_finding_but_no_proof_either() -> None:
    assert not was_read(seen()[0])
    assert found(state_of("way-out")) == ()


@given(st.text("ABK019", min_size=1, max_size=8), st.text("ABK019", min_size=1, max_size=8))
def test_slip_goes_both_ways_and_is_never_the_number_itself(one: str, other: str) -> None:
    assert is_one_slip(one, other) == is_one_slip(other, one)
    assert not is_one_slip(one, one)


@given(st.text(max_size=12))
def test_one_form_of_a_number_stays_as_it_is(typed: str) -> None:
    assert same_number(same_number(typed)) == same_number(typed)
