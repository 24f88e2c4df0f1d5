"""In which order batches are taken in again: as the logs say, whoever brings them in whatever order."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st
from tests.ledger.worlds import random_bytes

from sampai.ledger.model import Digest
from sampai.ledger.rules.leaves import Leaf, commitment
from sampai.ledger.rules.restore import Again, Piece, order_again


def _commitment(raw: bytes) -> Digest:
    return commitment(raw, salt=random_bytes(raw))


def _piece(*items: str) -> Piece:
    raws = [one.encode() for one in items]
    return Piece(b"|".join(raws), tuple((raw, _commitment(raw)) for raw in raws))


def _shard_of(raw: bytes, _at_ms: int) -> str:
    return raw[:1].decode()


def _logged(*batches: tuple[int, Sequence[str]]) -> dict[str, list[Leaf]]:
    """What the logs hold after these batches were taken in; the first letter of an item is its log."""
    owed: dict[str, list[Leaf]] = {}
    for at_ms, items in batches:
        for one in items:
            owed.setdefault(one[0], []).append(Leaf(commitment=_commitment(one.encode()), received_ms=at_ms))
    return owed


def _taken(again: Sequence[Again]) -> list[tuple[int, list[str]]]:
    return [(one.at_ms, one.raw.decode().split("|")) for one in again]


def test_batches_come_in_the_order_of_the_entries() -> None:
    owed = _logged((1, ["a1", "b1"]), (2, ["a2"]), (2, ["b2", "b3"]))

    found = order_again(owed, [_piece("b2", "b3"), _piece("a2"), _piece("a1", "b1")], shard_of=_shard_of)

    assert _taken(found) == [(1, ["a1", "b1"]), (2, ["a2"]), (2, ["b2", "b3"])]


def test_a_run_that_came_again_with_more_is_taken_for_what_was_new() -> None:
    owed = _logged((1, ["a1"]), (3, ["b1"]), (5, ["a2", "a3"]))
    longer = _piece("a1", "a2", "a3")

    found = order_again(owed, [longer, _piece("b1"), _piece("a1")], shard_of=_shard_of)

    assert _taken(found) == [(1, ["a1"]), (3, ["b1"]), (5, ["a1", "a2", "a3"])]


def test_what_the_mirror_did_not_see_any_more_may_follow_and_never_come_between() -> None:
    owed = _logged((1, ["a1"]), (2, ["a3"]))

    ends_late = order_again(owed, [_piece("a1"), _piece("a3", "a4")], shard_of=_shard_of)
    comes_between = order_again(owed, [_piece("a1", "a2"), _piece("a3")], shard_of=_shard_of)

    assert _taken(ends_late) == [(1, ["a1"]), (2, ["a3", "a4"])]
    assert comes_between == []


def test_a_log_of_which_something_is_missing_holds_up_no_other() -> None:
    owed = _logged((1, ["a1"]), (2, ["a2"]), (3, ["b1"]), (4, ["a3"]))

    found = order_again(owed, [_piece("a1"), _piece("a3"), _piece("b1")], shard_of=_shard_of)

    assert _taken(found) == [(1, ["a1"]), (3, ["b1"])]


def test_a_batch_that_came_at_another_time_is_not_taken_for_it() -> None:
    owed = {"a": [Leaf(commitment=_commitment(f"a{n}".encode()), received_ms=n) for n in (1, 2)]}

    assert order_again(owed, [_piece("a1", "a2")], shard_of=_shard_of) == []


@given(st.lists(st.lists(st.sampled_from("abc"), min_size=1, max_size=4), max_size=12), st.randoms())
def test_any_record_comes_back_from_its_batches_in_any_order(logs: list[list[str]], chance: object) -> None:
    numbers = iter(range(10**6))
    batches = [(at, [f"{log}{next(numbers)}" for log in run]) for at, run in enumerate(logs)]
    brought = [_piece(*items) for _, items in batches]
    chance.shuffle(brought)  # type: ignore[attr-defined]

    assert _taken(order_again(_logged(*batches), brought, shard_of=_shard_of)) == batches
