from collections.abc import Sequence

import pytest
from tests.ledger.log import checkpoint_of, cosigned, entries, files, log_key, witness_key

from sampai.engines.signing import verify
from sampai.ledger.rules.merkle import Tree
from sampai.ledger.rules.monitor import Alarm, Watch, quorum_time, watch
from sampai.ledger.rules.notes import Checkpoint, Note, read_note
from sampai.ledger.rules.policy import read_policy

SIGNED_S = 1_732_665_600
FILES = files(entries(300), sizes=[200, 300])
NOTE = read_note(FILES["checkpoint"])
BEFORE = checkpoint_of(Tree(entries(200)))
POLICY = read_policy(f"log {log_key()}\nwitness b {witness_key('bawaslu')}\nquorum b\n")


def seen(
    note: Note = NOTE, *, last: Checkpoint | None = BEFORE, lost: Sequence[str] = (), age_s: int = 60
) -> Watch:
    left = {path: content for path, content in FILES.items() if path not in lost}
    return watch(
        note,
        last=last,
        fetch=left.__getitem__,
        policy=POLICY,
        verify=verify,
        now_s=SIGNED_S + age_s,
        fresh_s=3_600,
    )


def test_a_log_that_grew_and_was_cosigned_lately_is_quiet() -> None:
    for last in (None, BEFORE, checkpoint_of(Tree(entries(300)))):
        assert seen(last=last) == Watch(
            checkpoint=checkpoint_of(Tree(entries(300))), at_s=SIGNED_S, alarms=()
        )


def test_a_second_history_is_told() -> None:
    assert seen(last=checkpoint_of(Tree([b"other", *entries(200)[1:]]))).alarms == (Alarm.FORKED,)


def test_a_log_that_went_back_is_told() -> None:
    assert seen(last=checkpoint_of(Tree(entries(301)))).alarms == (Alarm.SHRUNK,)


def test_missing_and_old_cosignatures_are_told() -> None:
    alone = cosigned(checkpoint_of(Tree(entries(300))), by=[])

    assert seen(alone).alarms == (Alarm.UNWITNESSED,)
    assert seen(age_s=3_601).alarms == (Alarm.STALE,)


def test_a_missing_tile_is_told() -> None:
    assert seen(lost=["tile/0/000"]).alarms == (Alarm.DAMAGED,)


def test_what_the_log_did_not_sign_is_told_and_nothing_else_believed() -> None:
    for note in (Note(NOTE.text, NOTE.lines[1:]), Note(str(BEFORE), NOTE.lines)):
        assert seen(note) == Watch(checkpoint=None, at_s=None, alarms=(Alarm.UNSIGNED,))


@pytest.mark.parametrize(
    ("times", "found"),
    [({"a": 5, "b": 7, "c": 9}, 7), ({"a": 5, "c": 9}, 5), ({"a": 5}, None), ({}, None)],
)
def test_the_quorum_signed_when_the_last_one_needed_did(times: dict[str, int], found: int | None) -> None:
    policy = read_policy(
        "".join(f"witness {name} {witness_key(name)}\n" for name in "abc") + "group g 2 a b c\nquorum g\n"
    )

    assert quorum_time(policy, times=times) == found
