"""Reading an operation from the disk with everything that the pack knows about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from pathlib import Path

from sampai.election.model import Election
from sampai.engines.areas import read_area
from sampai.engines.tables.reader import Tables, read_tables
from sampai.kernel.clock import today as machine_date
from sampai.kernel.errors import InputFaults, Refused
from sampai.kernel.faults import Note
from sampai.kernel.table.sheet import Sheet, Value
from sampai.materials.model import Item, KitBook
from sampai.packs import profiles
from sampai.packs.command import load_command
from sampai.packs.drivers import load_drivers
from sampai.packs.escorts import load_escorts
from sampai.packs.indonesia.regions import IndonesiaGazetteer
from sampai.packs.indonesia.sampler import shipped_samples
from sampai.packs.journey_rules import load_journey_rules
from sampai.packs.objectives import load_objective
from sampai.packs.replan_rules import load_replan_rules
from sampai.packs.risk_book import load_risk_book
from sampai.packs.sending import load_sending
from sampai.packs.spreads import load_spreads
from sampai.packs.stores import load_stores
from sampai.places.model import Territory
from sampai.places.rules.own_regions import over
from sampai.plan.forms import OperationReading, Pack, operation_rows, read_operation, sheets_with
from sampai.plan.model import Operation, RuleBook

SAMPLE = "sample:"
"""What may stand before the name of a shipped sample."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """An operation without faults, the rules for it, the digest of each file read, and what was noted."""

    operation: Operation
    rules: RuleBook
    inputs: Mapping[str, str]
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What was read of an operation, with its faults and notes; `source` is the folder or file."""

    source: Path
    tables: Tables
    reading: OperationReading


def load_operation(path: str | Path, *, today: date | None = None) -> Loaded:
    """An operation from a folder of CSV files, a workbook, or a shipped sample such as `sample:kaur`.

    Raises `InputFaults` when the tables have faults, `Unreadable` when they cannot be read at all. `today` is
    the machine's date unless given; it only decides whether the voting day is noted as past.
    """
    checked = check_operation(path, today=today)
    if checked.reading.operation is None:
        raise InputFaults(checked.reading.faults)
    operation = checked.reading.operation
    return Loaded(
        operation=operation,
        rules=rules_of(operation),
        inputs=checked.tables.digest,
        notes=(*checked.tables.notes, *checked.reading.notes),
    )


def check_operation(path: str | Path, *, today: date | None = None) -> Checked:
    """Read an operation and list what is wrong. Raises `Unreadable` when there is nothing to read."""
    source = operation_path(path)
    tables = read_tables(source)
    folder = source if source.is_dir() else source.parent
    reading = read_operation(
        tables.grids,
        pack=indonesia(),
        today=today or machine_date(),
        area=lambda name: read_area(folder / Path(name).name),
    )
    return Checked(source=source, tables=tables, reading=reading)


def operation_path(path: str | Path) -> Path:
    """Where an operation lies: as given, or the folder of the shipped sample of this name."""
    given = Path(path)
    if given.exists():
        return given
    return shipped_samples().get(str(path).removeprefix(SAMPLE), given)


def rules_of(operation: Operation) -> RuleBook:
    """What the pack says for an operation."""
    settings = operation.settings
    book = _book_of(settings.election, staging=settings.staging, patterns=settings.patterns)
    return book(territory=territory_of(operation))


@cache
def _book_of(election: str, *, staging: str, patterns: str) -> "partial[RuleBook]":
    """All but the territory; read once in a process, as a nation asks for the same 500 times."""
    return partial(
        RuleBook,
        election=profiles.load_election(election, staging=staging),
        kits=profiles.load_kits(election),
        modes=profiles.load_modes(),
        patterns=profiles.load_patterns(patterns),
        digest=profiles.pack_digest(election),
        weather=profiles.load_weather(),
        spreads=load_spreads(),
        sending=load_sending(),
        pattern_sets=tuple(map(profiles.load_patterns, profiles.pattern_sets())),
        risks=load_risk_book(election),
        journeys=load_journey_rules(),
        drivers=load_drivers(),
        replan=load_replan_rules(),
        rosters=load_stores(),
        escorts=load_escorts(),
        command=load_command(),
        objective=load_objective(),
    )


def sheets() -> tuple[Sheet, ...]:
    """The sheets of an operation with the pack's modes and items as choices."""
    pack = indonesia()
    return sheets_with(modes=pack.modes, items=pack.items)


def rows_of(operation: Operation) -> Mapping[str, list[Mapping[str, Value]]]:
    """The rows of an operation's sheets, stations with the names of their villages."""
    return operation_rows(operation, territory=territory_of(operation))


def territory_of(operation: Operation) -> Territory:
    """The operation's territory: the pack's regions under those that its own tables name."""
    gazetteer = over(operation.regions, base=indonesia().gazetteer)
    return gazetteer.territory(operation.settings.region)


@cache
def indonesia() -> Pack:
    """The pack of Indonesia. Its tables are read when they are first needed."""
    codes = profiles.elections()
    return Pack(
        name=profiles.PACK,
        gazetteer=IndonesiaGazetteer(),
        elections=codes,
        election=_election,
        kits=_kits,
        stagings=_stagings,
        items=_items(codes),
        modes=profiles.load_modes(),
        patterns=profiles.pattern_sets(),
    )


def _election(code: str) -> Election | None:
    try:
        return profiles.load_election(code) if code else None
    except Refused:
        return None


def _kits(code: str) -> KitBook | None:
    try:
        return profiles.load_kits(code) if code else None
    except Refused:
        return None


def _stagings(code: str) -> tuple[str, ...]:
    try:
        return profiles.stagings(code) if code else ()
    except Refused:
        return ()


def _items(codes: tuple[str, ...]) -> tuple[Item, ...]:
    """The items of all profiles, each key once."""
    found = {item.key: item for code in codes for item in profiles.load_kits(code).items}
    return tuple(found.values())
