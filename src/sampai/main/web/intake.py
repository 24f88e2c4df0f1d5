"""Uploaded tables: read on the ladder, their faults marked, and registers read again from their documents."""

import csv
import hashlib
import io
from functools import lru_cache
from pathlib import Path
from threading import Lock
from time import time

from sampai.command.model import ReadTables
from sampai.engines.tables.csv_writer import DELIMITER, ENCODING, csv_text
from sampai.kernel.errors import InputFaults
from sampai.kernel.faults import Fault
from sampai.kernel.text import Words, say
from sampai.ledger.queries import document_bytes
from sampai.main.checking import write_marked
from sampai.main.operations import Checked, check_operation
from sampai.main.web.bundle import unpacked
from sampai.plan.model import Operation

WAITS_S = 3_600
"""How long marked tables wait to be fetched."""

MOST_WAITING = 40
KINDS = ("csv", "xlsx")

_ONE_AT_A_TIME = Lock()
"""Reading a workbook takes a core and much memory; two at once gain nothing."""


class TableIntake:
    """Reads uploads in a folder of their own, which is empty afterwards but for marked tables."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, name: str, content: bytes, *, owner: str, words: Words) -> ReadTables:
        """What a workbook or a ZIP of CSV files says. Raises `Unreadable` where that is not to be found."""
        with _ONE_AT_A_TIME, unpacked(content, name=name, within=self.folder) as path:
            checked = check_operation(path)
            reading = checked.reading
            key = self._mark(checked, content=content, owner=owner, words=words) if reading.faults else ""
        notes = (*checked.tables.notes, *reading.notes)
        return ReadTables(operation=reading.operation, faults=reading.faults, notes=notes, key=key)

    def marked(self, key: str, kind: str, *, owner: str) -> Path | None:
        """The list of faults as `csv`, or the marked tables as `xlsx`; None where none wait for the owner."""
        file = self._file(key, kind, owner=owner)
        return file if kind in KINDS and key.isalnum() and file.is_file() else None

    def _mark(self, checked: Checked, *, content: bytes, owner: str, words: Words) -> str:
        key = hashlib.sha256(content).hexdigest()[:32]
        self._sweep()
        write_marked(checked, out=self._file(key, "xlsx", owner=owner), words=words)
        table = _fault_table(checked.reading.faults, words=words)
        self._file(key, "csv", owner=owner).write_bytes(table.encode(ENCODING))
        return key

    def _file(self, key: str, kind: str, *, owner: str) -> Path:
        """The owner is in the name, so that nobody fetches another's tables."""
        whose = hashlib.sha256(owner.encode()).hexdigest()[:16]
        return self.folder / f"{whose}-{key}.{kind}"

    def _sweep(self) -> None:
        files = sorted((one for one in self.folder.iterdir() if one.is_file()), key=_age)
        for number, file in enumerate(files):
            if number >= MOST_WAITING or _age(file) > WAITS_S:
                file.unlink(missing_ok=True)


def _age(file: Path) -> float:
    return time() - file.stat().st_mtime


def _fault_table(faults: tuple[Fault, ...], *, words: Words) -> str:
    page = io.StringIO(newline="")
    writer = csv.writer(page, delimiter=DELIMITER, lineterminator="\r\n")
    heads = (
        say("Sheet"),
        say("Row"),
        say("Column"),
        say("Value"),
        say("What is wrong"),
        say("How to mend it"),
    )
    writer.writerow([words.say(head) for head in heads])
    for one in faults:
        cells = (one.sheet, one.row, one.column, one.value, words.say(one.wrong), words.say(one.mend))
        writer.writerow([csv_text(cell) for cell in cells])
    return page.getvalue()


class KeptOperations:
    """Operations of registers, read again from their documents; the last ones stay in memory."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._read = lru_cache(maxsize=4)(self._reads)

    def __call__(self, document: str) -> Operation:
        """The operation. Raises `Unreadable` or `InputFaults` where the document says none any more."""
        with _ONE_AT_A_TIME:
            return self._read(document)

    def _reads(self, document: str) -> Operation:
        with unpacked(document_bytes(document), name="register", within=self.folder) as path:
            reading = check_operation(path).reading
        if reading.operation is None:
            raise InputFaults(reading.faults)
        return reading.operation
