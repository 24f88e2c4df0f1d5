"""Taking a stop out, putting it in, opening and closing trips, exchanging vehicles."""

from sampai.engines.solver.ruin.chance import piece, walk
from sampai.engines.solver.ruin.times import place
from sampai.engines.solver.ruin.world import NEVER, State, World


@piece
def way_cost(w: World, table: int, i: int, j: int) -> float:
    """Cost between two locations."""
    if w.plane:
        dx = w.x[i] - w.x[j]
        dy = w.y[i] - w.y[j]
        return float(int((dx * dx + dy * dy) ** 0.5 + 0.5))
    return w.cost[table, i, j]


@piece
def take_out(w: World, s: State, c: int, r: int) -> float:
    """Take stop c out of trip r; returns the change of the trip's length."""
    k = s.kind[r]
    p = s.prev[c]
    q = s.next[c]
    gap = 0.0
    if p >= 0 or q >= 0:
        gap = way_cost(w, w.cost_table[k], place(w, p, k, False), place(w, q, k, True))
    change = gap - s.gap_prev[c] - s.gap_next[c]
    if p < 0:
        s.first[r] = q
    else:
        s.next[p] = q
        s.gap_next[p] = gap
    if q < 0:
        s.last[r] = p
    else:
        s.prev[q] = p
        s.gap_prev[q] = gap
    s.trip[c] = -1
    s.visits[r] -= 1
    s.length[r] += change
    for a in range(w.load.shape[1]):
        s.load[r, a] -= w.load[c, a]
    return change


@piece
def put_in(w: World, s: State, c: int, p: int, r: int, before: float, after: float) -> None:
    """Put stop c behind stop p (-1: first) of trip r; `before`, `after`: the costs to its neighbours."""
    if p < 0:
        q = s.first[r]
        was = s.gap_prev[q] if q >= 0 else 0.0
        s.first[r] = c
    else:
        q = s.next[p]
        was = s.gap_next[p]
        s.next[p] = c
        s.gap_next[p] = before
    s.next[c] = q
    s.prev[c] = p
    s.gap_prev[c] = before
    s.gap_next[c] = after
    if q < 0:
        s.last[r] = c
    else:
        s.prev[q] = c
        s.gap_prev[q] = after
    s.trip[c] = r
    s.visits[r] += 1
    s.length[r] += before + after - was
    for a in range(w.load.shape[1]):
        s.load[r, a] += w.load[c, a]


@piece
def fits_kind(w: World, s: State, c: int, r: int, k: int) -> bool:
    """Whether trip r with stop c fits into a vehicle of kind k."""
    for a in range(w.load.shape[1]):
        if s.load[r, a] + w.load[c, a] > w.room[k, a]:
            return False
    return True


@piece
def fits_alone(w: World, c: int, k: int) -> bool:
    """Whether stop c alone fits into a vehicle of kind k."""
    for a in range(w.load.shape[1]):
        if w.load[c, a] > w.room[k, a]:
            return False
    return True


@piece
def is_single(s: State, r: int) -> bool:
    """Whether trip r is the only one of its vehicle."""
    return s.before[r] < 0 and s.after[r] < 0


@piece
def set_kind(s: State, r: int, k: int) -> None:
    """Exchange the vehicle of trip r for one of kind k."""
    s.free[s.kind[r]] += 1
    s.free[k] -= 1
    s.kind[r] = k


@piece
def clear_trip(s: State, r: int, k: int) -> None:
    """An empty trip of kind k, of a vehicle with no other trip."""
    s.kind[r] = k
    s.first[r] = -1
    s.last[r] = -1
    s.visits[r] = 0
    s.length[r] = 0.0
    s.release[r] = 0.0
    s.before[r] = -1
    s.after[r] = -1


@piece
def open_trip(s: State, k: int) -> int:
    """A new trip of kind k; the caller says whose vehicle it is."""
    s.pooled[0] -= 1
    r = s.pool[s.pooled[0]]
    clear_trip(s, r, k)
    return r


@piece
def close_trip(s: State, r: int) -> None:
    """Trip r is no more."""
    s.kind[r] = -1
    s.pool[s.pooled[0]] = r
    s.pooled[0] += 1


@walk
def reopen_trip(s: State, r: int, k: int) -> None:
    """Take back the closing of trip r."""
    for a in range(s.pooled[0] - 1, -1, -1):
        if s.pool[a] == r:
            s.pool[a] = s.pool[s.pooled[0] - 1]
            break
    s.pooled[0] -= 1
    clear_trip(s, r, k)


@walk
def chain_in(s: State, r: int, before: int, after: int) -> None:
    """Make trip r the one between two trips (or -1) of a vehicle's day."""
    s.before[r] = before
    s.after[r] = after
    if before >= 0:
        s.after[before] = r
    if after >= 0:
        s.before[after] = r


@walk
def chain_out(s: State, r: int) -> None:
    """Take trip r out of its vehicle's day."""
    before = s.before[r]
    after = s.after[r]
    if before >= 0:
        s.after[before] = after
    if after >= 0:
        s.before[after] = before
    s.before[r] = -1
    s.after[r] = -1


@walk
def trips_of_vehicle(s: State, r: int) -> int:
    """How many trips the vehicle of trip r makes."""
    while s.before[r] >= 0:
        r = s.before[r]
    trips = 0
    while r >= 0:
        trips += 1
        r = s.after[r]
    return trips


@walk
def larger_kind(w: World, s: State, c: int, r: int, more: float) -> tuple[float, int]:
    """The cheapest other kind that holds trip r with stop c, and the price of the exchange.

    `more` is what c adds to the trip's length. NEVER and -1 when there is none.
    """
    k = s.kind[r]
    price, found = NEVER, -1
    if not is_single(s, r):
        return price, found
    for other in range(len(w.fixed)):
        if other == k or w.family[other] != w.family[k] or s.free[other] <= 0:
            continue
        change = w.fixed[other] - w.fixed[k] + (w.unit[other] - w.unit[k]) * (s.length[r] + more)
        if change < price and fits_kind(w, s, c, r, other):
            price, found = change, other
    return price, found


@walk
def cheaper_kind(w: World, s: State, r: int) -> tuple[float, int]:
    """The kind that trip r is cheapest with, and the saving (not above 0)."""
    k = s.kind[r]
    saving, found = 0.0, k
    if not is_single(s, r):
        return saving, found
    for other in range(len(w.fixed)):
        if other == k or w.family[other] != w.family[k] or s.free[other] <= 0:
            continue
        change = w.fixed[other] - w.fixed[k] + (w.unit[other] - w.unit[k]) * s.length[r]
        holds = True
        for a in range(w.load.shape[1]):
            holds = holds and s.load[r, a] <= w.room[other, a]
        if holds and change < saving - 1e-9:
            saving, found = change, other
    return saving, found
