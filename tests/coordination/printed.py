"""Papers of a tiny world with people by name, and what a printer and a scanner make of them."""

from collections.abc import Iterator
from functools import cache

import pypdfium2
import zxingcpp
from tests.plan.manned import NAMED, manned_plan

from sampai.main.printing import Printing
from sampai.main.words import words
from sampai.plan.model import OperationPlan

DPI = 203
"""A thermal printer's."""

KEY = b"k" * 32

QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


@cache
def plan() -> OperationPlan:
    return manned_plan(NAMED)


def office(lang: str = "id") -> Printing:
    return Printing(words=words(lang), key=KEY, plan=plan())


def blank_office() -> Printing:
    return Printing(words=words("id"), key=KEY)


def scanned(content: bytes) -> Iterator[list[str]]:
    """The QR texts of each page of a PDF, drawn as the thermal printer draws."""
    for page in pypdfium2.PdfDocument(content):
        picture = page.render(scale=DPI / 72, grayscale=True).to_pil()
        yield [one.text for one in zxingcpp.read_barcodes(picture, formats=QR)]


def read(content: bytes) -> str:
    """All letters of a PDF, spaces drawn together."""
    pages = (page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content))
    return " ".join(" ".join(pages).split())
