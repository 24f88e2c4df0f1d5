"""What is given (`Town`) and what changes (`Plan`), as plain arrays for compiled code.

Stops are 1..n, the depot is 0. Each trip has nodes of its own for its start (n + 1 + trip) and its end
(n + 1 + trips + trip), so that stops and depots are linked alike.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Reals = NDArray[np.float64]
Small = NDArray[np.uint32]
"""Without a sign: compiled code then need not ask whether a place is counted from the end."""
Whole = NDArray[np.int64]
Marks = NDArray[np.bool_]


class Town(NamedTuple):
    """Never changes during a search."""

    gap: Reals
    """(places, places): symmetric costs, the depot first."""
    load: Whole
    """(places,): 0 for the depot."""
    room: int
    near: Small
    """(places, k): each stop's neighbours, either way, the nearest first, then 0; the depot has none."""
    x: Reals
    y: Reals
    """(places,): as seen from the depot; by their direction, trips are put in a row."""


class Plan(NamedTuple):
    """Trips while they are improved."""

    next: Small
    prev: Small
    trip: Small
    place: Small
    """Position of a node in its trip."""
    at: Small
    """Place of a node in `Town`: the stop itself, or the depot."""
    out: Reals
    """Cost from a node to the next."""
    sum: Whole
    """Load up to and with this node."""
    load: Whole
    visits: Small
    changed: Whole
    """(trips,): number of the last move that changed the trip."""
    tested: Whole
    """(nodes,): number of moves when a node was last looked at."""
    swapped: Whole
    """(trips, trips): the same for pairs of trips."""
    moves: Whole
    """One number: moves made."""
    spare: Small
    """One number: the start of the first trip without a stop, or 0."""
    beside: Small
    """(trips,): trips that lie together with one."""
    met: Whole
    """(trips,): the number of the last look that met the trip; then that number."""
    sees: NDArray[np.uint64]
    """(nodes,): a bit for each trip, number modulo 64, in which the stop has a neighbour."""
    seen: Whole
    """(nodes,): the number of the last look that met the stop."""
    lined: Whole
    """(trips,): number of moves when a trip was listed in the three that follow."""
    line: Small
    """(trips, stops + 2): its nodes, the start first, the end last."""
    line_at: Small
    """(trips, stops + 2): and where they are."""
    way: Reals
    """(trips, stops + 2): cost to the next node."""
    stops: Small
    """(2, stops): those of two trips that are looked at together."""
    relief: Reals
    """(2, stops): change of cost when such a stop leaves its trip."""
    around: Reals
    """(2, stops): cost of its ways, and of the one that would be in their stead."""
    loads: Reals
    """(2, stops): its load."""
    least: Reals
    """(2, stops): cost of its cheapest place in the other trip."""
    best_gap: Reals
    """(trips, nodes, 3): the least costs of putting a stop into a trip."""
    best_place: Small
    """(trips, nodes, 3): and the nodes before these places, or 0."""
    best_when: Whole
    """(trips, nodes): number of moves when these were found."""


def blank(stops: int, *, trips: int) -> Plan:
    """Arrays for so many stops and trips."""
    nodes = stops + 1 + 2 * trips

    def small(*shape: int) -> Small:
        return np.zeros(shape, np.uint32)

    def whole(*shape: int) -> Whole:
        return np.zeros(shape, np.int64)

    at = small(nodes)
    at[: stops + 1] = np.arange(stops + 1)
    return Plan(
        next=small(nodes),
        prev=small(nodes),
        trip=small(nodes),
        place=small(nodes),
        at=at,
        out=np.zeros(nodes),
        sum=whole(nodes),
        load=whole(trips),
        visits=small(trips),
        changed=whole(trips),
        tested=whole(nodes),
        swapped=whole(trips, trips),
        moves=whole(1),
        spare=small(1),
        beside=small(trips),
        met=whole(trips + 1),
        sees=np.zeros(nodes, np.uint64),
        seen=whole(nodes),
        lined=whole(trips),
        line=small(trips, stops + 2),
        line_at=small(trips, stops + 2),
        way=np.zeros((trips, stops + 2)),
        stops=small(2, stops),
        relief=np.zeros((2, stops)),
        around=np.zeros((2, stops)),
        loads=np.zeros((2, stops)),
        least=np.zeros((2, stops)),
        best_gap=np.zeros((trips, stops + 1, 3)),
        best_place=small(trips, stops + 1, 3),
        best_when=whole(trips, stops + 1),
    )
