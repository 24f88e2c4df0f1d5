"""The ways of a stage before and after a setback, and which journeys can no longer go as planned."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np
from scipy.sparse.csgraph import dijkstra

from sampai.election.model import Election, Stage
from sampai.kernel.clock import HTime
from sampai.places.model import Mode
from sampai.places.rules.ways import Keys, Ways, Whole, direct_keys, foot, split
from sampai.transport.model import Journey, Setback
from sampai.transport.rules.diary import Span, bound, working_days
from sampai.transport.rules.going import Going, Outlook, going
from sampai.transport.rules.means import Means

Ride = tuple[int, int]
"""Seconds and metres."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """One stage from the setback on.

    `days`: the working hours in which changed journeys can be made. `cut`: journeys, by code, of which a
    drive that lies ahead takes another way than before.
    """

    stage: Stage
    days: tuple[Span, ...]
    before: Going
    after: Going
    cut: frozenset[str] = frozenset()
    _known: dict[tuple[Mode, tuple[str, ...]], tuple[Ride | None, ...]] = field(
        default_factory=dict, compare=False, repr=False
    )

    def drives(self, mode: Mode, places: Sequence[str]) -> tuple[Ride | None, ...]:
        """Each drive from place to place, passing nothing that is ever shut; None where there is no way."""
        key = (mode, tuple(places))
        if key not in self._known:
            self._known[key] = rides(self.after.passing(()), mode, places)
        return self._known[key]

    def is_changed(self, mode: Mode, origin: str, target: str) -> bool:
        """Whether the way between two places is another than before."""
        if self.before.open.ways[mode].conditions == self.after.open.ways[mode].conditions:
            return False
        return any(
            _differs(mode, (origin, target), before=one, after=other)
            for one, other in _pairs(self.before, self.after)
        )


def ground_of(
    stage: Stage,
    *,
    means: Means,
    election: Election,
    outlook: Outlook,
    setback: Setback,
    notice_s: int,
    journeys: Sequence[Journey],
) -> Ground:
    """The ground of a stage, for its journeys that are not over. `outlook` is what was known before."""
    days = _from(stage, at=setback.at, election=election)
    later = replace(outlook, closures=(*outlook.closures, *setback.closures))
    before, after = (going(means, days=days, outlook=sky) for sky in (outlook, later))
    start = HTime(min(setback.at + notice_s, stage.latest - 1))
    return Ground(
        stage=replace(stage, earliest=max(stage.earliest, start)),
        days=_from(stage, at=HTime(setback.at + notice_s), election=election),
        before=before,
        after=after,
        cut=_cut(journeys, before=before, after=after) if setback.closures else frozenset(),
    )


def _from(stage: Stage, *, at: HTime, election: Election) -> tuple[Span, ...]:
    if at >= bound(stage, election=election):
        return ()
    return working_days(replace(stage, earliest=max(stage.earliest, at)), election=election)


def _cut(journeys: Sequence[Journey], *, before: Going, after: Going) -> frozenset[str]:
    pairs = _pairs(before, after)
    return frozenset(code for one, other in pairs for code in changed(journeys, before=one, after=other))


def _pairs(before: Going, after: Going) -> list[tuple[Means, Means]]:
    """The ways before and after, with all that is shut at times and without it."""
    if not (before.times or after.times):
        return [(before.open, after.open)]
    return [(before.open, after.open), (before.passing(()), after.passing(()))]


def changed(journeys: Iterable[Journey], *, before: Means, after: Means) -> list[str]:
    """The codes of journeys of which a drive, from place to place or home, has another way."""
    by_mode: dict[Mode, list[Journey]] = {}
    for journey in journeys:
        by_mode.setdefault(journey.mode, []).append(journey)
    return [
        code
        for mode, mine in sorted(by_mode.items())
        if before.ways[mode].conditions != after.ways[mode].conditions
        for code in _changed_of(mine, before=before, after=after)
    ]


def _changed_of(journeys: Sequence[Journey], *, before: Means, after: Means) -> list[str]:
    """First by what is quickly known of all; then one by one, for those that a direct way may save."""
    mode = journeys[0].mode
    drives = [(i, a, b) for i, journey in enumerate(journeys) for a, b in pairwise(round_trip(journey))]
    doubtful = _differ(drives, before=before.ways[mode], after=after.ways[mode])
    if before.uses_map(mode) and after.uses_map(mode):
        # A road may pass a closed area where the straight line between villages does not.
        doubtful = list(range(len(journeys)))
    return [
        journeys[i].code
        for i in doubtful
        if _differs(mode, round_trip(journeys[i]), before=before, after=after)
    ]


def _differs(mode: Mode, places: Sequence[str], *, before: Means, after: Means) -> bool:
    """Whether a drive has another way, over the village graph or, where both use it, on the road map."""
    if rides(before, mode, places, on_map=False) != rides(after, mode, places, on_map=False):
        return True
    mapped = before.uses_map(mode) and after.uses_map(mode)
    return mapped and rides(before, mode, places) != rides(after, mode, places)


def round_trip(journey: Journey) -> tuple[str, ...]:
    """The places of a journey in order, from its origin to where it ends."""
    return (journey.origin, *(stop.place for stop in journey.stops), journey.home)


def _differ(drives: Sequence[tuple[int, str, str]], *, before: Ways, after: Ways) -> list[int]:
    """The journeys with a drive that takes longer over the graph, or whose direct way may be shut."""
    codes = sorted({code for _, a, b in drives for code in (a, b)})
    at = {code: i for i, code in enumerate(codes)}
    start, end = np.array([at[a] for _, a, _ in drives]), np.array([at[b] for _, _, b in drives])
    keys = [_node_keys(ways, codes, start=start, end=end) for ways in (before, after)]
    apart = after.conditions.shut_pairs - before.conditions.shut_pairs
    homes = [before.network.nodes[foot(before, code).village] for code in codes]
    shut = np.array(
        [
            _pair(codes[a], codes[b]) in apart or _pair(homes[a], homes[b]) in apart
            for a, b in zip(start, end, strict=True)
        ]
    )
    return sorted({drives[i][0] for i in np.flatnonzero((keys[0] != keys[1]) | shut).tolist()})


def _pair(a: str, b: str) -> tuple[str, str]:
    return (a, b) if a < b else (b, a)


def _node_keys(ways: Ways, codes: Sequence[str], *, start: Whole, end: Whole) -> Keys:
    feet = [foot(ways, code) for code in codes]
    nodes = np.array([f.node for f in feet])
    ends = np.array([f.key for f in feet])
    wanted, row = np.unique(nodes[start], return_inverse=True)
    found = dijkstra(ways.graph, indices=wanted)
    return np.asarray(found[row, nodes[end]] + ends[start] + ends[end])


def rides(means: Means, mode: Mode, places: Sequence[str], *, on_map: bool = True) -> tuple[Ride | None, ...]:
    """The drives from each place to the next; on mapped roads where the stage uses a road map."""
    if on_map and means.uses_map(mode):
        seconds, metres = means.matrix(mode, places)
        steps = [(int(seconds[i, i + 1]), int(metres[i, i + 1])) for i in range(len(places) - 1)]
        return tuple(step if step[0] >= 0 else None for step in steps)
    ways = means.ways[mode]
    feet = [foot(ways, code) for code in places]
    direct = direct_keys(ways, places)
    keys = [
        min(float(means.row(mode, node=a.node)[b.node]) + a.key + b.key, float(direct[i, i + 1]))
        if places[i] != places[i + 1]
        else 0.0
        for i, (a, b) in enumerate(pairwise(feet))
    ]
    seconds, metres = split(np.array(keys))
    return tuple((s, m) if s >= 0 else None for s, m in zip(seconds.tolist(), metres.tolist(), strict=True))


def by_stage(journeys: Iterable[Journey], *, election: Election) -> Mapping[int, list[Journey]]:
    """Journeys by the number of their stage, each in order of leg and time."""
    steps = [(stage.giver, stage.receiver) for stage in election.stages]
    found: dict[int, list[Journey]] = {at: [] for at in range(len(steps))}
    for journey in sorted(journeys, key=lambda j: (j.leg, j.loads, j.code)):
        found[steps.index((journey.giver, journey.receiver))].append(journey)
    return found
