"""The power goes at any moment, or the disk fails: nothing that was promised is lost.

What this cannot show: a disk that says «synced» and lies; bits that rot; PostgreSQL, which has its own tests.
"""

import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from tests.ledger.log import log_key, secret
from tests.ledger.power.disk import Call, Disk, acknowledged, calls_of, shim
from tests.processes import ran

from sampai.engines.signing import verify
from sampai.engines.tlog import Halted, LogFolder, files_of, reader
from sampai.ledger.rules.audit import Wrong, audit

CHILD = Path(__file__).with_name("child.py")
EVERY_PUSH = 300
SOAK = 20_000
SEED = 20_241_127


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shim(tmp_path_factory.mktemp("shim"))


def played(kind: str, option: str, *, folder: Path, library: Path) -> tuple[list[Call], Path, str]:
    """The calls of a run, the folder as it was before, what the run said."""
    home, trace = folder / "home", folder / "trace"
    home.mkdir()
    settings = os.environ | {  # noqa: TID251 -- handed on to the process
        "LD_PRELOAD": str(library),
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
    }
    line = [sys.executable, str(CHILD), kind, str(home), str(trace), option]
    run = ran(line, env=settings)
    assert run.returncode == 0, run.stderr
    return calls_of(trace.read_bytes()), folder / "home.before", run.stdout


def cuts(calls: list[Call], before: Path, *, folder: Path, count: int) -> Iterator[tuple[int, Path]]:
    """States of the disk after cuts at moments spread over the run, each with its moment; one at a time."""
    chance = np.random.Generator(np.random.PCG64(SEED))
    moments = sorted(int(chance.integers(1, len(calls) + 1)) for _ in range(count))
    disk, at, left = Disk(before), 0, folder / "cut"
    for moment in moments:
        while at < moment:
            if calls[at].path != "acks":
                disk.play(calls[at])
            at += 1
        disk.cut(left, chance=chance)
        yield moment, left
        shutil.rmtree(left, ignore_errors=True)


def stored(file: Path) -> set[bytes]:
    with closing(sqlite3.connect(file)) as store:
        assert store.execute("PRAGMA quick_check").fetchall() == [("ok",)]
        rows = store.execute("SELECT hex(digest), device, counter, variant FROM event").fetchall()
        assert len({row[1:] for row in rows}) == len(rows) == len({row[0] for row in rows})
        return {row[0].lower().encode() for row in rows}


def lost(calls: list[Call], before: Path, *, folder: Path, count: int) -> list[str]:
    """Each cut after which something that had been promised was gone, or the store did not open."""
    found = []
    for moment, left in cuts(calls, before, folder=folder, count=count):
        promised = set(acknowledged(calls[:moment]))
        try:
            gone = promised - stored(left / "data" / "sampai.sqlite3")
        except (sqlite3.DatabaseError, AssertionError) as error:
            found.append(f"call {moment}: {error}")
            continue
        if gone:
            found.append(f"call {moment}: {len(gone)} of {len(promised)} gone")
    return found


def test_no_cut_loses_an_event_that_was_answered(tmp_path: Path, library: Path) -> None:
    calls, before, _ = played("store", "FULL", folder=tmp_path, library=library)

    assert {call.what for call in calls} >= {"write", "sync"}
    assert {"data/sampai.sqlite3", "data/sampai.sqlite3-wal"} <= {call.path for call in calls}
    assert len(acknowledged(calls)) > 150
    assert lost(calls, before, folder=tmp_path, count=EVERY_PUSH) == []


@pytest.mark.soak
def test_no_cut_of_very_many_does(tmp_path: Path, library: Path) -> None:
    calls, before, _ = played("store", "FULL", folder=tmp_path, library=library)

    assert lost(calls, before, folder=tmp_path, count=SOAK) == []


@pytest.mark.parametrize("option", ["NORMAL", "OFF"])
def test_a_store_that_answers_before_it_is_on_the_disk_is_found_out(
    tmp_path: Path, library: Path, option: str
) -> None:
    calls, before, _ = played("store", option, folder=tmp_path, library=library)

    assert len(lost(calls, before, folder=tmp_path, count=EVERY_PUSH)) > EVERY_PUSH // 10


@pytest.mark.parametrize("option", ["once", "sticky"])
def test_a_disk_that_fails_at_any_call_loses_and_doubles_nothing(
    tmp_path: Path, library: Path, option: str
) -> None:
    """After the error the same batch is handed in again, as a phone does that got no receipt."""
    calls, _, said = played("errors", option, folder=tmp_path, library=library)

    assert int(said) > 10
    assert stored(tmp_path / "home" / "data" / "sampai.sqlite3") == set(acknowledged(calls))


def unsound(calls: list[Call], before: Path, *, folder: Path) -> list[str]:
    """Each cut after which a log has fewer entries than promised, or does not open."""
    found = []
    for moment, left in cuts(calls, before, folder=folder, count=EVERY_PUSH):
        promised = max(map(int, acknowledged(calls[:moment])), default=0)
        try:
            (left / "log").mkdir(parents=True, exist_ok=True)
            size = LogFolder(left / "log", key=log_key(), sign=secret("log")).size
        except Halted as error:
            found.append(f"call {moment}: {error}")
            continue
        if size < promised:
            found.append(f"call {moment}: {size} of {promised}")
        faults = audit(files_of(left / "log"), fetch=reader(left / "log"), key=log_key(), verify=verify)
        bad = [fault for fault in faults if fault.wrong is not Wrong.STRANGE]
        found += [f"call {moment}: {fault}" for fault in bad if size]
    return found


def test_no_cut_leaves_a_log_that_says_less_than_it_signed(tmp_path: Path, library: Path) -> None:
    """Files of an append that was cut off may lie there; they are written over, and named until then."""
    calls, before, _ = played("log", "careful", folder=tmp_path, library=library)

    assert len(acknowledged(calls)) > 15
    assert unsound(calls, before, folder=tmp_path) == []


def test_a_log_that_does_not_wait_for_the_disk_is_found_out(tmp_path: Path, library: Path) -> None:
    calls, before, _ = played("log", "careless", folder=tmp_path, library=library)

    assert len(unsound(calls, before, folder=tmp_path)) > EVERY_PUSH // 10
