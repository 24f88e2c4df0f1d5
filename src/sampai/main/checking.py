"""Telling people and scripts what reading an operation's tables brought."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from sampai.engines.tables.faults import write_faults
from sampai.kernel.faults import Fault, Note
from sampai.kernel.ids import digest
from sampai.kernel.text import Text, Words, say
from sampai.main.operations import Checked
from sampai.plan.model import Operation

Told = Mapping[str, str | int | None]


LISTED_PLACES = 8
"""Places that are listed behind one note; the JSON has all of them."""


def check_lines(checked: Checked, *, words: Words) -> Iterator[str]:
    """Faults by sheet, notes, and the counts; or what the tables hold when nothing is wrong."""
    faults, notes = checked.reading.faults, _notes(checked)
    for sheet, of_sheet in groupby(faults, key=lambda fault: fault.sheet):
        found = list(of_sheet)
        yield words.say(say("{sheet} ({count})", sheet=sheet, count=len(found)))
        yield from (f"  {fault_line(fault, words=words)}" for fault in found)
    if notes:
        yield words.say(say("Notes ({count})", count=len(notes)))
        yield from (f"  {line}" for line in note_lines(notes, words=words))
    yield words.say(_verdict(faults=len(faults), notes=len(notes)))
    if checked.reading.operation is not None:
        yield words.say(_contents(checked.reading.operation))


def fault_line(fault: Fault, *, words: Words) -> str:
    """Row, column and value, what is wrong and how to mend it, on one line."""
    told = f"{words.say(fault.wrong)} {words.say(fault.mend)}"
    cell = {"row": str(fault.row), "column": fault.column or "", "value": fault.value}
    if fault.row is None:
        return told
    if fault.column is None:
        return f"{words.say(say('row {row}', **cell))}: {told}"
    return f"{words.say(say('row {row}, column “{column}”, “{value}”', **cell))}: {told}"


def note_lines(notes: Iterable[Note], *, words: Words) -> Iterator[str]:
    """Each thing noted once, with the places where it was."""
    places: dict[str, list[str]] = {}
    for note in notes:
        places.setdefault(words.say(note.said), []).append(_place(note, words=words))
    for said, found in places.items():
        listed = "; ".join(found[:LISTED_PLACES])
        if len(found) > LISTED_PLACES:
            listed += "; " + words.say(say("and {count} more", count=len(found) - LISTED_PLACES))
        yield f"{said} ({listed})"


def _place(note: Note, *, words: Words) -> str:
    place = {"sheet": note.sheet, "row": str(note.row), "column": note.column or ""}
    if note.row is None:
        return words.say(say("{sheet}", **place))
    if note.column is None:
        return words.say(say("{sheet}, row {row}", **place))
    return words.say(say("{sheet}, row {row}, column “{column}”", **place))


def as_object(checked: Checked, *, words: Words, seconds: float) -> str:
    """Faults, notes and figures as one JSON object on one line."""
    operation, faults, notes = checked.reading.operation, checked.reading.faults, _notes(checked)
    return json.dumps(
        {
            "fault_count": len(faults),
            "note_count": len(notes),
            "faults": [_fault(fault, words=words) for fault in faults],
            "notes": [_note(note, words=words) for note in notes],
            **(_figures(operation) if operation else {}),
            "inputs": dict(checked.tables.digest),
            "seconds": round(seconds, 3),
        },
        ensure_ascii=False,
    )


def write_marked(checked: Checked, *, out: Path, words: Words) -> None:
    """Write the tables again with every faulty cell marked."""
    write_faults(checked.reading.faults, _notes(checked), grids=checked.tables.grids, out=out, words=words)


def _notes(checked: Checked) -> Sequence[Note]:
    return (*checked.tables.notes, *checked.reading.notes)


def _verdict(*, faults: int, notes: int) -> Text:
    if faults:
        return say(
            "Faults: {faults}. Notes: {notes}. Mend the faults and check again.", faults=faults, notes=notes
        )
    return say("No faults. Notes: {notes}.", notes=notes)


def _contents(operation: Operation) -> Text:
    register = operation.register
    return say(
        "{name}: {stations} stations with {voters} voters, {places} places, {vehicles} vehicles, {units} "
        "units.",
        name=operation.settings.name,
        stations=len(register.stations),
        voters=sum(station.voters for station in register.stations),
        places=len(register.places),
        vehicles=sum(group.count for group in operation.fleet),
        units=len(operation.units),
    )


def _figures(operation: Operation) -> Mapping[str, str | int]:
    register = operation.register
    return {
        "name": operation.settings.name,
        "election": operation.settings.election,
        "region": operation.settings.region,
        "stations": len(register.stations),
        "voters": sum(station.voters for station in register.stations),
        "places": len(register.places),
        "links": len(register.links),
        "vehicles": sum(group.count for group in operation.fleet),
        "units": len(operation.units),
        "digest": digest(operation),
    }


def _fault(fault: Fault, *, words: Words) -> Told:
    return {
        "code": fault.code,
        "sheet": fault.sheet,
        "row": fault.row,
        "column": fault.column,
        "value": fault.value,
        "wrong": words.say(fault.wrong),
        "mend": words.say(fault.mend),
    }


def _note(note: Note, *, words: Words) -> Told:
    return {
        "code": note.code,
        "sheet": note.sheet,
        "row": note.row,
        "column": note.column,
        "value": note.value,
        "said": words.say(note.said),
    }
