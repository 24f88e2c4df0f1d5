"""Exceptions that a statement opens by what it says, whether or not somebody calls it one."""

from collections.abc import Iterator

from sampai.custody.model import (
    BoxRead,
    BoxState,
    Condition,
    Excepted,
    Handing,
    Kind,
    Mismatch,
    Statement,
    Trouble,
)
from sampai.custody.rules.labels import read_label
from sampai.custody.rules.seals import differences, was_read
from sampai.election.model import Direction, Level
from sampai.kernel.errors import Refused

BY_CONDITION = {
    Condition.WET: Trouble.WET,
    Condition.TORN: Trouble.DAMAGED,
    Condition.CRUSHED: Trouble.DAMAGED,
    Condition.BURNT: Trouble.DAMAGED,
    Condition.OPEN: Trouble.SEAL_BROKEN,
}
"""A dent or a lost wrapping is noted and opens nothing."""

COUNTED = (Kind.PACKED, Kind.OPENED)
"""Steps on the way out at which what is inside is counted against the need."""


def troubles_of(before: BoxState, statement: Statement, *, read: BoxRead) -> tuple[Trouble, ...]:
    """The exceptions that a statement opens, each once, in the order of their list."""
    found = set(_found(before, statement, read))
    return tuple(trouble for trouble in Trouble if trouble in found)


def _found(before: BoxState, statement: Statement, read: BoxRead) -> Iterator[Trouble]:
    yield from (BY_CONDITION[one] for one in read.condition if one in BY_CONDITION)
    if isinstance(statement.body, Excepted):
        yield statement.body.trouble
    if statement.kind is Kind.REPLACED:
        yield Trouble.REPLACED
    if _has_broken_seal(before, statement, read):
        yield Trouble.SEAL_BROKEN
    if statement.kind in COUNTED and before.direction is Direction.OUT and _counts_differ(before, read):
        yield Trouble.DISCREPANCY
    if _is_misrouted(before, statement, read):
        yield Trouble.MISROUTED


def _has_broken_seal(before: BoxState, statement: Statement, read: BoxRead) -> bool:
    """A number that was only misread opens nothing: it is read again."""
    if statement.kind is Kind.SEALED or not before.seals or not was_read(read):
        return False
    unlike = differences(before.seals, read=read, elsewhere={})
    return any(one.mismatch is not Mismatch.MISREAD for one in unlike)


def _counts_differ(before: BoxState, read: BoxRead) -> bool:
    """What was counted against what belongs inside; what nobody counted is missing evidence instead."""
    need = {one.item: one.count for one in before.box.contents}
    return any(one.count != need.get(one.item, 0) for one in read.contents)


def _is_misrouted(before: BoxState, statement: Statement, read: BoxRead) -> bool:
    """Another box's label, another district's ballots, or another station than its own."""
    box = before.box
    other_district = bool(box.dapil and read.dapil and read.dapil != box.dapil)
    return other_district or _other_label(before, read) or _other_station(before, statement)


def _other_label(before: BoxState, read: BoxRead) -> bool:
    if not read.label:
        return False
    try:
        label = read_label(read.label)
    except Refused:
        return True
    return (label.box, label.contest) != (before.box.code, before.box.contest.upper())


def _other_station(before: BoxState, statement: Statement) -> bool:
    body = statement.body
    return (
        statement.kind is Kind.TAKEN
        and before.direction is Direction.OUT
        and isinstance(body, Handing)
        and body.by.level is Level.STATION
        and statement.place not in ("", before.box.owner)
    )
