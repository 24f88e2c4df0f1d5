"""Small road maps written by hand, with distances that anybody can add up.

Nodes stand on a lattice at the equator, one step of 0.01 degree being 1,111.95 m.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import quoteattr

from sampai.engines.roads.graph import RoadGraph
from sampai.engines.roads.store import load_graph
from sampai.kernel.geo import Position
from sampai.packs.road_table import load_road_table
from sampai.places.model import Mode, Pace, RoadClass, RoadUser
from sampai.places.ports import Point

STEP = 0.01
STEP_M = 1_111.95

Spot = tuple[float, float]
"""East and north, in steps."""


@dataclass(frozen=True)
class Way:
    """A way of the map: its number, its nodes in order, its tags."""

    code: int
    nodes: tuple[int, ...]
    tags: Mapping[str, str] = field(default_factory=lambda: {"highway": "residential"})


def street(code: int, *nodes: int, **tags: str) -> Way:
    """A residential street."""
    return Way(code, nodes, {"highway": "residential", **tags})


def write(path: Path, *, spots: Mapping[int, Spot], ways: Iterable[Way]) -> Path:
    """The map as OpenStreetMap XML."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<osm version="0.6">']
    for code, (east, north) in sorted(spots.items()):
        lines.append(f'<node id="{code}" version="1" lat="{north * STEP:.7f}" lon="{east * STEP:.7f}"/>')
    for way in ways:
        refs = "".join(f'<nd ref="{node}"/>' for node in way.nodes)
        tags = "".join(f"<tag k={quoteattr(k)} v={quoteattr(v)}/>" for k, v in way.tags.items())
        lines.append(f'<way id="{way.code}" version="1">{refs}{tags}</way>')
    path.write_text("\n".join([*lines, "</osm>"]), encoding="utf-8")
    return path


def graph_of(folder: Path, *, spots: Mapping[int, Spot], ways: Iterable[Way]) -> RoadGraph:
    """The graph of a map, read by the shipped table."""
    return load_graph(write(folder / "made.osm", spots=spots, ways=ways), table=load_road_table())


def point(east: float, north: float, *, code: str = "") -> Point:
    """A point so many steps east and north."""
    return Point(code or f"{east}/{north}", Position(north * STEP, east * STEP))


def points_of(spots: Mapping[int, Spot]) -> tuple[Point, ...]:
    """A point at every node, by its number."""
    return tuple(point(east, north, code=str(node)) for node, (east, north) in sorted(spots.items()))


def pace(user: RoadUser, *, kmh: int = 20, **others: int) -> Pace:
    """A mode of this kind that goes so fast on every class of road; `track=0` bars it from tracks."""
    speeds = [(RoadClass.URBAN, kmh), (RoadClass.VILLAGE, kmh), (RoadClass.TRACK, others.get("track", kmh))]
    return Pace(mode=Mode(user), speed_kmh=tuple((road, v) for road, v in speeds if v), user=user)


TRUCK = pace(RoadUser.TRUCK, track=0)
MOTORBIKE = pace(RoadUser.MOTORBIKE, kmh=25, track=10)
FOOT = pace(RoadUser.FOOT, kmh=4)

TOWN: Mapping[int, Spot] = {
    1: (0, 0),
    2: (1, 0),
    3: (1, 1),
    4: (0, 1),
    5: (2, 1),
    6: (3, 1),
    7: (5, 1),
    8: (6, 1),
}
TOWN_WAYS = (
    street(10, 1, 2),
    street(11, 2, 3, oneway="yes"),
    street(12, 3, 4),
    street(13, 4, 1),
    street(14, 1, 3, access="no"),
    Way(15, (3, 5), {"highway": "track"}),
    street(16, 5, 6),
    Way(17, (6, 7), {"route": "ferry", "motor_vehicle": "yes", "duration": "00:30"}),
    street(18, 7, 8),
)
"""A square with one side one-way and a barred diagonal; a track; a ferry to a street on an island."""
