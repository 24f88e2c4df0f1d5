"""Proofs of events, taken out of this server's public logs."""

from dataclasses import dataclass, field

from sampai.engines.tlog import reader
from sampai.kernel.errors import Refused
from sampai.kernel.text import say
from sampai.ledger.queries.evidence import places
from sampai.ledger.rules.notes import Note, read_checkpoint, read_note
from sampai.ledger.rules.proofs import Proof, prove
from sampai.ledger.rules.tiles import CHECKPOINT
from sampai.main.web.public_logs import folder_of

_LATER = say("If it came a moment ago, try again in a minute; otherwise run: sampai ledger checkpoint")


@dataclass(slots=True)
class Logs:
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
