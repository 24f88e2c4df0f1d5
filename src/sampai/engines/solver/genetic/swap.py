"""SWAP*: two stops of two trips change trips, each to its best place there (Vidal 2022, section 3.4).

Unlike the paper, only stops with a neighbour in the other trip are looked at.
"""

import numpy as np

from sampai.engines.solver.genetic.town import Plan, Small, Town
from sampai.engines.solver.genetic.trips import LEAST, gap, insert, renew
from sampai.engines.solver.ruin.chance import piece, walk

CLOSE = 8
"""Trips are looked at together when a stop of one is among so many neighbours of a stop of the other."""
NEVER = 1e30
NOBODY = 0


@walk
def line_up(t: Town, p: Plan, r: int) -> None:
    """List the nodes of trip r."""
    if p.lined[r] > p.changed[r]:
        return
    p.lined[r] = p.moves[0] + 1
    c = len(t.load) + r
    for i in range(p.visits[r] + 2):
        p.line[r, i] = c
        p.line_at[r, i] = p.at[c]
        p.way[r, i] = p.out[c]
        c = p.next[c]


@walk
def find_places(t: Town, p: Plan, u: int, r: int) -> None:
    """The three cheapest places for stop u in trip r."""
    if p.best_when[r, u] > p.changed[r]:
        return
    p.best_when[r, u] = p.moves[0] + 1
    g0, g1, g2 = NEVER, NEVER, NEVER
    b0, b1, b2 = p.at[0], p.at[0], p.at[0]
    there = t.gap[u, 0]
    for i in range(p.visits[r] + 1):
        here, there = there, t.gap[u, p.line_at[r, i + 1]]
        more = here + there - p.way[r, i]
        if more < g2:
            v = p.line[r, i]
            if more < g0:
                g2, b2, g1, b1, g0, b0 = g1, b1, g0, b0, more, v
            elif more < g1:
                g2, b2, g1, b1 = g1, b1, more, v
            else:
                g2, b2 = more, v
    p.best_gap[r, u, 0], p.best_gap[r, u, 1], p.best_gap[r, u, 2] = g0, g1, g2
    p.best_place[r, u, 0], p.best_place[r, u, 1], p.best_place[r, u, 2] = b0, b1, b2


@walk
def place_without(t: Town, p: Plan, u: int, v: int) -> tuple[float, int]:
    """Cost and node before the best place of stop u in v's trip when v is out."""
    r = p.trip[v]
    a, y = p.prev[v], p.next[v]
    best = t.gap[p.at[a], u] + t.gap[u, p.at[y]] - gap(t, p, a, y)
    at = a
    for i in range(3):
        b = p.best_place[r, u, i]
        if b != 0 and b != v and b != a:
            if p.best_gap[r, u, i] < best:
                best, at = p.best_gap[r, u, i], b
            break
    return best, at


@walk
def best_swap(
    t: Town, p: Plan, ru: int, rv: int, price: float, m: int, k: int
) -> tuple[float, int, int, int, int]:
    """The best exchange of two stops: change of cost, the stops, and the nodes that they come behind.

    In the place of the other, a stop adds at least twice the way between both, less the ways `around` the
    other: what cannot save more than the best so far is not looked at. Rounded ways may fall short by a unit.
    """
    best, best_u, best_v, to_u, to_v = LEAST, NOBODY, NOBODY, NOBODY, NOBODY
    over_u, over_v = float(p.load[ru] - t.room), float(p.load[rv] - t.room)
    paid = (max(0.0, over_u) + max(0.0, over_v)) * price
    for i in range(m):
        u = p.stops[0, i]
        left, more = over_u - p.loads[0, i], over_v + p.loads[0, i]
        saved = p.relief[0, i] - paid
        least_u, around_u = p.least[0, i], p.around[0, i]
        for j in range(k):
            load = p.loads[1, j]
            least = saved + p.relief[1, j] + (max(0.0, left + load) + max(0.0, more - load)) * price
            if least >= best:
                continue
            v = p.stops[1, j]
            apart = 2.0 * t.gap[u, v]
            if least + min(least_u, apart - p.around[1, j]) + min(p.least[1, j], apart - around_u) < best:
                gap_u, at_u = place_without(t, p, u, v)
                gap_v, at_v = place_without(t, p, v, u)
                if least + gap_u + gap_v < best:
                    best = least + gap_u + gap_v
                    best_u, best_v, to_u, to_v = u, v, at_u, at_v
    return best, best_u, best_v, to_u, to_v


@walk
def best_transfer(
    t: Town, p: Plan, ru: int, rv: int, price: float, side: int, many: int
) -> tuple[float, int, int]:
    """The best stop of trip ru to put into rv: change of cost, the stop, the node that it comes behind."""
    best, best_u, to_u = LEAST, NOBODY, NOBODY
    over_u, over_v = float(p.load[ru] - t.room), float(p.load[rv] - t.room)
    paid = (max(0.0, over_u) + max(0.0, over_v)) * price
    for i in range(many):
        load = p.loads[side, i]
        pay = (max(0.0, over_u - load) + max(0.0, over_v + load)) * price - paid
        change = pay + p.relief[side, i] + p.least[side, i]
        if change < best:
            u = p.stops[side, i]
            best, best_u, to_u = change, u, p.best_place[rv, u, 0]
    return best, best_u, to_u


@walk
def look_up(t: Town, p: Plan, r: int, other: int, side: int) -> int:
    """List the stops of trip r that have a neighbour in the other; returns how many."""
    many, stamp = 0, p.met[len(p.load)]
    bit = np.uint64(1) << np.uint64(other % 64)
    for i in range(1, p.visits[r] + 1):
        c = p.line[r, i]
        if (p.sees[c] & bit) == 0 if side == 0 else p.seen[c] != stamp:
            continue
        find_places(t, p, c, other)
        ways = p.way[r, i - 1] + p.way[r, i]
        instead = t.gap[p.line_at[r, i - 1], p.line_at[r, i + 1]]
        p.stops[side, many] = c
        p.relief[side, many] = instead - ways
        p.around[side, many] = instead + ways
        p.loads[side, many] = t.load[c]
        p.least[side, many] = p.best_gap[other, c, 0]
        many += 1
    return many


@walk
def swap_two(t: Town, p: Plan, ru: int, rv: int, price: float) -> bool:
    """The best exchange or transfer between two trips, when it saves something."""
    line_up(t, p, ru)
    line_up(t, p, rv)
    m, k = look_up(t, p, ru, rv, 0), look_up(t, p, rv, ru, 1)
    best, u, v, to_u, to_v = best_swap(t, p, ru, rv, price, m, k)
    there, one, to_one = best_transfer(t, p, ru, rv, price, 0, m)
    back, other, to_other = best_transfer(t, p, rv, ru, price, 1, k)
    if there < best and there <= back:
        u, v, to_u = one, NOBODY, to_one
    elif back < best:
        u, v, to_v = NOBODY, other, to_other
    if u == NOBODY and v == NOBODY:
        return False
    if u != NOBODY:
        insert(p, u, to_u)
    if v != NOBODY:
        insert(p, v, to_v)
    p.moves[0] += 1
    renew(t, p, ru)
    renew(t, p, rv)
    return True


@piece
def is_new(p: Plan, ru: int, rv: int) -> bool:
    """Whether one of two trips has changed since they were looked at together; now they are."""
    a, b = min(ru, rv), max(ru, rv)
    seen = p.swapped[a, b]
    p.swapped[a, b] = p.moves[0]
    return seen < max(p.changed[a], p.changed[b])


@walk
def find_beside(t: Town, p: Plan, ru: int) -> int:
    """List the trips that lie beside the stops of trip ru, and mark who is neighbour; returns how many."""
    trips = len(p.load)
    p.met[trips] += 1
    stamp = p.met[trips]
    p.met[ru] = stamp
    many = 0
    c = p.next[len(t.load) + ru]
    while c < len(t.load):
        p.sees[c] = 0
        for i in range(t.near.shape[1]):
            v = t.near[c, i]
            if v == 0:
                break
            rv = p.trip[v]
            p.seen[v] = stamp
            p.sees[c] |= np.uint64(1) << np.uint64(rv % 64)
            if i < CLOSE and p.met[rv] != stamp:
                p.met[rv] = stamp
                p.beside[many] = rv
                many += 1
        c = p.next[c]
    return many


@walk
def swap_beside(t: Town, p: Plan, ru: int, price: float) -> bool:
    """Look at trip ru together with those that lie beside its stops, until something moves."""
    for i in range(find_beside(t, p, ru)):
        rv = p.beside[i]
        if is_new(p, ru, rv) and swap_two(t, p, ru, rv, price):
            return True
    return False


@walk
def swap_between(t: Town, p: Plan, trips: Small, price: float) -> bool:
    """Look at all pairs of trips that lie together, as long as something moves; returns whether it did."""
    moved = False
    for r in trips:
        while swap_beside(t, p, r, price):
            moved = True
    return moved
