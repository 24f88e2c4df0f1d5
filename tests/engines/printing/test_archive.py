"""What PDF/A-2b asks for, read by another library; and that the reading finds what is broken on purpose."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    StreamObject,
)
from tests.coordination.printed import office
from tests.engines.printing.archive import broken

from sampai.coordination.pages.pack.source import Source
from sampai.coordination.pages.papers.catalogue import BY_CODE
from sampai.engines.printing.pack import pack_pdf
from sampai.engines.printing.typesetting import pdf
from sampai.kernel.errors import Refused
from sampai.main.packing import pack_text

Break = Callable[[PdfWriter], object]


@pytest.fixture(scope="module")
def content() -> bytes:
    return office().pdf(office().texts("kartu-rute")[:1])


@pytest.mark.parametrize("code", BY_CODE)
def test_every_blank_paper_is_an_archive_file(code: str) -> None:
    desk = office()

    assert broken(desk.pdf(desk.blanks(code, count=1))) == []


@pytest.mark.parametrize("code", ["surat-jalan", "label-kotak", "lampiran-sprin"])
def test_a_filled_paper_is_an_archive_file(code: str) -> None:
    desk = office()

    assert broken(desk.pdf(desk.texts(code)[:2])) == []


def test_the_pack_of_a_meeting_is_an_archive_file() -> None:
    desk = office()
    pack = pack_text(desk, Source(field=desk.told))

    found = pack_pdf(pack, templates=desk.book.files, words=desk.words, layout=desk.layout)

    assert broken(found) == []


def _no_intent(writer: PdfWriter) -> None:
    del writer.root_object["/OutputIntents"]


def _no_metadata(writer: PdfWriter) -> None:
    del writer.root_object["/Metadata"]


def _no_claim(writer: PdfWriter) -> None:
    stream = writer.root_object["/Metadata"].get_object()
    assert isinstance(stream, StreamObject)
    stream.set_data(stream.get_data().replace(b"<pdfaid:part>2<", b"<pdfaid:part>1<"))


def _fonts(writer: PdfWriter) -> list[Any]:
    found = writer.pages[0]["/Resources"]["/Font"]  # type: ignore[index]
    return [one.get_object()["/DescendantFonts"][0].get_object() for one in found.values()]


def _no_font(writer: PdfWriter) -> None:
    del _fonts(writer)[0]["/FontDescriptor"].get_object()["/FontFile2"]


def _other_widths(writer: PdfWriter) -> None:
    widths = _fonts(writer)[0]["/W"]
    assert isinstance(widths, ArrayObject)
    widths[2] = FloatObject(5)


def _painted(drawing: bytes) -> Break:
    def drawn(writer: PdfWriter) -> None:
        stream = DecodedStreamObject()
        stream.set_data(drawing)
        writer.pages[0][NameObject("/Contents")] = writer._add_object(stream)

    return drawn


def _opens(kind: str) -> Break:
    def opened(writer: PdfWriter) -> None:
        known = {"/S": kind, "/Type": "/Action"}
        action = DictionaryObject({NameObject(key): NameObject(value) for key, value in known.items()})
        writer.root_object[NameObject("/OpenAction")] = action

    return opened


@pytest.mark.parametrize(
    ("breaks", "clause"),
    [
        (_no_intent, "6.2.3 no output intent"),
        (_no_metadata, "6.6.2.1 no metadata"),
        (_no_claim, "6.6.4 identification"),
        (_no_font, "6.2.11.4 font is not inside"),
        (_other_widths, "6.2.11.5 widths"),
        (_painted(b"0 0 0 1 k"), "6.2.4.3 device CMYK"),
        (_painted(b"1 2 twist"), "6.2.2 operator twist"),
        (_painted(b"q " * 30 + b"Q " * 30), "6.1.13 nesting"),
        (_opens("/Launch"), "6.5.1 action /Launch"),
        (_opens("/JavaScript"), "6.5.1 action /JavaScript"),
        (lambda writer: writer.encrypt("", "x"), "6.1.3 encrypted"),
        (lambda writer: writer.add_attachment("x.txt", b"x"), "6.4-6.11 /EmbeddedFiles"),
    ],
)
def test_what_is_broken_on_purpose_is_found(content: bytes, breaks: Break, clause: str) -> None:
    writer = PdfWriter(clone_from=BytesIO(content))
    breaks(writer)
    out = BytesIO()
    writer.write(out)

    assert clause in broken(out.getvalue())


def test_a_file_without_its_binary_mark_or_with_something_after_its_end_is_found(content: bytes) -> None:
    assert "6.1.2 header" in broken(content.replace(content.split(b"\n")[1], b"%abcd", 1))
    assert "6.1.3 something after the end" in broken(content + b"%%EOF and more")


def test_another_program_opens_it(content: bytes) -> None:
    assert len(pypdfium2.PdfDocument(content)) == 1


def test_a_template_cannot_fetch_anything() -> None:
    with pytest.raises(Refused):
        pdf("x.typ", templates={"x.typ": b'#import "@preview/tablex:0.0.9": *'}, data={})


def test_a_template_cannot_read_outside_its_folder() -> None:
    with pytest.raises(Refused):
        pdf("x.typ", templates={"x.typ": b'#read("/../../etc/hostname")'}, data={})
