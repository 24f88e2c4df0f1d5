"""One place's counts: blind until two have counted, compared where both sides were stated."""

import pytest

from sampai.materials.model.ballots import Account, Doubt, Entry, Hop
from sampai.materials.rules.places import PlaceFold, due_hops, fold_place

PLACE = "1704010001001"


def entry(account: Account, sheets: int, by: str, *, settles: str = "", number: int = 0) -> Entry:
    return Entry(
        contest="ppwp",
        place=PLACE,
        account=account,
        sheets=sheets,
        by=by,
        number=number,
        settles=settles,
    )


def fold(*entries: Entry) -> PlaceFold:
    return fold_place(entries, contest="ppwp", place=PLACE, is_store=False)


def both(account: Account, sheets: int) -> tuple[Entry, Entry]:
    return entry(account, sheets, "ani"), entry(account, sheets, "budi")


def test_a_blind_count_of_one_person_is_in_no_sum_and_in_no_difference() -> None:
    found = fold(entry(Account.PACKED, 306, "ani"), *both(Account.RECEIVED, 300))

    assert dict(found.sheets) == {Account.RECEIVED: 300}
    assert found.hops == ()
    assert [(one.account, one.doubt, one.stated) for one in found.audit.doubts] == [
        (Account.PACKED, Doubt.ALONE, ())
    ]


def test_a_sealed_box_was_sent_as_it_was_packed() -> None:
    found = fold(*both(Account.PACKED, 306), *both(Account.RECEIVED, 300))

    assert (found.hops, found.least) == ((Hop.WAY,), 6)
    assert found.audit.doubts == ()


def test_sheets_too_many_are_told_as_well() -> None:
    found = fold(*both(Account.PACKED, 306), *both(Account.RECEIVED, 310))

    assert (found.hops, found.least) == ((Hop.WAY,), 4)


def test_what_nobody_stated_before_is_a_doubt_and_no_difference() -> None:
    found = fold(*both(Account.RECEIVED, 300))

    assert found.hops == ()
    assert [(one.account, one.doubt) for one in found.audit.doubts] == [(Account.SENT, Doubt.MISSING)]


@pytest.mark.parametrize(
    ("settler", "reason", "clean"), [("citra", "ulang", True), ("ani", "ulang", False), ("citra", "", False)]
)
def test_a_difference_is_settled_by_a_third_person_with_a_reason(
    settler: str,
    reason: str,
    clean: bool,  # noqa: FBT001 -- a case
) -> None:
    found = fold(
        entry(Account.PACKED, 306, "ani"),
        entry(Account.PACKED, 305, "budi"),
        entry(Account.PACKED, 305, settler, settles=reason, number=1),
    )

    assert found.audit.is_clean is clean or settler == "ani"
    if clean:
        assert found.sheets[Account.PACKED] == 305


def test_a_lone_third_step_settles_nothing() -> None:
    found = fold(*both(Account.PACKED, 306), entry(Account.PACKED, 300, "citra", settles="saja"))

    assert [one.doubt for one in found.audit.doubts] == [Doubt.DISAGREE]


def test_hops_are_due_where_both_sides_were_stated() -> None:
    used = [entry(Account.USED, 1, "ani")]
    received = [entry(Account.RECEIVED, 1, "ani")]

    assert due_hops(used, is_store=False) == ()
    assert due_hops([*used, *received], is_store=False) == (Hop.STATION,)
