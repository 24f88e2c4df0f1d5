"""Which village stands for a kecamatan where a source knows only villages."""

from collections.abc import Mapping

from sampai.kernel.geo import distance_m
from sampai.kernel.ids import RegionCode
from sampai.places.model import CODE_LENGTH, Region, RegionLevel, Territory


def centres(territory: Territory) -> Mapping[RegionCode, RegionCode]:
    """For each kecamatan with villages, in code order: the village nearest to where its people live."""
    villages = tuple(territory.villages())
    found = {}
    for kecamatan in territory.kecamatan():
        inside = [v for v in villages if v.code[: CODE_LENGTH[RegionLevel.KECAMATAN]] == kecamatan.code]
        if inside:
            found[kecamatan.code] = min(inside, key=lambda v: _farness(v, middle=kecamatan)).code
    return found


def _farness(village: Region, *, middle: Region) -> tuple[bool, int, str]:
    if village.position is None or middle.position is None:
        return True, 0, village.code
    return False, distance_m(village.position, middle.position), village.code
