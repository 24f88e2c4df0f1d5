"""On which villages a known count of stations falls, when the press does not name them.

"13 stations in 4 villages of Maje are hard to reach": which ones is assumed, by distance, and marked so.
"""

from collections.abc import Mapping, Sequence

from sampai.kernel.ids import RegionCode

Counts = Mapping[RegionCode, int]


def share_out(
    counts: Counts, *, far_m: Mapping[RegionCode, int], stations: int, villages: int | None
) -> dict[RegionCode, int]:
    """Stations per village: all those of the villages that fit both counts and are farthest in sum.

    Where no whole villages fit: some of the farthest so many villages, at least one in each. Where that
    cannot be, or the number of villages is not known: all of the farthest, until there are enough stations.
    """
    order = sorted(counts, key=lambda code: (-far_m[code], code))
    if villages is None:
        return _filled(counts, order=order, stations=stations, least=0)
    whole = _whole(counts, far_m=far_m, stations=stations, villages=villages)
    if whole:
        return {code: counts[code] for code in whole}
    farthest = order[:villages]
    if villages <= stations <= sum(counts[code] for code in farthest):
        return _filled(counts, order=farthest, stations=stations, least=1)
    return _filled(counts, order=order, stations=stations, least=0)


def _whole(
    counts: Counts, *, far_m: Mapping[RegionCode, int], stations: int, villages: int
) -> tuple[RegionCode, ...]:
    """Dynamic programme over villages; state: how many villages and stations are taken."""
    best: dict[tuple[int, int], tuple[int, tuple[RegionCode, ...]]] = {(0, 0): (0, ())}
    for code in sorted(counts):
        for (taken, have), (sum_m, chosen) in sorted(best.items(), reverse=True):
            state = (taken + 1, have + counts[code])
            if state[0] <= villages and state[1] <= stations:
                better = (sum_m + far_m[code], (*chosen, code))
                best[state] = max(best.get(state, better), better)
    return best.get((villages, stations), (0, ()))[1]


def _filled(
    counts: Counts, *, order: Sequence[RegionCode], stations: int, least: int
) -> dict[RegionCode, int]:
    shares = dict.fromkeys(order, least)
    left = stations - sum(shares.values())
    for code in order:
        more = min(left, counts[code] - shares[code])
        shares[code] += more
        left -= more
    return {code: share for code, share in shares.items() if share}
