"""Where removed stops are put back: each at its cheapest position, seldom overlooked (section 5.2)."""

from sampai.engines.solver.ruin.chance import blinks, draw, piece, walk
from sampai.engines.solver.ruin.moves import (
    fits_alone,
    fits_kind,
    larger_kind,
    trips_of_vehicle,
    way_cost,
)
from sampai.engines.solver.ruin.times import is_alone_in_time, is_in_time, place
from sampai.engines.solver.ruin.world import Scratch, State, World

STAY = -1
NEW_VEHICLE = -2
NEW_TRIP = -3


@piece
def sort_queue(w: World, s: State, work: Scratch, m: int) -> None:
    """Order the stops that wait: by chance, size, distance, or (timed) width, opening, closing of windows."""
    way = draw(s) * (17.0 if w.timed else 11.0)
    for a in range(m):
        c = work.gone[a]
        if way < 4:
            rank = draw(s)
        elif way < 8:
            rank = -w.size[c]
        elif way < 10:
            rank = -w.home[c]
        elif way < 11:
            rank = w.home[c]
        elif way < 13:
            rank = w.late[c] - w.early[c]
        elif way < 15:
            rank = w.early[c]
        else:
            rank = -w.late[c]
        b = a - 1
        while b >= 0 and work.rank[b] > rank:
            work.rank[b + 1] = work.rank[b]
            work.queue[b + 1] = work.queue[b]
            b -= 1
        work.rank[b + 1] = rank
        work.queue[b + 1] = c


@piece
def best_place(
    w: World, s: State, c: int, far: int, only: int
) -> tuple[float, int, int, int, float, float, int, int]:
    """The cheapest position of stop c: cost, previous stop, trip, kind, costs to both sides, trips around.

    The kind is STAY when the trip keeps its vehicle. For a new trip the trip is NEW_VEHICLE or NEW_TRIP, and
    the last two say between which trips of a vehicle's day. The cost is `miss` when there is no place.
    `only` (or -1) is the one kind that new vehicles may have; then none is exchanged for a larger one.
    """
    best = w.miss[c]
    at_prev, at_trip, kind = -1, STAY, STAY
    gap_a, gap_b = 0.0, 0.0
    day_before, day_after = -1, -1
    here = w.depots + c
    for i in range(w.near.shape[1]):
        if i >= far and at_trip >= 0:
            break
        v = w.near[c, i]
        r = s.trip[v]
        if r < 0:
            continue
        k = s.kind[r]
        fits = fits_kind(w, s, c, r, k)
        if not fits and (only >= 0 or not w.mixed):
            continue
        unit = w.unit[k]
        table = w.cost_table[k]
        side_cost = w.near_cost[c, i] if table == 0 else way_cost(w, table, here, w.depots + v)
        for side in range(2):
            gap = s.gap_next[v] if side == 0 else s.gap_prev[v]
            # Where the triangle inequality holds, the detour costs at least this much.
            if fits and 2.0 * (side_cost - gap) * unit >= best:
                continue
            if blinks(s):
                continue
            p = v if side == 0 else s.prev[v]
            q = s.next[v] if side == 0 else v
            a, b = side_cost, side_cost
            if side == 0:
                b = way_cost(w, table, here, place(w, q, k, True))
            else:
                a = way_cost(w, table, place(w, p, k, False), here)
            price = (a + b - gap) * unit
            other = STAY
            if not fits:
                exchange, other = larger_kind(w, s, c, r, a + b - gap)
                price += exchange
            if price < best and (not w.timed or is_in_time(w, s, c, p, q, r)):
                best, at_prev, at_trip, kind, gap_a, gap_b = price, p, r, other, a, b
    if s.pooled[0] > 0:
        for k in range(len(w.fixed)):
            if s.free[k] <= 0 or (only >= 0 and k != only) or not fits_alone(w, c, k):
                continue
            a = way_cost(w, w.cost_table[k], w.start[k], here)
            b = way_cost(w, w.cost_table[k], here, w.end[k])
            price = w.fixed[k] + w.unit[k] * (a + b)
            if price < best and (not w.timed or is_alone_in_time(w, s, c, k, -1, -1)):
                best, at_prev, at_trip, kind, gap_a, gap_b = price, -1, NEW_VEHICLE, k, a, b
        if w.chained:
            price, k, day_b, day_a = best_new_trip(w, s, c, best)
            if price < best:
                best, at_prev, at_trip, kind = price, -1, NEW_TRIP, k
                gap_a = way_cost(w, w.cost_table[k], w.start[k], here)
                gap_b = way_cost(w, w.cost_table[k], here, w.end[k])
                day_before, day_after = day_b, day_a
    return best, at_prev, at_trip, kind, gap_a, gap_b, day_before, day_after


@walk
def best_new_trip(w: World, s: State, c: int, best: float) -> tuple[float, int, int, int]:
    """The cheapest further trip of a vehicle that is out, for stop c: price, kind, trips before and after."""
    here = w.depots + c
    kind, day_before, day_after = -1, -1, -1
    for r in range(len(s.kind)):
        k = s.kind[r]
        if k < 0 or s.visits[r] == 0 or w.trips[k] <= 1 or not fits_alone(w, c, k):
            continue
        a = way_cost(w, w.cost_table[k], w.start[k], here)
        price = w.unit[k] * (a + way_cost(w, w.cost_table[k], here, w.end[k]))
        if price >= best or trips_of_vehicle(s, r) >= w.trips[k]:
            continue
        follow = s.after[r]
        while follow >= 0 and s.visits[follow] == 0:
            follow = s.after[follow]
        if is_alone_in_time(w, s, c, k, r, follow):
            best, kind, day_before, day_after = price, k, r, s.after[r]
        elif s.before[r] < 0 and is_alone_in_time(w, s, c, k, -1, r):
            best, kind, day_before, day_after = price, k, -1, r
    return best, kind, day_before, day_after
