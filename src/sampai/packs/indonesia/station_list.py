"""The pack's list of stations, as columns: KPU's list for Pemilu 2024, and an estimate for Pilkada 2024.

The list of Pemilu is KPU's. Voters per station are measured for one station in nine and drawn for the others,
so that provinces meet their official totals. For Pilkada only the number of stations per kecamatan is known;
stations per village are estimated from it, and the village's voters of Pemilu are split evenly among them, up
to the law's limit: where a village would exceed it (34 villages), its drawn number of voters is too high.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode
from sampai.kernel.text import say
from sampai.packs.indonesia.regions import VILLAGE_DIGITS, read_columns

Whole = NDArray[np.int64]

PEMILU, PILKADA = "pemilu-2024", "pilkada-2024"
FIRST_SPECIAL = 901
MOST_VOTERS_PILKADA = 800
"""Per station (UU 1/2015)."""


class VotersBasis(IntEnum):
    """How the voters of a station were had."""

    COUNTED = 0
    """Read from KPU's public page of that station (Sirekap)."""
    VILLAGE = 1
    """Drawn around the measured median of the same village."""
    MODEL = 2
    """Drawn from the usual spread, scaled to the province's official total."""
    SPLIT = 3
    """The village's voters, split evenly over an estimated number of stations."""


@dataclass(frozen=True, slots=True)
class StationColumns:
    """Stations in the order of villages and numbers; all columns have the same length."""

    village: Whole
    number: Whole
    men: Whole
    women: Whole
    basis: Whole
    """Values of `VotersBasis`."""
    special: NDArray[np.bool_]


def load_stations(election: str, *, within: RegionCode = RegionCode("")) -> StationColumns:  # noqa: B008 -- a str
    """The stations of an election in a region; the whole nation by default.

    Raises `Refused` for an election that the pack has no list of.
    """
    if election not in {PEMILU, PILKADA}:
        raise Refused(
            "station-list",
            say("There is no list of stations for “{election}”.", election=election),
            say("Choose one of: {elections}.", elections=f"{PEMILU}, {PILKADA}"),
        )
    return _listed(within) if election == PEMILU else _estimated(within)


def national_stations(election: str) -> tuple[Whole, NDArray[np.int16], NDArray[np.int32]]:
    """Village codes, station numbers and voters of every station in the country, in code order."""
    stations = load_stations(election)
    voters = (stations.men + stations.women).astype(np.int32)
    return stations.village, stations.number.astype(np.int16), voters


@dataclass(frozen=True, slots=True)
class _Villages:
    code: Whole
    stations: Whole
    special: Whole
    first_special: Whole
    men: Whole
    women: Whole
    basis: Whole
    """The last three are per station of Pemilu, in order."""


def _villages(within: RegionCode) -> tuple[_Villages, Whole, Whole]:
    """Villages of a region, and their numbers of stations and special stations for Pilkada."""
    table, voters = read_columns("villages"), read_columns("voters")
    columns = {name: table[name].to_numpy().astype(np.int64) for name in table.columns}
    ends = np.cumsum(columns["stations"])
    width = 10 ** (VILLAGE_DIGITS - len(within))
    inside = columns["code"] // width == int(within or 0)
    run = slice(*_run(inside, starts=ends - columns["stations"], ends=ends))
    villages = _Villages(
        code=columns["code"][inside],
        stations=columns["stations"][inside],
        special=columns["special"][inside],
        first_special=columns["first_special"][inside],
        men=voters["men"].to_numpy()[run].astype(np.int64),
        women=voters["women"].to_numpy()[run].astype(np.int64),
        basis=voters["basis"].to_numpy()[run].astype(np.int64),
    )
    return villages, columns["stations_pilkada"][inside], columns["special_pilkada"][inside]


def _run(inside: NDArray[np.bool_], *, starts: Whole, ends: Whole) -> tuple[int, int]:
    """First and last row of the stations of villages that lie next to each other."""
    if not inside.any():
        return 0, 0
    return int(starts[inside][0]), int(ends[inside][-1])


def _numbers(count: Whole, *, special: Whole, first_special: Whole) -> tuple[Whole, NDArray[np.bool_]]:
    """Numbers 1, 2 ... of each village's ordinary stations, then its special ones from the first of them."""
    rank = _rank(count)
    ordinary = np.repeat(count - special, count)
    is_special = rank >= ordinary
    first = np.repeat(first_special, count)
    return np.where(is_special, first + rank - ordinary, rank + 1), is_special


def _rank(count: Whole) -> Whole:
    return np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)


def _listed(within: RegionCode) -> StationColumns:
    villages, _, _ = _villages(within)
    number, special = _numbers(
        villages.stations, special=villages.special, first_special=villages.first_special
    )
    return StationColumns(
        np.repeat(villages.code, villages.stations),
        number,
        villages.men,
        villages.women,
        villages.basis,
        special,
    )


def _estimated(within: RegionCode) -> StationColumns:
    villages, count, special = _villages(within)
    first = np.where(special > 0, np.maximum(villages.first_special, FIRST_SPECIAL), 0)
    number, is_special = _numbers(count, special=special, first_special=first)
    rank, of = _rank(count), np.repeat(count, count)
    men, women = (np.repeat(voters, count) for voters in _voters_within_law(villages, count=count))
    return StationColumns(
        village=np.repeat(villages.code, count),
        number=number,
        men=men // of + (rank < men % of),
        women=women // of + (of - 1 - rank < women % of),
        basis=np.full(len(number), VotersBasis.SPLIT, dtype=np.int64),
        special=is_special,
    )


def _voters_within_law(villages: _Villages, *, count: Whole) -> tuple[Whole, Whole]:
    """Men and women per village, cut so that no station of `count` has more voters than the law allows."""
    men, women = _per_village(villages.men, villages), _per_village(villages.women, villages)
    excess = np.maximum(0, men + women - MOST_VOTERS_PILKADA * count)
    return men - excess // 2, women - (excess - excess // 2)


def _per_village(voters: Whole, villages: _Villages) -> Whole:
    sums = np.concatenate([[0], np.cumsum(voters)])
    ends = np.cumsum(villages.stations)
    return np.asarray(sums[ends] - sums[ends - villages.stations])
