from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.operations import acceptances
from tests.worlds import COAST, FIELD, PORT, VERY_VULNERABLE

from sampai.guarding.model import Acceptance, RiskBook, RiskClass
from sampai.guarding.rules.agreements import agreements_of, covering, in_force
from sampai.kernel.errors import Refused

BOOK = RiskBook(needed=("polri",), asked=("kpu", "bawaslu"))


def signature(
    place: str,
    risk: RiskClass,
    *,
    version: int = 1,
    institution: str = "polri",
    reason: str = "Rakor",
) -> Acceptance:
    return Acceptance(
        place=place,
        version=version,
        risk=risk,
        institution=institution,
        who="Kabag Ops",
        day=date(2024, 1, 23),
        reason=reason,
    )


FIRST = signature(FIELD, RiskClass.VERY)


def test_a_version_that_the_police_signed_is_in_force_and_says_who_has_not_signed() -> None:
    (one,) = agreements_of([FIRST, replace(FIRST, institution="kpu", who="Ketua")], book=BOOK)

    assert (one.in_force, one.risk, one.missing) == (True, RiskClass.VERY, ("bawaslu",))
    assert [hand.institution for hand in one.signed] == ["kpu", "polri"]


def test_a_version_without_the_police_is_not_in_force() -> None:
    (one,) = agreements_of([replace(FIRST, institution="bawaslu")], book=BOOK)

    assert (one.in_force, one.missing) == (False, ("polri", "kpu"))


def test_a_class_opened_again_holds_until_the_next_version_is_signed() -> None:
    opened = signature(FIELD, RiskClass.LESS, version=2, institution="kpu")

    waiting = agreements_of([FIRST, opened], book=BOOK)
    signed = agreements_of([FIRST, opened, replace(opened, institution="polri")], book=BOOK)

    assert [one.in_force for one in waiting] == [True, False]
    assert [one.in_force for one in signed] == [False, True]


def test_opening_again_needs_a_reason() -> None:
    with pytest.raises(Refused):
        signature(FIELD, RiskClass.LESS, version=2, reason="")


def test_the_smallest_region_around_a_station_counts() -> None:
    agreed = in_force(
        agreements_of(
            [
                signature(COAST, RiskClass.VULNERABLE),
                signature(VERY_VULNERABLE, RiskClass.VERY),
            ],
            book=BOOK,
        )
    )

    found = [covering(code, agreed=agreed) for code in (VERY_VULNERABLE, f"{PORT}001", "9999012001001")]
    assert [one and one.risk for one in found] == [RiskClass.VERY, RiskClass.VULNERABLE, None]


@given(st.data())
def test_one_version_of_a_place_is_in_force_at_most_in_any_order_of_rows(
    data: st.DataObject,
) -> None:
    signed = data.draw(acceptances(spots=(PORT, FIELD)))
    shuffled = data.draw(st.permutations(signed))

    agreements = agreements_of(shuffled, book=BOOK)

    assert agreements == agreements_of(signed, book=BOOK)
    held = [one.place for one in agreements if one.in_force]
    assert len(held) == len(set(held))
    assert sum(len(one.signed) for one in agreements) == len(signed)
