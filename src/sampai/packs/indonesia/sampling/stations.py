"""The stations of a sample: from the list, at likely positions."""

from collections.abc import Iterator

from sampai.kernel.geo import Position
from sampai.kernel.ids import RegionCode
from sampai.kernel.quantity import Certainty
from sampai.packs.indonesia.sampling.survey import Survey
from sampai.packs.indonesia.station_list import VotersBasis
from sampai.places.model import Located, SpecialKind, Station
from sampai.places.rules.positions import likely_error_m, spread

_VOTERS_SOURCE = {
    VotersBasis.COUNTED: "KPU, halaman TPS Pemilu 2024 (Sirekap)",
    VotersBasis.VILLAGE: "Perkiraan di sekitar median TPS lain di desa itu",
    VotersBasis.MODEL: "Perkiraan dari sebaran biasa, jumlah per provinsi menurut KPU",
    VotersBasis.SPLIT: "Perkiraan: DPT Pemilu 2024 desa itu dibagi rata",
}
_OUTLINED = "Perkiraan di dalam batas desa, belum disurvei"
_UNDRAWN = "Perkiraan di sekitar titik tengah kecamatan; desa tanpa batas"
_DOUBTFUL = "Perkiraan di dalam batas desa yang diragukan letaknya"


def make_stations(survey: Survey) -> tuple[Station, ...]:
    """All stations of the regency, in the order of the list."""
    columns = survey.stations
    rows = zip(
        columns.village.tolist(),
        columns.number.tolist(),
        columns.men.tolist(),
        columns.women.tolist(),
        columns.basis.tolist(),
        columns.special.tolist(),
        _positions(survey),
        strict=True,
    )
    return tuple(
        Station(
            village=(code := RegionCode(str(village))),
            number=number,
            located=_located(position, village=code, survey=survey),
            voters_m=men,
            voters_f=women,
            voters_source=_VOTERS_SOURCE[VotersBasis(basis)],
            voters_certainty=Certainty.MEASURED if basis == VotersBasis.COUNTED else Certainty.ESTIMATED,
            special=SpecialKind.OTHER if special else None,
        )
        for village, number, men, women, basis, special, position in rows
    )


def _positions(survey: Survey) -> Iterator[Position]:
    """A position per station; special ones are at the settlement, since prisons and schools are not known."""
    special = dict.fromkeys(survey.counts, 0)
    for village in survey.stations.village[survey.stations.special].tolist():
        special[RegionCode(str(village))] += 1
    for code, count in survey.counts.items():
        ordinary = count - special[code]
        yield from spread(survey.grounds[code], count=ordinary, seed=(int(code), survey.seed))
        yield from [survey.homes[code]] * special[code]


def _located(position: Position, *, village: RegionCode, survey: Survey) -> Located:
    source = _OUTLINED
    if village in survey.undrawn:
        source = _UNDRAWN
    elif village in survey.doubtful:
        source = _DOUBTFUL
    return Located(position, source, Certainty.ESTIMATED, likely_error_m(survey.grounds[village]))
