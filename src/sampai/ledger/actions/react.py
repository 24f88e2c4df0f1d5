"""Reactions: readers of the record, each with its own cursor, that keep tables up to date.

A reaction may be forgotten and run again from the first event; its tables then are the same. It must not
depend on the order of events: the same events in any order give the same digest.
"""

import json
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import NamedTuple, Protocol

from django.db import transaction
from django.db.models import Model

from sampai.ledger.model import Digest
from sampai.ledger.queries.record import Stored, record_end, stored_from
from sampai.ledger.rules.audit import Fault, Wrong
from sampai.ledger.tables import CursorRow

MOST = 1_000
"""Events in one transaction."""
FAR = 20 * MOST
"""Who is farther behind the first reaction than so much holds up no other."""


class Reaction(Protocol):
    """One reader of the record."""

    name: str
    version: int
    """A higher one than the cursor's makes it begin anew."""

    @property
    def tables(self) -> Sequence[type[Model]]:
        """What it keeps, and nobody else writes."""

    def take(self, events: Sequence[Stored], /) -> None:
        """Bring the tables up to date with these events. Runs in the transaction that moves the cursor."""

    def forget(self) -> None:
        """Empty the tables."""

    def digest(self) -> Digest:
        """Of what the tables hold: equal for the same events in any order."""


class Block(NamedTuple):
    """Events from a position on, and from where reading goes on after them.

    What stands before that and is no event was put aside.
    """

    events: Sequence[Stored]
    upto: int


Read = Callable[[int], Block]


def _read(position: int) -> Block:
    end = record_end()  # before the events: what comes between must not be passed over
    events = stored_from(position, most=MOST)
    after = events[-1].position + 1 if events else position
    return Block(events, after if len(events) == MOST else max(after, end))


def catch_up(reaction: Reaction) -> int:
    """Run a reaction over all events that it has not seen; how many those were.

    What comes meanwhile waits: on a busy record there would be no end.
    """
    end, total = record_end(), 0
    while _starts([reaction])[reaction.name] < end:
        total += _step(reaction, read=_read)
    return total


def catch_up_all(reactions: Sequence[Reaction]) -> None:
    """Run reactions, in their order, over what they have not seen; what several are to see is read once.

    What comes meanwhile waits for the next time: many small steps cost more than a large one.
    """
    end = record_end()
    while min((starts := _starts(reactions)).values()) < end:
        read = _Together(starts.values())
        for reaction in reactions:
            _step(reaction, read=read)


class _Together:
    """Reads for several reactions: what follows where the last of those stands that are not far behind.

    Who is far behind, or begins anew, reads for itself; who is ahead of what was read waits for the others.
    """

    def __init__(self, starts: Iterable[int]) -> None:
        known = sorted(starts)
        self.start = next(one for one in known if known[-1] - one <= FAR)
        self.block = _read(self.start)

    def __call__(self, position: int) -> Block:
        if position < self.start:
            return _read(position)
        first = bisect_left(self.block.events, position, key=attrgetter("position"))
        return Block(self.block.events[first:], self.block.upto)


def _starts(reactions: Sequence[Reaction]) -> Mapping[str, int]:
    """Where each goes on; 0 for one that begins, or begins anew."""
    rows = CursorRow.objects.filter(reader__in=[_reader(one) for one in reactions])
    known = {
        (reader, version): after for reader, version, after in rows.values_list("reader", "version", "next")
    }
    return {one.name: known.get((_reader(one), one.version), 0) for one in reactions}


def _reader(reaction: Reaction) -> str:
    return f"reaction:{reaction.name}"


def _step(reaction: Reaction, *, read: Read) -> int:
    with transaction.atomic():
        cursor, made = CursorRow.objects.select_for_update().get_or_create(
            reader=_reader(reaction), defaults={"version": reaction.version}
        )
        if not made and cursor.version != reaction.version:
            reaction.forget()
            cursor.version, cursor.next = reaction.version, 0
        events, upto = read(cursor.next)
        if events:
            reaction.take(events)
        cursor.next = max(cursor.next, upto)
        cursor.save()
    return len(events)


def rebuild(reaction: Reaction) -> int:
    """Forget what a reaction made and make it anew; how many events it went through."""
    with transaction.atomic():
        reaction.forget()
        CursorRow.objects.update_or_create(
            reader=_reader(reaction), defaults={"version": reaction.version, "next": 0}
        )
    return catch_up(reaction)


def unlike_record(reaction: Reaction) -> list[Fault]:
    """Rows of a reaction's tables that do not follow from the events. Nothing is changed."""
    with transaction.atomic():
        catch_up(reaction)
        before = [_rows(table) for table in reaction.tables]
        rebuild(reaction)
        after = [_rows(table) for table in reaction.tables]
        transaction.set_rollback(True)
    return [
        Fault(f"{table._meta.db_table}/{name}", wrong)  # noqa: SLF001 -- Django documents it
        for table, stored, made in zip(reaction.tables, before, after, strict=True)
        for name, wrong in _unlike(stored, made)
    ]


def _rows(table: type[Model]) -> dict[tuple[object, ...], object]:
    """All rows as their values, a number that counts by itself left out, and their keys."""
    meta = table._meta  # noqa: SLF001 -- see above
    counted = {meta.auto_field.attname} if meta.auto_field else set()
    names = [field.attname for field in meta.concrete_fields if field.attname not in counted]
    rows = table._default_manager.using("default").values_list("pk", *names)  # noqa: SLF001 -- see above
    return {tuple(_comparable(value) for value in values): key for key, *values in rows}


def _comparable(value: object) -> object:
    return json.dumps(value, sort_keys=True) if isinstance(value, (dict, list)) else value


def _unlike(
    stored: Mapping[tuple[object, ...], object], made: Mapping[tuple[object, ...], object]
) -> Iterator[tuple[object, Wrong]]:
    false = {stored[values] for values in stored.keys() - made.keys()}
    lacking = {made[values] for values in made.keys() - stored.keys()} - false
    yield from ((key, Wrong.ALTERED) for key in sorted(false, key=str))
    yield from ((key, Wrong.MISSING) for key in sorted(lacking, key=str))


def of_class(events: Iterable[Stored], kind_class: str) -> list[Stored]:
    """The events of one class of kinds."""
    return [one for one in events if one.event.kind.startswith(f"{kind_class}.")]
