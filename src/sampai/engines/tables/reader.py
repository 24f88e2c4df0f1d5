"""Reading an operation's tables from the disk: a folder of CSV files, one CSV file, or one workbook."""

import hashlib
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sampai.engines.tables import unreadable
from sampai.engines.tables.delimited import read_delimited
from sampai.engines.tables.limits import Limits
from sampai.engines.tables.workbook import read_workbook
from sampai.kernel.errors import SampaiError
from sampai.kernel.faults import Note
from sampai.kernel.table.sheet import Grid
from sampai.kernel.text import say

DELIMITED = frozenset({".csv", ".tsv", ".txt"})
WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xls", ".ods"})

PAPERS = frozenset({".md", ".html", ".pdf", ".geojson"})
"""What may lie beside the tables without being one: sources, reports, letters, areas that a table names."""

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How old workbooks, and new ones with a password, begin."""

_ENCRYPTED_PART = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True, slots=True)
class Tables:
    """What was read: raw grids in a fixed order, notes, and the SHA-256 of each file's bytes by its name."""

    grids: tuple[Grid, ...]
    notes: tuple[Note, ...] = ()
    digest: Mapping[str, str] = field(default_factory=dict)


def read_tables(path: Path, *, limits: Limits = Limits()) -> Tables:  # noqa: B008 -- frozen
    """The raw grids of a folder of CSV files, of one CSV file, or of one workbook.

    A folder with one workbook and no CSV file stands for that workbook. Raises `Unreadable`, and nothing
    else, when a file is missing, damaged, locked, too large or of another kind.
    """
    if not _is_folder(path):
        return _read_file(path, limits=limits)
    files = _visible(path)
    tables = [file for file in files if file.suffix.lower() in DELIMITED - {".txt"}]
    workbooks = [file for file in files if file.suffix.lower() in WORKBOOKS]
    if tables:
        return _read_folder(
            path, tables=tables, others=[file for file in files if file not in tables], limits=limits
        )
    if not workbooks:
        raise unreadable.no_tables(str(path))
    if len(workbooks) > 1:
        raise unreadable.several_workbooks(str(path), names=", ".join(file.name for file in workbooks))
    return _read_file(workbooks[0], limits=limits)


def _read_folder(path: Path, *, tables: list[Path], others: list[Path], limits: Limits) -> Tables:
    if len(tables) > limits.sheets:
        raise unreadable.too_many_sheets(str(path), limits=limits)
    read = [_read_file(file, limits=limits) for file in tables]
    return Tables(
        grids=tuple(grid for one in read for grid in one.grids),
        notes=(*(note for one in read for note in one.notes), *_ignored(others)),
        digest={name: digest for one in read for name, digest in one.digest.items()},
    )


def _read_file(path: Path, *, limits: Limits) -> Tables:
    data = _bytes(path, limits=limits)
    try:
        grids, notes = _grids(data, path=path, limits=limits)
    except (SampaiError, KeyboardInterrupt, SystemExit):
        raise
    except MemoryError as error:
        raise unreadable.unpacks_too_large(path.name, limits=limits) from error
    except BaseException as error:  # a panic of the reading library is no Exception
        raise unreadable.damaged(path.name) from error
    return Tables(grids, notes, {path.name: "sha256:" + hashlib.sha256(data).hexdigest()})


def _grids(data: bytes, *, path: Path, limits: Limits) -> tuple[tuple[Grid, ...], tuple[Note, ...]]:
    """What the bytes say decides, not the ending: offices rename files."""
    if data.startswith(_ZIP):
        return read_workbook(data, file=path.name, limits=limits), ()
    if data.startswith(_COMPOUND):
        if _ENCRYPTED_PART in data:
            raise unreadable.locked(path.name)
        raise unreadable.old_format(path.name)
    if path.suffix.lower() not in DELIMITED or data.lstrip()[:5].lower() in {b"<html", b"<!doc", b"<?xml"}:
        raise unreadable.no_workbook(path.name)
    grid, notes = read_delimited(data, file=path.name, sheet=path.stem, limits=limits)
    return (grid,), notes


def _bytes(path: Path, *, limits: Limits) -> bytes:
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise unreadable.no_workbook(path.name)
        if found.st_size > limits.file_bytes:
            raise unreadable.too_large(path.name, limits=limits)
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise unreadable.missing(str(path)) from error
    except (OSError, ValueError) as error:
        raise unreadable.forbidden(str(path)) from error
    if not data:
        raise unreadable.empty(path.name)
    return data


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError) as error:
        raise unreadable.forbidden(str(path)) from error


def _visible(path: Path) -> list[Path]:
    """The folder's files in the order of their names, without hidden ones and spreadsheet programs' locks."""
    try:
        files: Iterator[Path] = (file for file in path.iterdir() if file.is_file())
        return sorted(
            (file for file in files if not file.name.startswith((".", "~$"))), key=lambda file: file.name
        )
    except OSError as error:
        raise unreadable.forbidden(str(path)) from error


def _ignored(others: list[Path]) -> Iterator[Note]:
    for path in others:
        if path.suffix.lower() not in PAPERS:
            said = say("{file} is no CSV file and was not read.", file=path.name)
            yield Note(code="ignored-file", sheet=path.name, row=None, column=None, value="", said=said)
