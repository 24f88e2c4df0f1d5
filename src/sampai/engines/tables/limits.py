"""How large a table file may be."""

from dataclasses import dataclass

MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds that keep one file from eating the machine.

    They are far above any regency's tables: the largest has some 15,000 stations, the nation 820,161, and the
    nation is not read through tables.
    """

    file_bytes: int = 100 * MEBIBYTE
    """Bytes of one file on the disk."""
    unpacked_bytes: int = 256 * MEBIBYTE
    """Bytes of a workbook's parts, unpacked."""
    ratio: int = 250
    """How many times larger an unpacked part above 16 MiB may be than packed; real sheets reach about 60."""
    rows: int = 250_000
    """Rows of one sheet, down to its last filled cell."""
    columns: int = 200
    """Columns of one sheet, up to its last filled cell."""
    cells: int = 10_000_000
    """Rows times columns, all sheets together."""
    characters: int = 200_000_000
    """Characters in all cells of one workbook."""
    sheets: int = 100
    """Sheets of one workbook, or tables in one folder."""
