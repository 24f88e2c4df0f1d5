"""What people call the places and stations that a plan names by code, and the states of its versions."""

from collections.abc import Mapping

from sampai.kernel.text import Text, say
from sampai.places.model import Register, Territory

STATUS: Mapping[str, Text] = {
    "draft": say("a draft"),
    "checked": say("checked"),
    "published": say("published"),
    "superseded": say("superseded"),
}
"""What people call the states of a plan's version."""


def names_of(register: Register, *, territory: Territory) -> Mapping[str, str]:
    """Names by code: places by their own, stations as `TPS 003 Selasih`, regions by theirs."""
    names: dict[str, str] = {code: region.name for code, region in territory.regions.items()}
    for station in register.stations:
        names[station.code] = f"TPS {station.number:03d} {names.get(station.village, station.village)}"
    return names | {place.code: place.name for place in register.places}
