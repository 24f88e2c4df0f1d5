"""Photos and files in a folder, by digest; what is there is on the disk."""

import hashlib
import os
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class FolderBlobs:
    """Wholes under `<first two digits>/<digest>`, unfinished ones with `.part`."""

    folder: Path
    _door: Lock = field(default_factory=Lock)

    def have(self, digest: bytes, /) -> int:
        """How many bytes of it are there."""
        whole = self._whole(digest)
        return _size(whole) or _size(_part(whole))

    def add(self, digest: bytes, /, *, offset: int, piece: bytes, size: int) -> int:
        """Put a piece on the disk; how many bytes are there then."""
        whole = self._whole(digest)
        with self._door:
            have = self.have(digest)
            if offset != have or whole.exists() or have + len(piece) > size:
                return have
            whole.parent.mkdir(parents=True, exist_ok=True)
            _written(_part(whole), piece)
            if have + len(piece) < size:
                return have + len(piece)
            return _finished(whole, digest=digest)

    def read(self, digest: bytes, /, *, first: int, end: int) -> bytes:
        """The bytes from `first` to before `end`."""
        with self._whole(digest).open("rb") as file:
            file.seek(first)
            return file.read(max(0, end - first))

    def _whole(self, digest: bytes) -> Path:
        name = digest.hex()
        return self.folder / name[:2] / name


def _part(whole: Path) -> Path:
    return whole.with_name(whole.name + ".part")


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _written(path: Path, piece: bytes) -> None:
    with path.open("ab") as file:
        file.write(piece)
        file.flush()
        os.fsync(file.fileno())


def _finished(whole: Path, *, digest: bytes) -> int:
    part = _part(whole)
    found = hashlib.sha256()
    with part.open("rb") as file:
        while chunk := file.read(_CHUNK):
            found.update(chunk)
    if found.digest() != digest:
        part.unlink()
        return 0
    part.replace(whole)
    handle = os.open(whole.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    return whole.stat().st_size
