"""`sampai import`, run as people run it."""

import json
import subprocess
import sys
from pathlib import Path


def _sampai(*words: str) -> subprocess.CompletedProcess[str]:
    run = "from sampai.main.cli import main; main()"
    return subprocess.run([sys.executable, "-c", run, *words], capture_output=True, text=True, check=False)


def test_a_sample_is_imported_once_and_the_second_time_changes_nothing(tmp_path: Path) -> None:
    data = str(tmp_path / "data")

    first = _sampai("import", "sample:kaur", "--data", data, "--json")
    again = _sampai("import", "sample:kaur", "--data", data, "--lang", "en")

    found = json.loads(first.stdout)
    assert (found["number"], found["new"], found["added"], found["removed"]) == (1, True, 270, 0)
    assert again.stdout == "Register version 1 is there already; nothing was changed.\n"
