import sys

import pytest
from tests.processes import ran

from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode
from sampai.packs.indonesia.regions import IndonesiaGazetteer, gazetteer_folder
from sampai.places.model import RegionLevel

KAUR = RegionCode("1704")


@pytest.fixture(scope="module")
def gazetteer() -> IndonesiaGazetteer:
    return IndonesiaGazetteer()


def test_the_tree_has_every_region_of_both_lists(gazetteer: IndonesiaGazetteer) -> None:
    tree = gazetteer.tree

    assert len(tree.codes) == 1 + 92_136
    assert int(tree.in_2024.sum()) == 1 + 38 + 514 + 7_277 + 83_731
    assert tree.last[0] == 92_136


def test_labels_say_what_codes_say(gazetteer: IndonesiaGazetteer) -> None:
    lampung, kaur, way_haru = (gazetteer.region(RegionCode(c)) for c in ("18", "1704", "1813112007"))

    assert lampung is not None
    assert kaur is not None
    assert way_haru is not None
    assert lampung.contains(way_haru)
    assert not kaur.contains(way_haru)


@pytest.mark.parametrize(
    ("name", "within", "codes"),
    [
        ("Bengkunat", None, ["181311"]),
        ("BANGKUNAT", None, ["181311"]),
        ("way tiyas", None, ["1813112012"]),
        ("Pulaupisang", "1813", ["181306"]),
        ("Bandar Dalam", "1813", ["1813062003", "1813112006"]),
        ("Bandar Dalam", "181311", ["1813112006"]),
        ("Kaur", None, ["1704"]),
        ("DKI Jakarta", None, ["31"]),
        ("Atlantis", None, []),
        ("Kaur", "9999", []),
    ],
)
def test_regions_are_found_by_any_spelling(
    gazetteer: IndonesiaGazetteer, name: str, within: str | None, codes: list[str]
) -> None:
    found = gazetteer.find(name, within=None if within is None else RegionCode(within))

    assert [region.code for region in found] == codes


def test_kabupaten_and_kota_of_one_name_are_both_found(gazetteer: IndonesiaGazetteer) -> None:
    found = [region.code for region in gazetteer.find("Pekalongan") if region.level is RegionLevel.REGENCY]

    assert found == ["3326", "3375"]


@pytest.mark.parametrize("code", ["9999", "17x4", "0704", "1704.01", "²", "17040"])
def test_unknown_codes_are_no_region(gazetteer: IndonesiaGazetteer, code: str) -> None:
    assert gazetteer.region(RegionCode(code)) is None
    with pytest.raises(Refused, match="No region has the code"):
        gazetteer.territory(RegionCode(code))


def test_the_territory_of_kaur(gazetteer: IndonesiaGazetteer) -> None:
    territory = gazetteer.territory(KAUR)

    assert [r.code for r in territory.regions.values() if r.level < RegionLevel.REGENCY] == sorted(
        r.code for r in territory.regions.values() if r.level < RegionLevel.REGENCY
    )
    assert set(territory.regions) >= {"", "17", "1704"}
    assert len(list(territory.kecamatan())) == 15
    assert len(list(territory.villages())) == len(territory.outlines) == 195
    assert all(b.a in territory.regions and b.b in territory.regions for b in territory.borders)
    assert all(b.a < b.b and b.distance_m > 0 for b in territory.borders)


def test_settlement_points_lie_in_their_outlines(gazetteer: IndonesiaGazetteer) -> None:
    for root in ("1704", "3375", "9501"):
        territory = gazetteer.territory(RegionCode(root))
        outside = [
            region.code
            for region in territory.villages()
            if region.code in territory.outlines
            and region.position
            and not territory.outlines[region.code].covers(region.position, margin_m=200)
        ]

        assert outside == []


def test_a_kecamatan_is_a_territory_too(gazetteer: IndonesiaGazetteer) -> None:
    territory = gazetteer.territory(RegionCode("181306"))

    assert len(list(territory.villages())) == 6
    assert {region.landmass for region in territory.villages()} == {1284}
    assert list(territory.regions)[:4] == ["", "18", "1813", "181306"]


def test_borders_never_cross_water(gazetteer: IndonesiaGazetteer) -> None:
    territory = gazetteer.territory(RegionCode("1813"))

    assert all(
        territory.regions[border.a].landmass == territory.regions[border.b].landmass
        for border in territory.borders
    )


def test_a_code_means_what_it_meant_in_2024(gazetteer: IndonesiaGazetteer) -> None:
    """960105 was Salawati in 2024 and is Aimas in 2025."""
    region = gazetteer.region(RegionCode("960105"))

    assert region is not None
    assert region.name == "Salawati"
    assert [
        found.code for found in gazetteer.find("Aimas", within=RegionCode("9601")) if len(found.code) == 6
    ] == ["960107"]


def test_a_renumbered_village_is_known_by_both_codes_and_found_by_the_old_one(
    gazetteer: IndonesiaGazetteer,
) -> None:
    new = RegionCode("3515041006")

    assert gazetteer.renumbered(new) == "3515041013"
    assert gazetteer.renumbered(RegionCode("1704012001")) is None
    assert gazetteer.region(new) is not None
    assert new not in gazetteer.territory(RegionCode("351504")).regions
    assert "3515041013" in gazetteer.territory(RegionCode("351504")).outlines


def test_the_nation_is_a_region(gazetteer: IndonesiaGazetteer) -> None:
    nation = gazetteer.region(RegionCode(""))

    assert nation is not None
    assert (nation.name, nation.first, nation.level) == ("Indonesia", 0, RegionLevel.NATION)


def test_the_tables_keep_within_their_budget() -> None:
    sizes = [file.stat().st_size for file in gazetteer_folder().iterdir()]  # type: ignore[attr-defined]

    assert sum(sizes) <= 12_000_000


def test_importing_the_driver_reads_nothing_heavy() -> None:
    code = "import sys, sampai.packs.indonesia.regions; sys.exit('polars' in sys.modules)"

    assert ran([sys.executable, "-c", code]).returncode == 0


def test_neighbours_of_a_regency_share_a_border_with_it(gazetteer: IndonesiaGazetteer) -> None:
    kaur = gazetteer.territory(RegionCode("1704"))

    names = {region.code: region.name for region in kaur.neighbours}
    assert names[RegionCode("1701")] == "Kabupaten Bengkulu Selatan"
    assert "1813" in names
    assert "1704" not in names
    assert gazetteer.territory(RegionCode("170402")).neighbours == ()
