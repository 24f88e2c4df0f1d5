"""What a register changes against the one before: stations added, moved, changed, removed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sampai.kernel.geo import Position, distance_m

MOVED_M = 50
"""A position that differs by less is the same place measured again; assumed, a telephone's error."""


@dataclass(frozen=True, slots=True)
class StationFacts:
    """What is compared of one station: where it is, and everything else that the register says."""

    position: Position | None
    facts: tuple[str | int | bool, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterDiff:
    """Codes of stations in code order. One that moved may have changed otherwise, too."""

    added: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


def register_diff(before: Mapping[str, StationFacts], after: Mapping[str, StationFacts]) -> RegisterDiff:
    """Compare the stations of two registers, by their codes."""
    both = sorted(before.keys() & after.keys())
    return RegisterDiff(
        added=tuple(sorted(after.keys() - before.keys())),
        moved=tuple(code for code in both if _has_moved(before[code].position, after[code].position)),
        changed=tuple(code for code in both if before[code].facts != after[code].facts),
        removed=tuple(sorted(before.keys() - after.keys())),
    )


def _has_moved(old: Position | None, new: Position | None) -> bool:
    if old is None or new is None:
        return old is not new
    return distance_m(old, new) > MOVED_M


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A station that moved. `distance_m` is None where it had no position, or has none now."""

    code: str
    old: Position | None
    new: Position | None
    distance_m: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One field of a station that the registers say differently."""

    code: str
    field: str
    old: str | int | bool
    new: str | int | bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffDetails:
    """A difference of two registers as people read it."""

    diff: RegisterDiff
    moves: tuple[Move, ...]
    """The farthest first; those that gained or lost their position before all."""
    fields: tuple[FieldChange, ...]


def diff_details(
    before: Mapping[str, StationFacts], after: Mapping[str, StationFacts], *, names: Sequence[str]
) -> DiffDetails:
    """Compare two registers down to the fields; `names` are those of the facts, in their order."""
    diff = register_diff(before, after)
    moves = [_move(code, before[code].position, after[code].position) for code in diff.moved]
    changes = (
        FieldChange(code=code, field=name, old=old, new=new)
        for code in diff.changed
        for name, old, new in zip(names, before[code].facts, after[code].facts, strict=True)
        if old != new
    )
    return DiffDetails(diff=diff, moves=tuple(sorted(moves, key=_farthest)), fields=tuple(changes))


def _move(code: str, old: Position | None, new: Position | None) -> Move:
    distance = None if old is None or new is None else distance_m(old, new)
    return Move(code=code, old=old, new=new, distance_m=distance)


def _farthest(move: Move) -> tuple[float, str]:
    return (-(float("inf") if move.distance_m is None else move.distance_m), move.code)
