"""Sums of the public page."""

from sampai.command.rules.public import NATION, SUMS, Share, children, shares
from sampai.kernel.ids import RegionCode


def _kecamatan(code: str, stations: int, arrived: int) -> Share:
    return Share(region=RegionCode(code), name="", stations=stations, arrived=arrived)


def test_every_region_is_the_sum_of_those_below_it() -> None:
    found = shares([_kecamatan("170401", 3, 1), _kecamatan("170402", 4, 4), _kecamatan("910101", 5, 0)])
    below = children(found)

    assert [(code, one.stations, one.arrived) for code, one in found.items()] == [
        ("", 12, 5),
        ("17", 7, 5),
        ("1704", 7, 5),
        ("170401", 3, 1),
        ("170402", 4, 4),
        ("91", 5, 0),
        ("9101", 5, 0),
        ("910101", 5, 0),
    ]
    for region, parts in below.items():
        for name in SUMS:
            assert getattr(found[region], name) == sum(getattr(one, name) for one in parts)


def test_an_election_without_stations_has_its_nation() -> None:
    assert [*shares([])] == [NATION]
    assert children(shares([])) == {NATION: []}
