import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.ledger.log import ORIGIN, cosigned, entries, log_key, secret
from tests.processes import answering

from sampai.engines.signing import verify
from sampai.engines.tlog import Halted, LogFolder
from sampai.engines.tlog.cosigning import Cosigned, cosign
from sampai.engines.tlog.serving import witness_server
from sampai.engines.tlog.web import ask
from sampai.engines.tlog.witness import Witness, open_witness
from sampai.kernel.errors import Refused
from sampai.ledger.rules.merkle import Tree, consistency_proof, root
from sampai.ledger.rules.notes import Checkpoint, read_checkpoint, read_note
from sampai.ledger.rules.policy import accepted, read_policy
from sampai.ledger.rules.witness import Request

MADE = entries(600)
NOW_S = 1_732_665_600


def opened(folder: Path) -> LogFolder:
    return LogFolder(folder, key=log_key(), sign=secret("log"))


def witness(folder: Path) -> Witness:
    return open_witness(
        folder,
        name=f"witness.{folder.name}.example",
        logs=[log_key()],
        verify=verify,
        clock=lambda: NOW_S,
    )


def asked(
    log: Path, witnesses: Sequence[Witness], addresses: Sequence[str], *, quorum: str = "all"
) -> Cosigned:
    lines = [f"log {log_key()}"]
    lines += [
        f"witness {one.folder.name} {one.key} {address}"
        for one, address in zip(witnesses, addresses, strict=True)
    ]
    names = " ".join(one.folder.name for one in witnesses)
    policy = read_policy("\n".join([*lines, f"group g {quorum} {names}", "quorum g"]))
    return cosign(log, policy=policy, verify=verify)


def body(made: Sequence[bytes], *, old: int, size: int) -> bytes:
    tree = Tree(made)
    checkpoint = Checkpoint(origin=ORIGIN, size=size, root=root(size, hashes=tree))
    proof = tuple(consistency_proof(old, size=size, hashes=tree)) if old <= size else ()
    return str(Request(old, proof, cosigned(checkpoint, by=[]))).encode()


@pytest.fixture
def log(tmp_path: Path) -> Path:
    opened(tmp_path / "log").append(MADE[:300])
    return tmp_path / "log"


def test_rivals_cosign_a_log_over_http_as_it_grows(log: Path, tmp_path: Path) -> None:
    rivals = [witness(tmp_path / name) for name in ("bawaslu", "polri")]
    with (
        answering(witness_server(rivals[0], host="127.0.0.1", port=0)) as one,
        answering(witness_server(rivals[1], host="127.0.0.1", port=0)) as other,
    ):
        first = asked(log, rivals, [one, other])
        opened(log).append(MADE[300:])
        second = asked(log, rivals, [one, other])

    assert (first.accepted, first.missing) == (True, ())
    assert (second.accepted, len(second.note.lines)) == (True, 3)
    assert read_note((log / "checkpoint").read_bytes()) == second.note
    assert read_checkpoint(second.note.text).size == 600


def test_a_silent_witness_is_named_and_the_policy_decides(log: Path, tmp_path: Path) -> None:
    rivals = [witness(tmp_path / name) for name in ("bawaslu", "polri")]
    with answering(witness_server(rivals[0], host="127.0.0.1", port=0)) as one:
        both = asked(log, rivals, [one, "http://127.0.0.1:9"])
        either = asked(log, rivals, [one, "http://127.0.0.1:9"], quorum="any")

    assert [name for name, _ in both.missing] == ["polri"]
    assert (both.accepted, either.accepted) == (False, True)


def test_the_operators_own_witness_signs_both_histories_and_therefore_does_not_count(tmp_path: Path) -> None:
    """The fork of one institution: its witness on two folders with one key, each rival sees one history."""
    own = witness(tmp_path / "kpu")
    shutil.copytree(tmp_path / "kpu", tmp_path / "twin" / "kpu")
    twin = witness(tmp_path / "twin" / "kpu")
    rivals = [witness(tmp_path / name) for name in ("bawaslu", "polri")]
    forks = [tmp_path / "a", tmp_path / "b"]
    notes = []
    for fork, made, mine, rival in zip(forks, (MADE[:9], MADE[1:9]), (own, twin), rivals, strict=True):
        opened(fork).append(made)
        with (
            answering(witness_server(mine, host="127.0.0.1", port=0)) as one,
            answering(witness_server(rival, host="127.0.0.1", port=0)) as other,
        ):
            notes.append(asked(fork, [mine, rival], [one, other]).note)
    known = [f"witness {one.folder.name} {one.key}" for one in (own, *rivals)]
    head = "\n".join([f"log {log_key()}", *known])
    broken = read_policy(f"{head}\ngroup g 2 kpu bawaslu polri\nquorum g")
    sound = read_policy(f"{head}\ngroup g 2 bawaslu polri\nquorum g")

    assert all(accepted(note, policy=broken, verify=verify) for note in notes)
    assert not any(accepted(note, policy=sound, verify=verify) for note in notes)


def test_a_restored_old_backup_is_found_before_anything_new_is_signed_and_stays_stopped(
    log: Path, tmp_path: Path
) -> None:
    rival = witness(tmp_path / "bawaslu")
    shutil.copytree(log, tmp_path / "backup")
    opened(log).append(MADE[300:400])
    with answering(witness_server(rival, host="127.0.0.1", port=0)) as address:
        asked(log, [rival], [address])

        with pytest.raises(Halted, match="has seen 400 entries of this log, which has 300"):
            asked(tmp_path / "backup", [rival], [address])

    with pytest.raises(Halted, match="old copy"):
        opened(tmp_path / "backup")
    assert opened(log).size == 400


def test_a_log_that_tells_another_history_is_stopped_and_the_witness_keeps_the_proof(
    log: Path, tmp_path: Path
) -> None:
    rival = witness(tmp_path / "bawaslu")
    opened(tmp_path / "fork").append([b"another", *MADE[1:350]])
    with answering(witness_server(rival, host="127.0.0.1", port=0)) as address:
        asked(log, [rival], [address])

        with pytest.raises(Halted, match="another history"):
            asked(tmp_path / "fork", [rival], [address])

    assert rival.seen[ORIGIN].size == 300
    assert len(list((tmp_path / "bawaslu" / "refused").iterdir())) == 1


def test_a_witness_remembers_after_it_was_stopped(tmp_path: Path) -> None:
    first = witness(tmp_path / "bawaslu")
    assert first.add_checkpoint(body(MADE, old=0, size=300))[0] == 200
    again = witness(tmp_path / "bawaslu")

    assert again.key == first.key
    assert again.add_checkpoint(body(MADE, old=0, size=5)) == (409, "text/x.tlog.size", b"300\n")
    assert again.add_checkpoint(body([b"x", *MADE], old=300, size=300))[0] == 409


def test_it_remembers_before_it_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = witness(tmp_path / "bawaslu")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("sampai.engines.tlog.witness.store", full)
        with pytest.raises(OSError, match="No space"):
            one.add_checkpoint(body(MADE, old=0, size=300))

    assert one.seen == {}


def test_a_witness_that_lost_its_memory_is_retired(tmp_path: Path) -> None:
    witness(tmp_path / "bawaslu")
    (tmp_path / "bawaslu" / "seen").unlink()

    with pytest.raises(Refused, match="Retire it"):
        witness(tmp_path / "bawaslu")


def test_calls_at_the_same_time_never_roll_back(tmp_path: Path) -> None:
    one = witness(tmp_path / "bawaslu")
    sizes = range(1, 40)
    with ThreadPoolExecutor(len(sizes)) as pool:
        list(pool.map(lambda size: one.add_checkpoint(body(MADE, old=0, size=size)), sizes))

    known = one.seen[ORIGIN].size
    assert witness(tmp_path / "bawaslu").seen == one.seen
    assert one.add_checkpoint(body(MADE, old=known, size=600))[0] == 200


def test_http_says_what_the_specification_says(tmp_path: Path) -> None:
    one = witness(tmp_path / "bawaslu")
    with answering(witness_server(one, host="127.0.0.1", port=0)) as address:
        place = f"{address}/add-checkpoint"
        signed = ask(place, body=body(MADE, old=0, size=300))
        stale = ask(place, body=body(MADE, old=0, size=400))
        nonsense = ask(place, body=b"old x")
        unknown = ask(place, body=body(MADE, old=0, size=3).replace(ORIGIN.encode(), b"other"))
        forged = ask(place, body=body(MADE, old=300, size=301).replace(b"\n301\n", b"\n302\n"))
        elsewhere = ask(f"{address}/other", body=b"")
        read = ask(f"{address}/checkpoint")

    statuses = [one.status for one in (signed, stale, nonsense, unknown, forged, elsewhere, read)]
    assert statuses == [200, 409, 400, 404, 403, 404, 404]
    assert (stale.content_type, stale.body) == ("text/x.tlog.size", b"300\n")
    assert signed.body.startswith("— witness.bawaslu.example ".encode())
