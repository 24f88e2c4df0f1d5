"""Workbooks made part by part, so that any of them can be wrong."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"

NAMESPACES = f'xmlns="{MAIN}" xmlns:r="{OFFICE}"'

DATE_STYLES = (
    f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/>'
    '<xf numFmtId="46"/><xf numFmtId="20"/></cellXfs></styleSheet>'
)


def worksheet(rows: str, *, after: str = "") -> str:
    return f'<?xml version="1.0"?><worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>'


def parts(
    sheets: Mapping[str, str], *, shared: str = "", styles: str = "", days: str = ""
) -> dict[str, bytes]:
    """The members of a workbook with these worksheets, by name in order."""
    names = list(sheets)
    listed = "".join(f'<sheet name="{n}" sheetId="{i}" r:id="rId{i}"/>' for i, n in enumerate(names, 1))
    targets = [(f"worksheets/sheet{i}.xml", "worksheet") for i in range(1, len(names) + 1)]
    targets += [("sharedStrings.xml", "sharedStrings")] if shared else []
    targets += [("styles.xml", "styles")] if styles else []
    texts = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relations([("xl/workbook.xml", "officeDocument")]),
        "xl/workbook.xml": f"<workbook {NAMESPACES}>{days}<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": relations(targets),
        **{f"xl/worksheets/sheet{i}.xml": sheets[name] for i, name in enumerate(names, 1)},
    }
    if shared:
        texts["xl/sharedStrings.xml"] = shared
    if styles:
        texts["xl/styles.xml"] = styles
    return {name: text.encode() for name, text in texts.items()}


def relations(targets: list[tuple[str, str]]) -> str:
    rows = "".join(
        f'<Relationship Id="rId{i}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for i, (target, kind) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{PACKAGE}">{rows}</Relationships>'


def packed(members: Mapping[str, bytes], *, level: int = 6) -> bytes:
    page = io.BytesIO()
    with zipfile.ZipFile(page, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return page.getvalue()


def book(rows: str, *, after: str = "", shared: str = "", styles: str = "", days: str = "") -> bytes:
    """A workbook with one sheet `tps` whose rows are this XML."""
    return packed(parts({"tps": worksheet(rows, after=after)}, shared=shared, styles=styles, days=days))


def saved(folder: Path, content: bytes, *, name: str = "tabel.xlsx") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path
