"""Institutions that watch each other, on the command line: witnesses, mirror, monitor, proofs, bundles."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from sqlite3 import connect

import pytest
from tests.ledger.log import log_key, secret
from tests.ledger.nodes import enrolled, take
from tests.ledger.test_record import entries
from tests.processes import answering, ran, sampai

from sampai.engines.signing import verify
from sampai.engines.tlog import LogFolder, open_witness, witness_server
from sampai.ledger.queries.evidence import stored_record
from sampai.main.cli import run

NAMES = ("bawaslu", "polri")


@pytest.fixture
def world(tmp_path: Path, sqlite_store: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with the record, its log and the policy; two witnesses run."""
    monkeypatch.setenv("SAMPAI_LANG", "en")
    phone = enrolled("a")
    take(phone.batch([phone.says(), phone.says(subject="box:18"), phone.says("custody.sealed")]))
    leaves = entries(stored_record())
    LogFolder(tmp_path / "log", key=log_key(), sign=secret("log")).append([leaves[at] for at in range(3)])
    with ExitStack() as stack:
        lines = [f"log {log_key()}"]
        for name in NAMES:
            one = open_witness(
                tmp_path / name,
                name=f"w.{name}",
                logs=[log_key()],
                verify=verify,
                clock=lambda: 1_900_000_000,
            )
            address = stack.enter_context(answering(witness_server(one, host="127.0.0.1", port=0)))
            lines.append(f"witness {name} {one.key} {address}")
        lines += ["group rivals all bawaslu polri", "quorum rivals", ""]
        (tmp_path / "policy").write_text("\n".join(lines), encoding="utf-8")
        yield tmp_path
    assert sqlite_store.exists()


def said(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str]:
    code = run(["ledger", *map(str, words)])
    out = capsys.readouterr()
    return code, out.out + out.err


def test_a_log_is_cosigned_copied_watched_and_proven(world: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log, policy = world / "log", world / "policy"
    watching = ("monitor", log, "--policy", policy, "--memory", world / "memory", "--fresh", 10**9)

    assert said(capsys, *watching) == (1, "Too few witnesses signed the checkpoint of 3 entries.\n")
    assert said(capsys, "cosign", log, "--policy", policy) == (0, "Signed as the policy asks.\n")
    assert said(capsys, *watching) == (0, f"{log_key().name}: 3 entries, sound.\n")

    code, text = said(capsys, "mirror", log, "--to", world / "copy", "--key", log_key())
    assert (code, "3 entries" in text) == (0, True)
    assert said(capsys, "verify", world / "copy", "--policy", policy)[0] == 0

    proof = world / "event.tlog-proof"
    assert said(capsys, "prove", 2, "--log", log, "--key", log_key(), "--to", proof)[0] == 0
    code, text = said(capsys, "verify", proof, "--policy", policy)
    assert (code, "of the class “custody”" in text) == (0, True)
    raw = proof.read_bytes()
    proof.write_bytes(raw[:-30] + bytes([raw[-30] ^ 1]) + raw[-29:])
    assert said(capsys, "verify", proof, "--policy", policy) == (
        1,
        f"{proof}: proves nothing under this policy.\n",
    )


def test_an_event_is_found_by_its_name(world: Path, capsys: pytest.CaptureFixture[str]) -> None:
    device = next(iter(stored_record().devices)).name
    to = world / "event.tlog-proof"
    log = ("--log", world / "log", "--key", log_key(), "--to", to)

    assert said(capsys, "prove", f"{device}-1", *log) == (0, f"Proof of entry 1: {to}\n")
    code, text = said(capsys, "prove", f"{device}-7", *log)
    assert (code, "is not in this log" in text) == (2, True)


def test_a_second_history_is_an_alarm_of_its_own(world: Path, capsys: pytest.CaptureFixture[str]) -> None:
    watching = ("--policy", world / "policy", "--memory", world / "memory")
    said(capsys, "monitor", world / "log", *watching)
    LogFolder(world / "fork", key=log_key(), sign=secret("log")).append([b"another"] * 5)

    code, text = said(capsys, "monitor", world / "fork", *watching)

    assert code == 3
    assert "ALARM: the 5 entries do not contain the 3 seen before: a second history." in text
    assert (world / "memory.alarm").exists()
    assert said(capsys, "monitor", world / "log", *watching)[0] == 1


def test_a_log_that_does_not_answer_is_told(world: Path, capsys: pytest.CaptureFixture[str]) -> None:
    watching = ("--policy", world / "policy", "--memory", world / "memory")

    code, text = said(capsys, "monitor", "http://127.0.0.1:9", *watching)

    assert (code, "The log does not answer" in text) == (1, True)


def told(*words: object) -> tuple[int, str]:
    """As `said`, in a process of its own: one process knows one store."""
    done = ran(sampai("ledger", *words))
    return done.returncode, done.stdout + done.stderr


def test_what_is_taken_out_of_the_record(world: Path, sqlite_store: Path) -> None:
    data, epcis, zipped = world / "data", world / "box.jsonld", world / "box.zip"
    data.mkdir()
    with closing(connect(sqlite_store)) as store:
        store.execute("VACUUM INTO ?", (str(data / "sampai.sqlite3"),))

    assert told("epcis", "box:17", "--data", data, "--to", epcis)[0] == 0
    assert len(json.loads(epcis.read_text())["epcisBody"]["eventList"]) == 2
    code, text = told("evidence", "box:17", "--policy", world / "policy", "--data", data, "--to", zipped)
    assert (code, "is in no log yet" in text) == (2, True)
    code, text = told("verify", world / "log", "--policy", world / "policy", "--data", data)
    assert (code, "is no log of this record" in text) == (2, True)


def test_a_policy_is_shown_in_words_and_tested(world: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, text = said(capsys, "policy", world / "policy", "--operator", "kpu")
    assert code == 0
    assert "Needed: 2 of (bawaslu, polri)." in text
    assert "Any 0 witnesses may be silent" in text
    assert "Two histories would need 3 institutions together, for example kpu, bawaslu, polri." in text

    code, text = said(capsys, "policy", world / "policy", "--operator", "kpu", "--run-by", "bawaslu=kpu")
    assert (code, "2 institutions together" in text) == (0, True)
    broken = (world / "policy").read_text().replace("all bawaslu polri", "any bawaslu polri")
    (world / "policy").write_text(broken)
    code, text = said(capsys, "policy", world / "policy", "--operator", "kpu")
    assert (code, "BROKEN: kpu alone could show two histories." in text) == (1, True)


def test_a_witness_shows_its_key(world: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, text = said(capsys, "witness", "--folder", world / "new", "--name", "w.new", "--log", log_key())

    assert code == 0
    assert "Line for a policy: witness w.new w.new+" in text


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("verify", "log"), "Give the log's public key"),
        (("verify", "log", "--key", "x"), "is no public key of a log"),
        (("verify", "nowhere", "--key", "KEY"), "neither a folder nor a web address"),
        (("mirror", "log", "--to", "copy", "--key", "KEY", "--name", "m"), "Give both --name and --folder"),
        (("monitor", "log", "--policy", "log/checkpoint", "--memory", "m"), "is no policy"),
        (("verify",), "Say what to check"),
        (("prove", "999", "--to", "p", "--data", "."), "give the event's name"),
        (("prove", "999", "--log", "log", "--key", "KEY", "--to", "p"), "is not in this log"),
    ],
)
def test_what_cannot_be_done_is_said(
    words: tuple[str, ...],
    sentence: str,
    world: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(world)

    code, text = said(capsys, *(str(log_key()) if word == "KEY" else word for word in words))

    assert (code, sentence in text) == (2, True), text
