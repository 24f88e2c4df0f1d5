"""Labels: which boxes a station gets, and the text of the QR code on each."""

import hmac
from collections.abc import Iterable
from hashlib import sha256

from sampai.custody.model import Box, BoxKind, Content, Label, box_code, parts_of
from sampai.custody.model.boxes import BoxCode
from sampai.kernel.errors import Refused
from sampai.kernel.text import say
from sampai.materials.rules.packing import PackedItem, PackingList

LABEL = "S1"
"""What the text of a label begins with: Sampai, first layout."""
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no I, L, O, U."""
TAG_SYMBOLS = 8
"""40 bits: 1 in 10^12 for a guess, and each guess costs a printed label."""


def boxes_of(packing: PackingList, *, dapil: str = "") -> tuple[Box, ...]:
    """The boxes of a station in the order of its packing list, then the kit of goods outside them."""
    boxes = tuple(
        Box(
            code=box_code(packing.station, kind=BoxKind.BALLOT_BOX, number=packed.number),
            kind=BoxKind.BALLOT_BOX,
            owner=packing.station,
            contest=packed.contest,
            dapil=dapil,
            contents=_contents(packed.contents),
        )
        for packed in packing.boxes
    )
    if not packing.outside:
        return boxes
    kit = Box(
        code=box_code(packing.station, kind=BoxKind.KIT, number=1),
        kind=BoxKind.KIT,
        owner=packing.station,
        contents=_contents(packing.outside),
    )
    return (*boxes, kit)


def containers_of(owner: str, *, count: int) -> tuple[Box, ...]:
    """Containers for forms and copies of the way back: first the large one, then the small one."""
    return tuple(
        Box(
            code=box_code(owner, kind=BoxKind.CONTAINER, number=number),
            kind=BoxKind.CONTAINER,
            owner=owner,
        )
        for number in range(1, count + 1)
    )


def _contents(items: Iterable[PackedItem]) -> tuple[Content, ...]:
    return tuple(Content(item=one.item, count=one.count) for one in items)


def label_text(box: Box, *, election: str, key: bytes) -> str:
    """What the QR code on a box says, in characters that QR codes hold tightly: `S1/BOX/CONTEST/TAG`."""
    contest = box.contest.upper()
    return f"{LABEL}/{box.code}/{contest}/{_tag(box.code, contest, election=election, key=key)}"


def read_label(text: str) -> Label:
    """The label that a text says. Raises `Refused` for another QR code or a damaged one."""
    parts = text.strip().upper().split("/")
    if len(parts) != 4 or parts[0] != LABEL or len(parts[3]) != TAG_SYMBOLS:
        raise Refused("label", say("This is no label of a box."), say("Scan the label on the box again."))
    parts_of(parts[1])
    return Label(box=BoxCode(parts[1]), contest=parts[2], tag=parts[3])


def is_ours(label: Label, *, election: str, key: bytes) -> bool:
    """Whether the commission made the label. Only nodes hold the key; a phone cannot tell."""
    return hmac.compare_digest(_tag(label.box, label.contest, election=election, key=key), label.tag)


def _tag(box: str, contest: str, *, election: str, key: bytes) -> str:
    message = f"sampai/label/v1\n{election}\n{box}\n{contest}".encode()
    bits = int.from_bytes(hmac.digest(key, message, sha256)[:5], "big")
    return "".join(ALPHABET[bits >> shift & 31] for shift in range(35, -5, -5))
