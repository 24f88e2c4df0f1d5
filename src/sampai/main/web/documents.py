"""Reading an operation back from the document that its register was imported from.

Claims, links, units and officers stand on one page at most, that of a station, so they have no rows of their
own: the document says them exactly as they were imported, and its digest says that it is the same. Reading
takes a second for a small regency and some more for a large one, so the last few are kept.
"""

import io
import zipfile
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

from sampai.command.model import Kept
from sampai.kernel.errors import SampaiError
from sampai.ledger.queries import document_bytes
from sampai.main.operations import load_operation, rules_of
from sampai.materials.rules.needs import needs_of

MOST_KEPT = 4
"""Operations in memory; a large regency takes some tens of megabytes."""
_WORKBOOK_PART = "[Content_Types].xml"
_ONE_AT_A_TIME = Lock()


def kept(document: str) -> Kept | None:
    """The operation in a register's document; None where the document cannot be read as one."""
    if not document:
        return None
    with _ONE_AT_A_TIME:
        return _kept(document)


@lru_cache(maxsize=MOST_KEPT)
def _kept(document: str) -> Kept | None:
    with TemporaryDirectory(prefix="sampai-") as folder:
        source = _unpacked(document_bytes(document), folder=Path(folder))
        try:
            operation = load_operation(source).operation
        except SampaiError:
            return None
    rules = rules_of(operation)
    needs = needs_of(operation.register.stations, election=rules.election, kits=rules.kits)
    return Kept(operation=operation, needs=needs, kits=rules.kits)


def _unpacked(content: bytes, *, folder: Path) -> Path:
    """The folder of CSV files that was packed, or the one file as it was."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        file = folder / "register.csv"
        file.write_bytes(content)
        return file
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if _WORKBOOK_PART in archive.namelist():
            file = folder / "register.xlsx"
            file.write_bytes(content)
            return file
        for one in archive.infolist():
            (folder / Path(one.filename).name).write_bytes(archive.read(one))
    return folder
