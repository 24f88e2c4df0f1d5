import shutil
from pathlib import Path

import pytest
from tests.ledger.log import entries, log_key, plain_root, secret

from sampai.engines.signing import verify
from sampai.engines.tlog import Halted, LogFolder, files_of, reader
from sampai.ledger.rules.audit import Fault, Wrong, audit
from sampai.ledger.rules.notes import read_checkpoint

MADE = entries(600)


def opened(folder: Path) -> LogFolder:
    return LogFolder(folder, key=log_key(), sign=secret("log"))


def faults(folder: Path) -> list[Fault]:
    return audit(files_of(folder), fetch=reader(folder), key=log_key(), verify=verify)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    folder = tmp_path / "log"
    writer = opened(folder)
    for first, end in ((0, 1), (1, 255), (255, 256), (256, 300), (300, 600)):
        writer.append(MADE[first:end])
    return folder


def test_a_log_that_grew_in_steps_is_sound(log: Path) -> None:
    assert faults(log) == []
    assert opened(log).size == 600


def test_each_checkpoint_has_the_root_of_its_entries(tmp_path: Path) -> None:
    writer = opened(tmp_path)
    for size in (3, 256, 258, 513):
        note = writer.append(MADE[writer.size : size])
        assert read_checkpoint(note.text).root == plain_root(MADE[:size])


def test_a_folder_may_be_named_from_where_one_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    opened(Path("log")).append(MADE[:300])

    assert faults(tmp_path / "log") == []


def test_it_goes_on_where_it_was_closed(log: Path) -> None:
    note = opened(log).append([b"one more"])

    assert read_checkpoint(note.text).root == plain_root([*MADE, b"one more"])
    assert faults(log) == []


def test_one_changed_byte_in_any_file_is_named(log: Path) -> None:
    for name in files_of(log):
        path = log / name
        content = path.read_bytes()
        for at in {0, len(content) // 2, len(content) - 1}:
            path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
            assert name in {fault.path for fault in faults(log)}, (name, at)
        path.write_bytes(content)


def test_missing_and_strange_files_are_named(log: Path) -> None:
    (log / "tile/1/000.p/2").unlink()
    (log / "tile/0/999").write_bytes(b"")

    assert faults(log) == [
        Fault("tile/1/000.p/2", Wrong.MISSING),
        Fault("tile/0/999", Wrong.STRANGE),
    ]


@pytest.mark.parametrize("name", ["tile/0/002.p/88", "tile/1/000.p/2", "tile/entries/002.p/88"])
def test_nothing_is_signed_over_a_damaged_file(log: Path, name: str) -> None:
    path = log / name
    raw = path.read_bytes()
    path.write_bytes(raw[:-1] + bytes([raw[-1] ^ 1]))
    before = (log / "checkpoint").read_bytes()

    with pytest.raises(Halted):
        opened(log)
    assert (log / "checkpoint").read_bytes() == before


def test_opening_reads_the_edge_and_not_the_whole_log(log: Path) -> None:
    for name in ("tile/0/000", "tile/entries/000", "tile/entries/001"):
        (log / name).unlink()

    note = opened(log).append([b"one more"])

    assert read_checkpoint(note.text).root == plain_root([*MADE, b"one more"])
    assert {fault.path for fault in faults(log)} >= {"tile/0/000", "tile/entries/001"}


def test_a_folder_from_an_old_backup_does_not_sign_a_second_history(log: Path, tmp_path: Path) -> None:
    backup = tmp_path / "backup"
    shutil.copytree(log, backup)
    opened(log).append([b"after the backup"])
    shutil.copyfile(log / "signed", backup / "signed")

    with pytest.raises(Halted):
        opened(backup).append([b"another history"])


def test_a_cut_between_two_files_leaves_a_log_that_goes_on(log: Path) -> None:
    before = {name: (log / name).read_bytes() for name in files_of(log)}
    opened(log).append(MADE[:3])
    (log / "checkpoint").write_bytes(before["checkpoint"])
    (log / "signed").write_bytes((log / "checkpoint").read_bytes().partition(b"\n\n")[0] + b"\n")

    note = opened(log).append([b"what came instead"])

    assert read_checkpoint(note.text).size == 601


def test_a_bit_that_flips_between_writing_and_signing_stops_the_log(
    log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (log / "checkpoint").read_bytes()
    replace = Path.replace
    for flipped in ("tile/entries/002.p/90", "tile/0/002.p/90"):
        writer = opened(log)

        def bad_disk(path: Path, target: Path, wrong: str = flipped) -> Path:
            if target.as_posix().endswith(wrong):
                raw = path.read_bytes()
                path.write_bytes(raw[:-1] + bytes([raw[-1] ^ 1]))
            return replace(path, target)

        with monkeypatch.context() as patch:
            patch.setattr(Path, "replace", bad_disk)
            with pytest.raises(Halted):
                writer.append([b"a", b"b"])
        with pytest.raises(Halted):
            writer.append([b"a", b"b"])
        assert (log / "checkpoint").read_bytes() == before
