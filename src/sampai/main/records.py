"""The record in a command centre's folder, seen against a log: checks, and what is taken out of it."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sampai.engines.signing import verify
from sampai.kernel.errors import Refused
from sampai.kernel.text import say
from sampai.ledger.model import Event, Malformed
from sampai.ledger.rules.audit import Fault
from sampai.ledger.rules.envelope import read_event
from sampai.ledger.rules.evidence import Testimony
from sampai.ledger.rules.notes import Note, read_checkpoint, read_note
from sampai.ledger.rules.proofs import Proof, prove
from sampai.ledger.rules.record import check_record
from sampai.ledger.rules.tiles import CHECKPOINT, Fetch, entries_of, entry_at
from sampai.main.store.opening import open_store


@contextmanager
def _opened(data: Path) -> Iterator[None]:
    os.environ["SAMPAI_DATA"] = str(data)
    with open_store():
        yield


def record_faults(data: Path, *, fetch: Fetch) -> list[Fault]:
    """What is wrong with the rows, against the log's entries; the log itself is checked elsewhere."""
    size = read_checkpoint(read_note(fetch(CHECKPOINT)).text).size
    try:
        leaves = dict(enumerate(entries_of(fetch, size=size)))
    except (OSError, Malformed):
        leaves = {}
    with _opened(data):
        from sampai.ledger.queries.evidence import stored_record  # noqa: PLC0415 -- after the settings

        return check_record(stored_record(), leaf_at=leaves.get, logged=size, verify=verify)


def testimony_on(subject: str, *, data: Path, fetch: Fetch) -> Sequence[tuple[Testimony, Proof]]:
    """Every event on a subject with its proof in the log.

    Raises `Refused` where there is none, or one is not in the log yet.
    """
    note = read_note(fetch(CHECKPOINT))
    with _opened(data):
        from sampai.ledger.queries.evidence import testimonies  # noqa: PLC0415 -- after the settings

        found = testimonies(subject)
    if not found:
        raise _nothing(subject)
    return [(one, _logged(one, seq, note=note, fetch=fetch)) for seq, one in found]


def events_on(subject: str, *, data: Path) -> Sequence[tuple[Event, int]]:
    """Every event on a subject, and when the node took it in. Raises `Refused` where there is none."""
    with _opened(data):
        from sampai.ledger.queries.evidence import testimonies  # noqa: PLC0415 -- after the settings

        found = [(read_event(one.raw), one.received_ms) for _, one in testimonies(subject)]
    if not found:
        raise _nothing(subject)
    return found


def _nothing(subject: str) -> Refused:
    return Refused(
        "subject",
        say("The record holds no event on “{subject}”.", subject=subject),
        say("Write it as events do: kind, colon, code."),
    )


def _logged(one: Testimony, seq: int, *, note: Note, fetch: Fetch) -> Proof:
    """The proof of an event's entry: usually under its number in the record, else wherever the log has it."""
    size = read_checkpoint(note.text).size
    leaves = one.leaves()
    if seq < size and entry_at(seq, fetch=fetch, size=size) in leaves:
        return prove(seq, note=note, fetch=fetch)
    for index, entry in enumerate(entries_of(fetch, size=size)):
        if entry in leaves:
            return prove(index, note=note, fetch=fetch)
    raise Refused(
        "not-logged",
        say("Event {name} is not in this log.", name=one.name),
        say(
            "If it came a moment ago, try again in a minute; otherwise take the log of its province and "
            "stage."
        ),
    )
