"""The record in a command centre's folder, seen against its logs: checks, and what is taken out of it."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from sampai.engines.signing import verify
from sampai.engines.tlog import files_of, reader
from sampai.kernel.errors import Refused
from sampai.kernel.text import say
from sampai.ledger.model import Event, Malformed
from sampai.ledger.rules.audit import Fault, audit
from sampai.ledger.rules.envelope import read_event
from sampai.ledger.rules.evidence import Testimony
from sampai.ledger.rules.notes import NoteKey, read_checkpoint, read_note
from sampai.ledger.rules.proofs import Proof
from sampai.ledger.rules.record import check_record
from sampai.ledger.rules.tiles import CHECKPOINT, Fetch, entries_of
from sampai.main.store.opening import open_store


@contextmanager
def _opened(data: Path) -> Iterator[None]:
    os.environ["SAMPAI_DATA"] = str(data.resolve())
    with open_store():
        yield


def faults_of_all(data: Path) -> list[Fault]:
    """What is wrong with any log of a folder or with its record."""
    with _opened(data):
        logs = {name: reader(folder) for name, folder in _folders().items()}
        found = [
            Fault(f"log/{name}/{fault.path}", fault.wrong)
            for name, folder in _folders().items()
            for fault in audit(files_of(folder), fetch=logs[name], key=_key(name), verify=verify)
        ]
        return found + _record_faults(logs)


def record_faults(data: Path, *, fetch: Fetch) -> list[Fault]:
    """What is wrong with the rows, against the entries of one log, which itself is checked elsewhere."""
    origin = read_checkpoint(read_note(fetch(CHECKPOINT)).text).origin
    with _opened(data):
        named = [name for name in _folders() if _key(name).name == origin]
        if not named:
            raise Refused(
                "other-log",
                say("{origin} is no log of this record.", origin=origin),
                say("Give the folder of the server that keeps it, or leave --data out."),
            )
        return _record_faults({named[0]: fetch})


def _folders() -> Mapping[str, Path]:
    """The logs that items have places in, and those whose folders are there, by name."""
    from sampai.ledger.actions.integrate import shards  # noqa: PLC0415 -- after the settings
    from sampai.main.web.public_logs import folder_of  # noqa: PLC0415 -- see above

    top = folder_of("")
    there = {file.parent.relative_to(top).as_posix() for file in top.glob(f"*/*/*/{CHECKPOINT}")}
    return {name: folder_of(name) for name in sorted({shard.name for shard in shards()} | there)}


def _key(name: str) -> NoteKey:
    from sampai.main.web.public_logs import key_of  # noqa: PLC0415 -- after the settings

    return key_of(name)


def _record_faults(logs: Mapping[str, Fetch]) -> list[Fault]:
    from sampai.ledger.actions.react import unlike_record  # noqa: PLC0415 -- after the settings
    from sampai.ledger.queries.evidence import stored_places, stored_record  # noqa: PLC0415 -- see above
    from sampai.main.web.chores import REACTIONS  # noqa: PLC0415 -- see above
    from sampai.main.web.record import own_node  # noqa: PLC0415 -- see above

    entries = {name: _entries(fetch) for name, fetch in logs.items()}
    places, found = stored_places()

    def leaf_at(number: int) -> bytes | None:
        place = places.get(number)
        held = entries.get(place.log, ()) if place else ()
        return held[place.index] if place and place.index < len(held) else None

    found += check_record(
        stored_record(),
        leaf_at=leaf_at,
        logged=max(places, default=-1) + 1,
        verify=verify,
        own=own_node().key.id,
    )
    if not any(fault.path.startswith("event/") for fault in found):
        found += [fault for reaction in REACTIONS for fault in unlike_record(reaction)]
    return found


def _entries(fetch: Fetch) -> Sequence[bytes]:
    """A log's entries; none where it is damaged, which `audit` tells."""
    try:
        size = read_checkpoint(read_note(fetch(CHECKPOINT)).text).size
        return list(entries_of(fetch, size=size))
    except (OSError, Malformed):
        return ()


def testimony_on(subject: str, *, data: Path) -> Sequence[tuple[Testimony, Proof]]:
    """Every event on a subject with its proof in its log.

    Raises `Refused` where there is none, or one is not in a log yet.
    """
    with _opened(data):
        from sampai.ledger.queries.evidence import testimonies  # noqa: PLC0415 -- after the settings
        from sampai.main.web.proofs import Logs  # noqa: PLC0415 -- see above

        found, logs = testimonies(subject), Logs()
        if not found:
            raise _nothing(subject)
        return [(one, logs.proof(seq, name=one.name)) for seq, one in found]


def proof_of_event(device: str, counter: int, *, data: Path) -> Sequence[Proof]:
    """The proofs of what a device (in hex) stated under a counter: one, or one of each twin of a clone."""
    with _opened(data):
        from sampai.ledger.queries.evidence import numbers_of  # noqa: PLC0415 -- after the settings
        from sampai.main.web.proofs import Logs  # noqa: PLC0415 -- see above

        logs = Logs()
        return [logs.proof(one, name=f"{device}-{counter}") for one in numbers_of(device, counter)]


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
