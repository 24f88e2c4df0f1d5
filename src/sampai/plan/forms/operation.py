"""Reading an operation's sheets as a whole, and writing an operation as sheets."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, TypeVar

from sampai.election.model import Election
from sampai.guarding.forms import agreements, patterns, posts, risks, units
from sampai.kernel.faults import Fault, Note
from sampai.kernel.ids import RegionCode
from sampai.kernel.table.entry import Entries
from sampai.kernel.table.ladder import read_sheet
from sampai.kernel.table.sheet import Grid, Reading, Sheet, Value
from sampai.materials import forms as stock
from sampai.materials.model import Item, KitBook
from sampai.places.forms import claims, links, places, regions, stations, weather
from sampai.places.forms.regions import Where
from sampai.places.forms.weather import AreaReader, no_files
from sampai.places.model import CODE_LENGTH, Region, RegionLevel, Register, Territory
from sampai.places.ports import Gazetteer
from sampai.places.rules.claims import settle
from sampai.places.rules.own_regions import label, over
from sampai.plan.forms.settings import SHEET as SETTINGS_SHEET
from sampai.plan.forms.settings import SettingsReading, read_settings, settings_rows
from sampai.plan.forms.sheets import SHEETS, sheets_with
from sampai.plan.forms.sorting import Sorting, sort_grids
from sampai.plan.model import Operation
from sampai.plan.rules.crosscheck import Known, Tables, crosscheck
from sampai.transport import forms as fleet
from sampai.transport.model import ModeRule

F = TypeVar("F", Fault, Note)

NOTHING = Reading(())
"""The reading of a sheet that is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """What a country's pack offers to the reading: regions, profiles, modes, patterns.

    `election` and `kits` give None for a profile that is not there, `stagings` nothing.
    """

    name: str
    gazetteer: Gazetteer
    elections: tuple[str, ...]
    election: Callable[[str], Election | None]
    kits: Callable[[str], KitBook | None]
    stagings: Callable[[str], tuple[str, ...]]
    items: tuple[Item, ...]
    """Of all its profiles."""
    modes: tuple[ModeRule, ...]
    patterns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OperationReading:
    """The operation, or None when there are faults; every fault and note in the order of sheets and rows."""

    operation: Operation | None
    faults: tuple[Fault, ...]
    notes: tuple[Note, ...]


def read_operation(
    grids: Iterable[Grid], *, pack: Pack, today: date, area: AreaReader = no_files
) -> OperationReading:
    """Read all sheets of an operation. Never raises for what a person wrote: every fault is listed.

    `area` reads the files with areas that the tables name.
    """
    sorting = sort_grids(grids)
    said = _settings(sorting)
    kits = pack.kits(said.sheet.election)
    items = (*pack.items, *(kits.items if kits else ()))
    readings = _readings(sorting, sheets=sheets_with(modes=pack.modes, items=items))
    tables, known = _understood(readings, said=said, pack=pack, kits=kits, today=today, area=area)
    faults, notes = crosscheck(tables, known=known)
    all_faults = (*sorting.faults, *said.faults, *_of_sheets(tables, "faults"), *faults)
    all_notes = (*sorting.notes, *said.notes, *_of_sheets(tables, "notes"), *notes)
    operation = None if all_faults else _operation(tables)
    order = sorting.order()
    return OperationReading(operation, _in_order(all_faults, order=order), _in_order(all_notes, order=order))


def operation_rows(
    operation: Operation, *, territory: Territory | None = None
) -> Mapping[str, list[Mapping[str, Value]]]:
    """The rows of every sheet, by its key; reading them again gives an equal operation.

    With a territory, stations carry the names of their kecamatan and village too.
    """
    register = operation.register
    return {
        "operasi": settings_rows(operation.settings),
        "wilayah": regions.region_rows(operation.regions),
        "tps": stations.station_rows(register.stations, names=_names(register, territory=territory)),
        "tempat": places.place_rows(register.places),
        "lintasan": links.link_rows(register.links),
        "armada": fleet.fleet_rows(operation.fleet),
        "satuan": units.unit_rows(operation.units),
        "personel": units.officer_rows(operation.officers),
        "kerawanan": risks.risk_rows(operation.risks),
        "kesepakatan": agreements.agreement_rows(operation.acceptances),
        "pola": patterns.pattern_rows(operation.patterns),
        "stok": stock.stock_rows(operation.stock),
        "jaga": posts.post_rows(operation.guarded),
        "penutupan": weather.closure_rows(operation.closures),
        "cuaca": weather.forecast_rows(operation.forecasts),
        "klaim": claims.claim_rows(register.claims),
    }


def _settings(sorting: Sorting) -> SettingsReading:
    grid = sorting.grids.get(SETTINGS_SHEET.key)
    return read_settings(read_sheet(grid, sheet=SETTINGS_SHEET) if grid else None)


def _readings(sorting: Sorting, *, sheets: Iterable[Sheet]) -> Mapping[str, Reading]:
    """The other sheets, each as the ladder reads it."""
    return {
        sheet.key: read_sheet(sorting.grids[sheet.key], sheet=sheet)
        for sheet in sheets
        if sheet.key in sorting.grids and sheet.key != SETTINGS_SHEET.key
    }


def _understood(
    readings: Mapping[str, Reading],
    *,
    said: SettingsReading,
    pack: Pack,
    kits: KitBook | None,
    today: date,
    area: AreaReader,
) -> tuple[Tables, Known]:
    """The sheets as nouns, and what the pack knows about what they name."""
    own = regions.read_regions(readings.get("wilayah", NOTHING))
    gazetteer = over(label(own.nouns()), base=pack.gazetteer)
    root = said.sheet.region
    territory = gazetteer.territory(root) if root and gazetteer.region(root) else None
    known = Known(
        gazetteer=gazetteer,
        territory=territory,
        election=pack.election(said.sheet.election),
        elections=pack.elections,
        patterns=pack.patterns,
        modes=frozenset(rule.mode for rule in pack.modes),
        stagings=pack.stagings(said.sheet.election),
        pack=pack.name,
        items=frozenset(item.key for item in kits.items) if kits else None,
        today=today,
    )
    where = Where(gazetteer, territory)
    return _tables(readings, said=said, own=own, where=where, modes=pack.modes, area=area), known


def _tables(
    readings: Mapping[str, Reading],
    *,
    said: SettingsReading,
    own: Entries[Region],
    where: Where,
    modes: Iterable[ModeRule],
    area: AreaReader,
) -> Tables:
    def of(key: str) -> Reading:
        return readings.get(key, NOTHING)

    return Tables(
        settings=said.sheet,
        regions=own,
        stations=stations.read_stations(of("tps"), where=where),
        places=places.read_places(of("tempat"), where=where),
        links=links.read_links(of("lintasan")),
        fleet=fleet.read_fleet(of("armada"), modes=modes),
        units=units.read_units(of("satuan")),
        officers=units.read_officers(of("personel")),
        risks=risks.read_risks(of("kerawanan")),
        acceptances=agreements.read_agreements(of("kesepakatan")),
        patterns=patterns.read_patterns(of("pola")),
        stock=stock.read_stock(of("stok")),
        guarded=posts.read_posts(of("jaga")),
        closures=weather.read_closures(of("penutupan"), area=area),
        forecasts=weather.read_forecasts(of("cuaca")),
        claims=claims.read_claims(of("klaim")),
        unread=frozenset(_unread(readings)),
    )


def _unread(readings: Mapping[str, Reading]) -> Iterator[str]:
    """Sheets that are missing though they must be there, or whose rows could not be found."""
    for sheet in SHEETS:
        reading = readings.get(sheet.key)
        if reading is None:
            if sheet.required:
                yield sheet.key
        elif any(fault.row is None for fault in reading.faults):
            yield sheet.key


def _of_sheets(tables: Tables, name: str) -> Iterator[Any]:
    """All faults or notes of the sheets' own rows."""
    for part in fields(tables):
        entries = getattr(tables, part.name)
        if isinstance(entries, Entries):
            yield from getattr(entries, name)


def _operation(tables: Tables) -> Operation:
    assert tables.settings.settings is not None
    register = Register(
        stations=tables.stations.nouns(),
        places=tables.places.nouns(),
        links=tables.links.nouns(),
        claims=tables.claims.nouns(),
    )
    return Operation(
        settings=tables.settings.settings,
        register=settle(register),
        fleet=tables.fleet.nouns(),
        units=tables.units.nouns(),
        officers=tables.officers.nouns(),
        risks=tables.risks.nouns(),
        stock=tables.stock.nouns(),
        guarded=tables.guarded.nouns(),
        closures=tables.closures.nouns(),
        forecasts=tables.forecasts.nouns(),
        regions=label(tables.regions.nouns()),
        acceptances=tables.acceptances.nouns(),
        patterns=tables.patterns.nouns(),
    )


def _in_order(found: Iterable[F], *, order: Mapping[str, int]) -> tuple[F, ...]:
    """In the order of the workbook: sheet, row; what concerns a whole sheet first."""
    return tuple(
        sorted(found, key=lambda one: (order.get(one.sheet, len(order)), one.row or 0, one.column or ""))
    )


def _names(register: Register, *, territory: Territory | None) -> Mapping[str, tuple[str, str]]:
    """Kecamatan and village names by village code."""
    if territory is None:
        return {}
    length = CODE_LENGTH[RegionLevel.KECAMATAN]
    return {
        station.village: (
            _name(station.village[:length], territory=territory),
            _name(station.village, territory=territory),
        )
        for station in register.stations
    }


def _name(code: str, *, territory: Territory) -> str:
    region = territory.regions.get(RegionCode(code))
    return region.name if region else ""
