"""What the tags of one mapped way say: who may go where, how fast.

Keys and values as in the OpenStreetMap wiki: Key:highway, Key:access, Key:oneway, Key:maxspeed, Key:duration,
Tag:route=ferry.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sampai.places.model import RoadClass, RoadRule, RoadTable, RoadUser, SurfaceRule

Tags = Mapping[str, str]

USERS = tuple(RoadUser)
"""A mask has bit i for user i."""

CLASSES = tuple(RoadClass)
FERRY = len(CLASSES)
"""Stands for a class where the way is a ferry's."""

NO_MAXSPEED = 0

_OWN_KEYS = {
    RoadUser.TRUCK: ("motor_vehicle", "hgv"),
    RoadUser.CAR: ("motor_vehicle", "motorcar"),
    RoadUser.MOTORBIKE: ("motor_vehicle", "motorcycle"),
    RoadUser.FOOT: ("foot",),
}
_BROAD_KEYS = dict.fromkeys(USERS, ("access", "vehicle")) | {RoadUser.FOOT: ("access",)}
_NO = frozenset({"no", "private", "military", "agricultural", "forestry", "emergency"})
_YES = frozenset({"yes", "designated", "permissive", "destination", "delivery", "customers", "official"})
_FORTH = frozenset({"yes", "true", "1"})
_BACK = frozenset({"-1", "reverse"})
_ROUND = frozenset({"roundabout", "circular"})
_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,3})(?::(\d\d))?")


@dataclass(frozen=True, slots=True)
class WayKind:
    """All that a search must know of a stretch of way, in the direction it is drawn.

    `road` is an index of CLASSES, or FERRY; percents are of a mode's speed; `cap_kmh` is the posted limit
    (0: none); `ferry_mm_s` a ferry's speed; `forth` and `back` are masks of the users each way.
    """

    road: int
    dry_percent: int
    wet_percent: int
    cap_kmh: int
    ferry_mm_s: int
    forth: int
    back: int

    def turned(self) -> "WayKind":
        """The same stretch drawn the other way round."""
        return WayKind(
            self.road,
            self.dry_percent,
            self.wet_percent,
            self.cap_kmh,
            self.ferry_mm_s,
            self.back,
            self.forth,
        )


class TagReader:
    """Turns tags into kinds of way by a pack's table."""

    def __init__(self, table: RoadTable) -> None:
        self.table = table
        self.roads: Mapping[str, RoadRule] = {rule.highway: rule for rule in table.roads}
        self.surfaces: Mapping[tuple[str, str], SurfaceRule] = {(r.tag, r.value): r for r in table.surfaces}

    def kind(self, tags: Tags, *, length_mm: int) -> WayKind | None:
        """The kind of a way of this length; None for what nobody travels on."""
        rule = self.roads.get(tags.get("highway", ""))
        if rule is not None and tags.get("area") != "yes":
            return self._road(tags, rule=rule)
        return self._ferry(tags, length_mm=length_mm) if tags.get("route") == "ferry" else None

    def _road(self, tags: Tags, *, rule: RoadRule) -> WayKind | None:
        users = frozenset(user for user in USERS if _may(tags, user=user, usual=user in rule.users))
        surface = self._surface(tags)
        road = surface.road if surface is not None and surface.road is not None else rule.road
        dry = rule.speed_percent if surface is None else rule.speed_percent * surface.dry_percent // 100
        wet = rule.speed_percent if surface is None else rule.speed_percent * surface.wet_percent // 100
        forth, back = _directions(tags, users=users)
        kind = WayKind(CLASSES.index(road), dry, wet, _maxspeed(tags), 0, forth, back)
        return kind if forth | back else None

    def _surface(self, tags: Tags) -> SurfaceRule | None:
        """A graded track says most; else the surface."""
        graded = self.surfaces.get(("tracktype", tags.get("tracktype", "")))
        return graded or self.surfaces.get(("surface", tags.get("surface", "")))

    def _ferry(self, tags: Tags, *, length_mm: int) -> WayKind | None:
        usual = self.table.ferry_users
        users = frozenset(user for user in USERS if _may(tags, user=user, usual=user in usual))
        seconds = _seconds(tags.get("duration", ""))
        speed = length_mm // seconds if seconds else self.table.ferry_kmh * 10_000 // 36
        forth, back = _directions(tags, users=users)
        return WayKind(FERRY, 100, 100, NO_MAXSPEED, max(1, speed), forth, back) if forth | back else None


def mask(users: frozenset[RoadUser]) -> int:
    """The users as bits."""
    return sum(1 << i for i, user in enumerate(USERS) if user in users)


def _may(tags: Tags, *, user: RoadUser, usual: bool) -> bool:
    """Whether a user may go there. Later keys are more specific; a broad yes only lifts a broad no."""
    allowed = usual
    for key in _BROAD_KEYS[user]:
        value = tags.get(key)
        allowed = False if value in _NO else usual if value in _YES else allowed
    for key in _OWN_KEYS[user]:
        value = tags.get(key)
        allowed = False if value in _NO else True if value in _YES else allowed
    return allowed


def _directions(tags: Tags, *, users: frozenset[RoadUser]) -> tuple[int, int]:
    """Masks of who may go along the way as drawn, and against it. Walkers mind no one-way sign."""
    oneway = tags.get("oneway", "")
    drawn = tags.get("junction") in _ROUND or tags.get("highway") in {"motorway", "motorway_link"}
    forth, back = (
        oneway not in _BACK,
        oneway not in _FORTH and (oneway in _BACK or oneway == "no" or not drawn),
    )
    free = {RoadUser.FOOT} | ({RoadUser.MOTORBIKE} if tags.get("oneway:motorcycle") == "no" else set())
    return (
        mask(frozenset(user for user in users if forth or user in free)),
        mask(frozenset(user for user in users if back or user in free)),
    )


def _maxspeed(tags: Tags) -> int:
    """The posted limit where it is a plain number of km/h."""
    value = tags.get("maxspeed", "")
    return int(value) if value.isascii() and value.isdigit() and 5 <= int(value) <= 150 else NO_MAXSPEED


def _seconds(duration: str) -> int:
    """`MM`, `HH:MM` or `HH:MM:SS` in seconds; 0 where it says nothing."""
    found = _CLOCK.fullmatch(duration)
    if found is None:
        return 0
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return (hours * 60 + minutes) * 60 + seconds
