"""A folder of static files that changes all at once: whoever reads it sees the one state or the next.

`out` is a symbolic link to one of two generations beside it; the older one stays for whoever still reads it.
What did not change is the same file in both (a hard link), so that its time, and the ETag that a web server
makes of it, stay.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sampai.kernel.errors import Refused
from sampai.kernel.text import say

LISTING = "berkas.json"
"""All files with digest, size and since when they are so; it is public, too."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A file to be: `mark` says what it is made of, `make` makes it from the time at which it changed."""

    mark: str
    make: Callable[[str], bytes]


@dataclass(frozen=True, slots=True)
class Published:
    """What became of the files."""

    written: int
    kept: int
    removed: int


def digest_of(content: bytes) -> str:
    """The SHA-256 of a file, in hex."""
    return hashlib.sha256(content).hexdigest()


def publish(out: Path, drafts: Mapping[str, Draft], *, at: str) -> Published:
    """Bring the folder to these files; only those with another mark than before are made and written.

    Raises `Refused` where something else than a published folder has the name.
    """
    before = _present(out)
    known = _listing(before) if before else {}
    fresh = _next(out, before)
    said: dict[str, dict[str, str | int]] = {}
    kept = 0
    for path, draft in sorted(drafts.items()):
        old = known.get(path)
        if before and old and old["mark"] == draft.mark and _linked(before / path, fresh / path):
            said[path] = old
            kept += 1
            continue
        content = draft.make(at)
        _write(fresh / path, content)
        said[path] = {"sha256": digest_of(content), "size": len(content), "changed": at, "mark": draft.mark}
    _write(fresh / LISTING, json.dumps(said, sort_keys=True, indent=0).encode())
    _swap(out, fresh)
    return Published(len(drafts) - kept, kept, len(known.keys() - drafts.keys()))


def _present(out: Path) -> Path | None:
    if out.is_symlink():
        return out.resolve() if out.exists() else None
    if out.exists():
        raise Refused(
            "public-folder",
            say("{path} is there already and is no published page.", path=str(out)),
            say("Name a folder that is not there yet; it is made as a link."),
        )
    return None


def _next(out: Path, before: Path | None) -> Path:
    """An empty folder beside the present one, on the same disk."""
    names = [out.with_name(f".{out.name}-{letter}") for letter in "ab"]
    fresh = next(one for one in names if before is None or one.name != before.name)
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    return fresh


def _listing(folder: Path) -> dict[str, dict[str, str | int]]:
    try:
        found = json.loads((folder / LISTING).read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _linked(old: Path, new: Path) -> bool:
    try:
        new.parent.mkdir(parents=True, exist_ok=True)
        os.link(old, new)
    except FileNotFoundError:
        return False
    except OSError:  # a disk without hard links
        shutil.copy2(old, new)
    return True


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _swap(out: Path, fresh: Path) -> None:
    link = out.with_name(f".{out.name}-link")
    link.unlink(missing_ok=True)
    link.symlink_to(fresh.name)
    link.replace(out)
