"""A server's record from the first phone to the court: filled, logged, cosigned, proven, altered."""

import hashlib
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from sqlite3 import connect
from time import monotonic, sleep
from urllib.request import urlopen
from zipfile import ZipFile

import pytest
from tests.ledger.go import VERIFIER, built
from tests.ledger.real_server import RealServer, sent, serving
from tests.ledger.worlds import Phone
from tests.processes import answering, ran, sampai
from tests.store import store

from sampai.engines.signing import verify
from sampai.engines.tlog import open_witness, witness_server
from sampai.kernel.clock import now
from sampai.ledger.model import Event
from sampai.ledger.rules.enrolment import application
from sampai.ledger.rules.envelope import batch_bytes, digest_of, event_bytes, name_of
from sampai.ledger.rules.notes import read_vkey
from sampai.people.tables import TicketRow

SECRET = b"a phone's code.."
SOUND = "Log and record are sound: rows, signatures, entries, tiles and the signed root agree.\n"
BOXES = "pilkada-2024/17/kembali"
ELSEWHERE = "pilkada-2029/17/tetap"


def _offered(data: Path) -> None:
    """A folder of a server whose desk shows a code for a phone."""
    data.mkdir()
    with store("sqlite", folder=data):
        TicketRow.objects.create(
            digest=hashlib.sha256(SECRET).hexdigest(),
            name="HP PPK",
            territory="1704",
            institution="kpu",
            made_by="rina",
            made_at=now(),
            ends_at=now() + timedelta(minutes=10),
        )


def _enrol(phone: Phone, server: RealServer) -> None:
    asked = application(SECRET, key=phone.key, facts={}, sign=phone.secret).raw()
    with closing(HTTPConnection("127.0.0.1", server.port, timeout=60)) as connection:
        connection.request("POST", "/sync/enrol", asked, {"Sampai-Protocol": "1"})
        assert connection.getresponse().status == 200


def _hand_in(server: RealServer, phone: Phone, events: list[Event]) -> None:
    found = sent(server.port, batch_bytes(phone.batch(events)), phone=phone)
    assert found is not None
    assert {standing for standing, _, _ in found[4]} == {"stored"}


def _of_another_election(phone: Phone) -> Event:
    event = replace(phone.says(), election="pilkada-2029")
    phone.previous = digest_of(event_bytes(event))
    return event


def _size(log: Path) -> int:
    file = log / "checkpoint"
    return int(file.read_text(encoding="utf-8").split("\n")[1]) if file.exists() else 0


def _soon(holds: Callable[[], bool]) -> None:
    until = monotonic() + 60
    while not holds():
        assert monotonic() < until, "the integrator did not come so far"
        sleep(0.1)


def told(*words: object) -> tuple[int, str]:
    done = ran(sampai("ledger", *words))
    return done.returncode, done.stdout + done.stderr


@contextmanager
def witnessed(folder: Path, *, vkeys: list[str]) -> Iterator[tuple[str, str]]:
    """A real witness on the loopback: its key, and the line of a policy."""
    logs = [read_vkey(one) for one in vkeys]
    one = open_witness(
        folder, name="w.bawaslu", logs=logs, verify=verify, clock=lambda: int(now().timestamp())
    )
    with answering(witness_server(one, host="127.0.0.1", port=0)) as address:
        yield str(one.key), f"witness bawaslu {one.key} {address}\nquorum bawaslu\n"


def test_a_box_from_the_phone_to_the_court(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMPAI_LANG", "en")
    data, phone = tmp_path / "data", Phone("phone")
    log = data / "log" / BOXES
    _offered(data)
    with serving(data) as server:
        _enrol(phone, server)
        box = [phone.says(), phone.says("custody.departed", body={"boxes": [{"box": "17"}]})]
        _hand_in(server, phone, [*box, phone.says(subject="box:18"), _of_another_election(phone)])
        _soon(lambda: _size(log) == 3 and _size(data / "log" / ELSEWHERE) == 1)
        with urlopen(f"http://127.0.0.1:{server.port}/log", timeout=10) as answer:
            vkeys = [line.split(" ")[0] for line in answer.read().decode().splitlines()]
        copy, key = tmp_path / "copy", next(one for one in vkeys if BOXES in one)
        address = f"http://127.0.0.1:{server.port}/log/{BOXES}"
        assert told("mirror", address, "--to", copy, "--key", key)[0] == 0
        assert (copy / "checkpoint").read_bytes() == (log / "checkpoint").read_bytes()
    assert told("verify", "--data", data) == (0, SOUND)
    assert told("verify", copy, "--key", key, "--data", data) == (0, SOUND)

    with witnessed(tmp_path / "witness", vkeys=vkeys) as (witness, line):
        (data / "witnesses.txt").write_text(line, encoding="utf-8")
        policy = tmp_path / "policy"
        policy.write_text("".join(f"log {one}\n" for one in vkeys) + line, encoding="utf-8")
        assert told("checkpoint", "--data", data)[0] == 0
        _court(tmp_path, data=data, policy=policy, keys=[*vkeys, witness], event=box[1])
        _altered(data)
        _old_copy(tmp_path, data=data, phone=phone)


def _court(folder: Path, *, data: Path, policy: Path, keys: list[str], event: Event) -> None:
    """Proof and bundle convince those who share no code with us."""
    proof, zipped, bundle = folder / "event.tlog-proof", folder / "box.zip", folder / "bundle"
    name = name_of(event, digest=digest_of(event_bytes(event)))
    assert told("prove", name, "--data", data, "--to", proof)[0] == 0
    go = built("proof/main.go", folder=folder)
    signers = [next(one for one in keys if BOXES in one), keys[-1]]
    assert ran([go, proof, *signers]).stdout == "OK 1 of 3\n"

    code, text = told("evidence", "box:17", "--policy", policy, "--data", data, "--to", zipped)
    assert (code, text) == (0, f"3 events on box:17: {zipped}\n")
    assert told("verify", zipped, "--policy", policy)[0] == 0
    ZipFile(zipped).extractall(bundle)
    checker = [sys.executable, "-I", str(VERIFIER / "check_bundle.py"), str(bundle), *keys]
    assert ran(checker).stdout == "OK 3 events\n"
    assert {path.name for path in bundle.glob("checkpoint*")} == {"checkpoint", "checkpoint-2"}


def _altered(data: Path) -> None:
    """One byte in a place, an event, a tile is named."""
    file = data / "sampai.sqlite3"
    for change, back, name in (
        ('UPDATE leaf SET "index" = 7 WHERE seq = 1', 'UPDATE leaf SET "index" = 0 WHERE seq = 1', "leaf/1"),
        (
            "UPDATE event SET received_ms = received_ms + 1 WHERE seq = 3",
            "UPDATE event SET received_ms = received_ms - 1 WHERE seq = 3",
            "event/3",
        ),
    ):
        for statement in (change, back):
            with closing(connect(file)) as store_file, store_file:
                assert store_file.execute(statement).rowcount == 1
            code, text = told("verify", "--data", data)
            assert (code, f"{name}: altered." in text) == ((1, True) if statement == change else (0, False))
    tile = next(path for path in (data / "log" / BOXES).rglob("tile/0/000.p/*"))
    raw = tile.read_bytes()
    tile.write_bytes(bytes([raw[0] ^ 1]) + raw[1:])
    code, text = told("verify", "--data", data)
    assert (code, f"{tile.relative_to(data).as_posix()}: altered." in text) == (1, True)
    tile.write_bytes(raw)


def _old_copy(folder: Path, *, data: Path, phone: Phone) -> None:
    """A server that is put back from a backup is stopped by the witness that knows more."""
    backup, log = folder / "backup", data / "log" / BOXES
    shutil.copytree(data, backup)
    with serving(data) as server:
        _hand_in(server, phone, [phone.says()])
        _soon(lambda: _size(log) == 4 and "w.bawaslu" in (log / "checkpoint").read_text(encoding="utf-8"))

    code, text = told("checkpoint", "--data", backup)

    assert code != 0
    assert "Witness bawaslu has seen 4 entries of this log, which has 3" in text
    assert (backup / "log" / BOXES / "halted").exists()
    assert _size(backup / "log" / BOXES) == 3
