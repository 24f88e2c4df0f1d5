"""Time: pieces of work joined one after the other, in constant time.

A piece has a duration, and the earliest and latest start at which it takes no longer than that (T. Vidal,
T. Crainic, M. Gendreau, C. Prins, "A hybrid genetic algorithm with adaptive diversity management", 2013).
"""

from sampai.engines.solver.ruin.chance import piece, walk
from sampai.engines.solver.ruin.world import NEVER, State, World


@piece
def join(
    d1: float, e1: float, l1: float, way: float, d2: float, e2: float, l2: float
) -> tuple[float, float, float, float]:
    """Two pieces with a way between them: duration, earliest, latest start, and how much it is too late."""
    at = d1 + way
    wait = max(e2 - at - l1, 0.0)
    late = max(e1 + at - l2, 0.0)
    return d1 + d2 + way + wait, max(e2 - at, e1) - wait, min(l2 - at, l1) + late, late


@piece
def place(w: World, stop: int, kind: int, ahead: bool) -> int:
    """Location of a stop, or (-1) of the depot at the trip's end (`ahead`) or start."""
    if stop >= 0:
        return w.depots + stop
    return w.end[kind] if ahead else w.start[kind]


@walk
def set_head(w: World, s: State, r: int) -> None:
    """The work before trip r's first stop: earlier trips, loading, waiting for goods."""
    k = s.kind[r]
    release = 0.0
    if w.chained:
        c = s.first[r]
        while c >= 0:
            release = max(release, w.release[c])
            c = s.next[c]
        s.release[r] = release
    b = s.before[r]
    while b >= 0 and s.visits[b] == 0:
        b = s.before[b]
    d, e, l = 0.0, w.opens[k], w.closes[k]
    if b >= 0:
        z = s.last[b]
        home = w.time[w.time_table[k], w.depots + z, w.end[k]]
        d, e, l, _ = join(s.lead_d[z], s.lead_e[z], s.lead_l[z], home, 0.0, w.opens[k], w.closes[k])
    d, e, l, _ = join(d, e, l, 0.0, w.reload[k], release, NEVER)
    s.head_d[r], s.head_e[r], s.head_l[r] = d, e, l


@walk
def set_tail(w: World, s: State, r: int) -> None:
    """The work after trip r's last stop: coming home, later trips."""
    k = s.kind[r]
    a = s.after[r]
    while a >= 0 and s.visits[a] == 0:
        a = s.after[a]
    d, e, l = 0.0, w.opens[k], w.closes[k]
    if a >= 0:
        y = s.first[a]
        out = w.time[w.time_table[k], w.start[k], w.depots + y]
        d, e, l, _ = join(w.reload[k], s.release[a], NEVER, out, s.rest_d[y], s.rest_e[y], s.rest_l[y])
        d, e, l, _ = join(0.0, w.opens[k], w.closes[k], 0.0, d, e, l)
    s.tail_d[r], s.tail_e[r], s.tail_l[r] = d, e, l


@walk
def go_forward(w: World, s: State, r: int) -> None:
    """Set the leads of trip r's stops."""
    set_head(w, s, r)
    k = s.kind[r]
    d, e, l = s.head_d[r], s.head_e[r], s.head_l[r]
    at = w.start[k]
    c = s.first[r]
    while c >= 0:
        here = w.depots + c
        way = w.time[w.time_table[k], at, here]
        d, e, l, _ = join(d, e, l, way, w.service[c], w.early[c], w.late[c])
        s.lead_d[c], s.lead_e[c], s.lead_l[c] = d, e, l
        at = here
        c = s.next[c]


@walk
def go_backward(w: World, s: State, r: int) -> None:
    """Set the rests of trip r's stops."""
    set_tail(w, s, r)
    k = s.kind[r]
    d, e, l = s.tail_d[r], s.tail_e[r], s.tail_l[r]
    at = w.end[k]
    c = s.last[r]
    while c >= 0:
        here = w.depots + c
        way = w.time[w.time_table[k], here, at]
        d, e, l, _ = join(w.service[c], w.early[c], w.late[c], way, d, e, l)
        s.rest_d[c], s.rest_e[c], s.rest_l[c] = d, e, l
        at = here
        c = s.prev[c]


@walk
def refresh(w: World, s: State, r: int) -> None:
    """Set the times of trip r, and of the vehicle's other trips, which they depend on."""
    if s.kind[r] < 0:
        return
    a = r
    while a >= 0:
        go_forward(w, s, a)
        a = s.after[a]
    b = r
    while b >= 0:
        go_backward(w, s, b)
        b = s.before[b]
    if not w.chained:
        return
    a = s.after[r]
    while a >= 0:
        set_tail(w, s, a)
        a = s.after[a]
    b = s.before[r]
    while b >= 0:
        set_head(w, s, b)
        b = s.before[b]


@piece
def ends_in_time(w: World, s: State, d: float, e: float, l: float, here: int, q: int, r: int) -> bool:
    """Whether a lead that ends at `here` can go on to stop q (-1: home) of trip r."""
    k = s.kind[r]
    if q >= 0:
        way = w.time[w.time_table[k], here, w.depots + q]
        d, e, l, late = join(d, e, l, way, s.rest_d[q], s.rest_e[q], s.rest_l[q])
    else:
        way = w.time[w.time_table[k], here, w.end[k]]
        d, e, l, late = join(d, e, l, way, s.tail_d[r], s.tail_e[r], s.tail_l[r])
    return late <= 0.0 and d <= w.longest[k]


@piece
def is_in_time(w: World, s: State, c: int, p: int, q: int, r: int) -> bool:
    """Whether stop c fits between p and q of trip r."""
    if w.chained and w.release[c] > s.release[r]:
        return walks_in_time(w, s, c, p, r)
    k = s.kind[r]
    if p >= 0:
        d, e, l = s.lead_d[p], s.lead_e[p], s.lead_l[p]
    else:
        d, e, l = s.head_d[r], s.head_e[r], s.head_l[r]
    here = w.depots + c
    way = w.time[w.time_table[k], place(w, p, k, False), here]
    d, e, l, late = join(d, e, l, way, w.service[c], w.early[c], w.late[c])
    return late <= 0.0 and ends_in_time(w, s, d, e, l, here, q, r)


@walk
def walks_in_time(w: World, s: State, c: int, p: int, r: int) -> bool:
    """The same when c's goods come later than the trip's: the whole trip starts later, so walk it."""
    k = s.kind[r]
    t = w.time_table[k]
    d, e, l, late = join(
        s.head_d[r] - w.reload[k], s.head_e[r], s.head_l[r], 0.0, w.reload[k], w.release[c], NEVER
    )
    if late > 0.0:
        return False
    at = w.start[k]
    v = c if p < 0 else s.first[r]
    follow = s.first[r] if p < 0 else -2
    while v >= 0:
        here = w.depots + v
        d, e, l, late = join(d, e, l, w.time[t, at, here], w.service[v], w.early[v], w.late[v])
        if late > 0.0:
            return False
        at = here
        if v == c:
            v = follow
        elif v == p:
            follow = s.next[v]
            v = c
        else:
            v = s.next[v]
    return ends_in_time(w, s, d, e, l, at, -1, r)


@walk
def is_alone_in_time(w: World, s: State, c: int, k: int, before: int, after: int) -> bool:
    """Whether stop c alone makes a trip in a day of kind k, after one trip and before another (or -1)."""
    t = w.time_table[k]
    d, e, l = 0.0, w.opens[k], w.closes[k]
    if before >= 0:
        z = s.last[before]
        way = w.time[t, w.depots + z, w.end[k]]
        d, e, l, late = join(s.lead_d[z], s.lead_e[z], s.lead_l[z], way, 0.0, w.opens[k], w.closes[k])
        if late > 0.0:
            return False
    d, e, l, late = join(d, e, l, 0.0, w.reload[k], w.release[c], NEVER)
    if late > 0.0:
        return False
    here = w.depots + c
    d, e, l, late = join(d, e, l, w.time[t, w.start[k], here], w.service[c], w.early[c], w.late[c])
    if late > 0.0:
        return False
    d, e, l, late = join(d, e, l, w.time[t, here, w.end[k]], 0.0, w.opens[k], w.closes[k])
    if late > 0.0:
        return False
    if after >= 0:
        y = s.first[after]
        way = w.time[t, w.start[k], w.depots + y]
        d2, e2, l2, _ = join(w.reload[k], s.release[after], NEVER, way, s.rest_d[y], s.rest_e[y], s.rest_l[y])
        d, e, l, late = join(d, e, l, 0.0, d2, e2, l2)
        if late > 0.0:
            return False
    return d <= w.longest[k]
