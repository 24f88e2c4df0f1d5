"""What a reader asks for in an address."""

from collections.abc import Mapping
from urllib.parse import urlencode

from sampai.command.model import FIELDS, Filter
from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode
from sampai.kernel.text import say
from sampai.places.model import LEVEL_OF_LENGTH

AFTER = "sesudah"
"""Under which name an address holds the last row of the page before."""

MOST_DIGITS = 24


def read_filter(asked: Mapping[str, str]) -> Filter:
    """The filter that an address asks for. Raises `Refused` for what cannot be."""
    found = {field: " ".join(asked.get(word, "").split()) for word, field in FIELDS.items()}
    region = found.pop("region").replace(".", "")
    if region and not (region.isdecimal() and region.isascii() and len(region) in LEVEL_OF_LENGTH):
        raise Refused(
            "filter",
            say("“{value}” is no code of a region.", value=region),
            say("Write 2, 4, 6 or 10 digits."),
        )
    return Filter(region=RegionCode(region), **found)


def read_after(asked: Mapping[str, str]) -> str:
    """The row after which a page begins; empty for the first page."""
    after = asked.get(AFTER, "")
    return after if after.isdecimal() and after.isascii() and len(after) <= MOST_DIGITS else ""


def query_of(wanted: Filter, **more: str) -> str:
    """The filter as an address asks for it."""
    return urlencode({**wanted.said(), **more})
