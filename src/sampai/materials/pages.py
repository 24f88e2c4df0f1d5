"""Needs as tables: in all, per kecamatan, per village, per station, and what goes into which box."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from sampai.election.model import Election, Level, Standing
from sampai.kernel.ids import RegionCode
from sampai.kernel.table.page import TableSheet
from sampai.kernel.table.worded import TENTHS, WHOLE, Heading, Said, worded
from sampai.kernel.text import Words, say
from sampai.materials.model import Item, KitBook, Loads, Needs
from sampai.materials.rules.explain import STANDINGS
from sampai.materials.rules.packing import PackedItem, PackingList, packing_list
from sampai.places.model import RegionLevel, Territory

LEVELS = (Level.STATION, Level.PPS, Level.PPK, Level.KPU)
UNVERIFIED_NOTE = say("Items marked * rest on a rule that nobody has verified.")


def needs_sheets(
    needs: Needs, *, election: Election, kits: KitBook, territory: Territory, words: Words
) -> list[TableSheet]:
    """All sheets of the needs, in the words of one language."""
    return [
        totals_sheet(needs, kits=kits, words=words),
        region_sheet(needs, level=RegionLevel.KECAMATAN, kits=kits, territory=territory, words=words),
        region_sheet(needs, level=RegionLevel.VILLAGE, kits=kits, territory=territory, words=words),
        station_sheet(needs, kits=kits, territory=territory, words=words),
        boxes_sheet(needs, election=election, kits=kits, words=words),
    ]


def item_name(item: Item, *, kits: KitBook, words: Words) -> str:
    """What people call an item, with a star where its number is not verified."""
    name = item.name_en if words.lang == "en" else item.name
    return f"{name} *" if item.key in kits.unverified() else name


def totals_sheet(needs: Needs, *, kits: KitBook, words: Words) -> TableSheet:
    """Pieces of every item by level, with the rule's standing and source."""
    by_level = {level: needs.totals(level=level) for level in LEVELS}
    return worded(
        words,
        name=say("Totals"),
        title=say("Needs in all, by item and level"),
        notes=[UNVERIFIED_NOTE],
        headings=[
            Heading(say("Item"), width=40),
            Heading(say("Group")),
            Heading(say("Unit")),
            *(Heading(level.upper(), WHOLE) for level in LEVELS),
            Heading(say("In all"), WHOLE),
            Heading(say("Packs"), WHOLE),
            Heading(say("Basis")),
            Heading(say("Source"), width=60),
        ],
        rows=[
            [
                item_name(item, kits=kits, words=words),
                item.group.value,
                item.unit,
                *(by_level[level][item.key] for level in LEVELS),
                sum(by_level[level][item.key] for level in LEVELS),
                -(-sum(by_level[level][item.key] for level in LEVELS) // item.pack_size),
                *_rests_on(item, kits=kits),
            ]
            for item in kits.items
        ],
    )


def _rests_on(item: Item, *, kits: KitBook) -> tuple[Said, Said]:
    """The weakest standing among an item's rules, and their sources."""
    bases = [rule.basis for rule in kits.rules_for(item.key)]
    if not bases:
        return "", ""
    weakest = max(bases, key=lambda basis: list(Standing).index(basis.standing))
    return STANDINGS[weakest.standing], "; ".join(dict.fromkeys(basis.source for basis in bases))


def region_sheet(
    needs: Needs, *, level: RegionLevel, kits: KitBook, territory: Territory, words: Words
) -> TableSheet:
    """Sums per region of a level: stations, voters, every item, and what travels.

    What PPS and PPK get for themselves counts in the regions where they are.
    """
    sums = needs.sums(level)
    is_village = level is RegionLevel.VILLAGE
    return worded(
        words,
        name=say("Villages") if is_village else say("Kecamatan"),
        title=say("Needs per village") if is_village else say("Needs per kecamatan"),
        notes=[UNVERIFIED_NOTE],
        headings=[
            Heading(say("Code")),
            Heading(say("Kecamatan"), width=22),
            *([Heading(say("Village"), width=22)] if is_village else []),
            Heading(say("Stations"), WHOLE),
            Heading(say("Voters"), WHOLE),
            *_item_headings(kits, words=words),
            *_LOAD_HEADINGS,
        ],
        rows=[
            [
                *_where(code, territory=territory),
                int(sums.stations[row]),
                int(sums.voters[row]),
                *sums.quantity[row].tolist(),
                *_load(sums.carried, row),
            ]
            for row, code in enumerate(sums.regions)
        ],
        total_row=[
            words.say(say("In all")),
            *[""] * (2 if is_village else 1),
            int(sums.stations.sum()),
            int(sums.voters.sum()),
            *sums.quantity.sum(axis=0).tolist(),
            int(sums.carried.boxes.sum()),
            int(sums.carried.volume_l.sum()) / 1000,
            int(sums.carried.weight_g.sum()) / 1000,
        ],
    )


_LOAD_HEADINGS = (
    Heading(say("Boxes that travel"), WHOLE),
    Heading(say("Volume (m3)"), "#,##0.000"),
    Heading(say("Weight (kg)"), TENTHS),
)


def _item_headings(kits: KitBook, *, words: Words) -> list[Heading]:
    return [Heading(item_name(item, kits=kits, words=words), WHOLE, 12) for item in kits.items]


def _load(loads: Loads, row: int) -> tuple[int, float, float]:
    load = loads.at(row)
    return load.boxes, load.volume_l / 1000, load.weight_g / 1000


def _where(code: str, *, territory: Territory) -> list[str]:
    """The code, its kecamatan's name and, for a village, its own."""
    names = [_name(code[:6], territory=territory)]
    if len(code) > 6:
        names.append(_name(code[:10], territory=territory))
    return [code, *names]


def _name(code: str, *, territory: Territory) -> str:
    region = territory.regions.get(RegionCode(code))
    return region.name if region else code


def station_sheet(needs: Needs, *, kits: KitBook, territory: Territory, words: Words) -> TableSheet:
    """Every station with every item, and what travels to it."""
    voters, quantity = needs.voters.tolist(), needs.quantity.tolist()
    return worded(
        words,
        name=say("Stations"),
        title=say("Needs per TPS"),
        notes=[UNVERIFIED_NOTE],
        headings=[
            Heading(say("Code"), width=16),
            Heading(say("Kecamatan"), width=22),
            Heading(say("Village"), width=22),
            Heading(say("TPS"), "000", 6),
            Heading(say("Voters"), WHOLE),
            *_item_headings(kits, words=words),
            *_LOAD_HEADINGS,
        ],
        rows=[
            [
                *_where(station, territory=territory),
                int(station[10:]),
                voters[row],
                *quantity[row],
                *_load(needs.carried, row),
            ]
            for row, station in enumerate(needs.stations)
        ],
    )


def boxes_sheet(needs: Needs, *, election: Election, kits: KitBook, words: Words) -> TableSheet:
    """What goes into each box of a station, and what travels beside the boxes: least, most and in all."""
    lists = [packing_list(s, needs=needs, election=election, kits=kits) for s in needs.stations]
    contests = {c.code: (c.name_en if words.lang == "en" else "") or c.name for c in election.contests}
    return worded(
        words,
        name=say("Boxes"),
        title=say("Packing list of the boxes of a TPS"),
        notes=[UNVERIFIED_NOTE],
        headings=[
            Heading(say("Box"), width=8),
            Heading(say("Contest"), width=34),
            Heading(say("Item"), width=40),
            Heading(say("Unit")),
            Heading(say("Least per TPS"), WHOLE),
            Heading(say("Most per TPS"), WHOLE),
            Heading(say("Stations"), WHOLE),
            Heading(say("In all"), WHOLE),
        ],
        rows=[
            [
                box or say("outside"),
                contests.get(contest, contest),
                item_name(kits.item(key), kits=kits, words=words),
                kits.item(key).unit,
                min(counts),
                max(counts),
                len(counts),
                sum(counts),
            ]
            for (box, contest, key), counts in _by_box(lists, kits=kits).items()
        ],
    )


_Box = tuple[int, str, str]


def _by_box(lists: Sequence[PackingList], *, kits: KitBook) -> Mapping[_Box, list[int]]:
    """Pieces per station of each item in each box (number, contest, item); what is outside is box 0, last."""
    counts: dict[_Box, list[int]] = defaultdict(list)
    for packed in lists:
        for box, contest, item in _packed(packed):
            counts[box, contest, item.item].append(item.count)
    order = {item.key: number for number, item in enumerate(kits.items)}
    return dict(sorted(counts.items(), key=lambda c: (c[0][0] == 0, c[0][0], c[0][1], order[c[0][2]])))


def _packed(packed: PackingList) -> Iterator[tuple[int, str, PackedItem]]:
    for box in packed.boxes:
        yield from ((box.number, box.contest, item) for item in box.contents)
    yield from ((0, "", item) for item in packed.outside)
