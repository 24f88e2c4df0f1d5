"""Writes the reference pages tables, commands, rights and papers from what code and pack declare.

Run: `.venv/bin/python scripts/reference.py`; `tests/test_docs.py` fails when a page is old.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import click
from click.testing import CliRunner

from sampai.coordination.pages.papers.catalogue import RESTRICTED_PAPERS
from sampai.coordination.pages.papers.shape import Shape
from sampai.coordination.pages.papers.shapes import SHAPES
from sampai.kernel.rights import Deed
from sampai.kernel.table.sheet import Column, Kind, Sheet
from sampai.main.cli import COMMANDS, sampai
from sampai.main.session import Session
from sampai.main.words import words as words_of
from sampai.packs.rights import Rights, load_rights
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


RIGHTS_HEAD = """\
# Rights

Who may do and see what. Every right holds in the account's own territory only: an account of a regency sees
and does nothing in another. An administrator manages accounts of the own institution only. What ◆ roles read
comes from the law (UU 7/2017 art. 93-108); no administrator of another institution can narrow it.

This page is made by `scripts/reference.py` from the pack's `packs/indonesia/rights.toml`, the table that the
server itself asks. `tests/main/web/test_rights_matrix.py` tries every role at every address and every deed,
in its own territory and in a foreign one.
"""

DEEDS = {
    Deed.SEE_REGISTER: "look at stations, places and their sums",
    Deed.IMPORT_REGISTER: "bring tables of stations and places in",
    Deed.SEE_PLAN: "look at plans, as far as the classes of fields open them",
    Deed.IMPORT_PLAN: "bring a plan in as a draft",
    Deed.CHECK_PLAN: "say that a draft's problems were read",
    Deed.SIGN_PLAN: "sign a version for the own institution",
    Deed.PUBLISH_PLAN: "make a signed version the one that counts",
    Deed.SEE_CUSTODY: "look at who has which goods",
    Deed.ENTER_CUSTODY: "state steps of boxes from paper, and resolve exceptions",
    Deed.MANAGE_SEALS: "keep the register of seals",
    Deed.COUNT_BALLOTS: "state one's own count of ballots or stock, and how many voters came",
    Deed.MOVE_BALLOTS: "order a proposed move of ballots within the territory",
    Deed.CHECK_PAPERS: "say what the issuer of a move's paper answers",
    Deed.PROPOSE_VOTING: "propose how stations vote after an incident",
    Deed.DECIDE_VOTING: "decide on such a proposal",
    Deed.SEE_OVERSIGHT: "look at cases of the supervisor, as far as they are published",
    Deed.WORK_OVERSIGHT: "fill in checklists, write findings and reports, take steps in cases",
    Deed.ANSWER_OVERSIGHT: "answer advice and recommendations of the supervisor",
    Deed.KEEP_CONTACTS: "keep the log of talks with people of the community",
    Deed.SEE_INCIDENTS: "see incidents, their claims, clocks and notices",
    Deed.REPORT_INCIDENT: "write down what somebody says of an incident",
    Deed.HANDLE_INCIDENT: "decide on incidents, order because of them, sign",
    Deed.HEAR_REPORTS: "take reports by voice code, SMS and word of mouth",
    Deed.SEE_POSITIONS: "see where phones are: the own institution's; with R4, all",
    Deed.SEE_EXERCISE: "see exercises, and their score when they have ended",
    Deed.LEAD_EXERCISE: "begin and end exercises, let things happen in them, see their score meanwhile",
    Deed.EXPORT: "take lists away as files, and the evidence on a box",
    Deed.SEE_MEETINGS: "see meetings with their agenda, decisions and promises",
    Deed.HOLD_MEETINGS: "call meetings, write minutes, decisions and promises",
    Deed.JOIN_MEETINGS: "be present at meetings, sign minutes, settle promises of the own institution",
    Deed.MANAGE_ACCOUNTS: "make, invite and lock out accounts of the own institution",
    Deed.MANAGE_DEVICES: "enrol and revoke phones and servers, and say who may sign in on them",
    Deed.SEE_AUDIT: "look at the own institution's deeds and looks",
}

CLASSES = """\
| class | fields | rule |
|---|---|---|
| R1 | totals, deadlines met, proofs | public |
| R2 | custody, seals, incidents, names | agencies |
| R3 | officers' positions and telephones, reasons of vulnerability | by role; every look is noted |
| R4 | routes, times, vehicles and escorts before the journey is done | need to know; every look is noted |
"""


def tables_page() -> str:
    """The page on all sheets."""
    index = "\n".join(f"- [{sheet.key}](#{sheet.key}): {sheet.help_en}" for sheet in SHEETS)
    return "\n".join((TABLES_HEAD, index, *(_sheet(sheet) for sheet in SHEETS)))


def commands_page() -> str:
    """The page on all commands."""
    return "\n".join(
        (COMMANDS_HEAD, *(f"## {_title(name)}\n\n```\n{help_of(name)}```\n" for name in _commands()))
    )


def _commands() -> Iterator[str]:
    """Every command, each group's own after it; the empty name is the program."""
    yield ""
    for name in COMMANDS:
        yield name
        yield from (f"{name} {part}" for part in parts_of(name))


def parts_of(name: str) -> list[str]:
    """The commands of a group, in alphabetical order; none of a command that is no group."""
    found = sampai(Session(lang="en")).get_command(click.Context(click.Group(), obj=Session(lang="en")), name)
    return sorted(found.commands) if isinstance(found, click.Group) else []


def help_of(command: str, *, lang: str = "en") -> str:
    """What a command prints with `--help`; the group's own help for an empty name."""
    words, speaker = command.split(), Session(lang=lang)
    answer = CliRunner(env={"COLUMNS": "100"}).invoke(
        sampai(speaker), [*words, "--help"], obj=speaker, prog_name="sampai", terminal_width=100
    )
    assert answer.exit_code == 0, answer.output
    return answer.output


def rights_page() -> str:
    """The page on who may do what."""
    known = load_rights()
    deeds = "\n".join(f"| `{deed.value}` | {DEEDS[deed]} |" for deed in Deed)
    signers = ", ".join(f"`{one.value}`" for one in known.signers)
    return (
        f"{RIGHTS_HEAD}\n## Roles\n\n{_rights_table(known)}\n\n"
        f"Before a plan is published, these institutions sign the same version: {signers}.\n\n"
        f"## Rights\n\n| right | means |\n|---|---|\n{deeds}\n\n"
        f"## Classes of fields\n\n{CLASSES}"
    )


def _rights_table(known: Rights) -> str:
    heads = ["role", "", "institution", "fields up to", *(f"`{deed.value}`" for deed in Deed)]
    rows = [
        [
            f"`{role.code}`",
            role.name + (" ◆" if role.guaranteed else ""),
            role.institution.value,
            f"R{role.secrecy.value}",
            *("●" if deed in role.deeds else "" for deed in Deed),
        ]
        for role in known.roles.values()
    ]
    lines = [heads, ["---"] * 4 + [":-:"] * len(Deed), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


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


PAPERS_HEAD = """\
# Papers

Every kind of paper that `sampai print PAPER PLAN --out DIR` makes, filled from a plan, or blank with
`--blank N`. Each carries a QR code that leads back to its record; the same line stands at its foot, to be
typed at the command post (*Kode pada surat*, `/surat`).

An office changes papers without programming. `sampai print templat --out DIR` writes the files; give the
folder back with `--templates DIR`:
- `kop.toml`: letterhead by office and territory, and the pattern of numbers (`--first-number N` numbers
  them; else there is room to write).
- `label.toml`: sheets of labels, A4 and thermal, in millimetres.
- `PAPER.typ`: one Typst file for each paper, of a few lines: `kop(s)`, `judul(s)`, `isian(s, "asal",
  "kendaraan")`, `tabel(s, "tujuan")`, `kalimat(s)`, `tanda-tangan(s)`, `nilai(s, "tps")` in any order, with
  any text of one's own. What all share stands in `dasar.typ`.
- `rakor.typ`, `rakor.docx`: the pack of a meeting; the DOCX is changed in a word processor, its fields
  stand in braces.

PDF files are PDF/A-2b; the same plan, language and templates give the same bytes. Papers with ● tell
routes, times or where officers stand and say so on every page. Label texts are those of [ADR
14](../adr/0014-labels-from-codes.md) and [custody](custody.md); the text of a paper's code is
`S2/PAPER/OPERATION/SUBJECT/TAG`, where the tag shows that this installation printed it.

Measured on Lampung Selatan's Pilkada (1,592 TPS) with `bench/papers.py`: 3,218 labels of ballot boxes in
3.5 s on A4 and 3.7 s on 100 x 70 mm by the clock of a quiet machine (4.0 and 4.2 s of CPU time), every one of
their codes read back by zxing-cpp at 203 dpi, and no other. A manifest of 5,000 rows, 143 pages: 2.5 s.

This page is made by `scripts/reference.py` from the declarations that make the papers.
"""


def papers_page() -> str:
    """The page on all papers, with the names that templates use."""
    words = words_of("id")
    parts = (_paper(shape, title=words.say(shape.title)) for shape in SHAPES)
    return "\n".join((PAPERS_HEAD, *parts))


def _paper(shape: Shape, *, title: str) -> str:
    mark = " ●" if shape.code in RESTRICTED_PAPERS else ""
    lines = [f"## {shape.code}{mark}", "", f"{title} ({shape.title}). Letterhead: {shape.office}.", ""]
    for name, values in (
        ("isian", [entry for entry, _ in shape.entries]),
        ("tabel", [table.name for table in shape.tables]),
        ("kalimat", [sentence for sentence, _ in shape.sentences]),
    ):
        if values:
            lines.append(f"- `{name}`: " + ", ".join(f"`{value}`" for value in values))
    return "\n".join([*lines, ""])


PAGES = {
    "tables.md": tables_page,
    "commands.md": commands_page,
    "rights.md": rights_page,
    "papers.md": papers_page,
}


def main() -> int:
    """Write all pages."""
    REFERENCE.mkdir(parents=True, exist_ok=True)
    for name, page in PAGES.items():
        (REFERENCE / name).write_text(page(), encoding="utf-8")
        print(f"docs/reference/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
