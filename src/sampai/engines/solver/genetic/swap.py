"""SWAP*: two stops of two trips change trips, each to its best place there (Vidal 2022, section 3.4)."""

from sampai.engines.solver.genetic.town import Plan, Small, Town
from sampai.engines.solver.genetic.trips import LEAST, excess, gap, insert, renew
from sampai.engines.solver.ruin.chance import piece, walk

CLOSE = 8
"""Trips are looked at together when a stop of one is among so many neighbours of a stop of the other."""
NEVER = 1e30


@walk
def set_relief(t: Town, p: Plan, r: int) -> None:
    """What each stop of trip r would save by leaving it."""
    c = p.next[len(t.load) + r]
    while c < len(t.load):
        a, x = p.prev[c], p.next[c]
        p.relief[c] = gap(t, p, a, x) - gap(t, p, a, c) - gap(t, p, c, x)
        c = x


@walk
def find_places(t: Town, p: Plan, u: int, r: int) -> None:
    """The three cheapest places for stop u in trip r."""
    if p.best_when[r, u] > p.changed[r]:
        return
    p.best_when[r, u] = p.moves[0] + 1
    g0, g1, g2 = NEVER, NEVER, NEVER
    b0, b1, b2 = -1, -1, -1
    v = len(t.load) + r
    while True:
        y = p.next[v]
        more = t.gap[p.at[v], u] + t.gap[u, p.at[y]] - gap(t, p, v, y)
        if more < g0:
            g2, b2, g1, b1, g0, b0 = g1, b1, g0, b0, more, v
        elif more < g1:
            g2, b2, g1, b1 = g1, b1, more, v
        elif more < g2:
            g2, b2 = more, v
        if y >= len(t.load):
            break
        v = y
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
        if b >= 0 and b != v and b != a:
            if p.best_gap[r, u, i] < best:
                best, at = p.best_gap[r, u, i], b
            break
    return best, at


@piece
def to_pay(t: Town, p: Plan, ru: int, rv: int, load: int, price: float) -> float:
    """Change of what overload costs when so much load goes from trip ru to rv."""
    before = excess(t, p.load[ru], price) + excess(t, p.load[rv], price)
    return excess(t, p.load[ru] - load, price) + excess(t, p.load[rv] + load, price) - before


@walk
def best_swap(t: Town, p: Plan, ru: int, rv: int, price: float) -> tuple[float, int, int, int, int]:
    """The best exchange of two stops: change of cost, the stops, and the nodes that they come behind."""
    best, best_u, best_v, to_u, to_v = LEAST, -1, -1, -1, -1
    u = p.next[len(t.load) + ru]
    while u < len(t.load):
        v = p.next[len(t.load) + rv]
        while v < len(t.load):
            least = to_pay(t, p, ru, rv, t.load[u] - t.load[v], price) + p.relief[u] + p.relief[v]
            if least < best:
                gap_u, at_u = place_without(t, p, u, v)
                gap_v, at_v = place_without(t, p, v, u)
                if least + gap_u + gap_v < best:
                    best = least + gap_u + gap_v
                    best_u, best_v, to_u, to_v = u, v, at_u, at_v
            v = p.next[v]
        u = p.next[u]
    return best, best_u, best_v, to_u, to_v


@walk
def best_transfer(t: Town, p: Plan, ru: int, rv: int, price: float) -> tuple[float, int, int]:
    """The best stop of trip ru to put into rv: change of cost, the stop, the node that it comes behind."""
    best, best_u, to_u = LEAST, -1, -1
    u = p.next[len(t.load) + ru]
    while u < len(t.load):
        change = to_pay(t, p, ru, rv, t.load[u], price) + p.relief[u] + p.best_gap[rv, u, 0]
        if change < best:
            best, best_u, to_u = change, u, p.best_place[rv, u, 0]
        u = p.next[u]
    return best, best_u, to_u


@walk
def prepare(t: Town, p: Plan, ru: int, rv: int) -> None:
    """For the stops of trip ru: what leaving saves, and the best places in rv."""
    set_relief(t, p, ru)
    u = p.next[len(t.load) + ru]
    while u < len(t.load):
        find_places(t, p, u, rv)
        u = p.next[u]


@walk
def swap_two(t: Town, p: Plan, ru: int, rv: int, price: float) -> bool:
    """The best exchange or transfer between two trips, when it saves something."""
    prepare(t, p, ru, rv)
    prepare(t, p, rv, ru)
    best, u, v, to_u, to_v = best_swap(t, p, ru, rv, price)
    there, one, to_one = best_transfer(t, p, ru, rv, price)
    back, other, to_other = best_transfer(t, p, rv, ru, price)
    if there < best and there <= back:
        u, v, to_u = one, -1, to_one
    elif back < best:
        u, v, to_v = -1, other, to_other
    if u < 0 and v < 0:
        return False
    if u >= 0:
        insert(p, u, to_u)
    if v >= 0:
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
def swap_beside(t: Town, p: Plan, ru: int, price: float) -> bool:
    """Look at trip ru together with those that lie beside its stops, until something moves."""
    c = p.next[len(t.load) + ru]
    while c < len(t.load):
        for i in range(min(CLOSE, t.near.shape[1])):
            rv = p.trip[t.near[c, i]]
            if rv != ru and is_new(p, ru, rv) and swap_two(t, p, ru, rv, price):
                return True
        c = p.next[c]
    return False


@walk
def swap_between(t: Town, p: Plan, trips: Small, price: float) -> bool:
    """Look at all pairs of trips that lie together; returns whether something moved."""
    moved = False
    for r in trips:
        while swap_beside(t, p, r, price):
            moved = True
    return moved
