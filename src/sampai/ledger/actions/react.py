"""Reactions: readers of the record, each with its own cursor, that keep tables up to date.

A reaction may be forgotten and run again from the first event; its tables then are the same. It must not
depend on the order of events: the same events in any order give the same digest.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Protocol

from django.db import transaction
from django.db.models import Model

from sampai.ledger.model import Digest
from sampai.ledger.queries.record import Stored, record_end, stored_from
from sampai.ledger.rules.audit import Fault, Wrong
from sampai.ledger.tables import CursorRow

MOST = 1_000
"""Events in one transaction."""


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


Read = Callable[[int], Sequence[Stored]]


def _read(position: int) -> Sequence[Stored]:
    return stored_from(position, most=MOST)


def catch_up(reaction: Reaction) -> int:
    """Run a reaction over all events that it has not seen; how many those were.

    What comes meanwhile waits: on a busy record there would be no end.
    """
    total, count = 0, MOST
    while count == MOST:
        count = _step(reaction, read=_read)
        total += count
    return total


def catch_up_all(reactions: Sequence[Reaction]) -> None:
    """Run reactions, in their order, over what they have not seen; what all are to see is read once.

    What comes meanwhile waits for the next time: many small steps cost more than a large one.
    """
    if not _is_behind(reactions):
        return
    read = lru_cache(maxsize=1)(_read)
    while max(_step(reaction, read=read) for reaction in reactions) == MOST:
        pass


def _is_behind(reactions: Sequence[Reaction]) -> bool:
    """Whether any is; asked without writing, for mostly none is."""
    end = record_end()
    rows = CursorRow.objects.filter(reader__in=[_reader(one) for one in reactions])
    known = {
        reader: (version, after) for reader, version, after in rows.values_list("reader", "version", "next")
    }
    return any(known.get(_reader(one), (0, 0)) < (one.version, end) for one in reactions)


def _reader(reaction: Reaction) -> str:
    return f"reaction:{reaction.name}"


def _step(reaction: Reaction, *, read: Read) -> int:
    with transaction.atomic():
        end = record_end()
        cursor, made = CursorRow.objects.select_for_update().get_or_create(
            reader=_reader(reaction), defaults={"version": reaction.version}
        )
        if not made and cursor.version != reaction.version:
            reaction.forget()
            cursor.version, cursor.next = reaction.version, 0
        events = read(cursor.next)
        if events:
            reaction.take(events)
            cursor.next = events[-1].position + 1
        else:  # what stands before the end and is no event was put aside
            cursor.next = max(cursor.next, end)
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
