"""What people call the places and stations that a plan names by code."""

from collections.abc import Mapping

from sampai.places.model import Register, Territory


def names_of(register: Register, *, territory: Territory) -> Mapping[str, str]:
    """Names by code: places by their own, stations as `TPS 003 Selasih`, regions by theirs."""
    names: dict[str, str] = {code: region.name for code, region in territory.regions.items()}
    for station in register.stations:
        names[station.code] = f"TPS {station.number:03d} {names.get(station.village, station.village)}"
    return names | {place.code: place.name for place in register.places}
