"""QR codes as SVG."""

import io
from functools import lru_cache

import segno

MASK = 3
"""One mask for all codes: looking for the best costs five times as much and no decoder needs it."""


@lru_cache(maxsize=64)
def qr_svg(text: str) -> str:
    """The QR code of a text, error correction M, with its quiet zone."""
    page = io.BytesIO()
    code = segno.make(text, error="m", micro=False, mask=MASK, boost_error=False)
    code.save(page, kind="svg", border=4, xmldecl=False, svgns=True, omitsize=True)
    return page.getvalue().decode()
