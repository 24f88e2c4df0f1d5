"""The restore drill: a command centre that was lost comes back from a backup, a mirror and another server."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from django.test import override_settings
from tests import store as stores
from tests.ledger.worlds import Phone
from tests.processes import ran, sampai
from tests.store import KINDS, store

from sampai.engines.signing import verify
from sampai.engines.tlog import mirror, reader
from sampai.kernel.clock import now
from sampai.kernel.errors import Refused
from sampai.ledger.actions.append import append, enrol_device
from sampai.ledger.actions.own import state
from sampai.ledger.model import Event
from sampai.ledger.rules.envelope import batch_bytes
from sampai.ledger.tables import EventRow, LeafRow
from sampai.main.backup import back_up, put_back
from sampai.main.store.sqlite.base import close_writers
from sampai.main.web.public_logs import PublicLogs, folder_of, key_of
from sampai.main.web.record import own_node
from sampai.main.web.relaying import Tally, export, import_file
from sampai.main.web.restoring import Restored, logs_of, restore

EARLY_MS, LATE_MS = 1_732_500_000_000, 1_732_550_000_000
"""Both before voting day."""
BOXES = "pilkada-2024/17/antar"
DESK = "-/17/tetap"
"""Where the log of a server's own statements on its devices is."""


@contextmanager
def _server(data: Path) -> Iterator[None]:
    """This process as the server of a data folder: its keys, its logs."""
    own_node.cache_clear()
    with override_settings(OPTIONS=replace(settings.OPTIONS, data=data)):
        yield
    own_node.cache_clear()


def _take(*batches: Sequence[Event], phone: Phone, at_ms: int) -> None:
    for events in batches:
        found = append([batch_bytes(phone.batch(events))], at_ms=at_ms, node=own_node().node)
        assert {one.standing.value for one in found[0].verdicts} <= {"stored", "already"}, found


def _log() -> None:
    logs = PublicLogs()
    try:
        assert [*logs.grow()]
    finally:
        logs.close()


def _enrol(phone: Phone, *, at_ms: int) -> None:
    """As the desk does: the key's row, and the server's statement of it."""
    enrol_device(phone.key, holder=phone.name, at=now(), territory="1704")
    state(
        own_node(),
        kind="device.enrolled",
        subject=f"device:{phone.key.id.hex()}",
        place="1704",
        actor="rina",
        body={
            "algorithm": phone.key.algorithm.value,
            "public": phone.key.public,
            "name": phone.name,
            "territory": "1704",
            "institution": "kpu",
            "server": False,
        },
        at_ms=at_ms,
    )


def _before(phones: Sequence[Phone]) -> None:
    _enrol(phones[0], at_ms=EARLY_MS)
    _take(phones[0].run(3), phone=phones[0], at_ms=EARLY_MS)
    _log()


def _after(phones: Sequence[Phone]) -> None:
    """A run of which the answer was lost and that comes longer; hidden entries; a phone that is new."""
    first, new = phones
    run = [first.says("custody.departed", body={"boxes": [{"box": "17"}]}), *first.run(2)]
    _take(run[:2], run, phone=first, at_ms=LATE_MS)
    _enrol(new, at_ms=LATE_MS + 1)
    _take(new.run(2), phone=new, at_ms=LATE_MS + 2)
    _take([first.says("journey.left")], phone=first, at_ms=LATE_MS + 2)
    _log()


def _elsewhere(folder: Path, record: Path) -> Path:
    """What another server exports that has the record: its own batches, in its own order."""
    own, out = own_node(), folder / "elsewhere.bin"
    folder.mkdir()
    with store("sqlite", folder=folder):
        enrol_device(own.key, holder=own.name, at=now(), server=True)
        tally = import_file(record)
        assert tally == Tally(stored=tally.stored), tally
        export(out, since=0)
    return out


def _digests() -> list[bytes]:
    return [bytes(one) for one in EventRow.objects.order_by("seq").values_list("digest", flat=True)]


def _places() -> list[tuple[int, int, int]]:
    return [*LeafRow.objects.order_by("seq").values_list("seq", "shard", "index")]


@contextmanager
def _new_store(kind: str) -> Iterator[str]:
    """An empty place for a store of a kind; its address, empty for a file."""
    if kind == "sqlite":
        yield ""
        return
    name = f"{stores._copied('template0')}"
    try:
        yield stores._address(name)
    finally:
        stores._drop(name)


def _drill(data: Path, url: str, *, mirrors: Path, records: Sequence[Path]) -> list[Restored]:
    with stores._using(url, file=data / "sampai.sqlite3"), _server(data):
        return [*restore(logs_of([str(mirrors)]), records)]


@pytest.mark.parametrize("kind", KINDS)
def test_what_came_after_the_backup_comes_back_in_the_same_order(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = [str(stores._server().bin_path)] if kind == "postgresql" else []
    monkeypatch.setenv("PATH", os.pathsep.join([*programs, os.environ["PATH"]]))  # noqa: TID251 -- pg_dump
    data, backup, mirrors, new = (tmp_path / name for name in ("data", "backup", "mirror", "new"))
    data.mkdir()
    phones = [Phone("old"), Phone("new")]
    with store(kind, folder=data) as url, _server(data):
        _before(phones)
        back_up(data, backup, file=data / "sampai.sqlite3", url=url, at=now())
        _after(phones)
        for name in (BOXES, DESK):
            mirror(reader(folder_of(name)), mirrors / name, key=key_of(name), verify=verify)
        export(tmp_path / "own.bin", since=0)
        elsewhere = _elsewhere(tmp_path / "other", tmp_path / "own.bin")
        digests, places = _digests(), _places()

    with _new_store(kind) as fresh:
        assert put_back(backup, new, url=fresh)
        assert not put_back(backup, new, url=fresh)
        alone = _drill(new, fresh, mirrors=mirrors, records=[])
        whole = _drill(new, fresh, mirrors=mirrors, records=[elsewhere])
        with stores._using(fresh, file=new / "sampai.sqlite3"), _server(new):
            found = _digests(), _places()
            _take([phones[0].says()], phone=phones[0], at_ms=LATE_MS + 3)
            _log()

    assert [(one.name, one.back, one.lost, one.root_equal) for one in alone] == [
        (DESK, 0, 1, False),
        (BOXES, 0, 6, False),
    ]
    assert [(one.name, one.back, one.lost, one.root_equal) for one in whole] == [
        (DESK, 1, 0, True),
        (BOXES, 6, 0, True),
    ]
    assert found == (digests, places)


def test_the_commands_say_what_came_back_and_what_did_not(tmp_path: Path) -> None:
    data, backup, new, mirrors = (tmp_path / name for name in ("data", "backup", "new", "mirror"))
    data.mkdir()
    phones = [Phone("old"), Phone("new")]
    with store("sqlite", folder=data), _server(data):
        _before(phones)
        done = ran(sampai("backup", "--data", data, "--to", backup, "--lang", "en"))
        assert done.returncode == 0, done.stderr
        _after(phones)
        for name in (BOXES, DESK):
            mirror(reader(folder_of(name)), mirrors / name, key=key_of(name), verify=verify)
        export(tmp_path / "record.bin", since=0)
    connections.close_all()
    close_writers()

    words = ["--data", new, "--mirror", mirrors, "--record", tmp_path / "record.bin", "--lang", "en"]
    done = ran(sampai("restore", backup, *words))

    assert done.returncode == 0, done.stderr
    assert f"{BOXES}: 9 entries, 6 of them back; the root is equal" in done.stdout
    assert " s; the rest took " in done.stdout


def test_a_damaged_backup_is_not_put_back(tmp_path: Path) -> None:
    data, backup = tmp_path / "data", tmp_path / "backup"
    data.mkdir()
    (data / "node.key").write_text("key", encoding="utf-8")
    with store("sqlite", folder=data):
        back_up(data, backup, file=data / "sampai.sqlite3", url="", at=now())
    (backup / "data" / "node.key").write_text("yek", encoding="utf-8")

    with pytest.raises(Refused, match="not as it was written"):
        put_back(backup, tmp_path / "new", url="")

    assert not (tmp_path / "new").exists()
