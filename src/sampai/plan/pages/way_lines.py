"""The line of a journey as maps and navigation programs draw it."""

from collections.abc import Mapping
from itertools import pairwise

from sampai.kernel.geo import Position
from sampai.kernel.text import Text, say
from sampai.transport.model import Journey
from sampai.transport.rules.lines import Lines, places

STRAIGHT = say("straight from stop to stop, not the way itself (estimated)")
ALONG = say("along the roads of the map, within 20 m; straight where the map has none (estimated)")


def way_line(journey: Journey, *, positions: Mapping[str, Position], lines: Lines) -> tuple[Position, ...]:
    """The corners of a journey's way: along mapped roads where they are known, else straight."""
    halts = places(journey)
    drives = lines.get(journey.code) or ((),) * (len(halts) - 1)
    found: list[Position] = []
    for (a, b), drive in zip(pairwise(halts), drives, strict=True):
        known = [at for at in drive or (positions.get(a), positions.get(b)) if at is not None]
        found += known[1:] if found[-1:] == known[:1] else known
    return tuple(found)


def how_drawn(journey: Journey, *, lines: Lines) -> Text:
    """What a journey's line follows."""
    return ALONG if journey.code in lines else STRAIGHT
