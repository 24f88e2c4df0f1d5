"""Sums of boxes by region: kept from kecamatan up, counted when asked for in villages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sampai.custody.model import BoxKind
from sampai.kernel.ids import VILLAGE_DIGITS, RegionCode, span_of
from sampai.kernel.rights import Deed, Forbidden, Scope
from sampai.ledger.queries import rows_of, these
from sampai.places.model import CODE_LENGTH, RegionLevel

KEPT_DIGITS = (0, 2, 4, 6)
"""Lengths of the codes of nation, provinces, regencies and kecamatan, whose sums are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxFigures:
    """The boxes of one region that are in a plan, in figures; each field is a column of the kept sums."""

    total: int = 0
    silent: int = 0
    """Of which nothing was stated."""
    troubled: int = 0
    with_gaps: int = 0
    lone: int = 0
    misfits: int = 0
    due: int = 0
    """Boxes and kits that are to come to a station."""
    arrived: int = 0
    """Of these, how many the KPPS took."""


NAMES = tuple(BoxFigures.__slots__)
_TO_COME = f"kind <> '{BoxKind.CONTAINER.value}'"
_MEANT = {
    "total": "1 = 1",
    "silent": "count = 0",
    "troubled": "troubles <> ''",
    "with_gaps": "gaps > 0",
    "lone": "lone_ms IS NOT NULL",
    "misfits": "misfits > 0",
    "due": _TO_COME,
    "arrived": f"received_ms IS NOT NULL AND {_TO_COME}",
}
_COUNTED = ", ".join(f"COUNT(CASE WHEN {_MEANT[name]} THEN 1 END)" for name in NAMES)
_KEPT = f"SELECT region, {', '.join(NAMES)} FROM custody_figure WHERE event = %s AND"  # noqa: S608 -- our own names
_OWN_AND_BELOW = f"{_KEPT} region = %s UNION ALL {_KEPT} parent = %s AND region <> ''"
_BOXES = "FROM custody_box WHERE plan IS NOT NULL AND operation_id IN"

Counts = tuple[int, ...]
"""In the order of `NAMES`."""


def box_figures(
    scope: Scope, *, event: str, operations: Sequence[int], region: RegionCode
) -> tuple[BoxFigures | None, Mapping[RegionCode, BoxFigures]]:
    """A region's boxes in figures, None where there are none, and those of the regions directly below it.

    `operations`: numbers of the election's operations in the region. Raises `Forbidden` outside the scope.
    """
    if Deed.SEE_CUSTODY not in scope.deeds or not scope.covers(region):
        raise Forbidden(Deed.SEE_CUSTODY)
    found = _kept(event, region) if len(region) in KEPT_DIGITS else {}
    if len(region) >= CODE_LENGTH[RegionLevel.KECAMATAN] and operations:
        found |= _villages(operations, region=region)
    own = found.pop(region, None)
    return (own if own and own.total else None), found


def _kept(event: str, region: RegionCode) -> dict[RegionCode, BoxFigures]:
    return _read(rows_of(_OWN_AND_BELOW, event, region, event, region))


def _villages(operations: Sequence[int], *, region: RegionCode) -> dict[RegionCode, BoxFigures]:
    counted = f"SELECT SUBSTR(owner, 1, {VILLAGE_DIGITS}), {_COUNTED} {_BOXES} {these(operations)}"
    statement = f"{counted} AND label BETWEEN %s AND %s AND LENGTH(owner) >= {VILLAGE_DIGITS} GROUP BY 1"
    return _read(rows_of(statement, *operations, *span_of(region)))


def _read(rows: Iterable[Sequence[object]]) -> dict[RegionCode, BoxFigures]:
    return {
        RegionCode(str(region)): BoxFigures(**dict(zip(NAMES, counts, strict=True)))  # type: ignore[arg-type]
        for region, *counts in rows
    }


def counted_boxes(operations: Sequence[int]) -> Mapping[str, Counts]:
    """The boxes of some operations, counted from their rows, by the kecamatan of their owner.

    Those of a committee above the kecamatan are under the committee's own code.
    """
    if not operations:
        return {}
    counted = f"SELECT SUBSTR(owner, 1, {KEPT_DIGITS[-1]}), {_COUNTED} {_BOXES} {these(operations)}"
    return {owner: tuple(counts) for owner, *counts in rows_of(f"{counted} GROUP BY 1", *operations)}
