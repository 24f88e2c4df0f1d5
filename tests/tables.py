"""Tables for tests: an operation as raw grids, the tiny world's pack, and small edits of cells."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from tests.worlds import ELECTION, KITS, MODES, PATTERNS, REGIONS, TERRITORY

from sampai.kernel.ids import RegionCode
from sampai.kernel.table.ladder import read_sheet
from sampai.kernel.table.sheet import Cell, Grid, Reading, Sheet, Value
from sampai.places.model import Region, Territory
from sampai.places.rules.own_regions import RowsGazetteer
from sampai.plan.forms import (
    SHEETS,
    OperationReading,
    Pack,
    operation_rows,
    read_operation,
    sheets_with,
)
from sampai.plan.model import Operation

TODAY = date(2024, 10, 1)
OUTSIDE = RegionCode("9902")
OUTSIDE_VILLAGE = RegionCode("9902012001")
PROVINCE = RegionCode("99")


def region(code: str, name: str) -> Region:
    """A region without a position."""
    return Region(code=RegionCode(code), name=name, first=0, last=0, position=None)


NEIGHBOURS = (
    region(PROVINCE, "Provinsi Mungil"),
    region(OUTSIDE, "Kabupaten Seberang"),
    region(f"{OUTSIDE}01", "Seberang"),
    region(OUTSIDE_VILLAGE, "Desa Seberang"),
)
GAZETTEER = RowsGazetteer((*NEIGHBOURS, *REGIONS))


@dataclass(frozen=True, slots=True)
class OutlinedGazetteer:
    """A gazetteer with one territory that has outlines."""

    rows: RowsGazetteer
    outlined: Territory

    def region(self, code: RegionCode) -> Region | None:
        """As the rows say."""
        return self.rows.region(code)

    def find(self, name: str, *, within: RegionCode | None = None) -> tuple[Region, ...]:
        """As the rows say."""
        return self.rows.find(name, within=within)

    def territory(self, root: RegionCode) -> Territory:
        """The rows' regions with the outlines."""
        return replace(self.rows.territory(root), outlines=self.outlined.outlines)


PACK = Pack(
    name="indonesia",
    gazetteer=GAZETTEER,
    elections=(ELECTION.code, "pemilu-mungil"),
    election=lambda code: ELECTION if code == ELECTION.code else None,
    kits=lambda code: KITS if code == ELECTION.code else None,
    stagings=lambda code: ("ppk",) if code == ELECTION.code else (),
    items=KITS.items,
    modes=MODES,
    patterns=(PATTERNS.code,),
)


def grid_of(sheet: Sheet, rows: Iterable[Mapping[str, Value]]) -> Grid:
    """A sheet with its Indonesian headers and these rows."""
    header = tuple(column.header_id for column in sheet.columns)
    cells = (tuple(_cell(row.get(column.key)) for column in sheet.columns) for row in rows)
    return Grid(sheet.key, (header, *cells))


def _cell(value: Value) -> Cell:
    return ", ".join(value) if isinstance(value, tuple) else value


def reading_of(key: str, *rows: Mapping[str, Value]) -> Reading:
    """Rows of a sheet as the ladder reads them; columns that no row has are left out."""
    declared = next(one for one in sheets_with(modes=MODES, items=KITS.items) if one.key == key)
    given = [column for column in declared.columns if any(column.key in row for row in rows)]
    grid = grid_of(replace(declared, columns=tuple(given)), rows)
    return read_sheet(grid, sheet=declared)


def sheet(key: str) -> Sheet:
    """The sheet with this key."""
    return next(one for one in SHEETS if one.key == key)


def grids_of(operation: Operation, *, territory: Territory | None = TERRITORY) -> dict[str, Grid]:
    """An operation's sheets as raw grids, by key."""
    rows = operation_rows(operation, territory=territory)
    return {one.key: grid_of(one, rows[one.key]) for one in SHEETS}


def read(grids: Mapping[str, Grid], *, pack: Pack = PACK, today: date = TODAY) -> OperationReading:
    """Read grids in the tiny world."""
    return read_operation(grids.values(), pack=pack, today=today)


def column_index(key: str, column: str) -> int:
    """Where a column stands in the grid of a sheet."""
    return next(i for i, one in enumerate(sheet(key).columns) if one.key == column)


def with_cell(grid: Grid, *, row: int, column: str, value: Cell) -> Grid:
    """The grid with another value in one cell; `row` as a spreadsheet numbers it."""
    index = column_index(grid.sheet, column)
    rows = list(grid.rows)
    cells = list(rows[row - 1])
    cells[index] = value
    rows[row - 1] = tuple(cells)
    return replace(grid, rows=tuple(rows))


def with_row(grid: Grid, cells: Mapping[str, Cell] | Sequence[Cell]) -> Grid:
    """The grid with one more row at the end."""
    if isinstance(cells, Mapping):
        cells = tuple(cells.get(column.key) for column in sheet(grid.sheet).columns)
    return replace(grid, rows=(*grid.rows, tuple(cells)))


def moment(text: str) -> datetime:
    """A date and time written as ISO."""
    return datetime.fromisoformat(text)
