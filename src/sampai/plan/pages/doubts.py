"""How sure the plan is of what it was made from: counts by certainty."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from sampai.kernel.quantity import Certainty
from sampai.kernel.text import Text, say
from sampai.places.model import Register, Station
from sampai.plan.model import OperationPlan


@dataclass(frozen=True, slots=True)
class DoubtLine:
    """One kind of input, counted by certainty; `unknown` counts those that the tables do not give."""

    what: Text
    counts: Counter[Certainty]
    unknown: int = 0
    remark: Text | None = None

    @property
    def total(self) -> int:
        """All of the kind."""
        return self.counts.total() + self.unknown


def doubt_lines(plan: OperationPlan) -> list[DoubtLine]:
    """Every kind of input that there is any of."""
    operation = plan.operation
    register = operation.register
    lines = [
        _station_positions(register),
        DoubtLine(say("Voters of stations"), Counter(s.voters_certainty for s in register.stations)),
        DoubtLine(
            say("Positions of stores, offices and other places"),
            Counter(place.located.certainty for place in register.places),
        ),
        DoubtLine(say("Links that no road map knows"), Counter(link.certainty for link in register.links)),
        DoubtLine(say("Vehicles"), _weighted((g.certainty, g.count) for g in operation.fleet)),
        DoubtLine(
            say("Officers whom the units can send"),
            _weighted((unit.certainty, unit.available) for unit in operation.units),
        ),
        DoubtLine(
            say("Distances and times of journeys"),
            Counter(journey.certainty for journey in plan.delivery.journeys),
            remark=_network(plan.delivery.network),
        ),
    ]
    return [line for line in lines if line.total]


def is_surveyed(station: Station) -> bool:
    """Whether somebody measured or reported where the station is."""
    located = station.located
    return located is not None and located.certainty in {Certainty.MEASURED, Certainty.REPORTED}


def position_sources(register: Register) -> list[tuple[str, int]]:
    """Sources of the positions of stations and places, the most used first."""
    located = [s.located for s in register.stations if s.located] + [p.located for p in register.places]
    counts = Counter(where.source for where in located if where.source)
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def voter_sources(register: Register) -> list[tuple[str, int]]:
    """Sources of the voters of stations, the most used first."""
    counts = Counter(station.voters_source for station in register.stations if station.voters_source)
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def _station_positions(register: Register) -> DoubtLine:
    located = [station.located for station in register.stations if station.located]
    errors = [where.error_m for where in located if where.error_m is not None]
    remark = (
        say("Half of them are expected within {metres} m.", metres=round(median(errors))) if errors else None
    )
    return DoubtLine(
        say("Positions of stations"),
        Counter(where.certainty for where in located),
        unknown=len(register.stations) - len(located),
        remark=remark,
    )


def _network(network: str) -> Text:
    """What distances come from, in a sentence that can be translated."""
    if network.startswith("village graph"):
        return say("Along neighbouring villages and links, not on a road map.")
    if network.startswith("beeline"):
        return say("Along straight lines and links, not on a road map.")
    return say("Network: {network}.", network=network)


def _weighted(pairs: Iterable[tuple[Certainty, int]]) -> Counter[Certainty]:
    counts: Counter[Certainty] = Counter()
    for certainty, count in pairs:
        counts[certainty] += count
    return counts
