"""Where phones are: what of a phone's report is taken, and how exact it stays."""

from collections.abc import Iterable, Iterator, Sequence

from sampai.fieldwork.model import Fix, PositionRules

MOST_FIXES = 200
"""In one report; a phone sends the rest with the next."""
AHEAD_MS = 10 * 60_000
COARSE_E7 = 100_000
"""A hundredth of a degree, about 1.1 km."""
COARSE_M = 1_600
"""How far a coarse position may lie from the true one: the diagonal of such a square."""


def read_fixes(raw: object) -> Iterator[Fix]:
    """The positions of a report's rows `[ms, lat, lon, accuracy]`; rows that are none are left out."""
    rows = raw if isinstance(raw, Sequence) and not isinstance(raw, (str, bytes)) else ()
    for row in rows[:MOST_FIXES]:
        if isinstance(row, Sequence) and len(row) == 4 and all(type(one) is int for one in row):
            at_ms, lat, lon, accuracy = row
            if abs(lat) <= 900_000_000 and abs(lon) <= 1_800_000_000 and accuracy >= 0:
                yield Fix(at_ms=at_ms, lat_e7=lat, lon_e7=lon, accuracy_m=min(accuracy, 100_000))


def taken(fixes: Iterable[Fix], *, now_ms: int, rules: PositionRules) -> Sequence[Fix]:
    """Those that are kept, each moment once: nothing ahead, nothing that would be coarse already."""
    first, last = now_ms - rules.coarse_after_ms, now_ms + AHEAD_MS
    return [*{one.at_ms: one for one in fixes if first <= one.at_ms <= last}.values()]
