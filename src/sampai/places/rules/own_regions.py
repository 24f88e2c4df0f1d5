"""The region tree that an operation's own tables give: the second driver of the port `Gazetteer`."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sampai.kernel.ids import RegionCode
from sampai.places.model import Region, Territory
from sampai.places.ports import Gazetteer
from sampai.places.rules.tree import chain_above, label_regions


def fold_name(name: str) -> str:
    """A name without case, spaces, dots, hyphens and apostrophes: `Way Haru` and `WAYHARU` are one."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def label(regions: Iterable[Region]) -> tuple[Region, ...]:
    """The regions in code order, with interval labels made anew."""
    ordered = sorted(regions, key=lambda region: region.code)
    labels = label_regions([region.code for region in ordered])
    return tuple(
        replace(region, first=first, last=last) for region, (first, last) in zip(ordered, labels, strict=True)
    )


@dataclass(frozen=True, slots=True)
class RowsGazetteer:
    """Regions of a `wilayah` sheet, laid over another gazetteer when there is one.

    A row that names a known code renames it, adds aliases and, when it has a position, moves it.
    """

    regions: tuple[Region, ...]
    base: Gazetteer | None = None
    _of_code: Mapping[RegionCode, Region] = field(init=False, repr=False, compare=False)
    _of_name: Mapping[str, tuple[Region, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Prepare looking up by code and by name."""
        object.__setattr__(self, "_of_code", _by_code(self.regions))
        object.__setattr__(self, "_of_name", _by_name(self.regions))

    def region(self, code: RegionCode) -> Region | None:
        """The region with this code, or None."""
        own = self._of_code.get(code)
        known = self.base.region(code) if self.base else None
        return _laid_over(own, known) if own and known else own or known

    def find(self, name: str, *, within: RegionCode | None = None) -> tuple[Region, ...]:
        """Regions with this name or alias, in code order."""
        found = {region.code: region for region in (self.base.find(name, within=within) if self.base else ())}
        for own in self._of_name.get(fold_name(name), ()):
            if own.code.startswith(within or ""):
                found[own.code] = self.region(own.code) or own
        return tuple(region for _, region in sorted(found.items()))

    def territory(self, root: RegionCode) -> Territory:
        """All regions in `root`, with the base's borders and outlines, and the chain above it."""
        known = Territory(root, {})
        if self.base and self.base.region(root):
            known = self.base.territory(root)
        regions = {**known.regions}
        for region in self._in_reach(root):
            regions[region.code] = _laid_over(region, regions.get(region.code))
        return replace(known, regions=_by_code(label(regions.values())))

    def _in_reach(self, root: RegionCode) -> Iterator[Region]:
        above = chain_above(root)
        return (region for region in self.regions if region.code.startswith(root) or region.code in above)


def over(rows: Sequence[Region], *, base: Gazetteer) -> Gazetteer:
    """The base itself when there are no rows, else the rows laid over it."""
    return RowsGazetteer(tuple(rows), base) if rows else base


def _by_code(regions: Iterable[Region]) -> Mapping[RegionCode, Region]:
    return {region.code: region for region in regions}


def _by_name(regions: Iterable[Region]) -> Mapping[str, tuple[Region, ...]]:
    found: dict[str, list[Region]] = {}
    for region in regions:
        for name in dict.fromkeys(fold_name(known) for known in (region.name, *region.aliases)):
            found.setdefault(name, []).append(region)
    return {name: tuple(named) for name, named in found.items()}


def _laid_over(own: Region, known: Region | None) -> Region:
    if known is None:
        return own
    former = () if fold_name(known.name) == fold_name(own.name) else (known.name,)
    return replace(
        known,
        name=own.name,
        aliases=tuple(dict.fromkeys((*own.aliases, *former, *known.aliases))),
        position=own.position or known.position,
    )
