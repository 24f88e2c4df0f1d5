"""What a plan promises of each station, and how many officers of each region."""

from collections import Counter
from collections.abc import Iterable, Mapping

from sampai.kernel.clock import HTime
from sampai.kernel.ids import RegionCode
from sampai.places.model import CODE_LENGTH, RegionLevel
from sampai.places.rules.promises import Officers, State, StationPromise

WITHOUT = frozenset({"unplanned", "served-wrongly"})
"""Problems of a station to which the plan does not bring what it needs."""
DOUBTFUL = frozenset({"arrival-at-risk"})
"""Problems of a station that comes too late on too many of the sampled days."""
SHORT = frozenset({"stock-short"})
"""Problems of all stations: some will lack goods, and nobody knows which."""


def promises(
    arrivals: Mapping[str, int],
    *,
    deadline: HTime | None,
    problems: Iterable[tuple[str, str]],
    risks: Mapping[str, str],
) -> Mapping[str, StationPromise]:
    """By station code: its class, and whether the plan brings all its goods, and in time.

    `arrivals`: when the last goods come; `problems`: pairs of code and subject; `risks`: classes by station.
    Without a deadline nobody can say what is in time.
    """
    found: dict[str, set[str]] = {}
    for code, subject in problems:
        found.setdefault(code, set()).add(subject)
    without = set().union(*(found.get(code, set()) for code in WITHOUT))
    doubtful = set().union(*(found.get(code, set()) for code in DOUBTFUL))
    brought = State.DOUBT if SHORT & found.keys() else State.RIGHT
    return {
        code: StationPromise(
            risk=risks.get(code, ""),
            count=brought if code in arrivals and code not in without else State.WRONG,
            time=_time(arrivals.get(code), deadline=deadline, fails=code in without, doubt=code in doubtful),
        )
        for code in sorted({*arrivals, *risks, *(one for one in without if one.isdigit())})
    }


def _time(arrives: int | None, *, deadline: HTime | None, fails: bool, doubt: bool) -> State:
    if arrives is None or fails:
        return State.WRONG
    if deadline is None:
        return State.UNKNOWN
    if arrives > deadline:
        return State.WRONG
    return State.DOUBT if doubt else State.RIGHT


def officers_by_region(clusters: Iterable[tuple[str, int, bool]]) -> Mapping[RegionCode, Officers]:
    """People needed and assigned in each kecamatan and the regions above it.

    `clusters`: a station of the cluster, its officers, and whether units are named for it. A cluster may
    reach over the border of a village, never of a kecamatan, so villages have no figure of their own.
    """
    needed: Counter[RegionCode] = Counter()
    assigned: Counter[RegionCode] = Counter()
    lengths = [CODE_LENGTH[level] for level in RegionLevel if level is not RegionLevel.VILLAGE]
    for station, officers, is_assigned in clusters:
        for length in lengths:
            needed[RegionCode(station[:length])] += officers
            assigned[RegionCode(station[:length])] += officers * is_assigned
    return {region: Officers(needed[region], assigned[region]) for region in sorted(needed)}
