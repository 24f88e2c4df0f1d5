"""Which villages and stations a known count falls on, when the press does not name them.

"13 stations in 4 villages of Maje are hard to reach": which ones is assumed, by distance, and marked so.
"""

from collections.abc import Iterable, Mapping

from sampai.kernel.ids import RegionCode

Chosen = tuple[RegionCode, ...]


def pick_villages(
    counts: Mapping[RegionCode, int], *, far_m: Mapping[RegionCode, int], stations: int, villages: int | None
) -> Chosen:
    """The villages that have exactly so many stations, and are as far away as possible in sum.

    Without a number of villages, or where no such villages exist: the farthest ones that have at least so
    many stations together.
    """
    exact = _exact(counts, far_m=far_m, stations=stations, villages=villages) if villages else None
    return exact or _farthest(counts, far_m=far_m, stations=stations)


def _exact(
    counts: Mapping[RegionCode, int], *, far_m: Mapping[RegionCode, int], stations: int, villages: int
) -> Chosen | None:
    """Dynamic programme over villages; state: how many villages and stations are taken."""
    best: dict[tuple[int, int], tuple[int, Chosen]] = {(0, 0): (0, ())}
    for code in sorted(counts):
        for (taken, have), (sum_m, chosen) in sorted(best.items(), reverse=True):
            state = (taken + 1, have + counts[code])
            if state[0] <= villages and state[1] <= stations:
                better = (sum_m + far_m[code], (*chosen, code))
                best[state] = max(best.get(state, better), better)
    found = best.get((villages, stations))
    return found[1] if found else None


def _farthest(counts: Mapping[RegionCode, int], *, far_m: Mapping[RegionCode, int], stations: int) -> Chosen:
    chosen: list[RegionCode] = []
    for code in by_distance(counts, far_m=far_m):
        if sum(counts[village] for village in chosen) >= stations:
            break
        chosen.append(code)
    return tuple(chosen)


def by_distance(codes: Iterable[RegionCode], *, far_m: Mapping[RegionCode, int]) -> list[RegionCode]:
    """Codes, the farthest first."""
    return sorted(codes, key=lambda code: (-far_m[code], code))
