"""Reads how a pack takes a road map: `roads.toml`."""

from collections.abc import Iterable
from importlib.resources import files

from sampai.kernel.text import say
from sampai.packs.profiles import PACK
from sampai.packs.toml_table import Table, read_toml
from sampai.places.model import RoadClass, RoadRule, RoadTable, RoadUser, SurfaceRule


def load_road_table(*, pack: str = PACK) -> RoadTable:
    """The pack's reading of OpenStreetMap's tags. Raises `Unreadable` for a fault in the file."""
    table = read_toml(files("sampai") / "packs" / pack / "roads.toml")
    found = RoadTable(
        roads=tuple(rule for row in table.tables("road") for rule in _roads(row)),
        surfaces=tuple(rule for row in table.tables("surface") for rule in _surfaces(row)),
        ferry_kmh=table.whole("ferry_kmh"),
        ferry_users=_users(table, "ferry_users"),
        basis=table.basis(),
    )
    table.close()
    return found


def _roads(row: Table) -> Iterable[RoadRule]:
    road, percent = row.choice("road", RoadClass), row.whole("speed_percent")
    users, values = _users(row, "users"), row.texts("highway")
    row.close()
    return [RoadRule(highway=value, road=road, speed_percent=percent, users=users) for value in values]


def _surfaces(row: Table) -> Iterable[SurfaceRule]:
    tag, values = row.text("tag"), row.texts("value")
    dry, wet = row.whole("dry_percent"), row.whole("wet_percent")
    road = row.choice("road", RoadClass) if row.has("road") else None
    row.close()
    return [
        SurfaceRule(tag=tag, value=value, dry_percent=dry, wet_percent=wet, road=road) for value in values
    ]


def _users(row: Table, key: str) -> frozenset[RoadUser]:
    words = row.texts(key)
    unknown = [word for word in words if word not in list(RoadUser)]
    if unknown:
        row.stop(
            key,
            say("“{value}” is not known", value=unknown[0]),
            say("Choose one of: {choices}.", choices=", ".join(RoadUser)),
        )
    return frozenset(RoadUser(word) for word in words)
