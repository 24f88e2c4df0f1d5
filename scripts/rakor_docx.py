"""Makes the pack's DOCX template for coordination meetings, to be changed in a word processor afterwards.

Run: `.venv/bin/python scripts/rakor_docx.py`. Fields between braces are docxtpl's (Jinja).
"""

from pathlib import Path

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

OUT = Path(__file__).resolve().parent.parent / "src/sampai/packs/indonesia/papers/rakor.docx"
FONT = "Arial"


def main() -> None:
    paper = Document()
    style = paper.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(9)
    page = paper.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(16)
    page.top_margin = page.bottom_margin = Mm(17)
    mark = page.header.paragraphs[0]
    mark.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(mark, "{{ tanda }}", size=8, bold=True, colour=RGBColor(0xA1, 0x1D, 0x1D))
    _run(page.footer.paragraphs[0], "{{ kode }}", size=7)
    paper.add_paragraph("{%p for baris in kop.lines %}")
    _run(paper.add_paragraph(), "{{ baris | upper }}", size=11, bold=True)
    paper.add_paragraph("{%p endfor %}")
    paper.add_paragraph("{{ kop.address }}")
    paper.add_heading("{{ judul }}", level=0)
    _run(paper.add_paragraph(), "{{ subjudul }}", size=11)
    _sections(paper)
    paper.core_properties.author = "Sampai"
    paper.save(str(OUT))


def _sections(paper) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 -- python-docx names no type for it
    paper.add_paragraph("{%p for b in bagian %}")
    paper.add_heading("{{ b.nomor }}. {{ b.judul }}", level=1)
    paper.add_paragraph("{%p for k in b.kalimat %}")
    paper.add_paragraph("{{ k }}")
    paper.add_paragraph("{%p endfor %}")
    paper.add_paragraph("{%p if b.gambar %}")
    paper.add_paragraph("{{ gambar[b.gambar] }}")
    paper.add_paragraph("{%p endif %}")
    paper.add_paragraph("{%p for t in b.tabel %}")
    paper.add_heading("{{ t.title }}", level=2)
    paper.add_paragraph("{%p for n in t.notes %}")
    paper.add_paragraph("{{ n }}")
    paper.add_paragraph("{%p endfor %}")
    table = paper.add_table(rows=4, cols=3, style="Table Grid")
    head, first, body, last = table.rows
    _cells(head, "{%tc for h in t.headers %}", "{{ h }}", "{%tc endfor %}", bold=True)
    first.cells[0].text = "{%tr for row in t.rows %}"
    _cells(body, "{%tc for c in row %}", "{{ c }}", "{%tc endfor %}")
    last.cells[0].text = "{%tr endfor %}"
    repeat = OxmlElement("w:tblHeader")
    repeat.set(qn("w:val"), "true")
    head._tr.get_or_add_trPr().append(repeat)  # noqa: SLF001 -- python-docx has no other way
    paper.add_paragraph("")
    paper.add_paragraph("{%p endfor %}")
    paper.add_paragraph("{%p endfor %}")


def _cells(row, *texts: str, bold: bool = False) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 -- as above
    for cell, text in zip(row.cells, texts, strict=True):
        cell.text = ""
        _run(cell.paragraphs[0], text, size=8, bold=bold)


def _run(
    paragraph: Paragraph, text: str, *, size: int, bold: bool = False, colour: RGBColor | None = None
) -> None:
    run = paragraph.add_run(text)
    run.font.size, run.font.bold, run.font.name = Pt(size), bold, FONT
    if colour is not None:
        run.font.color.rgb = colour


if __name__ == "__main__":
    main()
