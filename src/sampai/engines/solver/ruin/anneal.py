"""The loop: ruin, recreate, keep or undo."""

from sampai.engines.solver.ruin.chance import allowance, below, engine, piece
from sampai.engines.solver.ruin.moves import (
    chain_in,
    chain_out,
    cheaper_kind,
    close_trip,
    is_single,
    open_trip,
    put_in,
    reopen_trip,
    set_kind,
    take_out,
    way_cost,
)
from sampai.engines.solver.ruin.recreate import NEW_TRIP, NEW_VEHICLE, STAY, best_place, sort_queue
from sampai.engines.solver.ruin.ruin import remove_trips, ruin
from sampai.engines.solver.ruin.times import place, refresh
from sampai.engines.solver.ruin.world import Scratch, Small, State, Whole, World

ANY_KIND = -1
CLOSED, OPENED, CHAINED, EXCHANGED = 0, 1, 2, 3
ABSENT_TRIED = 20
"""At most so many of the unserved are tried again in one iteration."""


@piece
def note(work: Scratch, lg: int, what: int, r: int, k: int) -> int:
    """Write down a deed, so that it can be undone."""
    work.deed[lg] = what
    work.deed_trip[lg] = r
    work.deed_kind[lg] = k
    return lg + 1


@piece
def settle(w: World, s: State, work: Scratch, m: int) -> tuple[int, int, float]:
    """After the ruin: emptied vehicles go home, times are set anew; returns deeds, trips, change of cost."""
    lg, touched, change = 0, 0, 0.0
    seen = -1
    for a in range(m):
        r = work.gone_trip[a]
        change += w.miss[work.gone[a]]
        if r == seen:
            continue
        seen = r
        work.touched[touched] = r
        touched += 1
        if s.visits[r] == 0 and is_single(s, r):
            lg = note(work, lg, CLOSED, r, s.kind[r])
            change -= w.fixed[s.kind[r]]
            s.free[s.kind[r]] += 1
            close_trip(s, r)
        elif w.timed:
            refresh(w, s, r)
    return lg, touched, change


@piece
def recall_absent(s: State, work: Scratch, m: int) -> int:
    """Some of the unserved wait with the removed ones; they stand first in `absent` now."""
    tried = min(s.missing[0], ABSENT_TRIED)
    for a in range(tried):
        b = a + below(s, s.missing[0] - a)
        c = s.absent[b]
        s.absent[b] = s.absent[a]
        s.absent[a] = c
        work.gone[m + a] = c
    return tried


@piece
def settle_stop(
    w: World, s: State, work: Scratch, lg: int, c: int, far: int, only: int
) -> tuple[int, float, int]:
    """Put stop c at its best place; returns deeds, cost change, and the trip (-1: left out)."""
    price, p, r, k, a, b, day_before, day_after = best_place(w, s, c, far, only)
    if price >= w.miss[c]:
        return lg, 0.0, -1
    if r == NEW_VEHICLE:
        r = open_trip(s, k)
        s.free[k] -= 1
        lg = note(work, lg, OPENED, r, k)
    elif r == NEW_TRIP:
        r = open_trip(s, k)
        chain_in(s, r, day_before, day_after)
        lg = note(work, lg, CHAINED, r, k)
    elif k != STAY:
        lg = note(work, lg, EXCHANGED, r, s.kind[r])
        set_kind(s, r, k)
    put_in(w, s, c, p, r, a, b)
    if w.timed:
        refresh(w, s, r)
    return lg, price - w.miss[c], r


@piece
def exchange_vehicles(w: World, s: State, work: Scratch, lg: int, touched: int) -> tuple[int, float]:
    """Give each touched trip the vehicle that it is cheapest with."""
    change = 0.0
    for a in range(touched):
        r = work.touched[a]
        if s.kind[r] < 0 or s.visits[r] == 0:
            continue
        saving, k = cheaper_kind(w, s, r)
        if k != s.kind[r]:
            lg = note(work, lg, EXCHANGED, r, s.kind[r])
            set_kind(s, r, k)
            change += saving
    return lg, change


@piece
def undo(w: World, s: State, work: Scratch, m: int, placed: int, lg: int, touched: int) -> None:
    """Everything as it was before this iteration."""
    for a in range(placed - 1, -1, -1):
        take_out(w, s, work.queue[a], s.trip[work.queue[a]])
    for a in range(lg - 1, -1, -1):
        r, k = work.deed_trip[a], work.deed_kind[a]
        if work.deed[a] == OPENED:
            s.free[k] += 1
            close_trip(s, r)
        elif work.deed[a] == CHAINED:
            chain_out(s, r)
            close_trip(s, r)
        elif work.deed[a] == EXCHANGED:
            set_kind(s, r, k)
        else:
            reopen_trip(s, r, k)
            s.free[k] -= 1
    for a in range(m - 1, -1, -1):
        put_in(w, s, work.gone[a], work.gone_prev[a], work.gone_trip[a], work.gone_a[a], work.gone_b[a])
    if w.timed:
        for a in range(touched):
            refresh(w, s, work.touched[a])


@piece
def keep_absent(s: State, work: Scratch, tried: int, out: int) -> None:
    """Who is unserved from now on: those not tried, and those left out."""
    keep = 0
    for a in range(tried, s.missing[0]):
        s.absent[keep] = s.absent[a]
        keep += 1
    for a in range(out):
        s.absent[keep] = work.left_out[a]
        keep += 1
    s.missing[0] = keep


@piece
def drop_empty_trips(w: World, s: State, work: Scratch, touched: int) -> float:
    """Take emptied trips out of the days of vehicles; returns the fixed cost saved (as a change)."""
    change = 0.0
    for a in range(touched):
        r = work.touched[a]
        k = s.kind[r]
        if k < 0 or s.visits[r] > 0:
            continue
        neighbour = s.before[r] if s.before[r] >= 0 else s.after[r]
        chain_out(s, r)
        close_trip(s, r)
        if neighbour >= 0:
            refresh(w, s, neighbour)
        else:
            s.free[k] += 1
            change -= w.fixed[k]
    return change


@engine
def search(
    w: World,
    s: State,
    work: Scratch,
    seeds: Small,
    iterations: int,
    heat: float,
    mean_removed: float,
    longest: float,
    far: int,
) -> float:
    """So many iterations at one temperature around the `seeds`; returns the change of cost."""
    total = 0.0
    for _ in range(iterations):
        m, change = ruin(w, s, work, seeds, mean_removed, longest)
        lg, touched, more = settle(w, s, work, m)
        change += more
        tried = recall_absent(s, work, m)
        sort_queue(w, s, work, m + tried)
        placed, out = 0, 0
        for a in range(m + tried):
            c = work.queue[a]
            lg, more, r = settle_stop(w, s, work, lg, c, far, ANY_KIND)
            if r < 0:
                work.left_out[out] = c
                out += 1
                continue
            change += more
            work.queue[placed] = c
            placed += 1
            work.touched[touched] = r
            touched += 1
        if w.mixed:
            lg, more = exchange_vehicles(w, s, work, lg, touched)
            change += more
        if change <= 1e-9 or change < allowance(s, heat):
            total += change
            if tried > 0 or out > 0:
                keep_absent(s, work, tried, out)
            if w.chained:
                total += drop_empty_trips(w, s, work, touched)
        else:
            undo(w, s, work, m, placed, lg, touched)
    return total


@engine
def refleet(w: World, s: State, work: Scratch, most: int, far: int) -> tuple[int, float]:
    """Serve some neighbouring trips' stops anew by vehicles of one kind, whatever that costs.

    Returns how many stops that were (they stand first in `gone`), and the change of cost.
    """
    kind = below(s, len(w.fixed))
    m, change = remove_trips(w, s, work, below(s, len(s.next)), 1 + below(s, most))
    sort_queue(w, s, work, m)
    out = 0
    for a in range(m):
        _, more, r = settle_stop(w, s, work, 0, work.queue[a], far, kind)
        change += more
        if r < 0:
            work.left_out[out] = work.queue[a]
            out += 1
        else:
            work.touched[a - out] = r
    keep_absent(s, work, 0, out)
    _, more = exchange_vehicles(w, s, work, 0, m - out)
    return m, change + more


@engine
def may_stay(s: State, change: float, heat: float) -> bool:
    """Whether so much higher a cost is taken at this temperature, by chance."""
    return change <= 0.0 or change < allowance(s, heat)


@engine
def fill(w: World, s: State, work: Scratch, far: int) -> None:
    """Serve the unserved one by one, in their order."""
    keep = 0
    for a in range(s.missing[0]):
        c = s.absent[a]
        _, _, r = settle_stop(w, s, work, 0, c, far, ANY_KIND)
        if r < 0:
            s.absent[keep] = c
            keep += 1
    s.missing[0] = keep


@engine
def seat(w: World, s: State, kinds: Small, ends: Whole, stops: Small) -> None:
    """Serve stops as given: trips one after the other; the kind is -1 where a trip follows in its day."""
    at, r, first = 0, -1, -1
    for a in range(len(kinds)):
        before = r
        r = open_trip(s, kinds[a] if kinds[a] >= 0 else s.kind[before])
        k = s.kind[r]
        if kinds[a] >= 0:
            s.free[k] -= 1
            first = r
        else:
            chain_in(s, r, before, -1)
        while at < ends[a]:
            c = stops[at]
            near = way_cost(w, w.cost_table[k], place(w, s.last[r], k, False), w.depots + c)
            put_in(w, s, c, s.last[r], r, near, way_cost(w, w.cost_table[k], w.depots + c, w.end[k]))
            at += 1
        if w.timed and (a + 1 == len(kinds) or kinds[a + 1] >= 0):
            refresh(w, s, first)
            refresh(w, s, r)
    keep = 0
    for a in range(s.missing[0]):
        if s.trip[s.absent[a]] < 0:
            s.absent[keep] = s.absent[a]
            keep += 1
    s.missing[0] = keep


@engine
def lay_out(s: State, kinds: Small, ends: Whole, stops: Small) -> int:
    """Write down all trips as `seat` reads them; returns how many."""
    n, at = 0, 0
    for head in range(len(s.kind)):
        if s.kind[head] < 0 or s.before[head] >= 0:
            continue
        r, follows = head, False
        while r >= 0:
            if s.visits[r] > 0:
                kinds[n] = ANY_KIND if follows else s.kind[r]
                c = s.first[r]
                while c >= 0:
                    stops[at] = c
                    at += 1
                    c = s.next[c]
                ends[n] = at
                n += 1
                follows = True
            r = s.after[r]
    return n


@engine
def measure(w: World, s: State) -> float:
    """The cost of the whole state, added up anew."""
    total = 0.0
    for r in range(len(s.kind)):
        k = s.kind[r]
        if k < 0 or s.visits[r] == 0:
            continue
        if s.before[r] < 0:
            total += w.fixed[k]
        at = w.start[k]
        c = s.first[r]
        way = 0.0
        while c >= 0:
            way += way_cost(w, w.cost_table[k], at, w.depots + c)
            at = w.depots + c
            c = s.next[c]
        total += w.unit[k] * (way + way_cost(w, w.cost_table[k], at, w.end[k]))
    for a in range(s.missing[0]):
        total += w.miss[s.absent[a]]
    return total
