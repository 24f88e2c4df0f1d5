"""What has a label: ballot boxes, kits of goods beside them, containers of the way back."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from sampai.kernel.errors import Refused
from sampai.kernel.text import say

BoxCode = NewType("BoxCode", str)
"""Owner, letter of the kind, number from 1: `1704012003001-B1` is a box of that station."""

_CODE = re.compile(r"^([0-9A-Z][0-9A-Z._]{0,38})-([BKC])([1-9][0-9]?)$")


class BoxKind(StrEnum):
    """What kind of thing is labelled. "Box" means all of them where nothing else is said."""

    BALLOT_BOX = "box"
    """Kotak suara: of one contest at one station, or a committee's own."""
    KIT = "kit"
    """Perlengkapan di luar kotak: booths and what else travels beside the boxes of a station."""
    CONTAINER = "container"
    """Wadah: forms and copies of the way back, large and small."""


LETTERS = {BoxKind.BALLOT_BOX: "B", BoxKind.KIT: "K", BoxKind.CONTAINER: "C"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """So many pieces of one item."""

    item: str
    count: int

    def __post_init__(self) -> None:
        """Pieces are counted."""
        if not self.item or self.count < 0:
            raise ValueError(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One labelled box as the plan has it: whose it is, for which contest, what belongs inside.

    `dapil` is the electoral district of its ballots, empty where a contest has none or it is not known.
    """

    code: BoxCode
    kind: BoxKind
    owner: str
    contest: str = ""
    dapil: str = ""
    contents: tuple[Content, ...] = ()

    def __post_init__(self) -> None:
        """The code says owner and kind, so that a torn label still tells both."""
        if parts_of(self.code) != (self.owner, self.kind):
            raise Refused(
                "box",
                say("“{code}” is no code of this box.", code=self.code),
                say("Write owner, letter and number, such as 1704012003001-B1."),
            )


def box_code(owner: str, *, kind: BoxKind, number: int) -> BoxCode:
    """The code of an owner's box. Raises `Refused` for an owner that no label can hold."""
    code = BoxCode(f"{owner}-{LETTERS[kind]}{number}")
    parts_of(code)
    return code


def parts_of(code: str) -> tuple[str, BoxKind]:
    """Owner and kind that a code names. Raises `Refused` for anything else."""
    found = _CODE.match(code)
    if found is None:
        raise Refused(
            "box",
            say("“{code}” is no code of a box.", code=code),
            say("Write owner, letter and number, such as 1704012003001-B1."),
        )
    return found[1], next(kind for kind, letter in LETTERS.items() if letter == found[2])


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What the QR code on a box says. The tag shows that the commission made it; only a node can check it."""

    box: BoxCode
    contest: str
    tag: str
