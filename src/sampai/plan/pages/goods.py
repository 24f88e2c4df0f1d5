"""Totals of needs by legal group, with what each number rests on."""

from dataclasses import dataclass

from sampai.election.model import Level, Standing
from sampai.materials.model import Item, ItemGroup, NeedRule
from sampai.plan.model import OperationPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemLine:
    """One item: pieces at the stations, at the levels above, the rules that say so, the weakest standing."""

    item: Item
    at_stations: int
    above: int
    rules: tuple[NeedRule, ...]
    standing: Standing

    @property
    def total(self) -> int:
        """All pieces."""
        return self.at_stations + self.above


@dataclass(frozen=True, slots=True)
class ItemGroupLines:
    """The items of one legal group."""

    group: ItemGroup
    lines: list[ItemLine]


def item_groups(plan: OperationPlan) -> list[ItemGroupLines]:
    """Items that anybody needs, by legal group, in the order of the profile."""
    everywhere, at_stations = plan.needs.totals(), plan.needs.totals(level=Level.STATION)
    lines = [
        _line(plan, item, total=everywhere[item.key], at_stations=at_stations[item.key])
        for item in plan.rules.kits.items
        if everywhere.get(item.key)
    ]
    return [
        ItemGroupLines(group, found)
        for group in ItemGroup
        if (found := [line for line in lines if line.item.group is group])
    ]


def _line(plan: OperationPlan, item: Item, *, total: int, at_stations: int) -> ItemLine:
    region = plan.operation.settings.region
    rules = tuple(
        rule for rule in plan.rules.kits.rules_for(item.key) if rule.holds_in(region) and not rule.provincial
    )
    return ItemLine(
        item=item,
        at_stations=at_stations,
        above=total - at_stations,
        rules=rules,
        standing=weakest([rule.basis.standing for rule in rules]),
    )


def weakest(standings: list[Standing]) -> Standing:
    """The standing that a number made from several rules has."""
    order = list(Standing)
    return max(standings, key=order.index, default=Standing.UNVERIFIED)
