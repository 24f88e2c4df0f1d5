"""Packing lists: what goes into which box of a station, and what travels beside the boxes."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from sampai.election.model import Contest, Election
from sampai.kernel.ids import StationCode, village_of
from sampai.kernel.quantity import Load
from sampai.materials.model import Item, KitBook, Needs, Packing


@dataclass(frozen=True, slots=True)
class PackedItem:
    """So many pieces of one item."""

    item: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedBox:
    """One box: its number at the station from 1, its contest, and what goes inside.

    `contest` is empty for a box above the number of contests. `weight_g` has the box itself in it;
    `content_ml` is the room that the content takes, to be held against `room_ml`.
    """

    number: int
    contest: str
    contents: tuple[PackedItem, ...]
    weight_g: int
    content_ml: int
    room_ml: int

    @property
    def is_overfull(self) -> bool:
        """Whether the content takes more room than the box has."""
        return self.content_ml > self.room_ml


@dataclass(frozen=True, slots=True, kw_only=True)
class PackingList:
    """All that one station gets: boxes in ballot order, and goods outside. `load` is what travels."""

    station: StationCode
    boxes: tuple[PackedBox, ...]
    outside: tuple[PackedItem, ...]
    load: Load


def packing_list(station: StationCode, *, needs: Needs, election: Election, kits: KitBook) -> PackingList:
    """The packing list of one station.

    What belongs into the box of a contest for which there is no box goes into the last box, and outside when
    there is no box at all; nothing is left behind.
    """
    counts = needs.at(station)
    contests = election.contests_in(village_of(station))
    boxes = [item for item in kits.items if item.is_box for _ in range(counts[item.key])]
    held = {contest.code: number for number, contest in enumerate(contests, start=1)}
    packed: list[list[Item]] = [[] for _ in range(len(boxes) + 1)]
    for item in kits.items:
        if counts[item.key] and not item.is_box:
            packed[_box_number(item, held, last=len(boxes))].append(item)
    return PackingList(
        station=station,
        boxes=tuple(
            _box(box, number, contests, inside=packed[number], counts=counts)
            for number, box in enumerate(boxes, start=1)
        ),
        outside=_counted(packed[0], counts=counts),
        load=needs.load(needs.index(station)),
    )


def _counted(items: Iterable[Item], *, counts: Mapping[str, int]) -> tuple[PackedItem, ...]:
    return tuple([PackedItem(item.key, counts[item.key]) for item in items])


def boxes_by_contest(
    stations: Iterable[StationCode], *, needs: Needs, election: Election, kits: KitBook
) -> Mapping[str, int]:
    """How many boxes of each contest some stations get; those above the number of contests under ``""``."""
    columns = [needs.items.index(item.key) for item in kits.items if item.is_box]
    found = Counter({contest.code: 0 for contest in election.contests})
    for village, group in groupby(stations, key=village_of):
        contests = [contest.code for contest in election.contests_in(village)]
        rows = [needs.index(code) for code in group]
        for count in needs.quantity[rows][:, columns].sum(axis=1).tolist():
            found.update(contests[:count])
            found[""] += max(0, count - len(contests))
    return {contest: count for contest, count in found.items() if count}


def outside_items(
    stations: Iterable[StationCode], *, needs: Needs, kits: KitBook
) -> tuple[tuple[Item, int], ...]:
    """Goods of some stations that travel beside the boxes, in the order of the kit book."""
    rows = [needs.index(code) for code in stations]
    items = [item for item in kits.items if item.packing is Packing.OUTSIDE]
    columns = [needs.items.index(item.key) for item in items]
    counts = needs.quantity[rows][:, columns].sum(axis=0).tolist()
    return tuple((item, count) for item, count in zip(items, counts, strict=True) if count)


def _box_number(item: Item, held: Mapping[str, int], *, last: int) -> int:
    """The box that an item goes into, from 1; 0 is outside. `held`: the contests' numbers by code."""
    if item.packing is Packing.OUTSIDE:
        return 0
    if item.packing is Packing.FIRST_BOX:
        return min(1, last)
    return min(held.get(item.contest, last), last)


def _box(
    box: Item,
    number: int,
    contests: tuple[Contest, ...],
    *,
    inside: Sequence[Item],
    counts: Mapping[str, int],
) -> PackedBox:
    weight_mg = box.weight_mg + sum([item.weight_mg * counts[item.key] for item in inside])
    return PackedBox(
        number=number,
        contest=contests[number - 1].code if number <= len(contests) else "",
        contents=_counted(inside, counts=counts),
        weight_g=-(-weight_mg // 1_000),
        content_ml=sum([item.volume_ml * counts[item.key] for item in inside]),
        room_ml=box.volume_ml,
    )
