"""What the tasks of phones need of boxes and packs."""

from collections.abc import Iterator
from typing import Any

from sampai.custody.queries import phone_boxes
from sampai.custody.rules.phone import PhoneBox
from sampai.fieldwork.model import FieldBox
from sampai.kernel.ids import RegionCode
from sampai.main.web.desk import desk

PAGE = 1_000


def boxes_in(territory: RegionCode, /, *, event: str) -> Iterator[FieldBox]:
    """All boxes of an election in a territory, as they stand now."""
    last = ""
    while True:
        found = phone_boxes(territory, event=event, after=last, most=PAGE)
        yield from (field_box(box) for box in found if box.owner.startswith(territory))
        if len(found) < PAGE:
            return
        last = found[-1].code


def field_box(box: PhoneBox) -> FieldBox:
    """A box as tasks name it."""
    return FieldBox(
        code=box.code,
        owner=box.owner,
        kind=box.kind.value,
        contest=box.contest,
        dapil=box.dapil,
        phase=box.phase.value,
        seals=box.seals,
        heads=box.heads,
        direction=box.direction.value,
        level=box.level.value if box.level else "",
        place=box.place,
        troubles=tuple(one.value for one in box.troubles),
        copied=box.copied,
    )


def for_tasks() -> dict[str, Any]:
    """What the call is handed."""
    return {"boxes_in": boxes_in, "election_of": desk().election}
