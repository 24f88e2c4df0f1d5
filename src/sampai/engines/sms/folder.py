"""Short messages as files, in the folders of Gammu SMSD's FILES backend (gammu-smsd-files(7)).

Without a modem the folder is a plain outbox: a person, or another machine, sends what lies in it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from sampai.fieldwork.model import Reply, Sms

_INBOX = re.compile(r"^IN\d{8}_\d{6}_\d+_(\+?\d+)_\d+\.txt$")
MOST_BYTES = 2_000


@dataclass(frozen=True, slots=True)
class SmsFolder:
    """`outbox` and `inbox` are the folders that Gammu SMSD's configuration names."""

    outbox: Path
    inbox: Path

    def __call__(self, reply: Reply, /) -> bool:
        """Write one file, named by its reference: written twice, it is there once."""
        name = f"OUTB_{_number(reply.to)}_{_serial(reply.reference)}.txt"
        part = self.outbox / f".{name}.part"
        part.write_text(reply.text, encoding="utf-8")
        part.replace(self.outbox / name)
        return True

    def received(self) -> Iterator[tuple[Path, Sms]]:
        """Messages that lie in the inbox, by name; who has taken one in durably removes its file."""
        for file in sorted(self.inbox.glob("IN*.txt")):
            found = _INBOX.match(file.name)
            if found and file.stat().st_size <= MOST_BYTES:
                yield file, Sms(sender=found[1], text=file.read_text(encoding="utf-8", errors="replace"))


def _serial(reference: str) -> int:
    return int.from_bytes(sha256(reference.encode()).digest()[:4], "big")


def _number(number: str) -> str:
    return re.sub(r"[^0-9+]", "", number)
