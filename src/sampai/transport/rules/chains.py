"""Chains of modes: by truck to the landing, by boat to the island, by porter to the station.

One search per giver runs over all modes at once: a layer of the network for each mode, and a step from layer
to layer wherever goods can change vehicles. Large vehicles come first; motorbikes and porters join only where
nothing larger reaches.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import block_diag, coo_matrix, csr_matrix
from scipy.sparse.csgraph import dijkstra

from sampai.kernel.clock import HOUR
from sampai.places.model import Mode
from sampai.places.rules.ways import METRES, Keys, foot, weigh
from sampai.transport.model import Medium
from sampai.transport.rules.means import Means, is_road_vehicle

TRANSFER_S = HOUR
"""What changing vehicles is taken to cost when chains are compared. Assumed."""


@dataclass(frozen=True, slots=True)
class Leg:
    """From one place to the next by any of some modes; `most_boxes`: what a link on the way takes."""

    origin: str
    target: str
    modes: tuple[Mode, ...]
    most_boxes: int | None = None


@dataclass(frozen=True, slots=True)
class Chain:
    """The legs from a giver to a receiver, with the time on the way (without handling)."""

    legs: tuple[Leg, ...]
    seconds: int


@dataclass(slots=True)
class Chart:
    """The layered graph of some modes, with what was searched already. `boards` names (node, mode)."""

    means: Means
    modes: tuple[Mode, ...]
    boards: frozenset[tuple[int, Mode]]
    starts: Mapping[str, tuple[Mode, ...]]
    graph: csr_matrix
    found: dict[str, tuple[Keys, NDArray[np.int32]]] = field(default_factory=dict)
    at: dict[int, set[Mode]] = field(default_factory=dict)
    """The modes that goods can change to, by node."""

    def __post_init__(self) -> None:
        """Sort the boards by node."""
        for node, mode in self.boards:
            self.at.setdefault(node, set()).add(mode)

    def search(self, giver: str) -> tuple[Keys, NDArray[np.int32]]:
        """Keys and predecessors of all states from a giver."""
        if giver not in self.found:
            self.found[giver] = self._search(giver)
        return self.found[giver]

    def _search(self, giver: str) -> tuple[Keys, NDArray[np.int32]]:
        size = self.graph.shape[0]
        states = [self.state(self.means.network.index[giver], mode) for mode in self.starts_of(giver)]
        if not states:
            return np.full(size, np.inf), np.full(size, -1, dtype=np.int32)
        keys, before, _ = dijkstra(self.graph, indices=states, min_only=True, return_predecessors=True)
        return keys, before

    def starts_of(self, giver: str) -> tuple[Mode, ...]:
        """Modes that can load at a giver."""
        return tuple(mode for mode in self.starts.get(giver, ()) if mode in self.modes)

    def state(self, node: int, mode: Mode) -> int:
        """The number of a node in a mode's layer."""
        return self.modes.index(mode) * len(self.means.network.nodes) + node

    def place(self, state: int) -> tuple[int, Mode]:
        """The node and the mode of a state."""
        layer, node = divmod(state, len(self.means.network.nodes))
        return node, self.modes[layer]


def chart(
    means: Means,
    *,
    modes: Iterable[Mode],
    boards: Iterable[tuple[str, Mode]],
    starts: Mapping[str, tuple[Mode, ...]],
) -> Chart:
    """A chart of some modes; `boards`: where goods can change to which mode, `starts`: where they begin."""
    layers = tuple(mode for mode in sorted(modes) if mode in means.ways)
    index = means.network.index
    known = frozenset((index[code], mode) for code, mode in boards if code in index and mode in layers)
    return Chart(means, layers, known, starts, _layered(means, layers, boards=known))


def _layered(means: Means, layers: Sequence[Mode], *, boards: Iterable[tuple[int, Mode]]) -> csr_matrix:
    count = len(means.network.nodes)
    if not layers:
        return csr_matrix((0, 0))
    steps = [
        (there * count + node, layers.index(mode) * count + node)
        for node, mode in sorted(boards)
        for there in range(len(layers))
        if layers[there] != mode
    ]
    rows, columns = np.array(steps, dtype=np.int64).reshape(-1, 2).T
    weights = np.full(len(steps), float(weigh(TRANSFER_S, 0)))
    size = count * len(layers)
    inner = block_diag([means.ways[mode].graph for mode in layers], format="csr")
    return csr_matrix(inner + coo_matrix((weights, (rows, columns)), shape=(size, size)))


def best_chain(
    charts: Sequence[Chart], *, givers: Sequence[str], receiver: str, rungs: Sequence[Sequence[Mode]]
) -> Chain | None:
    """The quickest chain by the first rung of modes that reaches the receiver at all, from any giver.

    `rungs` are the modes allowed on the last leg, best first; `charts` go from large vehicles to all.
    """
    for rung in rungs:
        for one in charts:
            chain = _by_rung(one, givers=givers, receiver=receiver, rung=rung)
            if chain is not None:
                return chain
    return None


def _by_rung(one: Chart, *, givers: Sequence[str], receiver: str, rung: Sequence[Mode]) -> Chain | None:
    best: tuple[float, str, int] | None = None
    for giver in givers:
        keys, _ = one.search(giver)
        for mode in rung:
            if mode not in one.modes:
                continue
            end = foot(one.means.ways[mode], receiver)
            state = one.state(end.node, mode)
            key = float(keys[state]) + end.key
            if np.isfinite(key) and (best is None or key < best[0]):
                best = (key, giver, state)
    if best is None:
        return None
    key, giver, state = best
    legs = _legs(one, giver=giver, receiver=receiver, state=state, rung=rung)
    return Chain(legs, int(key) // METRES)


def _legs(one: Chart, *, giver: str, receiver: str, state: int, rung: Sequence[Mode]) -> tuple[Leg, ...]:
    network = one.means.network
    pieces = _rides(one, _path(one, giver=giver, state=state))
    found = []
    for at, (mode, nodes) in enumerate(pieces):
        last = at == len(pieces) - 1
        origin = giver if at == 0 else network.nodes[nodes[0]]
        target = receiver if last else network.nodes[nodes[-1]]
        allowed = tuple(rung) if last else one.modes
        modes = _sisters(one, mode, origin=origin, target=target, allowed=allowed)
        found.append(Leg(origin, target, modes, _most_boxes(one, mode, nodes)))
    return tuple(found)


def _path(one: Chart, *, giver: str, state: int) -> list[int]:
    _, before = one.search(giver)
    path = [state]
    while before[path[-1]] >= 0:
        path.append(int(before[path[-1]]))
    return path[::-1]


def _rides(one: Chart, path: Sequence[int]) -> list[tuple[Mode, list[int]]]:
    """The path cut where the mode changes: each mode with its nodes."""
    rides: list[tuple[Mode, list[int]]] = []
    for state in path:
        node, mode = one.place(state)
        if rides and rides[-1][0] == mode:
            rides[-1][1].append(node)
        else:
            rides.append((mode, [node]))
    return rides


def _sisters(
    one: Chart, mode: Mode, *, origin: str, target: str, allowed: Sequence[Mode]
) -> tuple[Mode, ...]:
    """All modes of the same medium and size that can do the same leg."""
    rules, index = one.means.rules, one.means.network.index
    kind = (rules[mode].medium, one.means.is_small(mode))
    here = one.at.get(index[origin], set()) | set(one.starts_of(origin))
    return tuple(
        other
        for other in one.modes
        if other == mode
        or (
            other in allowed
            and other in here
            and (rules[other].medium, one.means.is_small(other)) == kind
            and one.means.reaches(other, origin=origin, target=target)
        )
    )


def _most_boxes(one: Chart, mode: Mode, nodes: Sequence[int]) -> int | None:
    """The fewest boxes per trip that a link on the way allows."""
    codes = one.means.network.nodes
    narrow = [link for link in one.means.network.links if link.mode == mode and link.boxes_per_trip]
    steps = {frozenset((codes[a], codes[b])) for a, b in pairwise(nodes)} if narrow else set()
    allowed = [link.boxes_per_trip for link in narrow if frozenset((link.origin, link.target)) in steps]
    return min((most for most in allowed if most), default=None)


def rungs_of(means: Means, access: Sequence[Mode]) -> tuple[tuple[Mode, ...], ...]:
    """The modes allowed on the last leg, best first; neighbours of one kind share a rung.

    Without an access list: road vehicles, then small ones, then whatever else gets there.
    """
    key = tuple(access)
    if key not in means.rungs:
        means.rungs[key] = _rungs_of(means, key)
    return means.rungs[key]


def _rungs_of(means: Means, access: Sequence[Mode]) -> tuple[tuple[Mode, ...], ...]:
    modes = tuple(means.rules)
    if not access:
        roads = tuple(mode for mode in modes if is_road_vehicle(means.rules[mode]))
        small = tuple(mode for mode in modes if means.rules[mode].medium is Medium.ROAD and mode not in roads)
        return roads, small, modes
    rungs: list[tuple[Mode, ...]] = []
    for mode in access:
        if mode not in means.rules:
            continue
        if rungs and _kind(means, rungs[-1][0]) == _kind(means, mode):
            rungs[-1] = (*rungs[-1], mode)
        else:
            rungs.append((mode,))
    return tuple(rungs)


def _kind(means: Means, mode: Mode) -> tuple[Medium, bool]:
    return means.rules[mode].medium, means.is_small(mode)
