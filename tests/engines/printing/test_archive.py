"""What PDF/A-2b asks for, as far as it shows without a validator; Typst refuses to write what breaks it."""

import re

import pypdfium2
import pytest
from tests.coordination.printed import office

from sampai.engines.printing.typesetting import pdf
from sampai.kernel.errors import Refused


@pytest.fixture(scope="module")
def content() -> bytes:
    return office().pdf(office().texts("kartu-rute")[:1])


def test_the_file_says_that_it_is_an_archive(content: bytes) -> None:
    assert re.search(rb"<pdfaid:part>2</pdfaid:part>|pdfaid:part=\"2\"", content)
    assert re.search(rb"<pdfaid:conformance>B</pdfaid:conformance>|pdfaid:conformance=\"B\"", content)
    assert b"/OutputIntents" in content or b"/GTS_PDFA1" in content
    assert re.match(rb"%PDF-1\.7\s%[\x80-\xff]{4}", content)


def test_nothing_in_it_is_closed_runs_or_lies_outside(content: bytes) -> None:
    for forbidden in (b"/Encrypt", b"/JavaScript", b"/Launch", b"/EmbeddedFiles", b"/LZWDecode"):
        assert forbidden not in content


def test_another_program_opens_it_and_every_font_is_inside(content: bytes) -> None:
    document = pypdfium2.PdfDocument(content)

    assert len(document) == 1
    assert (
        len(re.findall(rb"/FontFile[23]? ", content))
        >= len(re.findall(rb"/Type ?/FontDescriptor", content))
        >= 2
    )


def test_a_template_cannot_fetch_anything() -> None:
    with pytest.raises(Refused):
        pdf("x.typ", templates={"x.typ": b'#import "@preview/tablex:0.0.9": *'}, data={})


def test_a_template_cannot_read_outside_its_folder() -> None:
    with pytest.raises(Refused):
        pdf("x.typ", templates={"x.typ": b'#read("/../../etc/hostname")'}, data={})
