"""Which stops are taken out: strings of adjacent stops from trips near a random stop (section 5.1)."""

from sampai.engines.solver.ruin.chance import below, draw, piece, walk
from sampai.engines.solver.ruin.moves import close_trip, is_single, take_out
from sampai.engines.solver.ruin.world import Scratch, Small, State, World

SPLIT_SHARE = 0.5
"""How often a string keeps some stops in its middle (the paper's alpha)."""
KEEP_MORE = 0.5
"""How often one more is kept (1 - the paper's beta, at our measurements)."""


@piece
def string_start(s: State, c: int, size: int, c_at: int) -> int:
    """The first stop of a string of `size` stops that holds stop c at about its `c_at`-th place."""
    start = c
    back = 0
    while back < c_at and s.prev[start] >= 0:
        start = s.prev[start]
        back += 1
    end = start
    ahead = 0
    while ahead < size - 1 and s.next[end] >= 0:
        end = s.next[end]
        ahead += 1
    while ahead < size - 1 and s.prev[start] >= 0:
        start = s.prev[start]
        ahead += 1
    return start


@piece
def remove_string(
    w: World, s: State, k: int, c: int, r: int, removed: Scratch, m: int, longest: float
) -> tuple[int, float]:
    """Take a string around stop c out of trip r; returns how many stops are out, and the change of cost."""
    change = 0.0
    size = 1 + int(draw(s) * min(float(s.visits[r]), longest))
    kept = 0
    if size > 1 and s.visits[r] > size and draw(s) < SPLIT_SHARE:
        kept = 1
        while size + kept < s.visits[r] and draw(s) < KEEP_MORE:
            kept += 1
    x = string_start(s, c, size + kept, below(s, size + kept))
    cut = 1 + below(s, size - 1) if kept > 0 else size
    done = 0
    at = 0
    while x >= 0 and done < size:
        follow = s.next[x]
        if at < cut or at >= cut + kept:
            removed.gone[m] = x
            removed.gone_prev[m] = s.prev[x]
            removed.gone_trip[m] = r
            removed.gone_a[m] = s.gap_prev[x]
            removed.gone_b[m] = s.gap_next[x]
            m += 1
            change += take_out(w, s, x, r) * w.unit[k]
            done += 1
        at += 1
        x = follow
    return m, change


@walk
def remove_trips(w: World, s: State, removed: Scratch, seed: int, most: int) -> tuple[int, float]:
    """Take whole trips around a stop out, of about `most` stops; only vehicles that go out once."""
    m = 0
    change = 0.0
    for i in range(-1, w.near.shape[1]):
        r = s.trip[seed if i < 0 else w.near[seed, i]]
        if r < 0 or not is_single(s, r):
            continue
        if m >= most or m + s.visits[r] > len(removed.gone):
            break
        k = s.kind[r]
        change -= w.fixed[k]
        c = s.first[r]
        while c >= 0:
            follow = s.next[c]
            removed.gone[m] = c
            m += 1
            change += w.miss[c] + take_out(w, s, c, r) * w.unit[k]
            c = follow
        s.free[k] += 1
        close_trip(s, r)
    return m, change


@piece
def ruin(
    w: World, s: State, removed: Scratch, seeds: Small, mean_removed: float, longest: float
) -> tuple[int, float]:
    """Take strings out of trips near one of the `seeds`; how many stops are out, and the change of cost."""
    strings = 1 + int(draw(s) * (4.0 * mean_removed / (1.0 + longest) - 1.0))
    seed = seeds[below(s, len(seeds))]
    s.stamp[len(s.kind)] += 1
    now = s.stamp[len(s.kind)]
    m = 0
    change = 0.0
    for i in range(-1, w.near.shape[1]):
        if strings == 0:
            break
        c = seed if i < 0 else w.near[seed, i]
        r = s.trip[c]
        if r < 0 or s.stamp[r] == now:
            continue
        s.stamp[r] = now
        strings -= 1
        m, more = remove_string(w, s, s.kind[r], c, r, removed, m, longest)
        change += more
    return m, change
