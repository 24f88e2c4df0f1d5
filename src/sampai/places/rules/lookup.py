"""Finding a region by its name, and the names that a person may have meant."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from sampai.kernel.faults import Fault
from sampai.kernel.ids import RegionCode
from sampai.kernel.table.sheet import Row
from sampai.kernel.text import Text, say
from sampai.places.model import Region, RegionLevel
from sampai.places.ports import Gazetteer
from sampai.places.rules.own_regions import fold_name

_TITLES = (
    "desa",
    "kelurahan",
    "kel",
    "pekon",
    "kampung",
    "gampong",
    "nagari",
    "kecamatan",
    "kec",
    "distrik",
    "kabupaten",
    "kab",
    "kota",
    "provinsi",
    "prov",
)
"""Words that offices put before a name; a name is tried with them first."""

NEAR_NAMES = 3
"""How many near names a fault offers."""


@dataclass(frozen=True, slots=True)
class Miss:
    """Why a name led to no single region: several have it, or none has; then those with near names."""

    several: tuple[Region, ...] = ()
    near: tuple[Region, ...] = ()


def look_up(
    name: str,
    *,
    level: RegionLevel,
    within: RegionCode,
    gazetteer: Gazetteer,
    neighbours: Iterable[Region],
) -> Region | Miss:
    """The one region of a level that has this name within another; else why not.

    Near names are sought among `neighbours`.
    """
    for spelling in _spellings(name):
        found = tuple(r for r in gazetteer.find(spelling, within=within) if r.level is level)
        if len(found) == 1:
            return found[0]
        if found:
            return Miss(several=found)
    inside = [r for r in neighbours if r.level is level and r.code.startswith(within)]
    return Miss(near=near_regions(name, among=inside))


def near_regions(name: str, *, among: Iterable[Region]) -> tuple[Region, ...]:
    """Regions whose name or alias looks like this one, the likeliest first."""
    spelt: dict[str, Region] = {}
    for region in among:
        for known in (region.name, *region.aliases):
            spelt.setdefault(fold_name(known), region)
    close = get_close_matches(fold_name(_bare(name)), sorted(spelt), n=NEAR_NAMES, cutoff=0.6)
    return tuple(dict.fromkeys(spelt[word] for word in close))


def _spellings(name: str) -> tuple[str, ...]:
    bare = _bare(name)
    return (name,) if bare == name else (name, bare)


def _bare(name: str) -> str:
    first, _, rest = name.strip().partition(" ")
    return rest.strip() if rest and first.casefold().rstrip(".") in _TITLES else name


def unknown_region(row: Row, key: str, *, code: str, near: Iterable[Region] = ()) -> Fault:
    """The fault of a row that names a region which nobody knows."""
    return row.fault(
        key,
        code="region-unknown",
        wrong=say("No region has the code {code}.", code=code),
        mend=suggestion(near),
    )


def suggestion(near: Iterable[Region]) -> Text:
    """What to do about an unknown region, with the regions that may be meant."""
    regions = listed(near)
    if not regions:
        return say("Correct it, or list the region in the sheet wilayah.")
    return say("Did you mean {regions}? Otherwise list the region in the sheet wilayah.", regions=regions)


def listed(regions: Iterable[Region]) -> str:
    """Regions by name and code, for a sentence."""
    return ", ".join(f"{region.name} ({region.code})" for region in regions)
