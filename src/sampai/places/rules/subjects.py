"""What a row is about: a place, a station, a link or a region, named by one code."""

import re

from sampai.kernel.table.sheet import Row
from sampai.kernel.table.values import text

_DOTTED = re.compile(r"\d{2}(\.?\d{2}(\.?\d{2}(\.?\d{4}([-./ ]?\d{3})?)?)?)?")


def subject_code(written: str) -> str:
    """The code of a subject as the register writes it: `17.04.01.2001-003` is the station 1704012001003.

    Only codes of regions and stations lose their dots; a place's code stays as its owner writes it.
    """
    return re.sub(r"\D", "", written) if _DOTTED.fullmatch(written) else written


def link_code(row: Row) -> str:
    """The code that a row of `lintasan` gives its link, or the one made of its ends and mode."""
    origin, target = (subject_code(text(row, key)) for key in ("origin", "target"))
    return text(row, "code") or f"{origin}-{target}-{text(row, 'mode')}"
