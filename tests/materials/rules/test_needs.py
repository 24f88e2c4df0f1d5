"""Needs are exact: never below the law, monotone in voters, and the parts make the whole."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.worlds import COAST, ELECTION, FIELD, HILLS, KITS, PORT, PRACTICE, REGENCY, ROAD_STATIONS, VALLEY

from sampai.election.model import Level
from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode, StationCode
from sampai.kernel.quantity import Load, ceil_share
from sampai.materials.model import Formula, KitBook, NeedRule, Needs, Packing, StationColumns
from sampai.materials.rules.needs import needs_of, needs_of_columns
from sampai.packs.profiles import load_election, load_kits
from sampai.places.model import RegionLevel, Station

PEMILU, PEMILU_KITS = load_election("pemilu-2024"), load_kits("pemilu-2024")
PILKADA, PILKADA_KITS = load_election("pilkada-2024"), load_kits("pilkada-2024")
NEEDS = needs_of(ROAD_STATIONS, election=ELECTION, kits=KITS)
FIRST = StationCode(f"{PORT}001")


def columns(codes: Sequence[int], voters: Sequence[int]) -> StationColumns:
    return StationColumns(np.array(codes, dtype=np.int64), np.array(voters, dtype=np.int64))


def test_station_gets_boxes_ballots_with_reserve_and_booths() -> None:
    assert NEEDS.at(FIRST) == {
        "kotak_suara": 2,
        "surat_suara_pilgub": 410,
        "surat_suara_pilbup": 410,
        "bilik": 4,
    }


def test_ppk_gets_its_own_boxes_beside_those_of_its_stations() -> None:
    assert NEEDS.totals()["kotak_suara"] == 2 * 6 + 2 * 2
    assert NEEDS.totals(level=Level.STATION)["kotak_suara"] == 12
    assert NEEDS.totals(level=Level.PPK)["kotak_suara"] == 4
    assert NEEDS.totals(COAST)["kotak_suara"] == 2 * 5 + 2
    assert NEEDS.totals(FIELD)["kotak_suara"] == 2 * 2


def test_load_is_assembled_boxes_with_ballots_inside_and_booths_outside() -> None:
    ballots_g = 8 * 2 * 410

    assert NEEDS.load(NEEDS.index(FIRST)) == Load(2, 2 * 96 + 4 * 10, 2 * 2_000 + ballots_g + 4 * 1_000)
    assert NEEDS.place_load(Level.PPK, HILLS) == Load(2, 192, 4_000)
    assert NEEDS.place_load(Level.PPS, VALLEY) == Load()
    assert NEEDS.total_load(HILLS) == NEEDS.load(len(NEEDS.stations) - 1) + Load(2, 192, 4_000)


def test_goods_without_a_box_take_their_own_room() -> None:
    cover = next(item for item in PILKADA_KITS.items if item.key == "sampul")
    kits = KitBook(
        election="x",
        items=(cover,),
        rules=(NeedRule(item="sampul", level=Level.PPS, formula=Formula("100"), basis=PRACTICE),),
    )

    needs = needs_of(ROAD_STATIONS[:1], election=ELECTION, kits=kits)

    assert cover.packing is Packing.FIRST_BOX
    assert needs.place_load(Level.PPS, PORT) == Load(0, 2, 1_500)


def test_rows_are_in_code_order_whatever_the_order_of_input() -> None:
    shuffled = needs_of(ROAD_STATIONS[::-1], election=ELECTION, kits=KITS)

    assert shuffled.stations == NEEDS.stations == tuple(sorted(NEEDS.stations))
    assert shuffled.digest == NEEDS.digest


def test_one_voter_more_changes_the_digest() -> None:
    codes, voters = NEEDS.columns.codes, NEEDS.voters.copy()
    voters[0] += 1

    assert (
        needs_of_columns(StationColumns(codes, voters), election=ELECTION, kits=KITS).digest != NEEDS.digest
    )


def test_station_that_is_there_twice_is_refused() -> None:
    with pytest.raises(Refused, match=f"TPS {FIRST} is there twice"):
        needs_of((ROAD_STATIONS[0], ROAD_STATIONS[0]), election=ELECTION, kits=KITS)


def test_impossible_code_or_voters_are_refused() -> None:
    with pytest.raises(Refused, match="TPS 17 has an impossible code"):
        columns([17], [100])
    with pytest.raises(Refused, match="fewer than no voters"):
        columns([9901012001001], [-1])


def test_rule_that_would_overflow_the_sums_is_refused() -> None:
    rule = NeedRule(
        item="bilik", level=Level.STATION, formula=Formula("1000000 * 10000 * tps"), basis=PRACTICE
    )
    kits = KitBook(election="x", items=KITS.items, rules=(rule,))

    with pytest.raises(Refused, match="more than a billion bilik"):
        needs_of(ROAD_STATIONS, election=ELECTION, kits=kits)


def test_unknown_station_is_refused() -> None:
    with pytest.raises(Refused, match="There is no TPS 9901012001999"):
        NEEDS.index(StationCode("9901012001999"))


def test_no_stations_need_nothing() -> None:
    needs = needs_of((), election=PEMILU, kits=PEMILU_KITS)

    assert set(needs.totals().values()) == {0}
    assert needs.total_load() == Load()
    assert needs.sums(RegionLevel.KECAMATAN).regions == ()
    assert needs.sums(RegionLevel.NATION).quantity.shape[0] == 0


def test_contest_that_is_not_held_has_no_ballots_and_no_box() -> None:
    jakarta, yogya, kaur = (
        needs_of(
            (Station(village=RegionCode(code), number=1, voters_m=200),), election=PILKADA, kits=PILKADA_KITS
        )
        for code in ("3171012001", "3401012001", "1704012001")
    )

    assert [needs.totals(level=Level.STATION)["kotak_suara"] for needs in (jakarta, yogya, kaur)] == [1, 1, 2]
    assert [needs.totals()["surat_suara_pilgub"] for needs in (jakarta, yogya, kaur)] == [205, 0, 205]
    assert [needs.totals()["surat_suara_pilbup"] for needs in (jakarta, yogya, kaur)] == [0, 205, 205]
    assert [needs.totals()["surat_suara_psu_pilgub"] for needs in (jakarta, yogya, kaur)] == [2000, 0, 2000]


codes_of_many = st.lists(
    st.builds(
        lambda province, regency, kecamatan, village, number: (
            ((province * 100 + regency) * 100 + kecamatan) * 10_000_000 + village * 1_000 + number
        ),
        st.sampled_from([11, 17, 31, 34]),
        st.integers(1, 3),
        st.integers(1, 3),
        st.integers(2001, 2003),
        st.integers(1, 999),
    ),
    unique=True,
    min_size=1,
    max_size=40,
)


@st.composite
def stations(draw: st.DrawFn) -> StationColumns:
    codes = draw(codes_of_many)
    voters = draw(st.lists(st.integers(0, 800), min_size=len(codes), max_size=len(codes)))
    return columns(codes, voters)


@given(stations())
def test_ballots_are_never_below_the_law_and_less_than_one_above(table: StationColumns) -> None:
    for election, kits, percent in ((PEMILU, PEMILU_KITS, 20), (PILKADA, PILKADA_KITS, 25)):
        needs = needs_of_columns(table, election=election, kits=kits)
        for contest in election.contests:
            ballots = needs.quantity[:, needs.items.index(f"surat_suara_{contest.code}")]
            for code, dpt, count in zip(needs.stations, needs.voters.tolist(), ballots.tolist(), strict=True):
                law = dpt + ceil_share(dpt, numerator=percent, denominator=1_000)
                assert count == (law if contest.is_held_in(RegionCode(code)) else 0)


@given(stations(), st.integers(1, 200))
def test_more_voters_never_need_less(table: StationColumns, more: int) -> None:
    for election, kits in ((PEMILU, PEMILU_KITS), (PILKADA, PILKADA_KITS)):
        few = needs_of_columns(table, election=election, kits=kits)
        many = needs_of_columns(
            StationColumns(table.codes, table.voters + more), election=election, kits=kits
        )

        assert (many.quantity >= few.quantity).all()
        assert (many.carried.weight_g >= few.carried.weight_g).all()
        assert all(many.totals()[item] >= count for item, count in few.totals().items())


@given(stations())
def test_sum_of_the_parts_is_the_whole_at_every_level(table: StationColumns) -> None:
    needs = needs_of_columns(table, election=PILKADA, kits=PILKADA_KITS)
    whole = needs.totals()

    for level in RegionLevel:
        sums = needs.sums(level)
        parts = [needs.totals(region) for region in sums.regions]
        assert [list(part.values()) for part in parts] == sums.quantity.tolist()
        assert sum(sums.voters.tolist()) == int(table.voters.sum())
        assert sum(sums.stations.tolist()) == len(table.codes)
        loads = [needs.total_load(region) for region in sums.regions]
        assert loads == [sums.carried.at(row) for row in range(len(sums.regions))]
    for item in whole:
        in_regencies = sum(needs.totals(region)[item] for region in needs.sums(RegionLevel.REGENCY).regions)
        assert in_regencies == whole[item]


@given(stations())
def test_each_station_alone_needs_what_it_needs_among_all(table: StationColumns) -> None:
    together = needs_of_columns(table, election=PEMILU, kits=PEMILU_KITS)

    for row, code in enumerate(together.stations):
        alone = needs_of_columns(
            columns([int(code)], [int(table.voters[row])]), election=PEMILU, kits=PEMILU_KITS
        )
        assert alone.quantity[0].tolist() == together.quantity[row].tolist()
        assert alone.load(0) == together.load(row)


def test_lost_reserve_would_be_seen() -> None:
    """A planted fault: without rounding up per station some station falls below the law."""
    honest = Formula("dpt + ceil(2.5% * dpt)")
    planted = Formula("dpt + floor(2.5% * dpt)")
    dpt = np.arange(801, dtype=np.int64)

    below = planted.column({"dpt": dpt}, count=801) * 1_000 < dpt * 1_025

    assert below.any()
    assert not (honest.column({"dpt": dpt}, count=801) * 1_000 < dpt * 1_025).any()


def test_provincial_lot_is_not_in_the_totals_of_a_regency() -> None:
    kits = KitBook(
        election="x",
        items=KITS.items,
        rules=(
            NeedRule(
                item="surat_suara_pilgub",
                level=Level.KPU,
                formula=Formula("2000"),
                basis=PRACTICE,
                provincial=True,
            ),
        ),
    )

    needs: Needs = needs_of(ROAD_STATIONS, election=ELECTION, kits=kits)

    assert needs.totals(REGENCY)["surat_suara_pilgub"] == 0
    assert needs.totals("99")["surat_suara_pilgub"] == 2_000
    assert needs.sums(RegionLevel.REGENCY).quantity.sum() == 0
    assert needs.sums(RegionLevel.PROVINCE).quantity.sum() == 2_000
