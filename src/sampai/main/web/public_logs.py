"""The public logs of this server, in folders beside the store."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings

from sampai.engines.signing import read_key
from sampai.engines.tlog import LogFolder
from sampai.kernel.clock import ZONES
from sampai.kernel.errors import Refused
from sampai.ledger.actions.integrate import Shard, give_places, grow, shards
from sampai.ledger.rules.notes import NoteKey, Type
from sampai.main.store.lock import take_lock
from sampai.main.web.record import own_node
from sampai.main.web.secrets import lasting_secret
from sampai.packs.profiles import load_election

FOLDER, LOG_KEY = "log", "log.key"
_ZONE = ZoneInfo(ZONES["WIB"])
NO_PHASE = "tetap"
"""What belongs to no election that we know."""


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
        secret = lasting_secret(settings.OPTIONS.data / LOG_KEY)
        self._sign = read_key(hashlib.sha256(secret.encode()).digest())
        self._open: dict[str, LogFolder] = {}

    def close(self) -> None:
        """Let another process have the folder."""
        self._held.close()

    def grow(self) -> Iterator[Grown]:
        """Bring every log up to date, and sign where there is news."""
        while give_places(phase_of=phase_of):
            pass
        for shard in shards():
            yield self._grown(shard)

    def _grown(self, shard: Shard) -> Grown:
        key = NoteKey(f"{own_node().name}/{shard.name}", Type.LOG, self._sign.key.public)
        folder = self._folder / shard.name
        log = self._open.pop(shard.name, None) or LogFolder(folder, key=key, sign=self._sign)
        added = grow(shard, log=log)
        self._open[shard.name] = log
        return Grown(key, folder, log.size, added)


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
        return load_election(election.partition(" ")[0]).voting_day.toordinal()
    except Refused:
        return None
