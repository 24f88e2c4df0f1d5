"""The record's part of an evidence file: events on subjects with their proofs, to be checked without us."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files

from django.conf import settings

from sampai.engines.tlog import reader
from sampai.kernel.errors import Refused
from sampai.kernel.text import say
from sampai.ledger.actions.integrate import shards
from sampai.ledger.queries.evidence import places, testimonies
from sampai.ledger.rules.envelope import read_event, readable_event
from sampai.ledger.rules.evidence import Testimony, bundle_files
from sampai.ledger.rules.notes import Note, read_checkpoint, read_note
from sampai.ledger.rules.proofs import Proof, prove
from sampai.ledger.rules.tiles import CHECKPOINT
from sampai.main.web.public_logs import POLICY, folder_of, key_of

WAITING = "events-without-proof.json"


_LATER = say("If it came a moment ago, try again in a minute; otherwise run: sampai ledger checkpoint")


@dataclass(slots=True)
class LogProofs:
    """The logs of this folder while proofs are taken out of them; each has one checkpoint meanwhile."""

    notes: dict[str, Note] = field(default_factory=dict)

    def proof(self, number: int, *, name: str) -> Proof:
        """The proof of an item of the record. Raises `Refused` where it is in no log yet."""
        place = places([number]).get(number)
        if place is not None and (folder_of(place.log) / CHECKPOINT).exists():
            fetch = reader(folder_of(place.log))
            note = self.notes.setdefault(place.log, read_note(fetch(CHECKPOINT)))
            if place.index < read_checkpoint(note.text).size:
                return prove(place.index, note=note, fetch=fetch)
        raise Refused("not-logged", say("Event {name} is in no log yet.", name=name), _LATER)


def evidence_on(subject: str) -> Mapping[str, bytes]:
    """Files that prove every event on a subject; those that are in no log yet are listed apart.

    Without a witness's policy on this server, the bundle's policy names its logs and asks for no witness.
    """
    proven, waiting = _proven(subject)
    found: dict[str, bytes] = {}
    if proven:
        told = files("sampai.main.evidence")
        explained = {name: told.joinpath(name).read_bytes() for name in ("BACA-DULU.txt", "README.txt")}
        found |= bundle_files(
            subject, proven, policy=_policy([proof for _, proof in proven]), extra=explained
        )
    if waiting:
        events = [readable_event(read_event(one.raw)) for one in waiting]
        found[WAITING] = (json.dumps(events, indent=1, ensure_ascii=False) + "\n").encode()
    return found


def _proven(subject: str) -> tuple[Sequence[tuple[Testimony, Proof]], Sequence[Testimony]]:
    """Every event on a subject: with its proof, and those that are in no log yet."""
    logs = LogProofs()
    proven, waiting = [], []
    for seq, one in testimonies(subject):
        try:
            proven.append((one, logs.proof(seq, name=one.name)))
        except Refused:
            waiting.append(one)
    return proven, waiting


def _policy(proofs: Sequence[Proof]) -> str:
    file = settings.OPTIONS.data / POLICY
    if file.exists():
        return file.read_text(encoding="utf-8")
    origins = {read_checkpoint(read_note(str(proof.checkpoint).encode()).text).origin for proof in proofs}
    keys = {str(key_of(name)) for name in _logs() if key_of(name).name in origins}
    return "".join(f"log {key}\n" for key in sorted(keys)) + "quorum none\n"


def _logs() -> Sequence[str]:
    return sorted({shard.name for shard in shards()})
