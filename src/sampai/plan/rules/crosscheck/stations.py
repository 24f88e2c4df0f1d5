"""Checks of stations: village, territory, number of voters, position."""

from collections.abc import Iterator

from sampai.kernel.faults import Fault, Note
from sampai.kernel.ids import RegionCode
from sampai.kernel.table.entry import Entry
from sampai.kernel.table.values import text
from sampai.kernel.text import say
from sampai.places.model import CODE_LENGTH, PlaceKind, Region, RegionLevel, Station, Territory
from sampai.places.rules.lookup import listed, near_regions, unknown_region
from sampai.places.rules.own_regions import fold_name
from sampai.plan.rules.crosscheck.ground import Ground, misplaced, tolerance_m
from sampai.plan.rules.crosscheck.tables import Known, Tables, place_names, region_names

_KECAMATAN = CODE_LENGTH[RegionLevel.KECAMATAN]


def check_stations(tables: Tables, known: Known) -> Iterator[Fault | Note]:
    """Every station lies in a known village, where it says, with no more voters than the law allows."""
    ground = Ground.of(known.territory) if known.territory else None
    own = region_names(tables)
    for entry in tables.stations.good:
        yield from _check_voters(entry, known)
        village = known.gazetteer.region(entry.noun.village)
        if village is not None:
            yield from _check_village(entry, village, ground=ground, known=known)
        elif own.lacks(entry.noun.village):
            yield _unknown_village(entry, known)
    yield from _check_chain(tables, known)


def _check_voters(entry: Entry[Station], known: Known) -> Iterator[Fault | Note]:
    voters, row = entry.noun.voters, entry.row
    if voters == 0:
        yield row.note("voters_m", code="no-voters", said=say("The station has no voters."))
    if known.election is None:
        return
    law, rule = known.election.most_voters_law, known.election.most_voters_rule
    if voters > law:
        yield row.fault(
            "voters_m",
            code="voters-over-law",
            wrong=say("The station has {voters} voters; the law allows {most}.", voters=voters, most=law),
            mend=say("Correct the number of voters or divide the station."),
        )
    elif voters > rule:
        yield row.note(
            "voters_m",
            code="voters-over-rule",
            said=say(
                "The station has {voters} voters; the commission's rule is {most}.", voters=voters, most=rule
            ),
        )


def _check_village(
    entry: Entry[Station], village: Region, *, ground: Ground | None, known: Known
) -> Iterator[Fault | Note]:
    yield from _check_name(entry, village)
    if ground is None:
        return
    if village.code not in ground.territory.regions:
        yield _outside(entry, village, root=ground.territory, known=known)
        return
    located = entry.noun.located
    if located is not None:
        margin = tolerance_m(located)
        yield from misplaced(entry.row, located.position, ground=ground, region=village, margin_m=margin)


def _unknown_village(entry: Entry[Station], known: Known) -> Fault:
    name, code = text(entry.row, "village_name"), entry.noun.village
    regions = known.territory.regions.values() if known.territory else ()
    near = near_regions(name, among=(r for r in regions if r.level is RegionLevel.VILLAGE)) if name else ()
    return unknown_region(entry.row, "village_code", code=code, near=near)


def _check_name(entry: Entry[Station], village: Region) -> Iterator[Note]:
    said = text(entry.row, "village_name")
    if said and fold_name(said) not in {fold_name(name) for name in (village.name, *village.aliases)}:
        yield entry.row.note(
            "village_name",
            code="village-name-differs",
            said=say(
                "The village {code} is known as {name}; the code is used.",
                code=village.code,
                name=village.name,
            ),
        )


def _outside(entry: Entry[Station], village: Region, *, root: Territory, known: Known) -> Fault:
    inside = [
        region
        for region in known.gazetteer.find(village.name, within=root.root)
        if region.level is village.level
    ]
    mend = say("Correct the village's code, or the region in the sheet operasi.")
    if inside:
        mend = say("Did you mean {regions}?", regions=listed(inside))
    return entry.row.fault(
        "village_code",
        code="outside-operation",
        wrong=say(
            "{village} ({code}) is not in the operation's region {root}.",
            village=village.name,
            code=village.code,
            root=root.root,
        ),
        mend=mend,
    )


def _check_chain(tables: Tables, known: Known) -> Iterator[Fault | Note]:
    """A store, and a PPK in every kecamatan that has stations."""
    if not place_names(tables).complete or not list(tables.stations.rows()):
        return
    kinds = {text(row, "kind") for row in tables.places.rows()}
    if PlaceKind.STORE not in kinds and "" not in kinds:
        yield _no_store()
    served = {
        text(row, "region")[:_KECAMATAN]
        for row in tables.places.rows()
        if text(row, "kind") in {PlaceKind.PPK, ""}
    }
    wanted = {
        entry.noun.village[:_KECAMATAN]
        for entry in tables.stations.good
        if known.territory and entry.noun.village in known.territory.regions
    }
    for kecamatan in sorted(wanted - served) if "" not in served else ():
        yield _no_ppk(RegionCode(kecamatan))


def _no_store() -> Fault:
    return Fault(
        code="no-store",
        sheet="tempat",
        row=None,
        column=None,
        value="",
        wrong=say("There is no store."),
        mend=say("Add the store from which the goods leave, with the kind gudang."),
    )


def _no_ppk(kecamatan: RegionCode) -> Note:
    return Note(
        code="no-ppk",
        sheet="tempat",
        row=None,
        column=None,
        value=kecamatan,
        said=say("The kecamatan {code} has stations but no place of the kind ppk.", code=kecamatan),
    )
