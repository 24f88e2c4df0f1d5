"""A backup: the public logs, the store as of one moment, keys and files; and putting it back."""

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from sqlite3 import connect

from sampai import __version__
from sampai.kernel.errors import Refused
from sampai.kernel.text import say

MANIFEST = "cadangan.json"
DATA, DUMP = "data", "store.pgdump"
LOGS = "log"
_LEFT_OUT = (".lock", ".new", "-wal", "-shm")
"""Endings of what belongs to a running process, or is half-written."""
_PUBLIC = "publik"
"""The public page is made anew."""


def back_up(data: Path, out: Path, *, file: Path, url: str, at: datetime) -> int:
    """Copy a command centre that may be running into a new folder; how many bytes.

    Logs first, then the store, then the rest: a store that has come further than a log's copy makes the log
    grow again to the same entries, and photos are there before the store names them.
    """
    if out.exists():
        raise Refused(
            "backup-there",
            say("{path} is there already.", path=str(out)),
            say("Give each backup a folder of its own."),
        )
    whole = out.with_name(out.name + ".new")
    shutil.rmtree(whole, ignore_errors=True)
    (whole / DATA).mkdir(parents=True)
    os.chmod(whole, 0o700)  # noqa: PTH101 -- it holds keys
    if (data / LOGS).exists():
        _copy(data, whole / DATA, [LOGS])
    if url:
        _run("pg_dump", "--format=custom", "--no-owner", f"--file={whole / DUMP}", url)
    else:
        _copy_sqlite(file, whole / DATA / file.name)
    kept = [one.name for one in data.iterdir() if one.name not in {LOGS, _PUBLIC, file.name}]
    _copy(data, whole / DATA, [one for one in kept if not one.startswith(f".{_PUBLIC}")])
    size = _seal(whole, at=at)
    whole.rename(out)
    return size


def _copy(data: Path, to: Path, names: list[str]) -> None:
    for name in sorted(names):
        source = data / name
        if source.is_dir():
            shutil.copytree(
                source, to / name, ignore=shutil.ignore_patterns(*(f"*{end}" for end in _LEFT_OUT))
            )
        elif source.is_file() and not name.endswith(_LEFT_OUT):
            shutil.copy2(source, to / name)


def _copy_sqlite(file: Path, to: Path) -> None:
    """The store as of one moment. This connection reads only, and never checkpoints (ADR 15)."""
    with closing(connect(f"{file.resolve().as_uri()}?mode=ro", uri=True, timeout=60)) as source:
        source.execute("PRAGMA query_only = 1")
        with closing(connect(to)) as copy:
            source.backup(copy)


def _seal(folder: Path, *, at: datetime) -> int:
    """Write down every file's digest; how many bytes they are together."""
    said = {one.relative_to(folder).as_posix(): _digest(one) for one in _files(folder)}
    told = {"version": __version__, "made_at": at.isoformat(), "files": said}
    (folder / MANIFEST).write_text(json.dumps(told, indent=1, sort_keys=True), encoding="utf-8")
    return sum(one.stat().st_size for one in _files(folder))


def _files(folder: Path) -> Iterator[Path]:
    yield from (one for one in sorted(folder.rglob("*")) if one.is_file() and one.name != MANIFEST)


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def put_back(backup: Path, data: Path, *, url: str) -> bool:
    """Lay a backup down in a new folder, and its dump in an empty database; False where that was done before.

    Raises `Refused` for a backup that is not as it was written, and for a folder that holds something else.
    """
    manifest = _manifest(backup)
    if data.exists() and any(data.iterdir()):
        if (data / MANIFEST).exists() and (data / MANIFEST).read_bytes() == manifest:
            return False
        raise Refused(
            "restore-there",
            say("{path} holds something already.", path=str(data)),
            say("Restore into a new folder; keep the damaged one as it is."),
        )
    shutil.copytree(backup / DATA, data, dirs_exist_ok=True)
    if (backup / DUMP).exists():
        if not url:
            raise Refused(
                "restore-database",
                say("The backup is of a PostgreSQL database."),
                say("Make an empty database and name it with SAMPAI_DATABASE_URL."),
            )
        _run("pg_restore", "--no-owner", "--exit-on-error", f"--dbname={url}", str(backup / DUMP))
    (data / MANIFEST).write_bytes(manifest)
    return True


def _manifest(backup: Path) -> bytes:
    try:
        content = (backup / MANIFEST).read_bytes()
        files = json.loads(content)["files"]
    except (OSError, ValueError, KeyError) as error:
        raise _damaged(backup, MANIFEST) from error
    for name, digest in files.items():
        file = backup / name
        if not file.is_file() or _digest(file) != digest:
            raise _damaged(backup, name)
    return content


def _damaged(backup: Path, name: str) -> Refused:
    return Refused(
        "backup-damaged",
        say("{path}: {name} is missing or not as it was written.", path=str(backup), name=name),
        say("Take an older backup; what came later comes back from servers and mirrors."),
    )


def _run(program: str, *words: str) -> None:
    """Run a program of PostgreSQL. Raises `Refused` with what it said."""
    found = shutil.which(program)
    if found is None:
        raise Refused(
            "postgresql-client",
            say("{program} is not installed.", program=program),
            say("Install PostgreSQL's client programs of the server's version, or newer."),
        )
    done = subprocess.run([found, *words], capture_output=True, text=True, check=False)  # noqa: S603 -- words of ours
    if done.returncode:
        raise Refused(
            "postgresql-client",
            say("{program} ended with a fault: {what}", program=program, what=done.stderr.strip()[-500:]),
            say("Its version must be that of the server, or newer."),
        )
