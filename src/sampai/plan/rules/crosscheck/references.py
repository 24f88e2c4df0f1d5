"""Checks of what rows of one sheet say about rows of another."""

from collections.abc import Iterator

from sampai.kernel.faults import Fault
from sampai.kernel.ids import RegionCode
from sampai.kernel.table.entry import Entry
from sampai.kernel.table.sheet import Row
from sampai.kernel.text import say
from sampai.materials.model import StockLine
from sampai.places.model import CODE_LENGTH, Link
from sampai.places.rules.closing import halves
from sampai.plan.rules.crosscheck.settings import close_to
from sampai.plan.rules.crosscheck.tables import (
    Known,
    Names,
    Tables,
    link_names,
    place_names,
    region_names,
    station_names,
    unit_names,
)

_REGION_LENGTHS = frozenset(CODE_LENGTH.values())


def check_references(tables: Tables, known: Known) -> Iterator[Fault]:
    """Bases, ends of links, places of stock, guards, risks, closures and forecasts are there."""
    places, units = place_names(tables), unit_names(tables)
    spots = places | station_names(tables) | region_names(tables)
    for link in tables.links.good:
        yield from _check_link(link, spots=spots, known=known)
    for group in tables.fleet.good:
        yield from _check_place(group.row, "base", group.noun.base, places=places)
        if group.noun.ends is not None:
            yield from _check_place(group.row, "ends", group.noun.ends, places=places)
    for unit in tables.units.good:
        yield from _check_place(unit.row, "base", unit.noun.base, places=places)
    for post in tables.guarded.good:
        yield from _check_place(post.row, "place", post.noun.place, places=places)
    for line in tables.stock.good:
        yield from _check_place(line.row, "place", line.noun.place, places=places)
        yield from _check_item(line, known=known)
    for officer in tables.officers.good:
        yield from _check_unit(officer.row, "unit", officer.noun.unit, units=units)
    yield from _check_subjects(tables, known=known, spots=spots)


def unknown_subject(row: Row, key: str, code: str, *, names: Names, known: Known) -> Iterator[Fault]:
    """A fault when a code is neither among the names nor a region's."""
    if names.lacks(code) and not _is_region(code, known=known):
        yield row.fault(
            key,
            code="subject-unknown",
            wrong=say("There is no place, station or region “{code}”.", code=code),
            mend=close_to(code, among=names.codes),
        )


def _check_subjects(tables: Tables, *, known: Known, spots: Names) -> Iterator[Fault]:
    for risk in tables.risks.good:
        yield from unknown_subject(risk.row, "place", risk.noun.place, names=spots, known=known)
    for one in tables.acceptances.good:
        yield from unknown_subject(one.row, "place", one.noun.place, names=spots, known=known)
    named = region_names(tables) | unit_names(tables)
    for pattern in tables.patterns.good:
        if pattern.noun.within:
            yield from unknown_subject(pattern.row, "where", pattern.noun.within, names=named, known=known)
    for forecast in tables.forecasts.good:
        yield from unknown_subject(forecast.row, "place", forecast.noun.place, names=spots, known=known)
    names = spots | link_names(tables)
    for closure in tables.closures.good:
        shut = closure.noun
        for code in shut.ways if shut.ways or shut.rings else (shut.subject,):
            if not _is_pair(code, names=spots, known=known):
                key = "subject" if code == shut.subject else "area"
                yield from unknown_subject(closure.row, key, code, names=names, known=known)


def _is_pair(code: str, *, names: Names, known: Known) -> bool:
    """Whether a code names the way between two places or villages: `1704062002-1704062004`."""
    return any(
        all(not names.lacks(end) or _is_region(end, known=known) for end in ends) for ends in halves(code)
    )


def _check_link(entry: Entry[Link], *, spots: Names, known: Known) -> Iterator[Fault]:
    link = entry.noun
    if link.origin == link.target:
        yield entry.row.fault(
            "target",
            code="link-loop",
            wrong=say("The link ends where it begins."),
            mend=say("Write the code of the place at the other end."),
        )
        return
    for key, end in (("origin", link.origin), ("target", link.target)):
        if spots.lacks(end) and not _is_region(end, known=known):
            yield entry.row.fault(
                key,
                code="link-to-nowhere",
                wrong=say("There is no place, station or village “{code}”.", code=end),
                mend=close_to(end, among=spots.codes),
            )


def _check_place(row: Row, key: str, code: str, *, places: Names) -> Iterator[Fault]:
    if places.lacks(code):
        yield row.fault(
            key,
            code="place-unknown",
            wrong=say("There is no place “{code}” in the sheet tempat.", code=code),
            mend=close_to(code, among=places.codes),
        )


def _check_unit(row: Row, key: str, code: str, *, units: Names) -> Iterator[Fault]:
    if units.lacks(code):
        yield row.fault(
            key,
            code="unit-unknown",
            wrong=say("There is no unit “{code}” in the sheet satuan.", code=code),
            mend=close_to(code, among=units.codes),
        )


def _check_item(entry: Entry[StockLine], *, known: Known) -> Iterator[Fault]:
    if known.items is not None and entry.noun.item not in known.items:
        yield entry.row.fault(
            "item",
            code="item-unknown",
            wrong=say("This election has no item “{item}”.", item=entry.noun.item),
            mend=close_to(entry.noun.item, among=known.items),
        )


def _is_region(code: str, *, known: Known) -> bool:
    return (
        code.isdigit()
        and len(code) in _REGION_LENGTHS
        and known.gazetteer.region(RegionCode(code)) is not None
    )
