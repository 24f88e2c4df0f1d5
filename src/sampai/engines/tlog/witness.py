"""A witness: remembers the last checkpoint of each log, durably, before it cosigns it.

Its folder holds `key` (32 secret bytes, in hex), `seen` (the last checkpoints, one after the other) and
`refused` (what was signed by a log but did not follow: proof against it).
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from threading import Lock

from sampai.engines.signing import SecretKey, new_key, read_key
from sampai.engines.tlog.disk import store
from sampai.kernel.errors import Refused
from sampai.kernel.text import say
from sampai.ledger.model import Malformed
from sampai.ledger.ports import Verify
from sampai.ledger.rules.notes import Checkpoint, NoteKey, Type, read_checkpoint, signed
from sampai.ledger.rules.witness import SIZE_TYPE, Request, origin_of, read_request, rule

KEY, SEEN, REFUSED = "key", "seen", "refused"
MOST_REFUSED = 1_000
_EVIDENCE = frozenset({HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY})

Reply = tuple[HTTPStatus, str, bytes]
"""Status, content type, body."""


@dataclass(slots=True)
class Witness:
    """One witness on its folder; `clock` gives seconds since 1970."""

    folder: Path
    key: NoteKey
    secret: SecretKey
    logs: Sequence[NoteKey]
    verify: Verify
    clock: Callable[[], float]
    seen: dict[str, Checkpoint]
    _lock: Lock = field(default_factory=Lock)

    def add_checkpoint(self, body: bytes) -> Reply:
        """The answer to one call. What it remembers is on the disk before it answers."""
        try:
            request = read_request(body)
            with self._lock:
                return self._ruled(request)
        except Malformed as error:
            return HTTPStatus.BAD_REQUEST, "text/plain", f"{error}\n".encode()

    def _ruled(self, request: Request) -> Reply:
        origin = origin_of(request)
        keys = [key for key in self.logs if key.name == origin]
        ruling = rule(request, last=self.seen.get(origin), keys=keys, verify=self.verify)
        if ruling.checkpoint is not None:
            self._remember(ruling.checkpoint)
            at_s = int(self.clock())
            line = signed(request.note.text, key=self.key, sign=self.secret, at_s=at_s)
            return HTTPStatus.OK, "text/plain", str(line).encode()
        if ruling.size is not None:
            return ruling.status, SIZE_TYPE, f"{ruling.size}\n".encode()
        if ruling.status in _EVIDENCE:
            self._keep(request)
        return ruling.status, "text/plain", f"{ruling.status.phrase}\n".encode()

    def _remember(self, checkpoint: Checkpoint) -> None:
        """Written even where nothing is new: a read-only or full disk must stop the witness."""
        seen = {**self.seen, checkpoint.origin: checkpoint}
        store(self.folder, {SEEN: _written(seen)})
        self.seen = seen

    def _keep(self, request: Request) -> None:
        raw = str(request).encode()
        name = f"{REFUSED}/{hashlib.sha256(raw).hexdigest()}"
        if not (self.folder / name).exists() and len(list((self.folder / REFUSED).glob("*"))) < MOST_REFUSED:
            store(self.folder, {name: raw})


def open_witness(
    folder: Path, *, name: str, logs: Sequence[NoteKey], verify: Verify, clock: Callable[[], float]
) -> Witness:
    """The witness of a folder; a new folder gets a new key.

    Raises `Refused` where the key is there but not what it remembers: that witness must be retired.
    """
    key_file, seen_file = folder / KEY, folder / SEEN
    if not key_file.exists():
        _begin(folder)
    if not seen_file.exists():
        raise _forgetful(folder)
    try:
        seen = _read(seen_file.read_bytes())
    except (Malformed, UnicodeDecodeError) as error:
        raise _forgetful(folder) from error
    secret = read_key(bytes.fromhex(key_file.read_text(encoding="ascii")))
    key = NoteKey(name, Type.COSIGNATURE, secret.key.public)
    return Witness(folder, key, secret, logs, verify, clock, seen)


def _begin(folder: Path) -> None:
    """What it remembers, nothing, is there before the key: a key without memory is never a new witness."""
    if (folder / SEEN).exists():
        raise _forgetful(folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    store(folder, {SEEN: b""})
    store(folder, {KEY: new_key()[1].hex().encode()}, mode=0o600)


def _forgetful(folder: Path) -> Refused:
    return Refused(
        "witness-memory",
        say("The witness in {folder} has lost its key or what it saw.", folder=str(folder)),
        say("Retire it: begin a new one in another folder and hand out its new key."),
    )


def _written(seen: dict[str, Checkpoint]) -> bytes:
    return "\n".join(str(seen[origin]) for origin in sorted(seen)).encode()


def _read(raw: bytes) -> dict[str, Checkpoint]:
    texts = raw.decode().split("\n\n") if raw else []
    found = [read_checkpoint(text.removesuffix("\n") + "\n") for text in texts]
    return {checkpoint.origin: checkpoint for checkpoint in found}
