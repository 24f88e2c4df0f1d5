"""An operation's tables as one document: a workbook as it is, or CSV files as one ZIP."""

import io
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from sampai.engines.tables.csv_writer import write_sheets_csv
from sampai.engines.tables.limits import Limits
from sampai.engines.tables.reader import DELIMITED
from sampai.kernel.errors import Unreadable
from sampai.kernel.text import say
from sampai.main.operations import rows_of, sheets
from sampai.plan.model import Operation

_SAME_EVERY_TIME = (1980, 1, 1, 0, 0, 0)
_ZIP = b"PK\x03\x04"
_WORKBOOK_PART = "[content_types].xml"
_OPEN_DOCUMENT_PART = "mimetype"


def packed(source: Path) -> bytes:
    """The file as it is, or the files of a folder as one ZIP; the same files give the same bytes."""
    if source.is_file():
        return source.read_bytes()
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(one for one in source.iterdir() if one.is_file()):
            archive.writestr(zipfile.ZipInfo(file.name, _SAME_EVERY_TIME), file.read_bytes())
    return whole.getvalue()


def bundled(operation: Operation) -> bytes:
    """An operation's tables written anew, as one ZIP of CSV files."""
    with tempfile.TemporaryDirectory() as folder:
        write_sheets_csv(sheets(), out=Path(folder), rows=rows_of(operation))
        return packed(Path(folder))


@contextmanager
def unpacked(content: bytes, *, name: str, within: Path) -> Iterator[Path]:
    """A document as a path that can be read, in a temporary folder inside `within`.

    Only the tables of a ZIP are unpacked, under their bare names. Raises `Unreadable` for a ZIP that is
    damaged, or unpacks to more than tables ever have.
    """
    within.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=within) as folder:
        where = Path(folder)
        if _is_bundle(content):
            _unpack(content, into=where, name=name)
            yield where
            return
        file = where / (PurePosixPath(name.replace("\\", "/")).name.lstrip(".") or "tabel")
        file.write_bytes(content)
        yield file


def _is_bundle(content: bytes) -> bool:
    """Whether it is a ZIP that is no workbook."""
    if not content.startswith(_ZIP):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = {one.filename.lower() for one in archive.infolist()}
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False
    return not names & {_WORKBOOK_PART, _OPEN_DOCUMENT_PART}


def _is_table(name: str) -> bool:
    """Whether it is a CSV file that a person put there, not one that a system hides beside it."""
    path = PurePosixPath(name)
    return path.suffix.lower() in DELIMITED and not path.name.startswith(".")


def _unpack(content: bytes, *, into: Path, name: str) -> None:
    limits = Limits()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            tables = [one for one in archive.infolist() if _is_table(one.filename)]
            whole = sum(one.file_size for one in tables)
            if len(tables) > limits.sheets or whole > limits.unpacked_bytes:
                raise _too_large(name)
            for one in tables:
                # A part never gives more bytes than it states, so the sum above bounds them all.
                (into / Path(one.filename).name).write_bytes(archive.read(one))
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError, ValueError) as error:
        raise Unreadable(
            "damaged-zip",
            say("The file {file} is a ZIP that cannot be opened.", file=name),
            say("Pack the CSV files again, without a password, or send a workbook."),
        ) from error


def _too_large(name: str) -> Unreadable:
    return Unreadable(
        "zip-too-large",
        say("The file {file} unpacks to more than tables of an operation ever have.", file=name),
        say("Pack only the CSV files of one operation."),
    )
