import pytest
from tests.custody.folding import state_of
from tests.incidents.saying import BOOK, HOUR

from sampai.custody.model import BoxCode, Mismatch, Quietness, SealFinding, Silence
from sampai.incidents.model import Claim
from sampai.incidents.rules.gather import gather
from sampai.incidents.rules.raising import (
    claim_of_deadline,
    claim_of_seal,
    claim_of_silence,
    claims_of_box,
)

LATER_MS = 4_000_000_000_000


def raised(name: str, *, now_ms: int = LATER_MS) -> tuple[Claim, ...]:
    return claims_of_box(state_of(name), now_ms=now_ms, lone_after_ms=2 * HOUR, book=BOOK)


@pytest.mark.parametrize(
    ("story", "kinds"),
    [
        ("whole-life", []),
        ("seal-misread", []),
        ("replaced", []),
        ("arrived-wet", ["wet"]),
        ("short-at-opening", ["short"]),
        ("wrong-district", ["wrong-destination"]),
        ("seal-strange", ["seal-broken"]),
        ("lone-half", ["lone-handover"]),
    ],
)
def test_what_is_wrong_with_a_box_becomes_a_claim_of_its_kind(story: str, kinds: list[str]) -> None:
    assert [one.kind for one in raised(story)] == kinds


def test_a_half_that_is_not_yet_late_raises_nothing() -> None:
    at_ms = state_of("lone-half").statements[-1].at_ms

    assert raised("lone-half", now_ms=at_ms + HOUR) == ()


def test_looking_again_later_makes_the_same_claim() -> None:
    first, second = raised("lone-half"), raised("lone-half", now_ms=LATER_MS + HOUR)

    assert [one.id for one in first] == [one.id for one in second]
    assert len(gather([*first, *second], book=BOOK)) == 1


def silence(quietness: Quietness) -> Silence:
    return Silence(subject="journey:J1", quietness=quietness, last_ms=None, due_ms=HOUR)


@pytest.mark.parametrize("quietness", [one for one in Quietness if one is not Quietness.OVERDUE])
def test_explained_silence_is_no_incident(quietness: Quietness) -> None:
    assert claim_of_silence(silence(quietness), place="170401", now_ms=2 * HOUR, book=BOOK) is None


def test_silence_of_a_journey_and_of_a_station_are_two_kinds() -> None:
    overdue = silence(Quietness.OVERDUE)

    journey = claim_of_silence(overdue, place="170401", now_ms=2 * HOUR, book=BOOK, journey="J1")
    station = claim_of_silence(overdue, place="1704012003001", now_ms=2 * HOUR, book=BOOK)

    assert journey
    assert station
    assert (journey.kind, journey.journey, station.kind) == ("overdue", "J1", "silent")


def test_a_seal_that_was_misread_is_no_incident_and_a_swapped_one_names_both_boxes() -> None:
    def finding(mismatch: Mismatch) -> SealFinding:
        return SealFinding(
            box=BoxCode("1704012003001-B1"),
            mismatch=mismatch,
            expected="A1",
            read="A2",
            last_right=None,
            found=b"x",
            holders=(),
            other_box=BoxCode("1704012003001-B2"),
        )

    swapped = claim_of_seal(finding(Mismatch.WRONG_BOX), place="170401", at_ms=0, book=BOOK)

    assert claim_of_seal(finding(Mismatch.MISREAD), place="170401", at_ms=0, book=BOOK) is None
    assert swapped
    assert swapped.boxes == ("1704012003001-B1", "1704012003001-B2")


def test_goods_expected_after_their_deadline_are_late_and_those_in_time_are_not() -> None:
    def raised_at(expected_ms: int) -> Claim | None:
        return claim_of_deadline(
            "journey:J1", place="1704012003001", due_ms=HOUR, expected_ms=expected_ms, now_ms=0, book=BOOK
        )

    late = raised_at(HOUR + 1)

    assert raised_at(HOUR) is None
    assert late
    assert late.kind == "late"
