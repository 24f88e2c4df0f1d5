"""Checks of places and of the sheet `wilayah`."""

from collections.abc import Iterator

from sampai.kernel.faults import Fault, Note
from sampai.kernel.ids import RegionCode
from sampai.kernel.table.entry import Entry
from sampai.kernel.table.values import number
from sampai.kernel.text import say
from sampai.places.model import Place, Region
from sampai.places.rules.lookup import unknown_region
from sampai.places.rules.tree import chain_above
from sampai.plan.rules.crosscheck.ground import Ground, misplaced, tolerance_m
from sampai.plan.rules.crosscheck.tables import Known, Tables, region_names


def check_places(tables: Tables, known: Known) -> Iterator[Fault | Note]:
    """Every place lies in a known region, and where it says."""
    ground = Ground.of(known.territory) if known.territory else None
    own = region_names(tables)
    for entry in tables.places.good:
        if known.gazetteer.region(entry.noun.region) is None:
            if own.lacks(entry.noun.region):
                yield unknown_region(entry.row, "region", code=entry.noun.region)
        elif ground is not None:
            yield from _check_position(entry, ground=ground)


def check_regions(tables: Tables, known: Known) -> Iterator[Fault]:
    """Every region of the sheet `wilayah` lies in a region that is known."""
    own = region_names(tables)
    for entry in tables.regions.good:
        above = chain_above(entry.noun.code)[1:]
        if above and own.lacks(above[-1]) and known.gazetteer.region(above[-1]) is None:
            yield _orphan(entry, above=above[-1])


def _check_position(entry: Entry[Place], *, ground: Ground) -> Iterator[Fault | Note]:
    place, root = entry.noun, ground.territory
    if place.region not in root.regions:
        yield entry.row.note(
            "region",
            code="place-outside-operation",
            said=say("{place} lies outside the operation's region {root}.", place=place.name, root=root.root),
        )
        return
    if len(place.region) < len(root.root) or number(entry.row, "lat") is None:
        return
    region, margin = root.regions[place.region], tolerance_m(place.located)
    yield from misplaced(entry.row, place.located.position, ground=ground, region=region, margin_m=margin)


def _orphan(entry: Entry[Region], *, above: RegionCode) -> Fault:
    return entry.row.fault(
        "code",
        code="region-orphan",
        wrong=say("The region above {code} is not known: {above}.", code=entry.noun.code, above=above),
        mend=say("Correct the code, or list the region above it too."),
    )
