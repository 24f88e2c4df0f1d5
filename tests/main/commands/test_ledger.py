from pathlib import Path

import pytest
from tests.ledger.log import entries, log_key, secret

from sampai.engines.tlog import LogFolder
from sampai.main.cli import run


@pytest.fixture
def log(tmp_path: Path) -> Path:
    LogFolder(tmp_path, key=log_key(), sign=secret("log")).append(entries(300))
    return tmp_path


def test_a_sound_log_is_said_to_be_sound(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ledger", "verify", str(log), "--key", str(log_key()), "--lang", "en"]) == 0
    assert "sound" in capsys.readouterr().out


def test_an_altered_bundle_is_named(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = log / "tile/entries/000"
    raw = path.read_bytes()
    path.write_bytes(raw[:-1] + bytes([raw[-1] ^ 1]))

    assert run(["ledger", "verify", str(log), "--key", str(log_key()), "--lang", "en"]) == 1
    assert capsys.readouterr().out == "tile/entries/000: altered.\n"


def test_no_key_is_refused_with_a_remedy(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ledger", "verify", str(log), "--key", "kunci", "--lang", "id"]) == 2
    assert "bukan kunci publik log" in capsys.readouterr().err
