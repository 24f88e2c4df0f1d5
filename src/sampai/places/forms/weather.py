"""The sheets `penutupan` and `cuaca`: what cannot be passed when, and what the weather is forecast to be."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from sampai.kernel.table.columns import SOURCE
from sampai.kernel.table.entry import Entries, to_entries
from sampai.kernel.table.periods import ENDS, STARTS, ends_too_early
from sampai.kernel.table.sheet import Column, Kind, Reading, Row, Sheet, Value
from sampai.kernel.table.values import moment, must, scaled, text, whole
from sampai.places.model import Closure, Forecast
from sampai.places.rules.subjects import subject_code

CLOSURES = Sheet(
    key="penutupan",
    aliases=("closures", "penutupan jalan"),
    help_id="Satu baris = satu lintasan, tempat, atau wilayah yang tertutup selama waktu tertentu.",
    help_en="One row = one link, place or region that cannot be passed for a time.",
    columns=(
        Column(
            key="subject",
            header_id="Lintasan atau wilayah",
            header_en="Link or region",
            kind=Kind.CODE,
            help_id="Kode lintasan, tempat, TPS, desa, atau kecamatan yang tertutup; "
            "KODE-KODE untuk jalan di antara dua desa atau tempat.",
            help_en="Code of the link, place, station, village or kecamatan that is closed; "
            "CODE-CODE for the way between two villages or places.",
            aliases=("subjek", "lintasan", "wilayah", "link", "area"),
            required=True,
            example="lintas-1",
        ),
        STARTS,
        ENDS,
        Column(
            key="reason",
            header_id="Alasan",
            header_en="Reason",
            kind=Kind.TEXT,
            help_id="Mengapa tidak dapat dilalui.",
            help_en="Why it cannot be passed.",
            aliases=("sebab", "keterangan"),
            example="Jembatan diperbaiki",
        ),
        SOURCE,
    ),
)

FORECASTS = Sheet(
    key="cuaca",
    aliases=("weather", "forecasts", "prakiraan cuaca"),
    help_id="Satu baris = prakiraan cuaca di satu tempat pada satu jam.",
    help_en="One row = the weather forecast at one place and hour.",
    columns=(
        Column(
            key="place",
            header_id="Tempat",
            header_en="Place",
            kind=Kind.CODE,
            help_id="Kode tempat, TPS, desa atau kecamatan.",
            help_en="Code of a place, station, village or kecamatan.",
            aliases=("kode tempat", "wilayah"),
            required=True,
            example="170401",
        ),
        replace(STARTS, key="at", header_id="Waktu", header_en="Time", aliases=("jam", "tanggal jam")),
        Column(
            key="rain",
            header_id="Hujan",
            header_en="Rain",
            kind=Kind.NUMBER,
            unit="mm",
            help_id="Curah hujan per jam. Berlaku sampai baris tempat itu berikutnya, paling lama tiga jam.",
            help_en="Rain an hour. A row holds until the next one of its place, for three hours at most.",
            aliases=("curah hujan",),
            least=0,
            example="12,5",
        ),
        Column(
            key="wind",
            header_id="Angin",
            header_en="Wind",
            kind=Kind.WHOLE,
            unit="km/jam",
            help_id="Kecepatan angin.",
            help_en="Speed of the wind.",
            aliases=("kecepatan angin",),
            least=0,
            example="20",
        ),
        Column(
            key="wave",
            header_id="Gelombang",
            header_en="Wave",
            kind=Kind.NUMBER,
            unit="m",
            help_id="Tinggi gelombang.",
            help_en="Height of the waves.",
            aliases=("tinggi gelombang",),
            least=0,
            example="1,5",
        ),
        SOURCE,
    ),
)


def read_closures(reading: Reading) -> Entries[Closure]:
    """Closures of the sheet."""
    return to_entries(reading, noun=_closure, wrong=ends_too_early, anchor="subject")


def closure_rows(closures: Iterable[Closure]) -> list[Mapping[str, Value]]:
    """The closures as rows of the sheet."""
    return [
        {
            "subject": closure.subject,
            "starts": closure.starts,
            "ends": closure.ends,
            "reason": closure.reason,
            "source": closure.source,
        }
        for closure in closures
    ]


def read_forecasts(reading: Reading) -> Entries[Forecast]:
    """Forecasts of the sheet."""
    return to_entries(reading, noun=_forecast, anchor="place")


def forecast_rows(forecasts: Iterable[Forecast]) -> list[Mapping[str, Value]]:
    """The forecasts as rows of the sheet."""
    return [
        {
            "place": forecast.place,
            "at": forecast.at,
            "rain": None if forecast.rain_tenth_mm is None else forecast.rain_tenth_mm / 10,
            "wind": forecast.wind_kmh,
            "wave": None if forecast.wave_dm is None else forecast.wave_dm / 10,
            "source": forecast.source,
        }
        for forecast in forecasts
    ]


def _closure(row: Row) -> Closure:
    return Closure(
        subject=subject_code(text(row, "subject")),
        starts=must(moment(row, "starts")),
        ends=must(moment(row, "ends")),
        reason=text(row, "reason"),
        source=text(row, "source"),
    )


def _forecast(row: Row) -> Forecast:
    return Forecast(
        place=subject_code(text(row, "place")),
        at=must(moment(row, "at")),
        rain_tenth_mm=scaled(row, "rain", by=10),
        wind_kmh=whole(row, "wind"),
        wave_dm=scaled(row, "wave", by=10),
        source=text(row, "source"),
    )
