"""Linking stops of trips, and what a trip carries."""

from sampai.engines.solver.genetic.town import Plan, Town
from sampai.engines.solver.ruin.chance import piece, walk

LEAST = -1e-5
"""A change of cost above this is no saving."""


@piece
def excess(t: Town, load: int, price: float) -> float:
    """The price of a load above a vehicle's room."""
    return max(0, load - t.room) * price


@piece
def gap(t: Town, p: Plan, u: int, v: int) -> float:
    """Cost between two nodes."""
    return t.gap[p.at[u], p.at[v]]


@piece
def saves(t: Town, p: Plan, u: int, v: int, change: float, load: int, price: float) -> bool:
    """Whether a change of the ways pays when so much load goes from the trip of u to that of v."""
    ru, rv = p.trip[u], p.trip[v]
    if ru == rv:
        return change < LEAST
    paid = excess(t, p.load[ru], price) + excess(t, p.load[rv], price)
    if change >= paid + LEAST:
        return False
    to_pay = excess(t, p.load[ru] - load, price) + excess(t, p.load[rv] + load, price)
    return change + to_pay - paid < LEAST


@piece
def follow(p: Plan, u: int, v: int) -> None:
    """Node v comes behind node u."""
    p.next[u] = v
    p.prev[v] = u


@piece
def insert(p: Plan, u: int, v: int) -> None:
    """Take stop u out of where it is, and put it behind node v."""
    follow(p, p.prev[u], p.next[u])
    y = p.next[v]
    follow(p, v, u)
    follow(p, u, y)


@piece
def swap(p: Plan, u: int, v: int) -> None:
    """Two stops that are not neighbours change places."""
    a, x = p.prev[u], p.next[u]
    b, y = p.prev[v], p.next[v]
    follow(p, a, v)
    follow(p, v, x)
    follow(p, b, u)
    follow(p, u, y)


@walk
def renew(t: Town, p: Plan, r: int) -> None:
    """Set positions and loads of trip r."""
    n = len(t.load) - 1
    at = n + 1 + r
    place, load = 0, 0
    p.trip[at] = r
    p.place[at] = 0
    p.sum[at] = 0
    while True:
        last, at = at, p.next[at]
        p.out[last] = gap(t, p, last, at)
        place += 1
        load += t.load[p.at[at]]
        p.trip[at] = r
        p.place[at] = place
        p.sum[at] = load
        if at > n:
            break
    p.load[r] = load
    p.visits[r] = place - 1
    p.changed[r] = p.moves[0]
