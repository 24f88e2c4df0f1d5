"""What a register changes against the one before: stations added, moved, changed, removed."""

from collections.abc import Mapping
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
