"""Checks of claims: about something that is there, readable, and one accepted per field."""

from collections.abc import Iterator, Mapping

from sampai.kernel.faults import Fault, Note
from sampai.kernel.table.entry import Entry
from sampai.kernel.text import say
from sampai.places.model import Claim, Place, Station
from sampai.places.rules.claims import as_claimed_place, as_claimed_station, field_key
from sampai.plan.rules.crosscheck.references import unknown_subject
from sampai.plan.rules.crosscheck.tables import (
    Known,
    Tables,
    link_names,
    place_names,
    region_names,
    station_names,
)


def check_claims(tables: Tables, known: Known) -> Iterator[Fault | Note]:
    """Claims name what is there; the accepted ones can be shown."""
    names = place_names(tables) | station_names(tables) | link_names(tables) | region_names(tables)
    accepted: dict[tuple[str, str], int] = {}
    subjects = _subjects(tables)
    for entry in tables.claims.good:
        yield from unknown_subject(entry.row, "subject", entry.noun.subject, names=names, known=known)
        if not entry.noun.accepted:
            continue
        before = accepted.setdefault((entry.noun.subject, field_key(entry.noun.field)), entry.row.number)
        if before != entry.row.number:
            yield _accepted_twice(entry, before=before)
            continue
        subject = subjects.get(entry.noun.subject)
        if subject is not None:
            yield from _check_shown(entry, subject, known=known)


def _subjects(tables: Tables) -> Mapping[str, Station | Place]:
    found: dict[str, Station | Place] = {entry.noun.code: entry.noun for entry in tables.places.good}
    found.update({entry.noun.code: entry.noun for entry in tables.stations.good})
    return found


def _accepted_twice(entry: Entry[Claim], *, before: int) -> Fault:
    return entry.row.fault(
        "accepted",
        code="claim-accepted-twice",
        wrong=say("Another statement on this field is accepted in row {row}.", row=str(before)),
        mend=say("Accept one statement per field."),
    )


def _shown(subject: Station | Place, *, claim: Claim) -> Station | Place | None:
    if isinstance(subject, Station):
        return as_claimed_station(subject, claim=claim)
    return as_claimed_place(subject, claim=claim)


def _check_shown(entry: Entry[Claim], subject: Station | Place, *, known: Known) -> Iterator[Fault | Note]:
    claim, shown = entry.noun, _shown(subject, claim=entry.noun)
    if shown is None or (isinstance(shown, Station) and not known.modes.issuperset(shown.access)):
        yield entry.row.fault(
            "value",
            code="claim-value",
            wrong=say(
                "“{value}” cannot be read as a value of {field}.", value=claim.value, field=claim.field
            ),
            mend=say("Write it as in the sheet of the station or place; a position like -4.78, 103.33."),
        )
    elif shown != subject:
        yield entry.row.note(
            "value",
            code="claim-used",
            said=say(
                "The accepted statement replaces what the sheet says of {subject}.", subject=claim.subject
            ),
        )
