"""What a disk may hold after the power went, worked out from a trace of what was asked of it (shim.c).

A write counts as durable when its file was synced, a name when its folder was. Of all else any part may be
there: whole calls or single sectors of 512 bytes, in any combination, each name old or new.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import numpy as np
from tests.processes import ran

SECTOR = 512


def shim(folder: Path) -> Path:
    """The library between a program and its disk, compiled by the machine's C compiler."""
    library = folder / "shim.so"
    source = Path(__file__).with_name("shim.c")
    line = ["cc", "-O1", "-shared", "-fPIC", "-o", str(library), str(source), "-ldl"]
    ran(line).check_returncode()
    return library


@dataclass(frozen=True, slots=True)
class Call:
    """One call: what, on which path, at which offset or to which size, with which bytes."""

    what: str
    path: str
    at: int
    data: bytes


def calls_of(trace: bytes) -> list[Call]:
    found = []
    at = 0
    while at < len(trace):
        end = trace.index(b"\n", at)
        what, path, offset, size = trace[at:end].decode().split("\t")
        at = end + 1
        data = trace[at : at + int(size)] if what in {"write", "rename"} else b""
        at += len(data)
        found.append(Call(what, path.lstrip("/"), int(offset), data))
    return found


@dataclass(slots=True, eq=False)
class _File:
    """A file's durable bytes, and the calls since its last sync."""

    content: bytearray = field(default_factory=bytearray)
    pending: list[Call] = field(default_factory=list)

    def settle(self) -> None:
        for call in self.pending:
            _do(self.content, call)
        self.pending = []


def _do(content: bytearray, call: Call) -> None:
    if call.what == "truncate":
        del content[call.at :]
        content.extend(bytes(call.at - len(content)))
        return
    content.extend(bytes(max(0, call.at - len(content))))
    content[call.at : call.at + len(call.data)] = call.data


_Change = tuple[tuple[str, _File | None], ...]
"""Names that change together."""


class Disk:
    """Plays calls; `cut` writes one of the states that a cut now could leave."""

    def __init__(self, before: Path) -> None:
        self.now: dict[str, _File | None] = {}
        for path in sorted(before.rglob("*")):
            name = path.relative_to(before).as_posix()
            self.now[name] = _File(bytearray(path.read_bytes())) if path.is_file() else None
        self.names = dict(self.now)
        self.changes: list[_Change] = []

    def play(self, call: Call) -> None:
        match call.what:
            case "create":
                self._change((call.path, _File()))
            case "mkdir":
                self._change((call.path, None))
            case "unlink":
                self.now.pop(call.path, None)
                self.changes.append(((call.path, _GONE),))
            case "rename":
                file = self.now.pop(call.path)
                self.now[call.data.decode().lstrip("/")] = file
                self.changes.append(((call.data.decode().lstrip("/"), file), (call.path, _GONE)))
            case "sync":
                self._sync(call.path)
            case _:
                file = self.now[call.path]
                assert file is not None
                file.pending.append(call)

    def _change(self, one: tuple[str, _File | None]) -> None:
        self.now[one[0]] = one[1]
        self.changes.append((one,))

    def _sync(self, path: str) -> None:
        file = self.now.get(path)
        if file is not None:
            file.settle()
            return
        inside = [change for change in self.changes if _parent(change[0][0]) == path]
        for change in inside:
            _rename(self.names, change)
        self.changes = [change for change in self.changes if change not in inside]

    def cut(self, to: Path, *, chance: np.random.Generator) -> None:
        """Write what is left of the disk after a cut, as chance has it."""
        names = dict(self.names)
        odds = chance.choice([0.0, 0.2, 0.5, 0.8, 1.0])
        for change in self.changes:
            if chance.random() < odds:
                _rename(names, change)
        for name, file in names.items():
            if file is None or not _reachable(name, names):
                continue
            path = to / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(_left(file, odds=chance.choice([0.0, 0.2, 0.5, 0.8, 1.0]), chance=chance))


_GONE = _File()


def _rename(names: dict[str, _File | None], change: _Change) -> None:
    for name, file in change:
        if file is _GONE:
            names.pop(name, None)
        else:
            names[name] = file


def _parent(name: str) -> str:
    parent = PurePosixPath(name).parent.as_posix()
    return "" if parent == "." else parent


def _reachable(name: str, names: dict[str, _File | None]) -> bool:
    parent = _parent(name)
    return not parent or (parent in names and _reachable(parent, names))


def _left(file: _File, *, odds: float, chance: np.random.Generator) -> bytes:
    content = bytearray(file.content)
    whole = chance.random() < 0.5
    for call in file.pending:
        if call.what == "truncate" or whole:
            if chance.random() < odds:
                _do(content, call)
            continue
        for part in _sectors(call):
            if chance.random() < odds:
                _do(content, part)
    return bytes(content)


def _sectors(call: Call) -> Iterator[Call]:
    end = call.at + len(call.data)
    at = call.at
    while at < end:
        until = min(end, (at // SECTOR + 1) * SECTOR)
        yield Call("write", call.path, at, call.data[at - call.at : until - call.at])
        at = until


def acknowledged(calls: Sequence[Call]) -> list[bytes]:
    """What was promised up to here: the lines that the program wrote into its file `acks`."""
    return b"".join(call.data for call in calls if call.path == "acks").splitlines()
