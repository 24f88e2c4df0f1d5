"""What can be passed in a stage, and when: closures and the weather.

- What is shut during all working hours of a stage is taken out of the stage's ways.
- What is shut for a part of them: journeys over it wait. They begin and end, empty rides too, outside the
  times in which it is shut; what finds no hours so goes round in the second try, where there is a way round.
- A link that waits for the tide is shut outside the hours told for it. A vehicle that cannot be back in the
  same tide waits at the other end for the next one, or for the next day.
- Rain slows ways for a whole stage by the worst hour foretold for its working hours.

- On a road map, roads in a closed area, village or kecamatan are cut, and rain slows the roads of villages
  for which it is foretold. What has no outline, and the closed way between two villages, the map cannot
  know: modes that it touches keep to the village graph for the whole stage, so that their times with and
  without what is shut can be compared.

All of it is on the safe side: no journey passes what is shut, and none is faster than the worst hour lets it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sampai.kernel.clock import DAY
from sampai.places.model import Closure, Forecast, Link, Mode, Rings
from sampai.places.ports import Cut, RoadMap
from sampai.places.rules.areas import outline_of
from sampai.places.rules.closing import pair_of
from sampai.places.rules.network import Network
from sampai.places.rules.tides import has_hours, windows
from sampai.places.rules.ways import OPEN, Conditions
from sampai.transport.model import ModeRule, WeatherRules
from sampai.transport.rules.diary import Span
from sampai.transport.rules.means import Means, under
from sampai.transport.rules.weather import (
    Hours,
    ends,
    h_seconds,
    held,
    is_wet,
    no_go,
    percent,
    rain_by_village,
    villages,
)

Bar = tuple[str, str]
"""What is shut (a link, region, place or station), and for which mode; an empty mode stands for all."""

Ride = tuple[Mode, str, str]
"""A mode going from one place to another."""

MOST_TRIED = 16
"""With more bars in a stage nobody looks which of them a way needs; it waits for all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What is known of closures and weather; times become H-time by `voting_day`."""

    voting_day: date
    closures: tuple[Closure, ...] = ()
    forecasts: tuple[Forecast, ...] = ()
    rules: WeatherRules = field(default_factory=WeatherRules)


@dataclass(frozen=True, slots=True, kw_only=True)
class Going:
    """The ways of one stage. `fair`: dry, nothing is shut; `open`: with what is shut only at times."""

    fair: Means
    open: Means
    always: tuple[Bar, ...]
    """Shut during all working hours."""
    times: Mapping[Bar, tuple[Span, ...]]
    """When the others are shut, in order of their names."""
    slow: Mapping[Mode, Conditions]
    """The weather's part of the conditions."""
    areas: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What each area drawn on a map shuts on the village graph, by the area's name."""
    _known: dict[frozenset[Bar], Means] = field(default_factory=dict, compare=False, repr=False)

    def passing(self, bars: Iterable[Bar]) -> Means:
        """The ways that pass some of what is shut at times, and nothing else of it."""
        out = frozenset(self.times) - frozenset(bars)
        if not out:
            return self.open
        if out not in self._known:
            self._known[out] = _means(
                self.fair, slow=self.slow, bars=(*self.always, *sorted(out)), areas=self.areas
            )
        return self._known[out]

    def needed(self, rides: Iterable[Ride]) -> tuple[Bar, ...]:
        """What the quickest rides pass of all that is shut at times, and no other way is as quick."""
        wanted = sorted(set(rides))
        if not self.times or self._same(wanted, out=frozenset(self.times)):
            return ()
        if len(self.times) > MOST_TRIED:
            return tuple(self.times)
        out: frozenset[Bar] = frozenset()
        for bar in self.times:
            if self._same(wanted, out=out | {bar}):
                out |= {bar}
        return tuple(bar for bar in self.times if bar not in out)

    def _same(self, rides: Sequence[Ride], *, out: frozenset[Bar]) -> bool:
        left = self.passing(frozenset(self.times) - out)
        return all(
            left.ride(mode, origin=a, target=b) == self.open.ride(mode, origin=a, target=b)
            for mode, a, b in rides
        )

    def shut(self, bars: Iterable[Bar]) -> tuple[Span, ...]:
        """When any of some bars is shut."""
        return tuple(sorted(span for bar in bars for span in self.times[bar]))


def openings(day: Span, *, shut: Sequence[Span]) -> tuple[Span, ...]:
    """The parts of a day's hours in which journeys can be made; far ones only go there in one of them."""
    return day.without(shut)


def going(fair: Means, *, days: Sequence[Span], outlook: Outlook) -> Going:
    """The ways of a stage that works in these hours; without any hours, all ways."""
    if not days:
        return Going(fair=fair, open=fair, always=(), times={}, slow={})
    hours = held(outlook.forecasts, voting_day=outlook.voting_day)
    slow = _slow(fair, hours=hours, days=days, rules=outlook.rules)
    names = _names(outlook.closures, network=fair.network)
    areas = {name: fair.shut_by(rings) for rings, name in names.items()}
    drawn = {name: outline_of(rings) for rings, name in names.items()}
    fair = replace(fair, outlines={**fair.outlines, **drawn})
    bars = _bars(fair, hours=hours, outlook=outlook, days=days, names=names)
    until = Span(days[0].start, days[-1].end + DAY)
    near = {bar: spans for bar, spans in bars.items() if any(span.overlaps(until) for span in spans)}
    always = tuple(bar for bar, spans in near.items() if not any(day.without(spans) for day in days))
    plain = replace(fair, off_map=fair.off_map | _unmapped(near, fair=fair, slow=slow, areas=areas))
    return Going(
        fair=plain,
        areas=areas,
        open=_means(plain, slow=slow, bars=always, areas=areas),
        always=always,
        times={bar: spans for bar, spans in near.items() if bar not in always},
        slow=slow,
    )


def _names(closures: Iterable[Closure], *, network: Network) -> Mapping[Rings, str]:
    """What each area that is drawn on a map is called among bars: no code, and no two alike."""
    codes = {link.code for link in network.links}
    found: dict[Rings, str] = {}
    for one in closures:
        if one.rings and one.rings not in found:
            name = one.subject
            taken = name in codes or network.knows(name) or name.isdigit() or name in found.values()
            found[one.rings] = f"{name} ({len(found) + 1})" if taken else name
    return found


def _unmapped(
    bars: Iterable[Bar],
    *,
    fair: Means,
    slow: Mapping[Mode, Conditions],
    areas: Mapping[str, tuple[str, ...]],
) -> frozenset[Mode]:
    """The modes for which something is shut, even for a while, or slow, of which a road map cannot know."""
    bars = list(bars)
    if not isinstance(fair.distances.roads, RoadMap):
        shut = {by for _, by in bars}
        return frozenset(
            mode for mode, conditions in slow.items() if conditions != OPEN or not shut.isdisjoint({"", mode})
        )
    lost = {by for subject, by in bars if subject not in areas and not _is_mapped(subject, fair=fair)}
    outlined = {fair.network.index[code] for code in fair.outlines if code in fair.network.index}
    return frozenset(
        mode
        for mode, one in slow.items()
        if not lost.isdisjoint({"", mode}) or not outlined >= one.percent.keys()
    )


def _is_mapped(subject: str, *, fair: Means) -> bool:
    """Whether a road map can know what a bar shuts: links, single places, and regions with outlines."""
    network = fair.network
    if pair_of(subject, network=network) is not None:
        return False
    shut = (network.nodes[v] for v in villages(subject, network=network))
    single = network.knows(subject) and not _is_region(subject, network=network)
    return single or all(code in fair.outlines for code in shut)


def _is_region(code: str, *, network: Network) -> bool:
    return code in network.index and code not in network.anchors and _is_village(code, network=network)


def _bars(
    means: Means,
    *,
    hours: Iterable[Hours],
    outlook: Outlook,
    days: Sequence[Span],
    names: Mapping[Rings, str],
) -> dict[Bar, tuple[Span, ...]]:
    """All that is shut at any time, in order of its name."""
    found: dict[Bar, list[Span]] = {}
    for closure in outlook.closures:
        start, end = (h_seconds(at, voting_day=outlook.voting_day) for at in (closure.starts, closure.ends))
        drawn = (names[closure.rings],) if closure.rings else ()
        for subject in (*closure.ways, *drawn) or (closure.subject,):
            found.setdefault((subject, ""), []).append(Span(start, end))
    land = [mode for mode in means.rules if means.drives(mode)]
    for subject, mode, span in no_go(hours, network=means.network, rules=outlook.rules, land_modes=land):
        found.setdefault((subject, mode), []).append(span)
    for link in means.network.links:
        if has_hours(link):
            found.setdefault((link.code, link.mode), []).extend(_low(link, days=days))
    return {bar: tuple(sorted(spans)) for bar, spans in sorted(found.items())}


def _low(link: Link, *, days: Sequence[Span]) -> tuple[Span, ...]:
    """When a link cannot be passed for the tide, from the day before a stage to two days after it."""
    first, last = days[0].start // DAY - 1, days[-1].end // DAY + 2
    open_ = [Span(a, b) for a, b in windows(link, first_day=first, last_day=last)]
    return Span(first * DAY, (last + 1) * DAY).without(open_)


def _means(
    fair: Means, *, slow: Mapping[Mode, Conditions], bars: Sequence[Bar], areas: Mapping[str, tuple[str, ...]]
) -> Means:
    def shut(mode: Mode) -> Conditions:
        names = [subject for subject, by in bars if by in {"", mode}]
        codes = [code for name in names for code in areas.get(name, (name,))]
        found = _shut(slow[mode], subjects=codes, network=fair.network)
        if not fair.uses_map(mode):
            return found
        return replace(found, cut=_cut(found, mode=mode, names=names, areas=areas, fair=fair))

    return under(fair, conditions={mode: shut(mode) for mode in fair.rules})


def _cut(
    conditions: Conditions,
    *,
    mode: Mode,
    names: Iterable[str],
    areas: Mapping[str, tuple[str, ...]],
    fair: Means,
) -> Cut:
    """The same on mapped roads. A single place is not gone to; the village graph knows that."""
    network = fair.network
    links = frozenset(link.code for link in network.links if link.mode == mode)
    shut: set[str] = set()
    for name in names:
        if name in areas:
            shut.add(name)
        elif not network.knows(name) or _is_region(name, network=network):
            shut.update(network.nodes[v] for v in villages(name, network=network))
    return Cut(
        shut=tuple(sorted(shut)),
        links=conditions.shut_links & links,
        wet_links=conditions.wet_links & links,
        slow=tuple(
            (network.nodes[village], tuple(sorted(share.items())))
            for village, share in sorted(conditions.percent.items())
        ),
    )


def _shut(slow: Conditions, *, subjects: Sequence[str], network: Network) -> Conditions:
    links = frozenset(subjects) & {link.code for link in network.links}
    pairs = {s: pair for s in subjects if s not in links and (pair := pair_of(s, network=network))}
    nodes = frozenset(node for s in subjects if s not in pairs for node in _nodes(s, network=network))
    return Conditions(
        shut_links=links,
        shut_pairs=frozenset(pairs.values()),
        shut_nodes=nodes,
        shut_points=frozenset(s for s in subjects if s in network.anchors and s not in network.index),
        wet_links=slow.wet_links,
        percent=slow.percent,
    )


def _nodes(subject: str, *, network: Network) -> frozenset[int]:
    """The nodes that a closed place, or everything in a closed region, stands for."""
    if subject in network.anchors or (subject in network.index and not _is_village(subject, network=network)):
        return frozenset({network.index[subject]} if subject in network.index else ())
    shut = villages(subject, network=network)
    return frozenset(
        node
        for node, code in enumerate(network.nodes)
        if network.village_of(node) in shut or network.regions.get(code, "").startswith(subject)
    )


def _is_village(code: str, *, network: Network) -> bool:
    node = network.index[code]
    return network.village_of(node) == node


def _slow(
    fair: Means, *, hours: Iterable[Hours], days: Sequence[Span], rules: WeatherRules
) -> dict[Mode, Conditions]:
    network = fair.network
    rain = rain_by_village(hours, network=network, within=days)
    soaked = {village for village, tenths in rain.items() if is_wet(rules, rain_tenth_mm=tenths)}
    wet = frozenset(k.code for k in network.links if not soaked.isdisjoint(ends(k, network=network)))
    return {mode: _in_rain(rule, rain=rain, wet=wet, rules=rules) for mode, rule in fair.rules.items()}


def _in_rain(
    rule: ModeRule, *, rain: Mapping[int, int], wet: frozenset[str], rules: WeatherRules
) -> Conditions:
    shares = {v: percent(rules, medium=rule.medium, rain_tenth_mm=tenths) for v, tenths in rain.items()}
    return Conditions(wet_links=wet, percent={v: share for v, share in shares.items() if share})
