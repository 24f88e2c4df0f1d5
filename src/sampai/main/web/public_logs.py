"""The public logs of this server, in folders beside the store."""

import hmac
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from time import monotonic
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from sampai.engines.signing import SecretKey, read_key, verify
from sampai.engines.tlog import LogFolder, cosign
from sampai.engines.tlog.folder import HALTED
from sampai.kernel.clock import ZONES
from sampai.kernel.errors import Refused, SampaiError
from sampai.ledger.actions.integrate import Shard, give_places, grow, shards
from sampai.ledger.model import EXERCISE
from sampai.ledger.queries.record import record_end
from sampai.ledger.rules.notes import NoteKey, Type
from sampai.ledger.rules.tiles import CHECKPOINT, placed
from sampai.main.log_keys import policy_of
from sampai.main.secrets import lasting_secret
from sampai.main.store.lock import take_lock
from sampai.main.web.files import FOREVER
from sampai.main.web.record import own_node
from sampai.packs.profiles import load_election

FOLDER, LOG_KEY = "log", "log.key"
POLICY = "witnesses.txt"
"""In the data folder: a policy, whose witnesses are asked after every checkpoint. There need not be one."""
_ZONE = ZoneInfo(ZONES["WIB"])
NO_PHASE = "tetap"
"""What belongs to no election that we know."""
SHARD_PARTS = 3
"""Election, province, phase."""
_PLAIN = re.compile(r"[a-z0-9-]+")
AGAIN_S = 60
"""After so long a witness that did not sign is asked again, also without a new checkpoint."""
_log = logging.getLogger("sampai")


@dataclass(frozen=True, slots=True)
class Grown:
    """A log after it was brought up to date."""

    key: NoteKey
    folder: Path
    size: int
    added: int


class PublicLogs:
    """All logs, held by this process alone until it ends."""

    def __init__(self) -> None:
        """Take the folder. Raises `Refused` where another process has it."""
        self._folder = settings.OPTIONS.data / FOLDER
        self._folder.mkdir(parents=True, exist_ok=True)
        self._held = take_lock(self._folder / "log")
        self._open: dict[str, LogFolder] = {}
        self._silent: dict[Path, float] = {}
        self._end = -1
        """The record's end when all logs had everything."""
        file = settings.OPTIONS.data / POLICY
        self._policy = policy_of(file) if file.exists() else None

    def close(self) -> None:
        """Let another process have the folder."""
        self._held.close()

    def grow(self) -> Iterator[Grown]:
        """Bring every log up to date, and sign where there is news.

        A log that must not be signed holds up no other; what was wrong with it is raised at the end.
        """
        end = record_end()
        if end == self._end and not self._silent:
            return
        while give_places(phase_of=phase_of):
            pass
        wrong: list[SampaiError] = []
        for shard in shards():
            try:
                yield self._grown(shard)
            except SampaiError as error:
                wrong.append(error)
        for one in wrong:
            raise one
        self._end = end

    def _grown(self, shard: Shard) -> Grown:
        known = self._open.pop(shard.name, None)
        log = known or self._opened(shard)
        added = 0 if known and known.size == shard.size else grow(shard, log=log)
        folder = folder_of(shard.name)
        if added or (folder in self._silent and monotonic() > self._silent[folder]):
            self._cosign(folder)
        self._open[shard.name] = log
        return Grown(key_of(shard.name), folder, log.size, added)

    def _opened(self, shard: Shard) -> LogFolder:
        """The log; witnesses are asked before anything is added, for the folder may be an old copy."""
        folder = folder_of(shard.name)
        if (folder / CHECKPOINT).exists() and not (folder / HALTED).exists():
            self._cosign(folder)
        return LogFolder(folder, key=key_of(shard.name), sign=_secret_of(shard.name))

    def _cosign(self, folder: Path) -> None:
        if self._policy is None:
            return
        self._silent.pop(folder, None)
        found = cosign(folder, policy=self._policy, verify=verify)
        for name, why in found.missing:
            _log.warning("%s: %s: %s", folder, name, why)
            self._silent[folder] = monotonic() + AGAIN_S


def folder_of(shard: str) -> Path:
    """Where a log lies."""
    found: Path = settings.OPTIONS.data / FOLDER / shard
    return found


def key_of(shard: str) -> NoteKey:
    """A log's public key: each log has one of its own, as policies ask."""
    return NoteKey(f"{own_node().name}/{shard}", Type.LOG, _secret_of(shard).key.public)


def _secret_of(shard: str) -> SecretKey:
    secret = lasting_secret(settings.OPTIONS.data / LOG_KEY)
    return read_key(hmac.digest(secret.encode(), b"sampai/log/v1\n" + shard.encode(), "sha256"))


def phase_of(election: str, at_ms: int) -> str:
    """Before voting day boxes go out, after it they come home."""
    day = _voting_day(election)
    if day is None:
        return NO_PHASE
    today = datetime.fromtimestamp(at_ms / 1000, tz=_ZONE).date().toordinal()
    return "antar" if today < day else "kembali" if today > day else "pungut"


@cache
def _voting_day(election: str) -> int | None:
    try:
        return load_election(election.removeprefix(EXERCISE).partition(" ")[0]).voting_day.toordinal()
    except Refused:
        return None


def log_list(_request: HttpRequest) -> HttpResponse:
    """The public keys of all logs, one a line; each log's files are at its own address below this one."""
    lines = [f"{key_of(shard.name)} log/{shard.name}\n" for shard in shards()]
    return HttpResponse("".join(lines), content_type="text/plain; charset=utf-8")


def log_file(_request: HttpRequest, path: str) -> HttpResponse:
    """A file of a public log, for witnesses, mirrors and monitors of others: checkpoint, tile, bundle."""
    parts = path.split("/")
    shard, name = "/".join(parts[:SHARD_PARTS]), "/".join(parts[SHARD_PARTS:])
    place = None if name == CHECKPOINT else placed(name)
    if not all(map(_PLAIN.fullmatch, parts[:SHARD_PARTS])) or (name != CHECKPOINT and place is None):
        raise Http404(path)
    try:
        content = (folder_of(shard) / name).read_bytes()
    except OSError as error:
        raise Http404(path) from error
    kind = "application/octet-stream" if place else "text/plain; charset=utf-8"
    headers = {"Cache-Control": FOREVER if place else "no-cache", "Access-Control-Allow-Origin": "*"}
    return HttpResponse(content, content_type=kind, headers=headers)
