import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.ledger.log import entries, log_key, secret
from tests.processes import answering

from sampai.engines.signing import verify
from sampai.engines.tlog import Halted, LogFolder, files_of, reader
from sampai.engines.tlog.mirror import mirror
from sampai.engines.tlog.serving import log_server
from sampai.engines.tlog.web import log_at
from sampai.engines.tlog.witness import open_witness
from sampai.kernel.errors import Refused, Unreadable
from sampai.ledger.rules.audit import audit
from sampai.ledger.rules.notes import read_note, signers
from sampai.ledger.rules.tiles import Fetch

MADE = entries(900)


def grown(folder: Path, *sizes: int) -> Path:
    writer = LogFolder(folder, key=log_key(), sign=secret("log"))
    for size in sizes:
        writer.append(MADE[writer.size : size])
    return folder


def copied(source: Fetch, folder: Path) -> int:
    return mirror(source, folder, key=log_key(), verify=verify).fetched


def faults(folder: Path) -> list[object]:
    return list(audit(files_of(folder), fetch=reader(folder), key=log_key(), verify=verify))


def test_a_log_is_copied_over_http_and_carried_on(tmp_path: Path) -> None:
    log, copy = grown(tmp_path / "log", 300, 600), tmp_path / "copy"
    with answering(log_server(log, host="127.0.0.1", port=0)) as address:
        assert copied(log_at(address), copy) == 3
        grown(log, 900)
        assert copied(log_at(address), copy) == 2
        assert copied(log_at(address), copy) == 0

    assert faults(copy) == []
    assert (copy / "checkpoint").read_bytes() == (log / "checkpoint").read_bytes()


def test_a_mirror_is_a_log_for_the_next_mirror(tmp_path: Path) -> None:
    log = grown(tmp_path / "log", 600)
    copied(reader(log), tmp_path / "copy")
    with answering(log_server(tmp_path / "copy", host="127.0.0.1", port=0)) as address:
        copied(log_at(address), tmp_path / "third")

    assert faults(tmp_path / "third") == []


def test_a_copy_cut_short_keeps_what_was_verified_and_shows_no_checkpoint(tmp_path: Path) -> None:
    log, copy = grown(tmp_path / "log", 900), tmp_path / "copy"

    def cut(path: str) -> bytes:
        if path == "tile/entries/002":
            raise OSError("gone")
        return (log / path).read_bytes()

    with pytest.raises(Unreadable, match="tile/entries/002: missing"):
        copied(cut, copy)
    assert not (copy / "checkpoint").exists()
    assert copied(reader(log), copy) == 2
    assert faults(copy) == []


def test_a_log_that_grows_meanwhile_may_have_removed_its_partial_files(tmp_path: Path) -> None:
    log, copy = grown(tmp_path / "log", 300, 900), tmp_path / "copy"
    old = grown(tmp_path / "old", 300)
    shutil.copy(old / "checkpoint", log / "checkpoint")
    for path in log.rglob("*.p"):
        if "001.p" in path.name:
            shutil.rmtree(path)

    assert copied(reader(log), copy) == 2
    assert faults(copy) == []


@pytest.mark.parametrize("path", ["checkpoint", "tile/0/001", "tile/entries/000", "tile/entries/002.p/88"])
def test_one_changed_byte_at_the_source_stops_the_copy_and_names_the_file(tmp_path: Path, path: str) -> None:
    log, copy = grown(tmp_path / "log", 600), tmp_path / "copy"
    raw = (log / path).read_bytes()
    (log / path).write_bytes(raw[:-3] + bytes([raw[-3] ^ 1]) + raw[-2:])

    with pytest.raises(Unreadable, match=path if "tile/0" not in path else "tile/0"):
        copied(reader(log), copy)
    assert not (copy / "checkpoint").exists()


def other_history(folder: Path) -> Path:
    LogFolder(folder, key=log_key(), sign=secret("log")).append([b"another", *MADE[1:700]])
    return folder


def old_backup(folder: Path) -> Path:
    return grown(folder, 500)


@pytest.mark.parametrize("made", [other_history, old_backup], ids=lambda made: made.__name__)
def test_a_log_that_does_not_contain_the_copy_is_told_and_its_word_kept(
    tmp_path: Path, made: Callable[[Path], Path]
) -> None:
    copy = tmp_path / "copy"
    copied(reader(grown(tmp_path / "log", 600)), copy)
    before = (copy / "checkpoint").read_bytes()
    second = made(tmp_path / "second")

    with pytest.raises(Halted, match="do not contain the 600 entries"):
        copied(reader(second), copy)
    assert (copy / "checkpoint").read_bytes() == before
    assert (copy / "second-history").read_bytes() == (second / "checkpoint").read_bytes()


def test_an_operator_gets_its_log_back_from_a_mirror(tmp_path: Path) -> None:
    log, copy = grown(tmp_path / "log", 300), tmp_path / "copy"
    shutil.copytree(log, tmp_path / "backup")
    grown(log, 600)
    copied(reader(log), copy)

    copied(reader(copy), tmp_path / "backup")

    grown(tmp_path / "backup", 900)
    assert faults(tmp_path / "backup") == []


def test_a_mirror_cosigns_what_it_holds(tmp_path: Path) -> None:
    log, copy = grown(tmp_path / "log", 300), tmp_path / "copy"
    own = open_witness(
        tmp_path / "own", name="mirror.polri.example", logs=[log_key()], verify=verify, clock=lambda: 7
    )
    for size in (600, 700):
        grown(log, size)
        mirror(reader(log), copy, key=log_key(), verify=verify, cosigner=own)

    note = read_note((copy / "checkpoint").read_bytes())
    assert signers(note, keys=[log_key(), own.key], verify=verify) == [log_key(), own.key]
    assert len(note.lines) == 2


def test_only_files_of_the_log_are_served(tmp_path: Path) -> None:
    log = grown(tmp_path / "log", 3)
    with answering(log_server(log, host="127.0.0.1", port=0)) as address:
        source = log_at(address)
        assert source("tile/entries/000.p/3") == (log / "tile/entries/000.p/3").read_bytes()
        for path in (
            "signed",
            "../log/checkpoint",
            "tile/",
            "tile/entries/000.p/3/",
            "%2e%2e/log/checkpoint",
        ):
            with pytest.raises(OSError, match="404"):
                source(path)


def test_a_place_that_is_none_is_refused() -> None:
    with pytest.raises(Refused, match="neither a folder nor a web address"):
        log_at("ftp://example")
