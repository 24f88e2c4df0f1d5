"""Writes docs/reference/tables.md and commands.md from the declarations in the code.

Run: `.venv/bin/python scripts/reference.py`; `tests/test_docs.py` fails when a page is old.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from click.testing import CliRunner

from sampai.kernel.table.sheet import Column, Kind, Sheet
from sampai.main.cli import COMMANDS, sampai
from sampai.main.session import Session
from sampai.plan.forms.sheets import SHEETS

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"

KINDS = {
    Kind.TEXT: "teks / text",
    Kind.WHOLE: "bilangan bulat / whole number",
    Kind.NUMBER: "bilangan / number",
    Kind.DATE: "tanggal / date",
    Kind.MOMENT: "tanggal dan jam / date and time",
    Kind.REGION: "kode wilayah / region code",
    Kind.CODE: "kode / code",
    Kind.YES_NO: "ya atau tidak / yes or no",
    Kind.CHOICE: "pilihan / one choice",
    Kind.CHOICES: "beberapa pilihan / several choices",
}

TABLES_HEAD = """\
# Tables

Every sheet and column of an operation. Headers may be Indonesian or English, in any order. A column with ●
must be there and filled. Columns that are not listed here are kept and reported, but not used. In a folder,
each sheet is one CSV file with the sheet's name.

Semua lembar dan kolom sebuah operasi. Judul kolom boleh berbahasa Indonesia atau Inggris, dengan urutan
bebas. Kolom bertanda ● wajib ada dan diisi. Kolom lain disimpan dan dilaporkan, tetapi tidak dipakai. Dalam
folder, setiap lembar adalah satu berkas CSV dengan nama lembar itu.

This page is made by `scripts/reference.py` from the declarations that make the workbook of `sampai init`.
"""

COMMANDS_HEAD = """\
# Commands

Help in Indonesian: add `--lang id`. Exit codes: 0 done, 1 the input has faults or a file cannot be read or
written, 2 wrong usage, 70 a fault of Sampai's own.

This page is made by `scripts/reference.py` from the help of the commands.
"""


def tables_page() -> str:
    """The page on all sheets."""
    index = "\n".join(f"- [{sheet.key}](#{sheet.key}): {sheet.help_en}" for sheet in SHEETS)
    return "\n".join((TABLES_HEAD, index, *(_sheet(sheet) for sheet in SHEETS)))


def commands_page() -> str:
    """The page on all commands."""
    return "\n".join(
        (COMMANDS_HEAD, *(f"## {_title(name)}\n\n```\n{help_of(name)}```\n" for name in ("", *COMMANDS)))
    )


def help_of(command: str, *, lang: str = "en") -> str:
    """What a command prints with `--help`; the group's own help for an empty name."""
    words, speaker = [command] if command else [], Session(lang=lang)
    answer = CliRunner(env={"COLUMNS": "100"}).invoke(
        sampai(speaker), [*words, "--help"], obj=speaker, prog_name="sampai", terminal_width=100
    )
    assert answer.exit_code == 0, answer.output
    return answer.output


def _title(command: str) -> str:
    return f"sampai {command}".strip()


def _sheet(sheet: Sheet) -> str:
    also = f"Also read as: {', '.join(sheet.aliases)}." if sheet.aliases else ""
    needed = "This sheet must be there. " if sheet.required else ""
    rows = "\n".join(_column(column) for column in sheet.columns)
    return (
        f"\n## {sheet.key}\n\n{sheet.help_en}\n\n{sheet.help_id}\n\n{needed}{also}\n\n"
        f"| | judul / header | jenis / kind | arti / meaning |\n|---|---|---|---|\n{rows}\n"
    )


def _column(column: Column) -> str:
    kind = KINDS[column.kind] + (f", {column.unit}" if column.unit else "")
    meaning = "<br>".join(filter(None, (column.help_id, column.help_en, *_limits(column), _example(column))))
    cells = ("●" if column.required else "", f"**{column.header_id}**<br>{column.header_en}", kind, meaning)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _limits(column: Column) -> Iterator[str]:
    if column.choices:
        yield "`" + "`, `".join(column.choices) + "`"
    if column.least is not None or column.most is not None:
        yield f"{_bound(column.least)} … {_bound(column.most)}"


def _bound(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _example(column: Column) -> str:
    return f"contoh / example: {column.example}" if column.example else ""


PAGES = {"tables.md": tables_page, "commands.md": commands_page}


def main() -> int:
    """Write both pages."""
    REFERENCE.mkdir(parents=True, exist_ok=True)
    for name, page in PAGES.items():
        (REFERENCE / name).write_text(page(), encoding="utf-8")
        print(f"docs/reference/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
