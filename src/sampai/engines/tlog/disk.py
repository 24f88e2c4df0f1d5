"""Files that are whole or not there, and on the disk before anything is said of them."""

import os
from collections.abc import Mapping
from pathlib import Path

NEW = ".new"
"""Ending of a file that is being written; what a cut leaves of it is never read."""


def store(folder: Path, files: Mapping[str, bytes], *, mode: int = 0o644) -> None:
    """Write files so that each is whole or not there; all are on the disk when this returns.

    An error of the disk is passed on, never tried again: the system may have thrown the data away.
    """
    folders = {} if folder.exists() else {folder.parent: None}
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(path.name + NEW)
        with fresh.open("wb") as file:
            fresh.chmod(mode)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
        folders |= {folder / place: None for place in Path(name).parents}
    for place in folders:
        _sync(place)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
