"""From rows to nouns: each good row becomes a noun or says what is wrong with it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from sampai.kernel.errors import Refused
from sampai.kernel.faults import Fault, Note
from sampai.kernel.table.sheet import Reading, Row

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Entry(Generic[T]):
    """A noun and the row that it stands in."""

    row: Row
    noun: T


@dataclass(frozen=True, slots=True)
class Entries(Generic[T]):
    """What the rows of one sheet became. `broken` rows have faults: they name things, but are no nouns."""

    good: tuple[Entry[T], ...] = ()
    broken: tuple[Row, ...] = ()
    faults: tuple[Fault, ...] = ()
    notes: tuple[Note, ...] = ()

    def nouns(self) -> tuple[T, ...]:
        """The nouns, in the order of their rows."""
        return tuple(entry.noun for entry in self.good)

    def rows(self) -> Iterator[Row]:
        """All rows, good and broken, in the sheet's order."""
        return iter(sorted([*(entry.row for entry in self.good), *self.broken], key=lambda row: row.number))


def nothing_wrong(_row: Row) -> Iterable[Fault]:
    """The check of sheets whose rows need none beyond their cells."""
    return ()


def to_entries(
    reading: Reading,
    *,
    noun: Callable[[Row], T],
    wrong: Callable[[Row], Iterable[Fault]] = nothing_wrong,
    anchor: str,
) -> Entries[T]:
    """Make a noun of every good row.

    `wrong` lists what is wrong with a row as a whole; `noun` is called only when it lists nothing. Should
    the noun refuse all the same, that is a fault of the `anchor` column.
    """
    good: list[Entry[T]] = []
    broken = list(reading.faulty)
    faults = list(reading.faults)
    for row in reading.rows:
        found = list(wrong(row))
        made = None if found else _try(row, noun=noun, anchor=anchor)
        if isinstance(made, Entry):
            good.append(made)
            continue
        broken.append(row)
        faults.extend(found if made is None else [made])
    return Entries(tuple(good), tuple(broken), tuple(faults), reading.notes)


def _try(row: Row, *, noun: Callable[[Row], T], anchor: str) -> Entry[T] | Fault:
    try:
        return Entry(row, noun(row))
    except Refused as refused:
        return row.fault(anchor, code=refused.code, wrong=refused.sentence, mend=refused.hint)
