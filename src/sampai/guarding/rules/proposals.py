"""Classes that rules of the pack propose from facts. A person accepts or changes them, with a reason."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce

from sampai.guarding.model import Condition, Proposal, RiskClaim, RiskRule
from sampai.guarding.rules.risk import CLASS, STRICTNESS, weight
from sampai.kernel.text import Text, say
from sampai.places.model import Station

SPECIAL, HARD, SIGNAL = "lokasi-khusus", "tps-sulit", "sinyal"
"""Facts of the sheet `tps`, beside the indicators of `kerawanan`, by their names in a rule."""

PARITY = "keseimbangan-dukungan"
"""How even support is: entered as high or low only, never as shares of votes."""

PARITY_VALUES = ("tinggi", "rendah")

REGION_DIGITS = (4, 6, 10)


def plain(word: str) -> str:
    """A name or value as rules write it: `Riwayat PSU` is `riwayat-psu`."""
    return "-".join(word.casefold().replace("_", " ").replace("-", " ").split())


def proposals_of(
    stations: Iterable[Station], *, claims: Iterable[RiskClaim], rules: Sequence[RiskRule]
) -> tuple[Proposal, ...]:
    """The strictest class that a rule proposes for each station; none where no rule holds."""
    said = _indicators(claims)
    return tuple(
        proposal
        for station in stations
        if (proposal := _proposal(station, facts=_facts(station, said=said), rules=rules))
    )


Said = Mapping[str, Mapping[str, RiskClaim]]
"""By place and indicator: the surest statement."""


def _indicators(claims: Iterable[RiskClaim]) -> Said:
    said: dict[str, dict[str, RiskClaim]] = defaultdict(dict)
    for claim in sorted(claims, key=weight):
        if plain(claim.indicator) != CLASS:
            said[claim.place][plain(claim.indicator)] = claim
    return said


def _facts(station: Station, *, said: Said) -> Mapping[str, str]:
    """What is known of a station, by name: of regions first, so that what is said of itself counts."""
    facts: dict[str, str] = {}
    for code in (*(station.village[:digits] for digits in REGION_DIGITS), station.code) if said else ():
        facts |= {name: plain(claim.value) for name, claim in said.get(code, {}).items()}
    return facts | dict(_of_table(station))


def _of_table(station: Station) -> Iterator[tuple[str, str]]:
    if station.special is not None:
        yield SPECIAL, station.special.value
    if station.hard:
        yield HARD, "ya"
    if station.is_blankspot:
        yield SIGNAL, "tidak-ada"


def _proposal(station: Station, *, facts: Mapping[str, str], rules: Sequence[RiskRule]) -> Proposal | None:
    found = [rule for rule in rules if facts and all(_holds(one, facts=facts) for one in rule.conditions)]
    if not found:
        return None
    risk = max((rule.risk for rule in found), key=STRICTNESS.index)
    found = [rule for rule in found if rule.risk is risk]
    return Proposal(
        station=station.code,
        risk=risk,
        rules=tuple(rule.code for rule in found),
        why=reduce(_and, (rule.reason for rule in found)),
    )


def _holds(condition: Condition, *, facts: Mapping[str, str]) -> bool:
    value = facts.get(condition.name)
    return value is not None and (not condition.values or value in condition.values)


def _and(first: Text, more: Text) -> Text:
    return say("{first} {more}", first=first, more=more)
