"""Totals as people count them: by family of items, by contest, by level; all whole numbers."""

from collections.abc import Mapping
from dataclasses import dataclass

from sampai.election.model import Level
from sampai.kernel.quantity import Load
from sampai.materials.model import KitBook, Needs


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedFigures:
    """The needs of a region in few numbers; `items` by family, `levels` by level and family."""

    stations: int
    voters: int
    items: Mapping[str, int]
    levels: Mapping[Level, Mapping[str, int]]
    contests: Mapping[str, Mapping[str, int]]
    """By family and contest, for families that have one item per contest."""
    load: Load


def need_figures(needs: Needs, *, kits: KitBook, within: str = "") -> NeedFigures:
    """The figures of a region; of all stations and places by default."""
    totals = needs.totals(within)
    rows = needs.rows(within)
    return NeedFigures(
        stations=len(needs.stations[rows]),
        voters=int(needs.voters[rows].sum()),
        items=by_family(totals, kits=kits),
        levels={level: by_family(needs.totals(within, level=level), kits=kits) for level in Level},
        contests={family: _by_contest(totals, family, kits=kits) for family in _per_contest(kits)},
        load=needs.total_load(within),
    )


def by_family(totals: Mapping[str, int], *, kits: KitBook) -> dict[str, int]:
    """Pieces by family: all ballots as `surat_suara`."""
    sums = dict.fromkeys(kits.families(), 0)
    for item in kits.items:
        sums[item.family] += totals[item.key]
    return sums


def _per_contest(kits: KitBook) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item.family for item in kits.items if item.contest))


def _by_contest(totals: Mapping[str, int], family: str, *, kits: KitBook) -> dict[str, int]:
    return {item.contest: totals[item.key] for item in kits.items if item.family == family}
