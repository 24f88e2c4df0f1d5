"""Local search over trips that may be overloaded at a price, and cutting one long row of stops into trips.

T. Vidal, "Hybrid genetic search for the CVRP: open-source implementation and SWAP* neighborhood", Computers &
Operations Research 140 (2022), section 3.3.
"""

from sampai.engines.solver.genetic.moves import NONE, first_gain, make_move
from sampai.engines.solver.genetic.swap import swap_between
from sampai.engines.solver.genetic.town import Plan, Reals, Small, Town
from sampai.engines.solver.genetic.trips import excess, follow, gap, renew
from sampai.engines.solver.ruin.chance import engine, piece, walk


@walk
def find_spare(t: Town, p: Plan) -> None:
    """Find the first trip without a stop."""
    p.spare[0] = 0
    for r in range(len(p.visits)):
        if p.visits[r] == 0:
            p.spare[0] = len(t.load) + r
            break


@piece
def move_beside(t: Town, p: Plan, u: int, v: int, price: float) -> None:
    """Move stop u beside node v, or, where v is the first stop of its trip, before it."""
    for _ in range(2):
        move = first_gain(t, p, u, v, price)
        if move != NONE:
            make_move(t, p, move, u, v)
        if move != NONE or v >= len(t.load) or p.prev[v] < len(t.load):
            return
        v = p.prev[v]


@walk
def move_all(t: Town, p: Plan, order: Small, price: float, first: bool) -> bool:
    """Look once at every stop beside its neighbours, and, but for the `first` time, in a trip of its own."""
    start, looked = p.moves[0], -1
    many = t.near.shape[1]
    for u in order:
        last = p.tested[u]
        p.tested[u] = p.moves[0]
        if p.moves[0] != looked:
            looked = p.moves[0]
            find_spare(t, p)
        for i in range(many if first or p.spare[0] == 0 else many + 1):
            v = t.near[u, i] if i < many else p.spare[0]
            if v == 0:
                continue
            if first or i == many or max(p.changed[p.trip[u]], p.changed[p.trip[v]]) > last:
                move_beside(t, p, u, v, price)
    return p.moves[0] > start


@engine
def improve(t: Town, p: Plan, order: Small, trips: Small, price: float) -> None:
    """Move and swap until nothing saves any more; `price` is that of one unit of overload."""
    first, moved = True, True
    while moved:
        moved = move_all(t, p, order, price, first)
        moved = swap_between(t, p, trips, price) or moved or first
        first = False


@engine
def split(t: Town, row: Small, trip_of: Small, trips: int, price: float, cost: Reals, before: Small) -> None:
    """Cut one long row of stops into the cheapest trips (Prins 2004).

    What more than `trips` trips would hold, the last one holds too.
    `cost` and `before` are room for one number per stop and one more.
    """
    n = len(row)
    cost[0] = 0.0
    for j in range(1, n + 1):
        cost[j] = 1e30
    for i in range(n):
        load = 0
        way = 0.0
        for j in range(i, n):
            load += t.load[row[j]]
            if load > 1.5 * t.room and j > i:
                break
            way += t.gap[0 if j == i else row[j - 1], row[j]]
            total = cost[i] + way + t.gap[row[j], 0] + excess(t, load, price)
            if total < cost[j + 1]:
                cost[j + 1] = total
                before[j + 1] = i
    many = 0
    j = n
    while j > 0:
        for i in range(before[j], j):
            trip_of[i] = many
        j = before[j]
        many += 1
    for i in range(n):
        trip_of[i] = min(many - 1 - trip_of[i], trips - 1)


@engine
def seat(t: Town, p: Plan, row: Small, trip_of: Small) -> None:
    """Lay out trips: the stops in `row`, each with the number of its trip, not falling."""
    n = len(t.load) - 1
    trips = len(p.load)
    p.moves[0] = 0
    p.tested[:] = -1
    p.swapped[:] = -1
    p.best_when[:] = -1
    p.lined[:] = -1
    at = 0
    for r in range(trips):
        last = n + 1 + r
        while at < len(row) and trip_of[at] <= r:
            follow(p, last, row[at])
            last = row[at]
            at += 1
        follow(p, last, n + 1 + trips + r)
        renew(t, p, r)


@engine
def lay_out(t: Town, p: Plan, row: Small, trip_of: Small) -> tuple[float, int]:
    """Write all trips down as `seat` reads them, around the depot; returns cost and overload."""
    n = len(t.load) - 1
    trips = len(p.load)
    cost, over = 0.0, 0
    at = 0
    for r in range(trips):
        c = p.next[n + 1 + r]
        cost += gap(t, p, n + 1 + r, c)
        while c <= n:
            row[at] = c
            trip_of[at] = r
            at += 1
            cost += gap(t, p, c, p.next[c])
            c = p.next[c]
        over += max(0, p.load[r] - t.room)
    return cost, over
