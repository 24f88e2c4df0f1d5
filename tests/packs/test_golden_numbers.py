"""The shipped profiles reproduce published numbers.

Where a row says so, the source's own station count is derived, and the row tests consistency, not a rule.
"""

from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from sampai.election.model import Level
from sampai.kernel.ids import RegionCode
from sampai.materials.model import Formula, Needs, StationColumns
from sampai.materials.rules.needs import needs_of, needs_of_columns
from sampai.packs.indonesia.station_list import national_stations
from sampai.packs.profiles import load_election, load_kits
from sampai.places.model import RegionLevel, Station

PEMILU, PILKADA = "pemilu-2024", "pilkada-2024"


def needs(table: StationColumns, *, code: str) -> Needs:
    return needs_of_columns(table, election=load_election(code), kits=load_kits(code))


def spread(regency: int, *, stations: int, kecamatan: int, voters: int = 0) -> StationColumns:
    """Stations dealt to kecamatan in turn; the voters as even as whole numbers allow."""
    place = np.arange(stations, dtype=np.int64)
    village = (regency * 100 + place % kecamatan + 1) * 10_000 + 2_001
    share = voters // stations + (place < voters % stations)
    return StationColumns.of(village, number=place // kecamatan + 1, voters=share.astype(np.int64))


def joined(*tables: StationColumns) -> StationColumns:
    return StationColumns(
        np.concatenate([table.codes for table in tables]), np.concatenate([table.voters for table in tables])
    )


def nation() -> StationColumns:
    """820,161 stations in 7,277 kecamatan, of which Jakarta 30,766 in 44."""
    kecamatan, stations = 7_277 - 44, 820_161 - 30_766
    starts = [*range(0, kecamatan, 99), kecamatan]
    parts = [
        spread(
            1101 + row,
            stations=stations * last // kecamatan - stations * first // kecamatan,
            kecamatan=last - first,
        )
        for row, (first, last) in enumerate(pairwise(starts))
    ]
    return joined(*parts, spread(3171, stations=30_766, kecamatan=44))


def test_national_boxes_booths_and_ink_of_pemilu_2024() -> None:
    found = needs(nation(), code=PEMILU)
    totals = found.totals()

    assert len(found.stations) == 820_161
    assert len(found.sums(RegionLevel.KECAMATAN).regions) == 7_277
    assert totals["kotak_suara"] == 5 * 820_161 - 30_766 + 13 * 7_277 - 2 * 44 == 4_164_552
    assert (totals["bilik"], totals["tinta"]) == (3_280_644, 1_640_322)
    assert found.totals("31", level=Level.STATION)["kotak_suara"] == 4 * 30_766


def test_buleleng_pilkada_2024() -> None:
    totals = needs(spread(5108, stations=1_173, kecamatan=9), code=PILKADA).totals()

    assert [totals[item] for item in ("kotak_suara", "bilik", "tinta", "segel_plastik")] == [
        2_364,
        4_692,
        2_346,
        14_076,
    ]


def test_siak_pilkada_2024() -> None:
    totals = needs(spread(1408, stations=829, kecamatan=14), code=PILKADA).totals()

    assert (totals["kotak_suara"], totals["bilik"]) == (1_686, 3_316)


def test_kubu_raya_pemilu_2024_is_met_but_for_two_booths() -> None:
    """The report says 7,870 booths, two more than four for each of 1,967 stations."""
    totals = needs(spread(6112, stations=1_967, kecamatan=9), code=PEMILU).totals()

    assert (totals["tinta"], totals["segel_plastik"]) == (3_934, 51_142)
    assert 7_870 - totals["bilik"] == 2


@pytest.mark.parametrize(
    ("regency", "stations", "voters", "published", "psu"),
    [
        pytest.param(1708, 526, 112_132, 115_628, 1_000, id="Kepahiang"),
        pytest.param(1903, 555, 149_076, 152_244, 0, id="Bangka Selatan"),
    ],
)
def test_ballots_of_the_president_are_consistent_with_rounding_up_per_station(
    regency: int, stations: int, voters: int, published: int, psu: int
) -> None:
    """Published reserves exceed 2 % by less than a sheet per station; so do ours."""
    totals = needs(spread(regency, stations=stations, kecamatan=8, voters=voters), code=PEMILU).totals()
    at_least = voters + voters * 2 / 100

    assert totals["surat_suara_psu_ppwp"] == 1_000
    assert at_least <= published - psu < at_least + stations
    assert at_least <= totals["surat_suara_ppwp"] < at_least + stations


def test_jepara_re_vote_lot_of_the_governor_may_lie_at_the_province(tmp_path: Path) -> None:
    """Pilgub 943,093 and Pilbup 945,093 differ by the 2,000 that the province keeps."""
    profile = tmp_path / "jateng.toml"
    pack = (files("sampai.packs.indonesia") / "elections" / f"{PILKADA}.toml").read_text(encoding="utf-8")
    start = pack.index('[[item]]\nkey = "surat_suara_psu"')
    item = pack[start : pack.index("[[item.need]]", start)]
    need = 'formula = "2000"\nbasis = { standing = "practice", source = "Jepara" }\n'
    profile.write_text(
        f'extends = "{PILKADA}"\n{item}'
        f'[[item.need]]\nlevel = "kpu"\ncontests = ["pilbup"]\n{need}'
        f'[[item.need]]\nlevel = "kpu-prov"\ncontests = ["pilgub"]\n{need}',
        encoding="utf-8",
    )

    found = needs(spread(3320, stations=1_800, kecamatan=16, voters=920_000), code=str(profile))
    regency, province = found.totals("3320"), found.totals("33")

    governor = regency["surat_suara_pilgub"] + regency["surat_suara_psu_pilgub"]
    regent = regency["surat_suara_pilbup"] + regency["surat_suara_psu_pilbup"]
    assert regent - governor == 945_093 - 943_093 == 2_000
    assert province["surat_suara_psu_pilgub"] == 2_000


def test_kaur_ballots_of_pilkada_2024_are_consistent() -> None:
    """201,874 sheets folded: twice 96,398 voters with 2.5 %, rounded up in 270 stations, and 2,000."""
    totals = needs(spread(1704, stations=270, kecamatan=15, voters=96_398), code=PILKADA).totals()
    ours = sum(count for item, count in totals.items() if item.startswith("surat_suara"))
    at_least = 2 * (96_398 * 1.025 + 2_000)

    assert at_least <= 201_874 < at_least + 2 * 270
    assert at_least <= ours < at_least + 2 * 270


@pytest.mark.parametrize(("stations", "boxes", "booths"), [(37, 185, 148), (12, 60, 48)])
def test_pematang_sawa_and_tiga_gili(stations: int, boxes: int, booths: int) -> None:
    table = spread(1806, stations=stations, kecamatan=1)

    at_stations = needs(table, code=PEMILU).totals(level=Level.STATION)

    assert (at_stations["kotak_suara"], at_stations["bilik"]) == (boxes, booths)


@pytest.mark.parametrize(("code", "voters", "ballots"), [(PEMILU, 300, 306), (PILKADA, 600, 615)])
def test_one_station(code: str, voters: int, ballots: int) -> None:
    station = Station(village=RegionCode("1704012001"), number=1, voters_m=voters)

    found = needs_of((station,), election=load_election(code), kits=load_kits(code)).at(station.code)

    assert {count for item, count in found.items() if item.startswith("surat_suara_p") and count} == {ballots}


def test_two_percent_of_250_is_five_and_one_more_is_expressible() -> None:
    """The statement “250 voters: 5, made 6” is the ceiling and one more; profiles use the ceiling."""
    assert Formula("ceil(2% * dpt)").value({"dpt": 250}) == 5
    assert Formula("ceil(2% * dpt) + 1").value({"dpt": 250}) == 6


def test_the_listed_stations_give_the_published_ballots_of_kepahiang() -> None:
    """Half of Kepahiang's stations have measured voters: within five sheets of the 115,628 published."""
    village, number, voters = national_stations(PEMILU)
    here = village // 10**6 == 1708
    columns = StationColumns.of(village[here], number=number[here], voters=voters[here].astype(np.int64))

    totals = needs(columns, code=PEMILU).totals()

    assert abs(totals["surat_suara_ppwp"] + totals["surat_suara_psu_ppwp"] - 115_628) <= 5
