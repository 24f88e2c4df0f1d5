"""What the operation itself knows of the days: its forecasts and closures, so that weather counts once.

- Where a forecast covers a journey's hours, the day is as foretold: wet or dry, not as the month usually is.
- Where the plan's drives are slowed by rain already, sampled rain does not slow them again.
- What is shut at times and lies on a journey's way holds up a vehicle that comes late to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from sampai.election.model import Election, Level
from sampai.transport.model import Journey
from sampai.transport.rules.diary import Span, working_days
from sampai.transport.rules.going import Going, Outlook, going
from sampai.transport.rules.means import Means
from sampai.transport.rules.offices import KECAMATAN
from sampai.transport.rules.weather import Hours, held, is_wet, villages


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The ways of each stage as the plan takes them, and the rain that is foretold for each kecamatan."""

    stages: Mapping[tuple[Level, Level], Going] = field(default_factory=dict)
    rain: Mapping[str, tuple[tuple[Span, bool], ...]] = field(default_factory=dict)
    """By kecamatan, from when to when a forecast of rain holds, and whether it is wet."""

    def is_wet(self, kecamatan: str, *, during: Span) -> bool | None:
        """Whether it is wet in some hours; None where the forecasts do not say."""
        told = [(span, wet) for span, wet in self.rain.get(kecamatan, ()) if span.overlaps(during)]
        if any(wet for _, wet in told):
            return True
        return None if during.without(span for span, _ in told) else False

    def shut(self, journey: Journey) -> tuple[Span, ...]:
        """When anything on the way of a journey is shut."""
        now = self.stages.get((journey.giver, journey.receiver))
        if now is None or not now.times:
            return ()
        places = (journey.origin, *(stop.place for stop in journey.stops), journey.home)
        return now.shut(now.needed((journey.mode, a, b) for a, b in pairwise(places)))

    def is_slowed(self, journey: Journey) -> bool:
        """Whether the plan gives a journey more time because of rain."""
        now = self.stages.get((journey.giver, journey.receiver))
        if now is None or journey.mode not in now.slow:
            return False
        conditions, network = now.slow[journey.mode], now.fair.network
        places = {journey.origin, *(stop.place for stop in journey.stops)}
        near = {village for place in places for village in villages(place, network=network)}
        wet = (link for link in network.links if link.code in conditions.wet_links)
        return not near.isdisjoint(conditions.percent) or any(
            link.mode == journey.mode and not places.isdisjoint({link.origin, link.target}) for link in wet
        )


NOTHING = Known()
"""Neither forecasts nor closures."""


def known_of(ways: Means, *, election: Election, outlook: Outlook) -> Known:
    """What forecasts and closures say of the stages of an election, out and back."""
    if not (outlook.closures or outlook.forecasts):
        return NOTHING
    hours = held(outlook.forecasts, voting_day=outlook.voting_day)
    return Known(
        stages={
            (stage.giver, stage.receiver): going(
                ways, days=working_days(stage, election=one), outlook=outlook
            )
            for one in (election, election.returning())
            for stage in one.stages
        },
        rain=_rain(hours, ways=ways, outlook=outlook),
    )


def _rain(
    hours: tuple[Hours, ...], *, ways: Means, outlook: Outlook
) -> Mapping[str, tuple[tuple[Span, bool], ...]]:
    found: dict[str, list[tuple[Span, bool]]] = {}
    nodes = ways.network.nodes
    for one in hours:
        tenths = one.forecast.rain_tenth_mm
        if tenths is None:
            continue
        wet = is_wet(outlook.rules, rain_tenth_mm=tenths)
        there = {nodes[village][:KECAMATAN] for village in villages(one.forecast.place, network=ways.network)}
        for kecamatan in there:
            found.setdefault(kecamatan, []).append((one.span, wet))
    return {kecamatan: tuple(sorted(rows)) for kecamatan, rows in sorted(found.items())}
