"""Every sheet that is gone is found at its hop, whatever was not said and in whatever order it was said."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sampai.kernel.errors import Refused
from sampai.materials.model.ballots import Account, Books, Doubt, Entry, Hop, MovePaper
from sampai.materials.rules.ballots import agreed, audit

A, B = "1704010001001", "1704010001002"
BOOKS = (Books(contest="ppwp", store="gudang", stations=(A, B)),)
STORE = {Account.PRINTED: 650, Account.GOOD: 620, Account.DAMAGED: 10, Account.RESERVE: 20, Account.STOCK: 8}
STATION = {
    Account.PACKED: 306,
    Account.SENT: 306,
    Account.RECEIVED: 306,
    Account.USED: 250,
    Account.UNUSED: 54,
    Account.SPOILED: 2,
    Account.RETURNED: 0,
}


def entry(
    place: str, account: Account, sheets: int, by: str = "ani", number: int = 0, paper: str = ""
) -> Entry:
    return Entry(
        contest="ppwp", place=place, account=account, sheets=sheets, by=by, number=number, paper=paper
    )


def whole() -> list[Entry]:
    """Everything stated by two people, and all sheets there."""
    places = (("gudang", STORE), (A, STATION), (B, STATION))
    return [
        entry(place, account, sheets, by)
        for place, counts in places
        for account, sheets in counts.items()
        for by in ("ani", "budi")
    ]


def changed(place: str, account: Account, sheets: int) -> list[Entry]:
    return [
        entry(place, account, sheets, one.by) if (one.place, one.account) == (place, account) else one
        for one in whole()
    ]


def test_books_in_which_every_sheet_is_accounted_for_are_clean() -> None:
    assert audit(whole(), books=BOOKS).is_clean


@pytest.mark.parametrize(
    ("place", "account", "fewer", "hops"),
    [
        ("gudang", Account.DAMAGED, 3, {Hop.SORTING: 3}),
        ("gudang", Account.STOCK, 8, {Hop.PACKING: 8}),
        (A, Account.SENT, 5, {Hop.LOADING: 5, Hop.WAY: -5}),
        (B, Account.RECEIVED, 54, {Hop.WAY: 54, Hop.STATION: -54}),
        (B, Account.UNUSED, 1, {Hop.STATION: 1}),
    ],
)
def test_a_count_that_is_too_low_shows_at_the_hops_beside_it(
    place: str, account: Account, fewer: int, hops: dict[Hop, int]
) -> None:
    true = {**STORE, **STATION}[account]

    found = audit(changed(place, account, true - fewer), books=BOOKS).differences

    assert {one.hop: one.most for one in found} == hops
    assert all(one.is_certain and one.place == place for one in found)


def test_sheets_lost_on_the_way_are_gone_there_and_nowhere_else() -> None:
    lost = [
        entry(one.place, one.account, one.sheets - 54, one.by)
        if one.place == B and one.account in {Account.RECEIVED, Account.UNUSED}
        else one
        for one in whole()
    ]

    (found,) = audit(lost, books=BOOKS).differences

    assert (found.hop, found.place, found.least, found.most) == (Hop.WAY, B, 54, 54)
    assert {(one.by, one.sheets) for one in found.stated} == {
        ("ani", 306), ("budi", 306), ("ani", 252), ("budi", 252),
    }  # fmt: skip


def test_what_nobody_stated_may_all_be_gone() -> None:
    silent = [one for one in whole() if (one.place, one.account) != (A, Account.RECEIVED)]

    found = audit(silent, books=BOOKS)

    assert [(one.hop, one.most, one.missing) for one in found.differences] == [
        (Hop.WAY, 306, (Account.RECEIVED,)),
        (Hop.STATION, 0, (Account.RECEIVED,)),
    ]
    assert [one.doubt for one in found.doubts] == [Doubt.MISSING]


def test_a_station_that_says_nothing_at_all_may_have_lost_all_that_was_packed() -> None:
    silent = [one for one in whole() if one.place != A or one.account is Account.PACKED]

    found = {one.hop: one.most for one in audit(silent, books=BOOKS).differences}

    assert found == {Hop.LOADING: 306, Hop.WAY: 306, Hop.STATION: 306}


def test_what_is_not_due_yet_is_not_asked_for() -> None:
    packed = [one for one in whole() if one.place == "gudang" or one.account is Account.PACKED]

    assert audit(packed, books=BOOKS, due=(Hop.SORTING, Hop.PACKING)).is_clean


def test_two_who_differ_give_the_worst_and_the_best_case() -> None:
    entries = [one for one in whole() if (one.place, one.account, one.by) != (A, Account.SPOILED, "budi")]

    found = audit([*entries, entry(A, Account.SPOILED, 0, "budi")], books=BOOKS)

    assert [(one.hop, one.least, one.most) for one in found.differences] == [(Hop.STATION, 0, 2)]
    assert [one.doubt for one in found.doubts] == [Doubt.DISAGREE]


def test_one_person_s_count_is_in_doubt_though_the_sum_is_right() -> None:
    entries = [
        one for one in whole() if (one.place, one.account, one.by) != ("gudang", Account.STOCK, "budi")
    ]

    found = audit(entries, books=BOOKS)

    assert found.differences == ()
    assert [(one.account, one.doubt) for one in found.doubts] == [(Account.STOCK, Doubt.ALONE)]
    assert agreed(entries, contest="ppwp", place="gudang", account=Account.STOCK) is None
    assert agreed(whole(), contest="ppwp", place="gudang", account=Account.STOCK) == 8


def test_the_same_person_twice_is_not_two_people() -> None:
    entries = [entry("gudang", Account.STOCK, 8, "ani", 0), entry("gudang", Account.STOCK, 8, "ani", 1)]

    assert agreed(entries, contest="ppwp", place="gudang", account=Account.STOCK) is None


def moved(given: int, taken: int | None) -> list[Entry]:
    """A gives ballots to B; what is left at both fits."""
    entries = [one for one in whole() if one.account is not Account.UNUSED]
    for by in ("ani", "budi"):
        entries.append(entry(A, Account.MOVED_OUT, given, by, paper="BA-7"))
        entries.append(entry(A, Account.UNUSED, 54 - given, by))
        entries.append(entry(B, Account.UNUSED, 54 + (taken or 0), by))
        if taken is not None:
            entries.append(entry(B, Account.MOVED_IN, taken, by, paper="BA-7"))
    return entries


def paper(*, sheets: int = 20, checked_by: str = "ppk") -> MovePaper:
    return MovePaper(
        number="BA-7",
        contest="ppwp",
        giver=A,
        receiver=B,
        sheets=sheets,
        issued_by="pps",
        checked_by=checked_by,
    )


def test_a_move_with_a_verified_paper_is_clean() -> None:
    assert audit(moved(20, 20), books=BOOKS, papers=(paper(),)).is_clean


@pytest.mark.parametrize(
    ("papers", "doubt"),
    [
        ((), Doubt.NO_PAPER),
        ((paper(checked_by=""),), Doubt.UNVERIFIED_PAPER),
        ((paper(checked_by="pps"),), Doubt.UNVERIFIED_PAPER),
        ((paper(sheets=40),), Doubt.PAPER_DIFFERS),
    ],
)
def test_a_move_counts_though_its_paper_is_in_doubt(papers: tuple[MovePaper, ...], doubt: Doubt) -> None:
    found = audit(moved(20, 20), books=BOOKS, papers=papers)

    assert found.differences == ()
    assert {one.doubt for one in found.doubts} == {doubt}


def test_what_was_given_and_never_taken_in_is_gone_at_the_move() -> None:
    found = audit(moved(20, None), books=BOOKS, papers=(paper(),)).differences

    assert [(one.hop, one.paper, one.most) for one in found] == [(Hop.MOVE, "BA-7", 20)]


def test_a_count_without_a_name_is_refused() -> None:
    with pytest.raises(Refused, match="not complete"):
        entry(A, Account.USED, 3, "")


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_any_order_and_any_repetition_of_entries_gives_the_same_audit(data: st.DataObject) -> None:
    entries = [*moved(20, 15), entry(A, Account.USED, 249, "ani", 1), entry(A, Account.USED, 248, "ani", 1)]
    kept = data.draw(st.lists(st.sampled_from(entries), unique=True))
    shuffled = data.draw(st.permutations([*kept, *kept[:5]]))

    assert audit(shuffled, books=BOOKS) == audit(kept, books=BOOKS)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_saying_less_never_makes_the_worst_case_better(data: st.DataObject) -> None:
    entries = changed(B, Account.RECEIVED, data.draw(st.integers(200, 306)))
    silent = data.draw(st.sets(st.sampled_from([(one.place, one.account) for one in entries])))
    full = {(one.place, one.hop): one.most for one in audit(entries, books=BOOKS).differences}

    less = audit([one for one in entries if (one.place, one.account) not in silent], books=BOOKS).differences

    worst = {(one.place, one.hop): one.most for one in less}
    bounds = {hop: math.inf if most is None else most for hop, most in worst.items()}
    assert all(bounds.get(hop, 0) >= most for hop, most in full.items() if most and most > 0)
