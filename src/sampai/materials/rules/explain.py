"""How a number came about: rule, formula with the numbers put in, basis and standing."""

from collections.abc import Iterator, Mapping

import numpy as np

from sampai.election.model import Election, Level, Standing
from sampai.kernel.ids import RegionCode
from sampai.kernel.text import Text, say
from sampai.materials.model import Item, KitBook, NeedRule, StationColumns
from sampai.materials.rules.needs import needs_of_columns
from sampai.places.model import Station

STANDINGS: Mapping[Standing, Text] = {
    Standing.LAW: say("law"),
    Standing.PRACTICE: say("practice"),
    Standing.UNVERIFIED: say("unverified"),
}


def explain(item: str, station: Station, *, election: Election, kits: KitBook) -> tuple[Text, ...]:
    """Sentences on how many pieces a station gets and why; for a family (`surat_suara`) of every member.

    Raises `Refused` for an item that the profile does not have.
    """
    members = kits.family(item)
    needs = needs_of_columns(
        StationColumns(np.array([int(station.code)]), np.array([station.voters])),
        election=election,
        kits=kits,
    )
    counts = needs.at(station.code)
    quantities = _quantities(station, counts, election=election, kits=kits)
    lines = [say("TPS {station} has {voters} voters.", station=station.code, voters=station.voters)]
    for member in members:
        lines += _lines(member, station, election=election, kits=kits, quantities=quantities)
        lines.append(_result(member, counts[member.key]))
    if len(members) > 1:
        total = sum(counts[member.key] for member in members)
        lines.append(say("{item} in all: {count}.", item=item, count=total))
    return tuple(lines)


def _quantities(
    station: Station, counts: Mapping[str, int], *, election: Election, kits: KitBook
) -> dict[str, int]:
    return {
        "dpt": station.voters,
        "tps": 1,
        "kontes": len(election.contests_in(station.village)),
        "kotak": sum(counts[item.key] for item in kits.items if item.is_box),
        "bilik": sum(counts[item.key] for item in kits.items if item.is_booth),
    }


def _result(item: Item, count: int) -> Text:
    return say("{name} ({item}): {count} {unit}.", name=item.name, item=item.key, count=count, unit=item.unit)


def _lines(
    item: Item, station: Station, *, election: Election, kits: KitBook, quantities: Mapping[str, int]
) -> Iterator[Text]:
    held = {contest.code for contest in election.contests_in(station.village)}
    if item.contest and item.contest not in held:
        yield say("{name}: this contest is not held there.", name=item.name)
        return
    rules = [rule for rule in kits.rules_for(item.key) if rule.level is Level.STATION]
    if not rules:
        yield say("{name}: no rule gives it to a station; a place above holds it.", name=item.name)
    for rule in rules:
        yield from _rule_lines(rule, station.village, quantities)


def _rule_lines(rule: NeedRule, region: RegionCode, quantities: Mapping[str, int]) -> Iterator[Text]:
    if not rule.holds_in(region):
        yield say("The rule {formula} is not meant for this region.", formula=rule.formula.text)
        return
    yield say(
        "{item}: {formula} = {filled} = {value}",
        item=rule.item,
        formula=rule.formula.text,
        filled=rule.formula.filled(quantities),
        value=rule.formula.value(quantities),
    )
    yield say(
        "Basis ({standing}): {source}.", standing=STANDINGS[rule.basis.standing], source=rule.basis.source
    )
