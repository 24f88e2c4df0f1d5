"""Children of two answers, and who stays: Vidal (2022), sections 3.1, 3.2 and 3.5."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sampai.engines.solver.genetic.improve import improve, lay_out, seat, split
from sampai.engines.solver.genetic.town import Marks, Plan, Reals, Small, Town, Whole
from sampai.engines.solver.ruin.chance import below, draw, engine, walk

ELITE = 4
CLOSEST = 5
AMENDS = 100
"""Children between two changes of the price of overload."""
AIM = 0.2
"""Share of children that shall be allowed as they are."""
MOST_PRICE = 100_000.0


class Crowd(NamedTuple):
    """Answers of one sort, allowed or overloaded; the first `many` rows count."""

    row: Small
    trip_of: Small
    next: Small
    prev: Small
    cost: Reals
    over: Whole
    apart: Reals
    """(answers, answers): share of stops whose neighbours differ."""
    score: Reals
    """Small is good: rank by cost, and by distance from the others."""
    many: Whole


class Family(NamedTuple):
    """What goes on from child to child."""

    chance: NDArray[np.uint64]
    price: Reals
    allowed: Whole
    """For the last `AMENDS` children, whether they were allowed at once."""
    born: Whole
    """Children since the start, and when the best was found."""
    best: Reals
    best_row: Small
    best_trip_of: Small
    order: Small
    trips: Small
    row: Small
    trip_of: Small
    taken: Marks
    cost: Reals
    before: Small
    since: Whole
    """Children before the last start."""
    least: Whole
    """Answers that stay when a crowd is thinned out."""
    key: Reals
    far: Reals
    near: Reals
    angle: Reals
    ends: Whole
    line: Small
    copy: Small
    """Room for rankings and orders."""


def crowd(stops: int, *, size: int) -> Crowd:
    """No answer yet."""
    return Crowd(
        row=np.zeros((size, stops), np.uint32),
        trip_of=np.zeros((size, stops), np.uint32),
        next=np.zeros((size, stops + 1), np.uint32),
        prev=np.zeros((size, stops + 1), np.uint32),
        cost=np.zeros(size),
        over=np.zeros(size, np.int64),
        apart=np.zeros((size, size)),
        score=np.zeros(size),
        many=np.zeros(1, np.int64),
    )


def family(stops: int, *, trips: int, seed: int, price: float, least: int, size: int) -> Family:
    """Nobody is born yet."""
    return Family(
        chance=np.array([seed * 2_654_435_761 + 88_172_645_463_325_252], np.uint64),
        price=np.array([price]),
        allowed=np.ones(AMENDS, np.int64),
        born=np.zeros(2, np.int64),
        best=np.array([np.inf]),
        best_row=np.zeros(stops, np.uint32),
        best_trip_of=np.zeros(stops, np.uint32),
        order=np.arange(1, stops + 1, dtype=np.uint32),
        trips=np.arange(trips, dtype=np.uint32),
        row=np.arange(1, stops + 1, dtype=np.uint32),
        trip_of=np.zeros(stops, np.uint32),
        taken=np.zeros(stops + 1, np.bool_),
        cost=np.zeros(stops + 1),
        before=np.zeros(stops + 1, np.uint32),
        since=np.zeros(1, np.int64),
        least=np.array([least]),
        key=np.zeros(size),
        far=np.zeros(size),
        near=np.zeros(CLOSEST),
        angle=np.zeros(trips),
        ends=np.zeros(trips + 1, np.int64),
        line=np.zeros(trips, np.uint32),
        copy=np.zeros(stops, np.uint32),
    )


@walk
def shuffle(f: Family, values: Small) -> None:
    """Put them into an order drawn by chance."""
    for i in range(len(values) - 1, 0, -1):
        j = below(f, i + 1)
        values[i], values[j] = values[j], values[i]


@walk
def closeness(c: Crowd, near: Reals, i: int, most: int) -> float:
    """Mean distance of an answer from its `most` closest others."""
    near[:] = 2.0
    for j in range(c.many[0]):
        if j == i or c.apart[i, j] >= near[most - 1]:
            continue
        at = most - 1
        while at > 0 and near[at - 1] > c.apart[i, j]:
            near[at] = near[at - 1]
            at -= 1
        near[at] = c.apart[i, j]
    total, found = 0.0, 0
    for at in range(most):
        if near[at] < 2.0:
            total += near[at]
            found += 1
    return total / found if found > 0 else 1.0


@walk
def set_scores(c: Crowd, f: Family) -> None:
    """Rank all answers by cost and by distance from the others."""
    m = c.many[0]
    price = f.price[0]
    key, far = f.key, f.far
    for i in range(m):
        key[i] = c.cost[i] + price * c.over[i]
        far[i] = closeness(c, f.near, i, CLOSEST)
    weight = max(0.0, 1.0 - ELITE / m) if m > 0 else 0.0
    for i in range(m):
        rank = 0.0
        for j in range(m):
            if key[j] < key[i] or (key[j] == key[i] and j < i):
                rank += 1.0
            if far[j] > far[i] or (far[j] == far[i] and j < i):
                rank += weight
        c.score[i] = rank / max(1, m - 1)


@walk
def leave(c: Crowd, i: int) -> None:
    """An answer goes; the last takes its row."""
    z = c.many[0] - 1
    c.many[0] = z
    for j in range(c.row.shape[1]):
        c.row[i, j] = c.row[z, j]
        c.trip_of[i, j] = c.trip_of[z, j]
    for u in range(c.next.shape[1]):
        c.next[i, u] = c.next[z, u]
        c.prev[i, u] = c.prev[z, u]
    c.cost[i], c.over[i], c.score[i] = c.cost[z], c.over[z], c.score[z]
    for j in range(z + 1):
        c.apart[i, j] = c.apart[z, j]
    for j in range(z + 1):
        c.apart[j, i] = c.apart[i, j]
    c.apart[i, i] = 0.0


@walk
def thin_out(c: Crowd, f: Family) -> None:
    """Down to the least crowd: twins go first, then those with the worst score; the cheapest stays."""
    price = f.price[0]
    while c.many[0] > f.least[0]:
        set_scores(c, f)
        worst, found, best = -1.0, 0, 0
        for i in range(c.many[0]):
            if c.cost[i] + price * c.over[i] < c.cost[best] + price * c.over[best]:
                best = i
        for i in range(c.many[0]):
            twin = 10.0 if closeness(c, f.near, i, 1) < 1e-9 else 0.0
            if i != best and c.score[i] + twin > worst:
                worst, found = c.score[i] + twin, i
        leave(c, found)


@walk
def enter(c: Crowd, f: Family, cost: float, over: int) -> None:
    """The child joins a crowd, which is thinned out when it is full."""
    n = len(f.row)
    m = c.many[0]
    for i in range(n):
        u = f.row[i]
        first = i == 0 or f.trip_of[i - 1] != f.trip_of[i]
        last = i == n - 1 or f.trip_of[i + 1] != f.trip_of[i]
        c.row[m, i], c.trip_of[m, i] = u, f.trip_of[i]
        c.prev[m, u] = 0 if first else f.row[i - 1]
        c.next[m, u] = 0 if last else f.row[i + 1]
    c.cost[m], c.over[m] = cost, over
    for j in range(m):
        differ = 0
        for u in range(1, n + 1):
            v, b = c.next[m, u], c.prev[m, u]
            if v != c.next[j, u] and v != c.prev[j, u]:
                differ += 1
            if b == 0 and c.prev[j, u] != 0 and c.next[j, u] != 0:
                differ += 1
        c.apart[m, j] = differ / n
        c.apart[j, m] = differ / n
    c.apart[m, m] = 0.0
    c.many[0] = m + 1
    if m + 1 == len(c.score):
        thin_out(c, f)
    set_scores(c, f)


@walk
def winner(f: Family, good: Crowd, bad: Crowd) -> int:
    """The better one of two answers drawn from both crowds; the overloaded count from `good.many` on."""
    m = good.many[0]
    a, b = below(f, m + bad.many[0]), below(f, m + bad.many[0])
    score_a = good.score[a] if a < m else bad.score[a - m]
    score_b = good.score[b] if b < m else bad.score[b - m]
    return a if score_a < score_b else b


@walk
def cross(f: Family, good: Crowd, bad: Crowd) -> None:
    """Order crossover: a piece of one parent's row, the rest in the order of the other."""
    n = len(f.row)
    m = good.many[0]
    a = winner(f, good, bad)
    b = winner(f, good, bad)
    for _ in range(20):
        if b != a:
            break
        b = winner(f, good, bad)
    mother = good.row[a] if a < m else bad.row[a - m]
    father = good.row[b] if b < m else bad.row[b - m]
    start, end = below(f, n), below(f, n)
    while end == start:
        end = below(f, n)
    f.taken[:] = False
    i = start
    while True:
        f.row[i] = mother[i]
        f.taken[mother[i]] = True
        if i == end:
            break
        i = (i + 1) % n
    to = (end + 1) % n
    for step in range(1, n + 1):
        u = father[(end + step) % n]
        if not f.taken[u]:
            f.row[to] = u
            to = (to + 1) % n


@walk
def in_a_row(t: Town, f: Family, trips: int) -> None:
    """Put the child's trips into the order of their directions from the depot."""
    n = len(f.row)
    f.angle[:] = 9.0
    f.ends[:] = 0
    i = 0
    while i < n:
        r = f.trip_of[i]
        x, y = 0.0, 0.0
        while i < n and f.trip_of[i] == r:
            x += t.x[f.row[i]]
            y += t.y[f.row[i]]
            i += 1
        f.angle[r] = np.arctan2(y, x)
    for i in range(n):
        f.ends[f.trip_of[i] + 1] = i + 1
        f.copy[i] = f.row[i]
    for r in range(trips):
        f.ends[r + 1] = max(f.ends[r + 1], f.ends[r])
        i = r
        while i > 0 and f.angle[f.line[i - 1]] > f.angle[r]:
            f.line[i] = f.line[i - 1]
            i -= 1
        f.line[i] = r
    at = 0
    for number in range(trips):
        r = f.line[number]
        for i in range(f.ends[r], f.ends[r + 1]):
            f.row[at] = f.copy[i]
            f.trip_of[at] = number
            at += 1


@walk
def raise_child(t: Town, p: Plan, f: Family, price: float) -> tuple[float, int]:
    """Improve the child as it stands in `f`; returns cost and overload."""
    seat(t, p, f.row, f.trip_of)
    shuffle(f, f.order)
    shuffle(f, f.trips)
    improve(t, p, f.order, f.trips, price)
    cost, over = lay_out(t, p, f.row, f.trip_of)
    in_a_row(t, f, len(p.load))
    return cost, over


@walk
def welcome(f: Family, good: Crowd, bad: Crowd, cost: float, over: int) -> None:
    """The child joins its crowd; the best answer is kept."""
    if over == 0 and cost < f.best[0] - 1e-6:
        f.best[0] = cost
        for i in range(len(f.row)):
            f.best_row[i] = f.row[i]
            f.best_trip_of[i] = f.trip_of[i]
        f.born[1] = f.born[0]
    enter(good if over == 0 else bad, f, cost, over)


@walk
def amend_price(f: Family, bad: Crowd) -> None:
    """Make overload dearer when too few children were allowed, cheaper when too many."""
    share = 0.0
    for one in f.allowed:
        share += one / AMENDS
    if share < AIM - 0.05 and f.price[0] < MOST_PRICE:
        f.price[0] *= 1.2
    elif share > AIM + 0.05 and f.price[0] > 0.1:
        f.price[0] *= 0.85
    set_scores(bad, f)


@walk
def bring_up(t: Town, p: Plan, f: Family, good: Crowd, bad: Crowd) -> None:
    """Improve a child; one that is overloaded is mended once more as often as not."""
    cost, over = raise_child(t, p, f, f.price[0])
    f.born[0] += 1
    f.allowed[f.born[0] % AMENDS] = over == 0
    welcome(f, good, bad, cost, over)
    if over > 0 and draw(f) < 0.5:
        cost, over = raise_child(t, p, f, f.price[0] * 10.0)
        if over == 0:
            welcome(f, good, bad, cost, over)
    if f.born[0] % AMENDS == 0:
        amend_price(f, bad)


@engine
def found(t: Town, p: Plan, f: Family, good: Crowd, bad: Crowd, children: int) -> None:
    """So many children of nobody."""
    for _ in range(children):
        shuffle(f, f.row)
        split(t, f.row, f.trip_of, len(p.load), f.price[0], f.cost, f.before)
        bring_up(t, p, f, good, bad)


@engine
def breed(t: Town, p: Plan, f: Family, good: Crowd, bad: Crowd, children: int) -> None:
    """So many children of the crowds."""
    for _ in range(children):
        cross(f, good, bad)
        split(t, f.row, f.trip_of, len(p.load), f.price[0], f.cost, f.before)
        bring_up(t, p, f, good, bad)
