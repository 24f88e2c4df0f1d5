"""What is given (`World`) and what changes (`State`), as plain arrays for compiled code.

Stops are 0..n-1. Locations are the depots first, then the stops. A trip is a way from a depot over stops to a
depot; a vehicle's day is a chain of trips (`before`, `after`). Kinds are vehicles alike in everything.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Reals = NDArray[np.float64]
Small = NDArray[np.int32]
Whole = NDArray[np.int64]

NEVER = 1e15
"""A time or cost that is never reached."""


class World(NamedTuple):
    """Never changes during a search. Times and costs are floats that hold whole numbers in the product."""

    plane: bool
    """Costs are rounded straight distances between `x`, `y`; else they stand in `cost`."""
    x: Reals
    y: Reals
    cost: Reals
    """(tables, locations, locations); a cost of NEVER means: no way."""
    time: Reals
    """(tables, locations, locations); empty where nothing is timed."""
    depots: int
    near: Small
    """(stops, k): each stop's neighbours, nearest first."""
    near_cost: Reals
    """(stops, k): the cost to each of them by the first cost table."""
    home: Reals
    """(stops,): cost from the first depot."""
    size: Reals
    """(stops,): the load's largest share of a vehicle, for sorting."""
    load: Whole
    """(stops, dimensions)."""
    service: Reals
    early: Reals
    late: Reals
    release: Reals
    miss: Reals
    """(stops,): the price of leaving a stop unserved."""
    timed: bool
    mixed: bool
    """Kinds of one family may be exchanged when a load outgrows them."""
    chained: bool
    """Vehicles may go out several times, or goods are released late."""
    room: Whole
    """(kinds, dimensions)."""
    fixed: Reals
    unit: Reals
    """(kinds,): price of one unit of cost."""
    cost_table: Small
    time_table: Small
    start: Small
    end: Small
    opens: Reals
    closes: Reals
    longest: Reals
    reload: Reals
    trips: Whole
    family: Small


class State(NamedTuple):
    """Changes all the time. -1 stands for nobody, nothing, or the depot."""

    next: Small
    prev: Small
    trip: Small
    gap_next: Reals
    """Cost to the next location, by the trip's own table."""
    gap_prev: Reals
    lead_d: Reals
    """Duration, earliest and latest start of all work of the vehicle up to and with this stop."""
    lead_e: Reals
    lead_l: Reals
    rest_d: Reals
    """The same of all work from this stop on."""
    rest_e: Reals
    rest_l: Reals
    first: Small
    last: Small
    visits: Small
    """How many stops a trip has."""
    load: Whole
    kind: Small
    length: Reals
    """Cost units of a trip, before `unit`."""
    release: Reals
    before: Small
    after: Small
    head_d: Reals
    """Work before a trip's first stop; `tail`: after its last."""
    head_e: Reals
    head_l: Reals
    tail_d: Reals
    tail_e: Reals
    tail_l: Reals
    free: Whole
    """Vehicles of each kind that stand idle."""
    pool: Small
    """Numbers of unused trips; `pooled` says how many."""
    pooled: Whole
    absent: Small
    """Stops that no trip serves; `missing` says how many."""
    missing: Whole
    stamp: Whole
    chance: NDArray[np.uint64]
    blink: Whole


class Scratch(NamedTuple):
    """Room for one iteration's bookkeeping, made once."""

    gone: Small
    gone_prev: Small
    gone_trip: Small
    gone_a: Reals
    gone_b: Reals
    queue: Small
    rank: Reals
    deed: Small
    deed_trip: Small
    deed_kind: Small
    touched: Small
    left_out: Small


def scratch(size: int = 4_096) -> Scratch:
    """Bookkeeping for at most so many stops at once."""

    def small() -> Small:
        return np.empty(size, np.int32)

    def real() -> Reals:
        return np.empty(size)

    return Scratch(
        gone=small(),
        gone_prev=small(),
        gone_trip=small(),
        gone_a=real(),
        gone_b=real(),
        queue=small(),
        rank=real(),
        deed=small(),
        deed_trip=small(),
        deed_kind=small(),
        touched=small(),
        left_out=small(),
    )


def idle(world: World, *, vehicles: Whole, seed: int) -> State:
    """Nobody is served yet; every vehicle stands idle."""
    stops, dimensions = world.load.shape
    trips = min(int(vehicles.sum()), stops) + 64
    if world.chained:
        trips += stops

    def small(size: int) -> Small:
        return np.full(size, -1, np.int32)

    def real(size: int) -> Reals:
        return np.zeros(size)

    return State(
        next=small(stops),
        prev=small(stops),
        trip=small(stops),
        gap_next=real(stops),
        gap_prev=real(stops),
        lead_d=real(stops),
        lead_e=real(stops),
        lead_l=real(stops),
        rest_d=real(stops),
        rest_e=real(stops),
        rest_l=real(stops),
        first=small(trips),
        last=small(trips),
        visits=np.zeros(trips, np.int32),
        load=np.zeros((trips, dimensions), np.int64),
        kind=small(trips),
        length=real(trips),
        release=real(trips),
        before=small(trips),
        after=small(trips),
        head_d=real(trips),
        head_e=real(trips),
        head_l=real(trips),
        tail_d=real(trips),
        tail_e=real(trips),
        tail_l=real(trips),
        free=vehicles.astype(np.int64).copy(),
        pool=np.arange(trips, dtype=np.int32)[::-1].copy(),
        pooled=np.array([trips]),
        absent=np.arange(stops, dtype=np.int32),
        missing=np.array([stops]),
        stamp=np.zeros(trips + 1, np.int64),
        chance=np.array([seed * 2_654_435_761 + 88_172_645_463_325_252], np.uint64),
        blink=np.array([50]),
    )
