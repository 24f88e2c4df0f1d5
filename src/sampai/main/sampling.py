"""Writing the tables of a sample operation."""

from collections.abc import Sequence
from pathlib import Path

from sampai.engines.tables.csv_writer import write_sheets_csv
from sampai.engines.tables.template import write_template
from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode
from sampai.kernel.text import say
from sampai.main.operations import indonesia
from sampai.packs.indonesia.sampler import sample_operation
from sampai.packs.indonesia.sampling.sources import FILE, sources_text
from sampai.plan.forms import operation_rows, sheets_with
from sampai.plan.model import Operation


def write_sample(
    region: RegionCode, *, election: str, seed: int, out: Path, xlsx: Path | None = None
) -> tuple[Operation, Sequence[Path]]:
    """Make a sample operation and write its tables to a folder, and to a workbook where one is named.

    Returns the operation and the files. Raises `Refused` for an unknown region or election, or when a file
    cannot be written.
    """
    operation = sample_operation(region, election_code=election, seed=seed)
    pack = indonesia()
    sheets = sheets_with(modes=pack.modes, items=pack.items)
    rows = operation_rows(operation, territory=pack.gazetteer.territory(region))
    files = [*write_sheets_csv(sheets, out=out, rows=rows)]
    files.append(_write_text(out / FILE, sources_text(operation, seed=seed)))
    if xlsx:
        write_template(sheets, out=xlsx, rows=rows)
        files.append(xlsx)
    return operation, files


def _write_text(path: Path, text: str) -> Path:
    try:
        path.write_bytes(text.encode())
    except OSError as error:
        raise Refused(
            "cannot-write",
            say("{file} cannot be written.", file=str(path)),
            say("Close it in other programs, and check the folder and the space left on the disk."),
        ) from error
    return path
