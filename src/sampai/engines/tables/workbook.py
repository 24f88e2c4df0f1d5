"""Reading an XLSX workbook.

The workbook is taken apart, checked and put together anew from the parts that hold data, so that the reading
library never sees anything that was not looked at: no lying sizes, no second entry of the same name, no sheet
that is listed a thousand times.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from posixpath import dirname, normpath

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from sampai.engines.tables import unreadable
from sampai.engines.tables.limits import Limits
from sampai.engines.tables.parts import Package, open_package
from sampai.engines.tables.rebuild import rebuild
from sampai.engines.tables.scan import (
    FORMULA_MARK,
    SheetSize,
    local,
    parse,
    scan_sheet,
    shared_lengths,
)
from sampai.kernel.table.sheet import Cell, Grid

_MAIN_PART = "xl/workbook.xml"


@dataclass(frozen=True, slots=True)
class _Book:
    """What the main part says: sheets by name with the id of their part, and where days are counted from."""

    sheets: tuple[tuple[str, str], ...]
    since_1904: bool


@dataclass(frozen=True, slots=True)
class _Relation:
    """Another part that a part refers to."""

    kind: str
    target: str


def read_workbook(data: bytes, *, file: str, limits: Limits) -> tuple[Grid, ...]:
    """The grids of all worksheets, in the workbook's order. Raises `Unreadable`."""
    package = open_package(data, file=file, limits=limits)
    main = _main_part(package)
    relations = _relations(package, of=main)
    book = _book(package.read(main), file=file)
    shared = _part(package, relations, kind="sharedStrings")
    lengths = shared_lengths(shared, file=file) if shared else []
    styles = _part(package, relations, kind="styles")
    if styles:
        parse(styles, file=file, start=lambda _name, _attributes: None)
    sheets = list(_sheets(package, book=book, relations=relations, lengths=lengths))
    if not sheets:
        raise unreadable.empty(file)
    packed = rebuild(
        [size.xml for _, size in sheets], shared=shared, styles=styles, since_1904=book.since_1904
    )
    return tuple(_grids(packed, sheets=sheets, file=file))


def _main_part(package: Package) -> str:
    """The workbook part, or the reason why this archive is no workbook that is read here."""
    if package.has("_rels/.rels"):
        found = [r.target for r in _relations(package, of="").values() if r.kind == "officeDocument"]
        if found and package.has(found[0]) and found[0].startswith("xl/") and found[0].endswith(".xml"):
            return found[0]
    if package.has(_MAIN_PART):
        return _MAIN_PART
    if package.has("xl/workbook.bin") or package.has("content.xml"):
        raise unreadable.old_format(package.file)
    if any(name.endswith((".xlsx", ".xls", ".csv", ".ods", ".zip")) for name in package.members):
        raise unreadable.packed_files(package.file)
    raise unreadable.no_workbook(package.file)


def _relations(package: Package, *, of: str) -> Mapping[str, _Relation]:
    folder = dirname(of)
    found: dict[str, _Relation] = {}

    def start(name: str, attributes: Mapping[str, str]) -> None:
        if name == "Relationship":
            target = attributes.get("Target", "")
            path = (
                target.lstrip("/") if target.startswith("/") else normpath(f"{folder}/{target}").lstrip("/")
            )
            kind = attributes.get("Type", "").rpartition("/")[2]
            found[attributes.get("Id", "")] = _Relation(kind, path.lower())

    name = f"{folder}/_rels/{of.rpartition('/')[2]}.rels".lstrip("/")
    if package.has(name):
        parse(package.read(name), file=package.file, start=start)
    return found


def _book(xml: bytes, *, file: str) -> _Book:
    sheets: list[tuple[str, str]] = []
    since_1904 = False

    def start(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal since_1904
        if name == "sheet":
            ids = [value for key, value in attributes.items() if local(key) == "id"]
            sheets.append((attributes.get("name", ""), ids[-1] if ids else ""))
        elif name == "workbookPr":
            since_1904 = attributes.get("date1904") in {"1", "true"}

    parse(xml, file=file, start=start)
    return _Book(tuple(sheets), since_1904)


def _part(package: Package, relations: Mapping[str, _Relation], *, kind: str) -> bytes:
    targets = [r.target for r in relations.values() if r.kind == kind]
    return package.read(targets[0]) if targets and package.has(targets[0]) else b""


def _sheets(
    package: Package, *, book: _Book, relations: Mapping[str, _Relation], lengths: Sequence[int]
) -> Iterator[tuple[str, SheetSize]]:
    """Name and checked content of each worksheet; charts and dialogues are none."""
    limits = package.limits
    if len(book.sheets) > limits.sheets:
        raise unreadable.too_many_sheets(package.file, limits=limits)
    cells = characters = unpacked = 0
    for name, identity in book.sheets:
        relation = relations.get(identity)
        if relation is None:
            raise unreadable.damaged(package.file)
        if relation.kind != "worksheet":
            continue
        size = scan_sheet(package.read(relation.target), shared=lengths, file=package.file)
        _check(name, size=size, file=package.file, limits=limits)
        cells += size.height * size.width
        characters += size.characters
        unpacked += len(size.xml)
        if cells > limits.cells:
            raise unreadable.too_many_cells(package.file, sheet=name, limits=limits)
        if characters > limits.characters:
            raise unreadable.too_much_text(package.file, sheet=name)
        if unpacked > limits.unpacked_bytes:
            raise unreadable.unpacks_too_large(package.file, limits=limits)
        yield name, size


def _check(sheet: str, *, size: SheetSize, file: str, limits: Limits) -> None:
    if size.height > limits.rows:
        raise unreadable.too_many_rows(file, sheet=sheet, limits=limits)
    if size.width > limits.columns:
        raise unreadable.too_many_columns(file, sheet=sheet, limits=limits)


def _grids(packed: io.BytesIO, *, sheets: Sequence[tuple[str, SheetSize]], file: str) -> Iterator[Grid]:
    try:
        with CalamineWorkbook.from_filelike(packed) as book:
            for index, (name, size) in enumerate(sheets):
                rows = to_rows(book.get_sheet_by_index(index))
                yield Grid(sheet=name, rows=rows, spans=size.spans, source=file)
    except CalamineError as error:
        raise unreadable.damaged(file) from error


def to_rows(sheet: CalamineSheet) -> tuple[tuple[Cell, ...], ...]:
    """All rows from the first of the sheet on, each as long as its last filled cell."""
    if sheet.start is None:
        return ()
    left: list[Cell] = [None] * sheet.start[1]
    return tuple(_row(left, cells) for cells in sheet.iter_rows())


def _row(left: list[Cell], cells: Sequence[object]) -> tuple[Cell, ...]:
    end = len(cells)
    while end and cells[end - 1] == "":
        end -= 1
    return (*left, *map(_cell, cells[:end])) if end else ()


def _cell(cell: object) -> Cell:
    if type(cell) is float:
        return cell
    if type(cell) is str:
        if cell[:1] in {"", "=", FORMULA_MARK}:
            return _odd_text(cell)
        return cell
    return _clock(cell) if isinstance(cell, timedelta) else cell  # type: ignore[return-value]  # calamine gives no other kinds


def _odd_text(text: str) -> Cell:
    """Empty, a formula in place of its result, or a text that only looks like one and is escaped as such."""
    if not text:
        return None
    return text[1:] if text[0] == FORMULA_MARK else f"'{text}"


def _clock(passed: timedelta) -> str:
    minutes = round(passed.total_seconds()) // 60
    return f"{minutes // 60}:{minutes % 60:02d}"
