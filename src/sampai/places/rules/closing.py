"""What people say is closed, as codes: the way between two places, and an area drawn on a map."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from sampai.kernel.errors import Refused
from sampai.kernel.geo import Degrees, Outline, distance_m
from sampai.kernel.text import say
from sampai.places.rules.network import Network
from sampai.places.rules.ways import NEAR_M, Pair

SEPARATOR = "-"
NAMED = 8
"""Neighbours that one sentence names."""


def joined(a: str, b: str) -> str:
    """The subject of a closure that shuts the direct way between two codes."""
    return SEPARATOR.join(sorted((a, b)))


def halves(text: str) -> Iterator[tuple[str, str]]:
    """All ways to read a text as two names with a hyphen between them."""
    for at, sign in enumerate(text):
        if sign == SEPARATOR and text[:at].strip() and text[at + 1 :].strip():
            yield text[:at].strip(), text[at + 1 :].strip()


def pair_of(subject: str, *, network: Network) -> Pair | None:
    """The two codes that a subject such as `1701012001-PPK-1` names, or None."""
    if network.knows(subject):
        return None
    for a, b in halves(subject):
        if network.knows(a) and network.knows(b) and a != b:
            return (a, b) if a < b else (b, a)
    return None


def closed_ways(text: str, *, network: Network, names: Mapping[str, str]) -> tuple[str, ...]:
    """The subjects that a person means: a link, a place, a village, or the way between two of them.

    `names`: what people call codes. Codes and names are understood, names in any case. Raises `Refused` where
    nothing, or more than one thing, is called so.
    """
    if text in {link.code for link in network.links} or network.knows(text):
        return (text,)
    called = _codes_by_name(network, names=names)
    for halved in halves(text):
        ends = [[end] if network.knows(end) else called.get(end.casefold(), []) for end in halved]
        if all(ends):
            return _between(ends, text=text, network=network, names=names)
    alone = called.get(text.strip().casefold(), [])
    if len(alone) == 1:
        return (alone[0],)
    raise Refused(
        "link-unknown",
        say("There is no link, place or village “{code}”.", code=text),
        say("Write the code of a row of lintasan, or two places or villages with a hyphen between them."),
    )


def _codes_by_name(network: Network, *, names: Mapping[str, str]) -> dict[str, list[str]]:
    """The codes of nodes by what people call them, in lower case."""
    found: dict[str, list[str]] = {}
    for code in network.nodes:
        if code in names:
            found.setdefault(names[code].casefold(), []).append(code)
    return found


def _between(
    ends: Sequence[Sequence[str]], *, text: str, network: Network, names: Mapping[str, str]
) -> tuple[str, ...]:
    """The direct way between two places: their edge, else the links between them."""
    pairs = [(a, b) for a in ends[0] for b in ends[1] if a != b]
    ways = {frozenset((network.nodes[e.a], network.nodes[e.b])) for e in network.edges}
    direct = [pair for pair in pairs if frozenset(pair) in ways]
    if len(direct) == 1:
        return (joined(*direct[0]),)
    links = [k.code for k in network.links if any({k.origin, k.target} == {*pair} for pair in pairs)]
    if links and not direct:
        return tuple(links)
    if len(direct) > 1:
        raise Refused(
            "link-unclear",
            say("“{code}” can mean several ways: {choices}.", code=text, choices=_listed(direct)),
            say("Write the codes of the two villages."),
        )
    raise Refused(
        "no-direct-way",
        say("No way is known that leads directly from one to the other: {code}.", code=text),
        say(
            "Ways lead from there to: {places}.",
            places=", ".join(_neighbours(ends[0], network=network, names=names)[:NAMED]),
        ),
    )


def _listed(pairs: Iterable[tuple[str, str]]) -> str:
    return ", ".join(joined(*pair) for pair in pairs)


def _neighbours(codes: Iterable[str], *, network: Network, names: Mapping[str, str]) -> list[str]:
    wanted = {network.index[code] for code in codes if code in network.index}
    others = [e.b if e.a in wanted else e.a for e in network.edges if wanted & {e.a, e.b}]
    found = dict.fromkeys(network.nodes[node] for node in others)
    return [f"{names[code]} ({code})" if code in names else code for code in found]


@dataclass(frozen=True, slots=True)
class Lines:
    """Straight lines between positions, as columns of degrees."""

    lon: Degrees
    lat: Degrees
    to_lon: Degrees
    to_lat: Degrees


def shut_by_area(area: Outline, *, network: Network) -> tuple[str, ...]:
    """What an area shuts: stations and places in it, and ways and links whose straight line touches it."""
    codes = sorted({*network.nodes, *network.anchors})
    at = [network.position(code) for code in codes]
    inside = area.contains(np.array([p.lon for p in at]), np.array([p.lat for p in at]))
    within = {code for code, is_in in zip(codes, inside.tolist(), strict=True) if is_in}
    # A village's own code would shut all of it; its stations in the area and its ways are named instead.
    points = sorted(code for code in within if code in network.anchors or network.homes.get(code) is not None)
    edges = [(network.nodes[e.a], network.nodes[e.b]) for e in network.edges]
    near = list(_near_pairs(area, codes=codes, network=network))
    ways = [joined(a, b) for a, b in _touching(area, sorted({*edges, *near}), network=network)]
    ends = [(link.origin, link.target) for link in network.links]
    touched = set(_touching(area, ends, network=network))
    links = [link.code for link in network.links if (link.origin, link.target) in touched]
    return tuple(dict.fromkeys((*links, *points, *ways)))


def _near_pairs(area: Outline, *, codes: Sequence[str], network: Network) -> Iterator[tuple[str, str]]:
    """Stations and places beside the area that are joined directly: in one village, or near each other."""
    lon, lat = (area.x.min(), area.x.max()), (area.y.min(), area.y.max())
    by_village: dict[int, list[str]] = {}
    for code in codes:
        anchor = network.anchors.get(code)
        home = anchor.village if anchor is not None else network.village_of(network.index[code])
        by_village.setdefault(home, []).append(code)
    close = []
    for members in by_village.values():
        at = [network.position(code) for code in members]
        spread = (
            min(p.lon for p in at),
            max(p.lon for p in at),
            min(p.lat for p in at),
            max(p.lat for p in at),
        )
        if spread[0] <= lon[1] and spread[1] >= lon[0] and spread[2] <= lat[1] and spread[3] >= lat[0]:
            yield from combinations(members, 2)
            close += members
    for a, b in combinations(close, 2):
        if distance_m(network.position(a), network.position(b)) <= NEAR_M:
            yield a, b


def _touching(area: Outline, pairs: Sequence[tuple[str, str]], *, network: Network) -> list[tuple[str, str]]:
    if not pairs:
        return []
    start, end = ([network.position(pair[i]) for pair in pairs] for i in (0, 1))
    lines = Lines(
        np.array([p.lon for p in start]),
        np.array([p.lat for p in start]),
        np.array([p.lon for p in end]),
        np.array([p.lat for p in end]),
    )
    first, last = spans(area, lines)
    hit = first <= last
    return [pair for pair, is_hit in zip(pairs, hit.tolist(), strict=True) if is_hit]


def spans(area: Outline, lines: Lines) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """From which share of each line to which it lies in an area; first above last where it does not.

    A line that leaves an area and comes into it again counts as in it between.
    """
    first = np.where(area.contains(lines.lon, lines.lat), 0.0, 2.0)
    last = np.where(area.contains(lines.to_lon, lines.to_lat), 1.0, -1.0)
    for x, y in area.rings():
        for ax, ay, bx, by in zip(x, y, np.roll(x, -1), np.roll(y, -1), strict=True):
            one = _side(lines.lon, lines.lat, lines.to_lon, lines.to_lat, x=ax, y=ay)
            other = _side(lines.lon, lines.lat, lines.to_lon, lines.to_lat, x=bx, y=by)
            here = (bx - ax) * (lines.lat - ay) - (by - ay) * (lines.lon - ax)
            there = (bx - ax) * (lines.to_lat - ay) - (by - ay) * (lines.to_lon - ax)
            cross = (one * other <= 0) & (here * there <= 0) & ((one != 0) | (other != 0))
            share = np.clip(here / np.where(here == there, 1.0, here - there), 0, 1)
            first = np.where(cross, np.minimum(first, share), first)
            last = np.where(cross, np.maximum(last, share), last)
    inside = (first <= 1) | (last >= 0)
    return np.where(inside, np.minimum(first, 1.0), 2.0), np.where(inside, np.maximum(last, 0.0), -1.0)


def _side(lon: Degrees, lat: Degrees, to_lon: Degrees, to_lat: Degrees, *, x: float, y: float) -> Degrees:
    return np.asarray((to_lon - lon) * (y - lat) - (to_lat - lat) * (x - lon))
