"""Checks for what may be there once only."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from sampai.kernel.faults import Fault
from sampai.kernel.table.entry import Entries
from sampai.kernel.text import Text, say
from sampai.plan.rules.crosscheck.tables import Known, Tables

T = TypeVar("T")


def check_repeats(tables: Tables, _known: Known) -> Iterator[Fault]:
    """No station, code or stock count is there twice. The later row is the faulty one."""
    yield from _repeats(
        tables.stations,
        key=lambda station: station.code,
        column="number",
        code="station-twice",
        mend=say("Correct the number or the village, or delete one of the rows."),
    )
    own = say("Give every row its own code, or delete one of the rows.")
    yield from _repeats(tables.regions, key=lambda r: r.code, column="code", code="region-twice", mend=own)
    yield from _repeats(tables.places, key=lambda p: p.code, column="code", code="place-twice", mend=own)
    yield from _repeats(tables.links, key=lambda k: k.code, column="code", code="link-twice", mend=own)
    yield from _repeats(tables.fleet, key=lambda v: v.code, column="code", code="vehicle-twice", mend=own)
    yield from _repeats(tables.units, key=lambda u: u.code, column="code", code="unit-twice", mend=own)
    yield from _repeats(
        tables.officers,
        key=lambda officer: officer.service_number,
        column="service_number",
        code="officer-twice",
        mend=say("Every officer is listed once; correct the number or delete one of the rows."),
    )
    yield from _repeats(
        tables.patterns,
        key=lambda one: (one.within, one.pattern.risk, one.remote),
        column="class",
        code="pattern-twice",
        mend=say("Write one pattern for one class at one place, or delete one of the rows."),
    )
    yield from _repeats(
        tables.acceptances,
        key=lambda one: (one.place, one.version, one.institution),
        column="institution",
        code="signed-twice",
        mend=say("An institution signs a version once; make the change a new version, or delete a row."),
    )
    yield from _repeats(
        tables.stock,
        key=lambda line: (line.item, line.place),
        column="item",
        code="stock-twice",
        mend=say("Write one row for one item at one place, with the sum."),
    )


def _repeats(
    entries: Entries[T], *, key: Callable[[T], object], column: str, code: str, mend: Text
) -> Iterator[Fault]:
    first: dict[object, int] = {}
    for entry in entries.good:
        before = first.setdefault(key(entry.noun), entry.row.number)
        if before != entry.row.number:
            yield entry.row.fault(
                column, code=code, wrong=say("This is already in row {row}.", row=str(before)), mend=mend
            )
