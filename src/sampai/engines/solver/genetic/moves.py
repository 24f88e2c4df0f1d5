"""Which move of a stop beside another node saves something, and making it (Vidal 2022, section 3.3).

Moves are numbered as in the paper's code: 1 to 3 put a stop u, or u and the one behind it, behind v, 4 to 6
swap one or two stops for one or two, 7 turns part of a trip, 8 and 9 join two trips anew.
"""

from sampai.engines.solver.genetic.town import Plan, Town
from sampai.engines.solver.genetic.trips import follow, gap, insert, renew, saves, swap
from sampai.engines.solver.ruin.chance import piece, walk

NONE = 0
RELOCATE, RELOCATE_TWO, RELOCATE_TURNED = 1, 2, 3
SWAP, SWAP_TWO_FOR_ONE, SWAP_TWO = 4, 5, 6
TURN, JOIN_TURNED, JOIN = 7, 8, 9


@piece
def relocates(t: Town, p: Plan, u: int, v: int, price: float) -> int:
    """Whether u, or u and the next, belong behind v."""
    x, y, a = p.next[u], p.next[v], p.prev[u]
    if u == y:
        return NONE
    load = t.load[p.at[u]]
    open_v = p.out[a] + p.out[v]
    change = gap(t, p, a, x) + gap(t, p, v, u) + gap(t, p, u, y) - p.out[u] - open_v
    if saves(t, p, u, v, change, load, price):
        return RELOCATE
    if x >= len(t.load) or v == x:
        return NONE
    xx = p.next[x]
    both = gap(t, p, a, xx) - p.out[x] - open_v
    straight = both + gap(t, p, v, u) + gap(t, p, x, y)
    turned = both + gap(t, p, v, x) + gap(t, p, u, y)
    if saves(t, p, u, v, min(straight, turned), load + t.load[p.at[x]], price):
        return RELOCATE_TWO if straight <= turned else RELOCATE_TURNED
    return NONE


@piece
def swaps(t: Town, p: Plan, u: int, v: int, price: float) -> int:
    """Whether u, or u and the next, should change places with stop v, or v and the next."""
    x, y, a, b = p.next[u], p.next[v], p.prev[u], p.prev[v]
    if u == y or u == b:
        return NONE
    less = t.load[p.at[u]] - t.load[p.at[v]]
    opened = p.out[a] + p.out[b]
    closed = gap(t, p, a, v) + gap(t, p, b, u) - opened
    if u < v:
        change = closed + gap(t, p, v, x) + gap(t, p, u, y) - p.out[u] - p.out[v]
        if saves(t, p, u, v, change, less, price):
            return SWAP
    if x >= len(t.load) or x == v:
        return NONE
    xx = p.next[x]
    less += t.load[p.at[x]]
    if x != b:
        change = closed + gap(t, p, v, xx) + gap(t, p, x, y) - p.out[x] - p.out[v]
        if saves(t, p, u, v, change, less, price):
            return SWAP_TWO_FOR_ONE
    if u > v or y >= len(t.load) or y == a or v == xx:
        return NONE
    yy = p.next[y]
    change = closed + gap(t, p, y, xx) + gap(t, p, x, yy) - p.out[x] - p.out[y]
    return SWAP_TWO if saves(t, p, u, v, change, less - t.load[p.at[y]], price) else NONE


@piece
def turns(t: Town, p: Plan, u: int, v: int) -> int:
    """Whether what lies between u and v of one trip should go backwards."""
    x, y = p.next[u], p.next[v]
    if p.place[u] >= p.place[v] or x == v:
        return NONE
    change = gap(t, p, u, v) + gap(t, p, x, y) - p.out[u] - p.out[v]
    return TURN if saves(t, p, u, v, change, 0, 0.0) else NONE


@piece
def joins(t: Town, p: Plan, u: int, v: int, price: float) -> int:
    """Whether two trips should go on from u and v in another way."""
    x, y = p.next[u], p.next[v]
    opened = p.out[u] + p.out[v]
    change = gap(t, p, u, v) + gap(t, p, x, y) - opened
    if saves(t, p, u, v, change, p.load[p.trip[u]] - p.sum[u] - p.sum[v], price):
        return JOIN_TURNED
    change = gap(t, p, u, y) + gap(t, p, v, x) - opened
    less = p.load[p.trip[u]] - p.sum[u] - p.load[p.trip[v]] + p.sum[v]
    return JOIN if saves(t, p, u, v, change, less, price) else NONE


@piece
def first_gain(t: Town, p: Plan, u: int, v: int, price: float) -> int:
    """The first move of stop u beside node v that saves something, or NONE."""
    found = relocates(t, p, u, v, price)
    if found == NONE and v < len(t.load):
        found = swaps(t, p, u, v, price)
    if found == NONE and p.trip[u] != p.trip[v]:
        found = joins(t, p, u, v, price)
    elif found == NONE and v < len(t.load):
        found = turns(t, p, u, v)
    return found


@walk
def make_move(t: Town, p: Plan, move: int, u: int, v: int) -> None:
    """Make the move that `first_gain` named."""
    x, y = p.next[u], p.next[v]
    ru, rv = p.trip[u], p.trip[v]
    if move == RELOCATE or move == RELOCATE_TWO:
        insert(p, u, v)
    elif move == RELOCATE_TURNED:
        insert(p, x, v)
        insert(p, u, x)
    elif SWAP <= move <= SWAP_TWO:
        swap(p, u, v)
    elif move == TURN:
        turn(p, u, v)
    elif move == JOIN:
        join(t, p, u, v)
    else:
        join_turned(t, p, u, v)
    if move == RELOCATE_TWO or move == SWAP_TWO_FOR_ONE:
        insert(p, x, u)
    elif move == SWAP_TWO:
        swap(p, x, y)
    p.moves[0] += 1
    renew(t, p, ru)
    if rv != ru:
        renew(t, p, rv)


@walk
def turn(p: Plan, u: int, v: int) -> None:
    """Turn what lies behind u up to and with v, in one trip."""
    x, end = p.next[u], p.next[v]
    last, at = u, v
    while last != x:
        before = p.prev[at]
        follow(p, last, at)
        last, at = at, before
    follow(p, x, end)


@walk
def join(t: Town, p: Plan, u: int, v: int) -> None:
    """What follows on u and what follows on v change trips."""
    n, trips = len(t.load) - 1, len(p.load)
    end_u, end_v = n + 1 + trips + p.trip[u], n + 1 + trips + p.trip[v]
    x, y, last_u, last_v = p.next[u], p.next[v], p.prev[end_u], p.prev[end_v]
    follow(p, u, end_u)
    follow(p, v, end_v)
    if y <= n:
        follow(p, u, y)
        follow(p, last_v, end_u)
    if x <= n:
        follow(p, v, x)
        follow(p, last_u, end_v)


@walk
def join_turned(t: Town, p: Plan, u: int, v: int) -> None:
    """One trip goes to u, then backwards from v; the other backwards to behind u, then on from behind v."""
    n, trips = len(t.load) - 1, len(p.load)
    start_v, end_u = n + 1 + p.trip[v], n + 1 + trips + p.trip[u]
    y, last_u = p.next[v], p.prev[end_u]
    last, at = u, v
    while at <= n:
        before = p.prev[at]
        follow(p, last, at)
        last, at = at, before
    end_of_u = last
    last, at = start_v, last_u
    while at != u:
        before = p.prev[at]
        follow(p, last, at)
        last, at = at, before
    follow(p, last, y)
    follow(p, end_of_u, end_u)
