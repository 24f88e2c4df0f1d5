"""Ways to the islands of a sample: landings and crossings from landmass to landmass, and known tracks.

Crossings are estimated: the shortest ways over water from the store's landmass to every other one with
stations, and from every PPK to the other landmasses of its kecamatan, between the villages whose settlement
points are nearest to each other. Changing boats on an island in between counts like some further kilometres.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np

from sampai.kernel.geo import Outline, Position, distance_m, distances_m
from sampai.kernel.ids import PlaceCode, RegionCode
from sampai.kernel.quantity import Certainty
from sampai.packs.indonesia.sampling.facts import CrossingRule, assumptions, facts
from sampai.packs.indonesia.sampling.survey import Survey
from sampai.places.model import Link, Located, Mode, Place, PlaceKind
from sampai.places.rules.positions import likely_error_m, main_part
from sampai.transport.model import ModeRule

_ASHORE = 0.1
"""A landing stands this share of the way from the shore to the settlement, so that it is on land."""

_CIRCUITY_PERCENT = 120
"""Length of a track against the straight line."""

_LEAST_M = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """A way over water between two villages; `near` is on the store's side. `boxes` must cross it."""

    near: RegionCode
    far: RegionCode
    landmass: int
    """The one that it opens."""
    stations: int
    """Stations on the far side, near or beyond."""
    source: str
    told_mode: Mode | None = None


@dataclass(frozen=True, slots=True)
class Crossings:
    """All crossings of a regency with their landings and links; and the links of known tracks."""

    crossings: tuple[Crossing, ...]
    landings: tuple[Place, ...]
    links: tuple[Link, ...]

    def landing(self, village: RegionCode) -> Place:
        """The landing of a village."""
        return next(place for place in self.landings if place.region == village)


_GUESSED = "Perkiraan: desa terdekat di seberang"


@dataclass(frozen=True, slots=True)
class _Strait:
    """The nearest villages of two landmasses."""

    gap_m: int
    near: RegionCode
    far: RegionCode
    landmass: int

    def crossing(self, *, stations: int) -> Crossing:
        return Crossing(
            near=self.near, far=self.far, landmass=self.landmass, stations=stations, source=_GUESSED
        )


Straits = Mapping[tuple[int, int], _Strait]


def make_crossings(survey: Survey, *, modes: Mapping[Mode, ModeRule]) -> Crossings:
    """Landings and links to every landmass of the regency that has stations."""
    straits = _straits(survey)
    tree = [*_beyond(_spanning(survey, straits=straits), survey=survey)]
    crossings = (*tree, *_within_kecamatan(survey, straits=straits, tree=tree))
    landings = {place.region: place for place in _landings(crossings, survey=survey)}
    links = [_sea_link(crossing, landings=landings, survey=survey, modes=modes) for crossing in crossings]
    return Crossings(crossings, tuple(landings.values()), tuple(links))


def _spanning(survey: Survey, *, straits: Straits) -> Iterator[Crossing]:
    """Crossings in the order in which they reach landmasses (Dijkstra's tree from the store's landmass)."""
    told = _told(survey)
    reached = {survey.landmass(survey.hubs[survey.region].village): 0}
    while left := sorted({land for pair in straits for land in pair} - set(reached)):
        pair = next((t for t in told if _opens(t, survey=survey, reached=reached)), None)
        if pair is None:
            _, near, far = min(
                (reached[a] + straits[a, b].gap_m, a, b) for a in sorted(reached) for b in left
            )
            pair = straits[near, far].crossing(stations=0)
        near, far = survey.landmass(pair.near), pair.landmass
        reached[far] = reached[near] + straits[near, far].gap_m + assumptions().sea["change_km"] * 1000
        yield pair


def _straits(survey: Survey) -> Straits:
    """The nearest villages of every ordered pair of landmasses with stations, or with the store."""
    villages = sorted({*survey.counts, survey.hubs[survey.region].village})
    gaps = _gaps_m(survey, villages)
    members: dict[int, list[int]] = defaultdict(list)
    for i, code in enumerate(villages):
        members[survey.landmass(code)].append(i)
    found = {}
    for a, b in permutations(sorted(members), 2):
        row, column = divmod(int(gaps[np.ix_(members[a], members[b])].argmin()), len(members[b]))
        near, far = members[a][row], members[b][column]
        found[a, b] = _Strait(int(gaps[near, far]), villages[near], villages[far], b)
    return found


def _within_kecamatan(survey: Survey, *, straits: Straits, tree: Sequence[Crossing]) -> Iterator[Crossing]:
    """Crossings from each PPK's landmass to others of its kecamatan that no crossing joins yet."""
    joined = {frozenset((survey.landmass(one.near), one.landmass)) for one in tree}
    for kecamatan in survey.kecamatan:
        here = survey.landmass(survey.hubs[kecamatan].village)
        stations: dict[int, int] = defaultdict(int)
        for code, count in survey.counts.items():
            if code.startswith(kecamatan):
                stations[survey.landmass(code)] += count
        for there in sorted(set(stations) - {here}):
            if frozenset((here, there)) not in joined and (here, there) in straits:
                joined.add(frozenset((here, there)))
                yield straits[here, there].crossing(stations=stations[there])


def _told(survey: Survey) -> list[Crossing]:
    return [
        Crossing(
            near=RegionCode(row["near"]),
            far=RegionCode(row["far"]),
            landmass=survey.landmass(RegionCode(row["far"])),
            stations=0,
            source=row["source"],
            told_mode=Mode(row["mode"]),
        )
        for row in facts("crossings")
        if row["near"].startswith(survey.region)
    ]


def _opens(crossing: Crossing, *, survey: Survey, reached: Mapping[int, int]) -> bool:
    return survey.landmass(crossing.near) in reached and crossing.landmass not in reached


def _gaps_m(
    survey: Survey, villages: Sequence[RegionCode]
) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    lat = np.array([survey.homes[code].lat for code in villages])
    lon = np.array([survey.homes[code].lon for code in villages])
    return distances_m(lat, lon, to_lat=lat, to_lon=lon, mid_lat=round(float(lat.mean()), 3))


def _beyond(crossings: Iterator[Crossing], *, survey: Survey) -> Iterator[Crossing]:
    """The crossings with the stations that lie behind each."""
    order = list(crossings)
    stations: dict[int, int] = defaultdict(int)
    for code, count in survey.counts.items():
        stations[survey.landmass(code)] += count
    for crossing in reversed(order):
        stations_behind = stations[crossing.landmass]
        near = survey.landmass(crossing.near)
        stations[near] += stations_behind
    total = dict(stations)
    for crossing in order:
        yield Crossing(
            near=crossing.near,
            far=crossing.far,
            landmass=crossing.landmass,
            stations=total[crossing.landmass],
            source=crossing.source,
            told_mode=crossing.told_mode,
        )


def _landings(crossings: Sequence[Crossing], *, survey: Survey) -> Iterator[Place]:
    """One landing per village, on the shore towards the first village across."""
    seen: set[RegionCode] = set()
    for crossing in crossings:
        for village, across in ((crossing.near, crossing.far), (crossing.far, crossing.near)):
            if village not in seen:
                seen.add(village)
                yield _landing(village, across=survey.homes[across], survey=survey)


def _landing(village: RegionCode, *, across: Position, survey: Survey) -> Place:
    ground = survey.grounds[village]
    home = survey.homes[village]
    shore = home if ground.outline is None else _shore(ground.outline, home=home, across=across)
    return Place(
        code=PlaceCode(f"dermaga-{village}"),
        kind=PlaceKind.LANDING,
        name=f"Dermaga {survey.region_name(village)}",
        region=village,
        located=Located(
            shore, "Perkiraan: tepi desa ke arah seberang", Certainty.ESTIMATED, likely_error_m(ground)
        ),
    )


def _shore(outline: Outline, *, home: Position, across: Position) -> Position:
    """Just ashore of the outline's point nearest to the other side; the settlement if that is no land."""
    main = main_part(outline, near=home)
    gaps = distances_m(
        main.y,
        main.x,
        to_lat=np.array([across.lat]),
        to_lon=np.array([across.lon]),
        mid_lat=round(across.lat, 3),
    )
    nearest = int(gaps[:, 0].argmin())
    lat, lon = float(main.y[nearest]), float(main.x[nearest])
    point = Position(lat + (home.lat - lat) * _ASHORE, lon + (home.lon - lon) * _ASHORE)
    return point if main.covers(point) else home


def _sea_link(
    crossing: Crossing,
    *,
    landings: Mapping[RegionCode, Place],
    survey: Survey,
    modes: Mapping[Mode, ModeRule],
) -> Link:
    sea = assumptions().sea
    origin, target = landings[crossing.near], landings[crossing.far]
    straight_m = distance_m(origin.located.position, target.located.position)
    length_m = max(_LEAST_M, straight_m * sea["detour_percent"] // 100)
    rule = crossing_rule(crossing, length_m=length_m, boxes=crossing.stations * survey.boxes_per_station)
    dry = -(-length_m * 60 // (rule.speed_kmh * 1000)) + sea["extra_minutes"]
    return Link(
        code=f"laut-{crossing.near}-{crossing.far}",
        origin=origin.code,
        target=target.code,
        mode=rule.mode,
        length_m=length_m,
        minutes_dry=dry,
        minutes_wet=dry * sea["wet_percent"] // 100,
        boxes_per_trip=modes[rule.mode].room.boxes,
        daylight_only=modes[rule.mode].daylight_only,
        max_wave_dm=rule.most_wave_dm,
        source=f"{crossing.source}; waktu diperkirakan dari jarak",
        certainty=Certainty.ESTIMATED,
    )


def crossing_rule(crossing: Crossing, *, length_m: int, boxes: int) -> CrossingRule:
    """The boats for a crossing: those that the press names, else the first that suit distance and load."""
    rules = assumptions().crossings
    if crossing.told_mode:
        return next(rule for rule in rules if rule.mode == crossing.told_mode)
    return next(rule for rule in rules if length_m <= rule.most_km * 1000 and boxes <= rule.most_boxes)


def known_tracks(
    survey: Survey, *, modes: Mapping[Mode, ModeRule], places: Sequence[Place]
) -> tuple[Link, ...]:
    """The tracks that the press tells of, as links; their length is estimated from the straight line."""
    at = {place.code: place.located.position for place in places} | dict(survey.homes)
    links = []
    for row in facts("tracks", election=survey.election.code):
        if not row["target"].startswith(survey.region):
            continue
        mode = Mode(row["mode"])
        straight_m = distance_m(at[PlaceCode(row["origin"])], at[RegionCode(row["target"])])
        links.append(
            Link(
                code=f"setapak-{row['target']}-{mode}",
                origin=row["origin"],
                target=row["target"],
                mode=mode,
                length_m=straight_m * _CIRCUITY_PERCENT // 100,
                minutes_dry=int(row["minutes_dry"]),
                minutes_wet=int(row["minutes_wet"]),
                boxes_per_trip=modes[mode].room.boxes,
                daylight_only=modes[mode].daylight_only,
                source=row["source"],
                certainty=Certainty.REPORTED,
            )
        )
    return tuple(links)
