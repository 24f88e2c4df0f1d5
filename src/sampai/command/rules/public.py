"""What everybody may see of an election: sums of kecamatan, regencies, provinces and the nation."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields

from sampai.kernel.ids import RegionCode
from sampai.kernel.text import Text, say

NATION = RegionCode("")
LEVELS = (0, 2, 4)
"""Digits of the regions that have a page: nation, provinces, regencies. Kecamatan are rows of these."""
KECAMATAN_DIGITS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One region's sums. All of it is public (R1): counts of stations, nothing on who, when and which way."""

    region: RegionCode
    name: str
    stations: int = 0
    voters: int = 0
    arrived: int = 0
    in_time: int = 0
    late: int = 0
    complete: int = 0
    harmed: int = 0


SUMS = tuple(one.name for one in fields(Share) if one.name not in {"region", "name"})

DICTIONARY: Mapping[str, tuple[str, Text, Text]] = {
    "region": (
        "string",
        say("Region"),
        say("Kemendagri code: province 2 digits, regency 4, kecamatan 6; empty for the nation."),
    ),
    "name": ("string", say("Name"), say("Name of the region.")),
    "stations": ("integer", say("Stations"), say("Polling stations of the accepted register.")),
    "voters": ("integer", say("Voters"), say("Voters on the list of these stations.")),
    "arrived": (
        "integer",
        say("Arrived"),
        say("Stations of which it was reported that all their goods are there."),
    ),
    "in_time": (
        "integer",
        say("In time"),
        say("Of the arrived ones, those that had everything by the deadline of the published plan."),
    ),
    "late": (
        "integer",
        say("Late"),
        say("Of the arrived ones, those that got something after the deadline."),
    ),
    "complete": (
        "integer",
        say("Complete"),
        say("Of the arrived ones, those where the number of goods was reported to be right."),
    ),
    "harmed": (
        "integer",
        say("Harmed"),
        say("Stations where something came wet, broken or with a broken seal."),
    ),
}
"""Type, title and meaning of each field of the open data, in the order of its columns."""


def shares(kecamatan: Iterable[Share]) -> Mapping[RegionCode, Share]:
    """The kecamatan and every region above them, by code; the nation is there even without any."""
    found = {one.region: one for one in kecamatan}
    parts: dict[RegionCode, list[Share]] = defaultdict(list)
    for one in found.values():
        for digits in LEVELS:
            parts[RegionCode(one.region[:digits])].append(one)
    parts.setdefault(NATION, [])
    found |= {region: _sum(region, below) for region, below in parts.items()}
    return dict(sorted(found.items()))


def _sum(region: RegionCode, below: Sequence[Share]) -> Share:
    sums = {name: sum(getattr(one, name) for one in below) for name in SUMS}
    return Share(region=region, name="", **sums)


def children(found: Mapping[RegionCode, Share]) -> Mapping[RegionCode, Sequence[Share]]:
    """The regions directly below each that has a page, in code order."""
    below: dict[RegionCode, list[Share]] = {region: [] for region in found if len(region) in LEVELS}
    for region, one in found.items():
        if region:
            below[RegionCode(region[:-2])].append(one)
    return below
