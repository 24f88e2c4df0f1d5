"""A station's five measures, as far as statements on its boxes tell: count, kind, time, target, quality."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sampai.custody.model import BoxKind, Trouble

RIGHT, IN_DOUBT, WRONG = 1, 2, 3
HARMED = (Trouble.WET, Trouble.DAMAGED, Trouble.SEAL_BROKEN)
LOST = (Trouble.MISSING, Trouble.QUARANTINED)


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxFacts:
    """One box of a station as the measures take it. `received_ms`: when the KPPS took it; None: not yet."""

    kind: BoxKind
    contest: str
    received_ms: int | None
    troubles: tuple[Trouble, ...]
    count: int
    """Statements on it."""


def measures(boxes: Sequence[BoxFacts], *, deadline_ms: int | None) -> Mapping[str, int]:
    """Right, in doubt or wrong for each measure of which something is known.

    What has come is right when all has come; as long as some boxes are missing, number and kind are not known
    unless one of them is wrong. `deadline_ms`: by when everything must be there.
    """
    if not any(box.count for box in boxes):
        return {}
    here = [box for box in boxes if box.received_ms is not None]
    found = {
        "count": _worst(boxes, wrong=(Trouble.DISCREPANCY, *LOST), whole=len(here) == len(boxes)),
        "kind": _worst(boxes, wrong=LOST, whole=_contests(here) == _contests(boxes)),
        "time": _time(boxes, here, deadline_ms=deadline_ms),
        "target": _worst(boxes, wrong=(Trouble.MISROUTED,), whole=bool(here) and len(here) == len(boxes)),
        "quality": _quality(boxes, here),
    }
    return {measure: state for measure, state in found.items() if state}


def _contests(boxes: Sequence[BoxFacts]) -> set[tuple[BoxKind, str]]:
    return {(box.kind, box.contest) for box in boxes}


def _worst(boxes: Sequence[BoxFacts], *, wrong: Sequence[Trouble], whole: bool) -> int:
    if any(trouble in wrong for box in boxes for trouble in box.troubles):
        return WRONG
    return RIGHT if whole else 0


def _time(boxes: Sequence[BoxFacts], here: Sequence[BoxFacts], *, deadline_ms: int | None) -> int:
    if deadline_ms is None:
        return 0
    if any(box.received_ms is not None and box.received_ms > deadline_ms for box in here):
        return WRONG
    if any(Trouble.HELD in box.troubles for box in boxes):
        return IN_DOUBT
    return RIGHT if len(here) == len(boxes) else 0


def _quality(boxes: Sequence[BoxFacts], here: Sequence[BoxFacts]) -> int:
    """A box that got wet on the way is in doubt until it is at the station; there it is wrong."""
    harmed = [box for box in boxes if set(box.troubles).intersection(HARMED)]
    if harmed:
        return WRONG if any(box.received_ms is not None for box in harmed) else IN_DOUBT
    return RIGHT if len(here) == len(boxes) else 0
