"""Putting a workbook together from checked parts, as plainly as the reading library takes it."""

import io
import zipfile
from collections.abc import Mapping, Sequence

_SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def rebuild(sheets: Sequence[bytes], *, shared: bytes, styles: bytes, since_1904: bool) -> io.BytesIO:
    """A workbook of these worksheets, named 1, 2 and so on, with their shared strings and styles."""
    parts = _frame(len(sheets), since_1904=since_1904)
    parts |= {f"xl/worksheets/sheet{number}.xml": xml for number, xml in enumerate(sheets, start=1)}
    parts |= {name: xml for name, xml in (("xl/sharedStrings.xml", shared), ("xl/styles.xml", styles)) if xml}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    packed.seek(0)
    return packed


def _frame(count: int, *, since_1904: bool) -> dict[str, bytes]:
    numbers = range(1, count + 1)
    return {
        "[Content_Types].xml": b"<Types/>",
        "_rels/.rels": _relations({"xl/workbook.xml": "officeDocument"}),
        "xl/_rels/workbook.xml.rels": _relations(
            {f"worksheets/sheet{number}.xml": "worksheet" for number in numbers}
        ),
        "xl/workbook.xml": _workbook(numbers, since_1904=since_1904),
    }


def _relations(kinds: Mapping[str, str]) -> bytes:
    rows = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (target, kind) in enumerate(kinds.items(), start=1)
    )
    return f'<Relationships xmlns="{_RELATIONS}">{rows}</Relationships>'.encode()


def _workbook(numbers: Sequence[int], *, since_1904: bool) -> bytes:
    sheets = "".join(f'<sheet name="{n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
    days = '<workbookPr date1904="1"/>' if since_1904 else ""
    head = f'<workbook xmlns="{_SPREADSHEET}" xmlns:r="{_OFFICE}">'
    return f"{head}{days}<sheets>{sheets}</sheets></workbook>".encode()
