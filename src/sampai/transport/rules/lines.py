"""Where journeys lie: along mapped roads, and straight where no road map knows the way."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from sampai.election.model import Election, Level
from sampai.kernel.geo import Position
from sampai.places.model import Mode
from sampai.places.rules.simplify import simplified
from sampai.transport.model import Journey
from sampai.transport.rules.means import Means
from sampai.transport.rules.stages import Sky

WITHIN_M = 20.0
"""How far a drawn line may be from the road, so that files stay small."""

Line = tuple[Position, ...]
Lines = Mapping[str, tuple[Line, ...]]
"""For each journey, by its code, its drives; a drive is empty where no road map knows its way."""

NO_LINES: Lines = {}


def lines_of(journeys: Sequence[Journey], *, election: Election, sky: Sky) -> Lines:
    """The drives of journeys along the roads of the map that the ways of the sky have, if any."""
    found: dict[str, tuple[Line, ...]] = {}
    for stage in election.stages:
        ways = sky.over(stage, election=election).open
        for mode, mine in _by_mode(journeys, (stage.giver, stage.receiver)).items():
            if ways.uses_map(mode):
                found |= _drawn(mine, mode=mode, ways=ways)
    return found


def _by_mode(journeys: Iterable[Journey], step: tuple[Level, Level]) -> Mapping[Mode, list[Journey]]:
    found: dict[Mode, list[Journey]] = {}
    for journey in journeys:
        if (journey.giver, journey.receiver) == step:
            found.setdefault(journey.mode, []).append(journey)
    return found


def _drawn(journeys: Iterable[Journey], *, mode: Mode, ways: Means) -> dict[str, tuple[Line, ...]]:
    drives = {journey.code: list(pairwise(places(journey))) for journey in journeys}
    mine = ways.ways[mode]
    known = ways.distances.lines(
        [pair for pairs in drives.values() for pair in pairs],
        pace=mine.pace,
        ways=mine,
        outlines=ways.outlines,
    )
    lines = {pair: simplified(line, within_m=WITHIN_M) for pair, line in known.items()}
    found = {code: tuple(lines.get(pair, ()) for pair in pairs) for code, pairs in drives.items()}
    return {code: drawn for code, drawn in found.items() if any(drawn)}


def places(journey: Journey) -> tuple[str, ...]:
    """All halts of a journey in order, from where it loads to where it ends."""
    return (journey.origin, *(stop.place for stop in journey.stops), journey.home)
