"""Writing empty tables for a new operation, with what the pack already knows filled in."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from sampai.engines.tables.csv_writer import write_folder
from sampai.engines.tables.template import EXAMPLE_MARK, GUIDE, write_template
from sampai.engines.tables.typed import header_of
from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode
from sampai.kernel.table.sheet import Cell, Grid, Sheet, Value
from sampai.kernel.text import say
from sampai.main.operations import indonesia, sheets
from sampai.packs.indonesia.sampling.facts import facts
from sampai.packs.profiles import load_election
from sampai.plan.forms.settings import SHEET as SETTINGS
from sampai.plan.forms.settings import open_rows, written_day

WORKBOOK = "operasi.xlsx"


def write_blank(out: Path, *, election: str, region: str = "", as_csv: bool = False) -> tuple[Path, ...]:
    """Write a workbook, or CSV files, to fill in; returns the files.

    Election, voting day and, where a region is given, its name and time zone are filled in. Raises `Refused`
    for an unknown election or region, and rather than overwrite a file.
    """
    rows = {SETTINGS.key: open_rows(_known_settings(election, region=region.replace(".", "")))}
    if as_csv:
        return _write_files(out, rows=rows)
    file = out / WORKBOOK
    _refuse_to_overwrite([file])
    _make_folder(out)
    write_template(sheets(), out=file, rows=rows)
    return (file,)


def _known_settings(election: str, *, region: str) -> Mapping[str, str]:
    profile = load_election(election)
    known = {"election": election, "voting_day": written_day(profile.voting_day)}
    if not region:
        return known
    found = indonesia().gazetteer.region(RegionCode(region))
    if found is None:
        raise Refused(
            "region",
            say("No region has the code {code}.", code=region),
            say("Give a Kemendagri code of 2, 4, 6 or 10 digits, such as 1704 for Kabupaten Kaur."),
        )
    named = {"name": f"{profile.name} {found.name}", "region": region}
    return known | named | {"zone": _zone(region)}


def _zone(region: str) -> str:
    return next((row["zone"] for row in facts("zones") if region.startswith(row["province"])), "")


def _write_files(out: Path, *, rows: Mapping[str, Sequence[Mapping[str, Value]]]) -> tuple[Path, ...]:
    grids = [_grid(sheet, rows=rows.get(sheet.key, ())) for sheet in sheets()]
    grids.append(Grid(GUIDE, tuple(_guide(sheets()))))
    _refuse_to_overwrite([out / f"{grid.sheet}.csv" for grid in grids])
    return write_folder(grids, out=out)


def _grid(sheet: Sheet, *, rows: Sequence[Mapping[str, Value]]) -> Grid:
    """Headers and rows; without rows the example, marked so that it is left out when read."""
    header = tuple(header_of(column) for column in sheet.columns)
    example = tuple(column.example for column in sheet.columns)
    lines = [tuple(str(row[column.key] or "") for column in sheet.columns) for row in rows]
    return Grid(sheet.key, (header, *(lines or [(EXAMPLE_MARK + example[0], *example[1:])])))


def _guide(described: Sequence[Sheet]) -> Iterator[tuple[Cell, ...]]:
    """Every sheet and column explained, in Indonesian and English."""
    yield ("Lembar", "Kolom", "Column", "Wajib", "Pilihan", "Penjelasan", "Explanation")
    for sheet in described:
        yield (sheet.key, "", "", "ya" if sheet.required else "", "", sheet.help_id, sheet.help_en)
        for column in sheet.columns:
            yield (
                sheet.key,
                header_of(column),
                column.header_en,
                "ya" if column.required else "",
                ", ".join(column.choices),
                column.help_id,
                column.help_en,
            )


def _refuse_to_overwrite(files: Sequence[Path]) -> None:
    for file in files:
        if file.exists():
            raise Refused(
                "exists",
                say("{file} is there already; nothing was written.", file=str(file)),
                say("Name another folder, or move the file away."),
            )


def _make_folder(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(
            "cannot-write",
            say("{file} cannot be written.", file=str(out)),
            say("Close it in other programs, and check the folder and the space left on the disk."),
        ) from error
