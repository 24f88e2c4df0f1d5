"""What is kept of each regency, so that a second run plans only what changed and a killed run goes on.

Each regency has a folder with two files: the plan itself (`state.json.gz`) and the plan in short with the key
of its inputs and the digest of both (`regency.json`), which is written last. Each is written beside its place
and moved there when it is whole. What does not fit its digest counts as missing.
"""

import hashlib
import json
import os
from pathlib import Path

from sampai.kernel.plain import noun, plain
from sampai.main.nation.jobs import Done, Job
from sampai.plan.forms.kept import NAME
from sampai.plan.rules.nation.tally import Tally

SHORT = "regency.json"
FORMAT = 1
WHOLE = "report.html"
"""One of the files that are there when all files were written."""


def keep(done: Done, *, job: Job) -> None:
    """Write down what came of a job, whole or not at all."""
    assert done.tally is not None
    body = plain(done.tally)
    head = {"format": FORMAT, "key": job.key, "tally": _digest(_bytes(body)), "state": _digest(done.state)}
    job.folder.mkdir(parents=True, exist_ok=True)
    _write(job.folder / NAME, done.state)
    _write(job.folder / SHORT, _bytes({"head": head, "regency": body}) + b"\n")


def kept(job: Job) -> Tally | None:
    """What an earlier run kept of this very job; None where there is nothing, or nothing whole."""
    try:
        said = json.loads((job.folder / SHORT).read_bytes())
        head, body = said["head"], said["regency"]
        state = (job.folder / NAME).read_bytes()
        fits = (head["format"], head["key"]) == (FORMAT, job.key)
        if not fits or head["tally"] != _digest(_bytes(body)) or head["state"] != _digest(state):
            return None
        return noun(Tally, body)
    except (OSError, KeyError, TypeError, ValueError):
        return None


def is_done(job: Job) -> bool:
    """Whether all files that a job asks for are there."""
    return not job.effort.files or (job.folder / WHOLE).exists()


def _bytes(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _write(path: Path, data: bytes) -> None:
    half = path.with_name(f".{path.name}.part")
    with half.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)
