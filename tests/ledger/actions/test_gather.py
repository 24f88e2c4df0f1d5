from collections.abc import Sequence
from threading import Event

import pytest

from sampai.ledger.actions.append import Answer
from sampai.ledger.actions.gather import Gatherer


def answers(batches: Sequence[bytes]) -> list[Answer]:
    return [Answer((), raw, b"") for raw in batches]


def test_what_waits_shares_one_commit_and_each_gets_its_own_answer() -> None:
    commits: list[int] = []
    go = Event()

    def take(batches: Sequence[bytes]) -> list[Answer]:
        go.wait(5)
        commits.append(len(batches))
        return answers(batches)

    gatherer = Gatherer(take)
    futures = [gatherer.submit(b"%d" % number) for number in range(30)]
    go.set()

    assert [future.result(5).receipt for future in futures] == [b"%d" % number for number in range(30)]
    gatherer.close()
    assert sum(commits) == 30
    assert len(commits) <= 3


def test_one_batch_that_fails_does_not_hold_the_others_up() -> None:
    go = Event()

    def take(batches: Sequence[bytes]) -> list[Answer]:
        go.wait(5)
        if b"bad" in batches:
            raise OSError("disk")
        return answers(batches)

    gatherer = Gatherer(take)
    good, bad, late = (gatherer.submit(raw) for raw in (b"good", b"bad", b"late"))
    go.set()

    assert good.result(5).receipt == b"good"
    assert late.result(5).receipt == b"late"
    with pytest.raises(OSError, match="disk"):
        bad.result(5)
    gatherer.close()


def test_closing_finishes_what_was_handed_in() -> None:
    ended: list[bool] = []
    gatherer = Gatherer(answers, done=lambda: ended.append(True))
    futures = [gatherer.submit(b"x") for _ in range(5)]
    gatherer.close()

    assert all(future.done() for future in futures)
    assert ended == [True]
