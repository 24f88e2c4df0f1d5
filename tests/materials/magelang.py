"""Magelang, 14 February 2024: 113 stations short of 2,398 ballots, 19 stations with more.

Published (suarabaru 15-02-2024): how many stations, villages and kecamatan, and the totals by contest; these
make 2,399, one more than the total that is printed beside them. Assumed, by a seed: which station lacks how
many, what givers have, where they lie. The contest for the regency is taken as of one district; the source
names none.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import numpy as np

from sampai.kernel.geo import Position
from sampai.kernel.ids import RegionCode, StationCode, station_code
from sampai.kernel.quantity import Certainty
from sampai.materials.model.surplus import Seat

SHORT = {"ppwp": 1275, "dpr": 139, "dpd": 451, "dprd-prov": 134, "dprd-kab": 400}
STATIONS, VILLAGES, KECAMATAN, GIVERS, GIVER_VILLAGES = 113, 62, 11, 19, 11
SPREAD = Certainty.ASSUMED
VOTERS, RESERVE = 250, 5


def magelang(seed: int = 1) -> tuple[tuple[Seat, ...], dict[StationCode, Position]]:
    """Seats of the stations that lack or have more, and where they lie."""
    chance = np.random.Generator(np.random.PCG64(seed))
    villages = [RegionCode(f"3308{1 + n % KECAMATAN:02d}{2001 + n // KECAMATAN}") for n in range(VILLAGES)]
    takers = [station_code(villages[n % VILLAGES], number=1 + n // VILLAGES) for n in range(STATIONS)]
    givers = [
        station_code(villages[n % GIVER_VILLAGES], number=11 + n // GIVER_VILLAGES) for n in range(GIVERS)
    ]
    seats = [
        Seat(station=code, contest=contest, held=VOTERS + sign * sheets, expected=VOTERS, reserve=reserve)
        for contest, total in SHORT.items()
        for codes, sign, reserve, pieces in (
            (takers, -1, 0, _shared(total, STATIONS, chance)),
            (givers, 1, RESERVE, RESERVE + _shared(total + total // 5, GIVERS, chance)),
        )
        for code, sheets in zip(codes, pieces.tolist(), strict=True)
        if sheets > reserve
    ]
    return tuple(seats), _positions([*takers, *givers], chance)


def _shared(total: int, count: int, chance: np.random.Generator) -> np.ndarray:
    """Whole numbers that make the total; unlike, as shortages are."""
    return chance.multinomial(total, chance.dirichlet(np.full(count, 0.5)))


def _positions(codes: list[StationCode], chance: np.random.Generator) -> dict[StationCode, Position]:
    centres = {code[:6]: chance.uniform((-7.65, 110.05), (-7.35, 110.40)) for code in sorted(codes)}
    near = {code[:10]: centres[code[:6]] + chance.normal(0, 0.02, 2) for code in sorted(codes)}
    return {code: Position(*(near[code[:10]] + chance.normal(0, 0.004, 2)).tolist()) for code in codes}


def real(code: str, villages: Sequence[str]) -> StationCode:
    """A station's code in a village that there is; stations that move there get numbers of their own."""
    if code[:10] in villages:
        return StationCode(code)
    kin = [village for village in villages if village.startswith(code[:6])]
    return StationCode(f"{kin[-1]}{int(code[10:]) + 20 + 10 * (int(code[9]) % 2):03d}")


def write_tables(folder: Path, *, centres: Mapping[str, Position], voting_day: date) -> None:
    """The operation's tables: these stations with 250 voters each, at the centres of their villages."""
    stations = sorted({real(seat.station, [*centres]) for seat in magelang()[0]})
    (folder / "operasi.csv").write_text(
        "Isian;Nilai\nNama operasi;Pemilu Kabupaten Magelang\nPemilihan;pemilu-2024\nWilayah;3308\n"
        f"Hari H;{voting_day:%d-%m-%Y}\nZona waktu;WIB\n",
        encoding="utf-8",
    )
    rows = [
        f"{code[:10]};{int(code[10:])};{centres[code[:10]].lat:.6f};{centres[code[:10]].lon:.6f}"
        f";Dugaan;perkiraan;{VOTERS // 2};{VOTERS - VOTERS // 2};Dugaan;perkiraan".replace(".", ",")
        for code in stations
    ]
    (folder / "tps.csv").write_text(
        "Kode desa;Nomor TPS;Lintang (derajat);Bujur (derajat);Sumber posisi;Kepastian posisi"
        ";Pemilih laki-laki (orang);Pemilih perempuan (orang);Sumber pemilih;Kepastian pemilih\n"
        + "\n".join(rows)
        + "\n",
        encoding="utf-8",
    )
    village, at = next(iter(centres.items()))
    (folder / "tempat.csv").write_text(
        "Kode;Jenis;Nama;Kode wilayah;Lintang (derajat);Bujur (derajat);Sumber posisi;Kepastian posisi\n"
        f"GUDANG;gudang;Gudang KPU;{village};{at.lat:.6f};{at.lon:.6f};Dugaan;perkiraan\n".replace(".", ","),
        encoding="utf-8",
    )
