"""A run of the tests leaves nothing behind, even if it was killed; seen from a run of its own."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.own_folder import NAMED
from tests.processes import ran, running

HELD = "print(own_folder(), subprocess.Popen(['sleep', '600']).pid, flush=True)"
BEGIN = f"import subprocess; from tests.own_folder import own_folder; {HELD}"


def environment(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != NAMED}  # noqa: TID251 -- handed on
    return kept | {"TMPDIR": str(folder), "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


def is_there(number: int) -> bool:
    stat = Path(f"/proc/{number}/stat")
    return stat.exists() and ") Z " not in stat.read_text(encoding="utf-8")


def test_a_run_deletes_its_folder_and_ends_what_it_started(tmp_path: Path) -> None:
    done = ran([sys.executable, "-c", BEGIN], env=environment(tmp_path))

    own, started = done.stdout.split()
    assert own.startswith(str(tmp_path))
    assert not is_there(int(started))
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_run_left_the_next_one_takes_away(tmp_path: Path) -> None:
    folder, told = tmp_path / "of-runs", tmp_path / "told"
    folder.mkdir()
    killed = f"{BEGIN}; import os; os.kill(os.getpid(), 9)"
    with told.open("w") as out:  # a pipe would stay open: what was started holds it
        line = [sys.executable, "-c", killed]
        assert subprocess.run(line, env=environment(folder), stdout=out, timeout=60, check=False).returncode
    own, started = told.read_text(encoding="utf-8").split()
    assert Path(own).exists()
    assert is_there(int(started))

    ran([sys.executable, "-c", BEGIN], env=environment(folder))

    assert not is_there(int(started))
    assert list(folder.iterdir()) == []


def test_a_program_that_does_not_end_is_killed_and_told(tmp_path: Path) -> None:
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"

    with pytest.raises(subprocess.TimeoutExpired):
        ran([sys.executable, "-c", deaf], within_s=0.5)
    with pytest.raises(AssertionError), running([sys.executable, "-c", deaf], log=tmp_path / "log") as one:
        one.send_signal(signal.SIGKILL)

    assert not is_there(one.pid)
