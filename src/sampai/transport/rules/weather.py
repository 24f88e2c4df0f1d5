"""What the weather does to journeys: how much longer they take, and when a mode does not go at all.

A forecast holds until the next one of its place, but for three hours at most. It speaks for its village, or
for every village of its region. Where several speak for one village, the worst counts.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby

from sampai.election.model import Basis, Standing
from sampai.kernel.clock import HOUR
from sampai.places.model import Forecast, Link, Mode, RoadClass
from sampai.places.rules.network import Network
from sampai.transport.model import Medium, WeatherLimit, WeatherRules
from sampai.transport.rules.diary import Span

HOLDS_S = 3 * HOUR
"""A step of BMKG's forecasts."""


PLAIN = Basis(Standing.PRACTICE, "")
"""Of a limit that only a link has."""


@dataclass(frozen=True, slots=True)
class Hours:
    """A forecast with the time for which it holds, in H-time."""

    forecast: Forecast
    span: Span


def h_seconds(at: datetime, *, voting_day: date) -> int:
    """Seconds from midnight of voting day to a local time."""
    return int((at - datetime.combine(voting_day, time())).total_seconds())


def held(forecasts: Iterable[Forecast], *, voting_day: date) -> tuple[Hours, ...]:
    """Each forecast with its time, by place and time."""
    ordered = sorted(forecasts, key=lambda f: (f.place, f.at, f.source))
    found = []
    for _, rows in groupby(ordered, key=lambda f: f.place):
        one = list(rows)
        starts = [h_seconds(row.at, voting_day=voting_day) for row in one]
        for row, start in zip(one, starts, strict=True):
            following = min((other for other in starts if other > start), default=start + HOLDS_S)
            found.append(Hours(row, Span(start, min(following, start + HOLDS_S))))
    return tuple(found)


def percent(rules: WeatherRules, *, medium: Medium, rain_tenth_mm: int) -> dict[RoadClass, int]:
    """Percent of the dry time by class of road in so much rain an hour; the most that any rule says."""
    found: dict[RoadClass, int] = {}
    for slowing in rules.slowings:
        if slowing.medium is medium and rain_tenth_mm >= slowing.from_tenth_mm:
            found.update({road: max(share, found.get(road, 100)) for road, share in slowing.percent})
    return found


def is_wet(rules: WeatherRules, *, rain_tenth_mm: int) -> bool:
    """Whether links take their wet time in so much rain an hour."""
    return any(one.is_wet and rain_tenth_mm >= one.from_tenth_mm for one in rules.rain)


def goes(forecast: Forecast, *, limit: WeatherLimit, most_wave_dm: int | None = None) -> bool:
    """Whether a mode goes in such weather. `most_wave_dm`: the limit of a link, in place of the mode's.

    What the forecast does not say keeps nobody.
    """
    wave = limit.most_wave_dm if most_wave_dm is None else most_wave_dm
    too_high = wave is not None and (forecast.wave_dm or 0) > wave
    too_windy = limit.most_wind_kmh is not None and (forecast.wind_kmh or 0) > limit.most_wind_kmh
    rain = forecast.rain_tenth_mm or 0
    too_wet = limit.below_rain_tenth_mm is not None and rain >= limit.below_rain_tenth_mm
    return not (too_high or too_windy or too_wet)


def villages(place: str, *, network: Network) -> frozenset[int]:
    """The village nodes that a forecast's or closure's region, place or station speaks for."""
    if place in network.index:
        return frozenset({network.village_of(network.index[place])})
    if place in network.anchors:
        return frozenset({network.anchors[place].village})
    inside = (node for node, code in enumerate(network.nodes) if place.isdigit() and code.startswith(place))
    return frozenset(network.village_of(node) for node in inside)


def ends(link: Link, *, network: Network) -> frozenset[int]:
    """The villages of a link's two ends."""
    return frozenset(network.village_of(network.index[end]) for end in (link.origin, link.target))


def rain_by_village(hours: Iterable[Hours], *, network: Network, within: Sequence[Span]) -> Mapping[int, int]:
    """The most rain that is foretold for each village within some spans, in tenths of mm an hour."""
    found: dict[int, int] = {}
    for one in hours:
        if one.forecast.rain_tenth_mm and any(one.span.overlaps(span) for span in within):
            for village in villages(one.forecast.place, network=network):
                found[village] = max(found.get(village, 0), one.forecast.rain_tenth_mm)
    return dict(sorted(found.items()))


def no_go(
    hours: Iterable[Hours], *, network: Network, rules: WeatherRules, land_modes: Iterable[Mode]
) -> Iterator[tuple[str, Mode, Span]]:
    """What which mode does not pass, and when: links that end where it is foretold, for land modes all there.

    The wave limit of a link replaces that of its mode, and counts also where the mode has no limit.
    """
    land = tuple(land_modes)
    for one in hours:
        there = villages(one.forecast.place, network=network)
        for link in network.links:
            limit = rules.limit(link.mode) or WeatherLimit(mode=link.mode, basis=PLAIN)
            near = not there.isdisjoint(ends(link, network=network))
            if near and not goes(one.forecast, limit=limit, most_wave_dm=link.max_wave_dm):
                yield link.code, link.mode, one.span
        for mode in land:
            limit_there = rules.limit(mode)
            if limit_there is not None and not goes(one.forecast, limit=limit_there):
                yield one.forecast.place, mode, one.span
