"""A pack laid out: PDF by Typst, DOCX by docxtpl, and a workbook with a sheet for each table."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sampai.engines.printing.codes import qr_svg
from sampai.engines.printing.office import docx
from sampai.engines.printing.typesetting import pdf, png
from sampai.engines.tables.xlsx_writer import write_workbook
from sampai.kernel.paper import PackText, Section
from sampai.kernel.table.page import TableSheet
from sampai.kernel.table.sheet import Value
from sampai.kernel.text import Words

WIDE = 162
"""Characters; a wider table stands on a page turned sideways."""

MAP_DPI, MAP_MM = 110, 165


def pack_pdf(
    pack: PackText,
    *,
    templates: Mapping[str, bytes],
    words: Words,
    layout: Mapping[str, str],
    behind: str = "",
) -> bytes:
    """The pack as PDF/A-2b; `behind`: a word behind every page."""
    data = _data(pack, words=words, layout=layout)
    return pdf("rakor.typ", templates=templates, data=data, behind=behind)


def pack_docx(
    pack: PackText, *, templates: Mapping[str, bytes], words: Words, layout: Mapping[str, str]
) -> bytes:
    """The pack for a word processor, to be changed by hand."""
    pictures = {
        f"peta{section.number}": png(
            "gambar.typ", templates=templates, data={"svg": section.map}, dpi=MAP_DPI
        )
        for section in pack.sections
        if section.map
    }
    return docx(
        templates["rakor.docx"],
        data=_data(pack, words=words, layout=layout),
        pictures=pictures,
        width_mm=MAP_MM,
    )


def pack_workbook(pack: PackText, out: Path) -> None:
    """A workbook with a sheet for each table; its first cells say the section."""
    write_workbook(
        out, sheets=[table for section in pack.sections for table in section.tables], mark=pack.mark
    )


def _data(pack: PackText, *, words: Words, layout: Mapping[str, str]) -> dict[str, Any]:
    return {
        "judul": pack.title,
        "subjudul": pack.subtitle,
        "kode": pack.code,
        "qr": qr_svg(pack.code),
        "tanda": pack.mark,
        "bahasa": words.lang,
        "kata": layout,
        "kop": {"lines": pack.head.lines, "address": pack.head.address},
        "bagian": [_section(section, words=words) for section in pack.sections],
    }


def _section(section: Section, *, words: Words) -> dict[str, Any]:
    return {
        "nomor": section.number,
        "judul": section.title,
        "kalimat": section.lines,
        "tabel": [_table(table, words=words) for table in section.tables],
        "peta": section.map,
        "gambar": f"peta{section.number}" if section.map else "",
    }


def _table(table: TableSheet, *, words: Words) -> dict[str, Any]:
    widths = table.widths or tuple(14 for _ in table.headers)
    formats = table.formats or tuple("" for _ in table.headers)
    rows = [*table.rows, *([table.total_row] if table.total_row else [])]
    return {
        "title": table.title,
        "notes": table.notes,
        "headers": table.headers,
        "shares": widths,
        "right": [at for at, look in enumerate(formats) if look.startswith("#") or look.endswith("%")],
        "rows": [_row(row, formats=formats, words=words) for row in rows],
        "total": table.total_row is not None,
        "form": table.is_form,
        "wide": sum(widths) > WIDE,
    }


def _row(row: Sequence[Value], *, formats: Sequence[str], words: Words) -> list[str]:
    return [shown(value, look=look, words=words) for value, look in zip(row, formats, strict=True)]


def shown(value: Value, *, look: str, words: Words) -> str:
    """A value as an office writes it on paper; `look` is its spreadsheet format."""
    match value:
        case None:
            return ""
        case bool():
            return "✓" if value else ""
        case int():
            return words.number(value)
        case float():
            return (
                f"{words.number(round(100 * value))} %"
                if look.endswith("%")
                else words.number(round(value, 2))
            )
        case datetime():
            return words.short_moment(value)
        case date():
            return words.short_day(value)
        case tuple():
            return ", ".join(value)
        case _:
            return value
