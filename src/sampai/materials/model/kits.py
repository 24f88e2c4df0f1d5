"""Items and the rules that say who gets how many. A profile of the pack fills them."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sampai.election.model import Basis, Level, Standing
from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode
from sampai.kernel.text import say
from sampai.materials.model.formula import Formula


class ItemGroup(StrEnum):
    """The three legal groups of PKPU 14/2023 and its forerunners."""

    VOTING = "A"
    """Perlengkapan pemungutan suara: boxes, ballots, ink, booths, seals, marking tools."""
    SUPPORT = "B"
    """Dukungan perlengkapan lainnya: covers, badges, stationery, forms, stickers."""
    OTHER = "C"
    """Perlengkapan pemungutan suara lainnya: lists of candidates and voters, labels, boxes of the PPK."""


MOST_WEIGHT_MG = 100_000_000
MOST_VOLUME_ML = 1_000_000
MOST_PIECES = 1_000_000_000
"""Of one item at one place; with the weights above, the sums of a place stay within int64."""


class Packing(StrEnum):
    """Where an item travels."""

    BOX = "box"
    """It is itself the box that others go into; it travels assembled."""
    OWN_BOX = "own-box"
    """In the box of its own contest."""
    FIRST_BOX = "first-box"
    """In the box of the first contest held there."""
    OUTSIDE = "outside"
    """Beside the boxes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One kind of thing that is counted. Weights in milligrams and volumes in millilitres, of one piece.

    `family` gathers items that people count together: all ballots are `surat_suara`. `contest` is empty for
    what serves all contests. `pack_size`: pieces in a carton or bundle as the maker sends it.
    """

    key: str
    name: str
    name_en: str
    group: ItemGroup
    unit: str
    packing: Packing
    weight_mg: int
    volume_ml: int
    basis: Basis
    size_basis: Basis
    """What weight, volume and pack size rest on."""
    family: str = ""
    contest: str = ""
    pack_size: int = 1
    is_serialised: bool = False
    is_booth: bool = False

    def __post_init__(self) -> None:
        """Give the family its default and refuse what cannot be."""
        if not self.family:
            object.__setattr__(self, "family", self.key)
        if not (
            0 <= self.weight_mg <= MOST_WEIGHT_MG
            and 0 <= self.volume_ml <= MOST_VOLUME_ML
            and self.pack_size >= 1
        ):
            raise Refused(
                "item",
                say("The item {item} has an impossible weight, volume or pack size.", item=self.key),
                say("Give at most 100 kg and 1 m3 a piece, and a pack of at least one."),
            )
        if self.packing is Packing.OWN_BOX and not self.contest:
            raise Refused(
                "item",
                say("The item {item} travels in its own contest's box but has no contest.", item=self.key),
                say("Name its contest or let it travel in the first box."),
            )

    @property
    def is_box(self) -> bool:
        """Whether it is a ballot box."""
        return self.packing is Packing.BOX


REGION_DIGITS = {Level.STATION: 13, Level.PPS: 10, Level.PPK: 6, Level.KPU: 4}
"""Digits of the code of a place that holds a level: a station, a village, a kecamatan, a regency."""

PROVINCE_DIGITS = 2
"""The KPU of a province also has the level `kpu`; its code has two digits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedRule:
    """How many pieces of an item a place of one level gets, and what says so.

    It holds where the item's contest is held, in the regions of `only_in` (empty: everywhere) and not in
    those of `not_in`. Several rules for one item and level add up. `provincial` rules are for the KPU of a
    province.
    """

    item: str
    level: Level
    formula: Formula
    basis: Basis
    only_in: tuple[RegionCode, ...] = ()
    not_in: tuple[RegionCode, ...] = ()
    provincial: bool = False

    def __post_init__(self) -> None:
        """Only the KPU has a provincial level."""
        if self.provincial and self.level is not Level.KPU:
            raise Refused(
                "rule",
                say(
                    "The rule for {item} is provincial, but its level is {level}.",
                    item=self.item,
                    level=self.level,
                ),
                say("Give it the level kpu."),
            )

    @property
    def digits(self) -> int:
        """Digits of the codes of the places that it is for."""
        return PROVINCE_DIGITS if self.provincial else REGION_DIGITS[self.level]

    def holds_in(self, region: str) -> bool:
        """Whether it is meant for this region."""
        if self.only_in and not any(region.startswith(code) for code in self.only_in):
            return False
        return not any(region.startswith(code) for code in self.not_in)


@dataclass(frozen=True, slots=True, kw_only=True)
class KitBook:
    """Items and need rules of one election, in the order of the profile."""

    election: str
    items: tuple[Item, ...]
    rules: tuple[NeedRule, ...]

    def __post_init__(self) -> None:
        """Every rule has its item, every key is there once, and nothing is counted by itself."""
        _refuse_twice(tuple(item.key for item in self.items))
        for rule in self.rules:
            self._check(rule)

    def _check(self, rule: NeedRule) -> None:
        item = next((item for item in self.items if item.key == rule.item), None)
        if item is None:
            raise Refused(
                "rule",
                say("There is a rule for {item}, but no such item.", item=rule.item),
                say("Add the item or correct its key."),
            )
        circular = {"kotak", "bilik"} if item.is_box else {"bilik"} if item.is_booth else set()
        if circular.intersection(rule.formula.names):
            raise Refused(
                "rule",
                say("The number of {item} is made from itself.", item=rule.item),
                say("Use dpt, tps or kontes in the formula “{formula}”.", formula=rule.formula.text),
            )

    def item(self, key: str) -> Item:
        """The item with this key.

        Raises `Refused` when there is none, naming those that are.
        """
        found = next((item for item in self.items if item.key == key), None)
        if found is None:
            raise Refused(
                "item",
                say("There is no item “{item}”.", item=key),
                say("Choose one of: {items}.", items=", ".join(item.key for item in self.items)),
            )
        return found

    def family(self, key: str) -> tuple[Item, ...]:
        """The items of a family, such as all ballots for `surat_suara`; or the one item with this key."""
        return tuple(item for item in self.items if item.family == key) or (self.item(key),)

    def families(self) -> tuple[str, ...]:
        """The families, in the order of the profile."""
        return tuple(dict.fromkeys(item.family for item in self.items))

    def rules_for(self, item: str) -> Iterator[NeedRule]:
        """The rules of one item."""
        return (rule for rule in self.rules if rule.item == item)

    def unverified(self) -> tuple[str, ...]:
        """Keys of items with a need rule that nobody has verified."""
        doubtful = {rule.item for rule in self.rules if rule.basis.standing is Standing.UNVERIFIED}
        return tuple(item.key for item in self.items if item.key in doubtful)


def _refuse_twice(keys: tuple[str, ...]) -> None:
    for key in keys:
        if keys.count(key) > 1:
            raise Refused(
                "item",
                say("The item {item} is there twice.", item=key),
                say("Give every item its own key."),
            )
