"""The sheets `penutupan` and `cuaca`: what cannot be passed when, and what the weather is forecast to be."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial

from sampai.kernel.errors import Refused, SampaiError
from sampai.kernel.faults import Fault
from sampai.kernel.table.columns import SOURCE
from sampai.kernel.table.entry import Entries, to_entries
from sampai.kernel.table.periods import ENDS, STARTS, ends_too_early
from sampai.kernel.table.sheet import Column, Kind, Reading, Row, Sheet, Value
from sampai.kernel.table.values import moment, must, scaled, text, whole
from sampai.kernel.text import Text, say
from sampai.places.model import Closure, Forecast, Rings
from sampai.places.rules.areas import drawn, named, rings_of
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
            aliases=("subjek", "lintasan", "wilayah", "link"),
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
        Column(
            key="area",
            header_id="Daerah",
            header_en="Area",
            kind=Kind.TEXT,
            help_id="Daerah yang tertutup: kode desa atau kecamatan, dipisahkan koma, atau nama berkas "
            "GeoJSON di samping tabel. Boleh tanpa lintasan.",
            help_en="The area that is closed: codes of villages or kecamatan with commas between, or the "
            "name of a GeoJSON file beside the tables. A link need not be named then.",
            aliases=("daerah tertutup", "kawasan", "closed area"),
            example="banjir.geojson",
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


AreaReader = Callable[[str], Rings]
"""Reads the area in a file beside the tables; raises `SampaiError` where there is none."""


def no_files(name: str) -> Rings:
    """Stands where only tables are handed in."""
    raise Refused(
        "area-missing",
        say("There is no file {path}.", path=name),
        say("Lay the file beside the tables, or write the codes of the villages."),
    )


def read_closures(reading: Reading, *, area: AreaReader = no_files) -> Entries[Closure]:
    """Closures of the sheet. `area` reads the files that it names."""
    return to_entries(
        reading,
        noun=partial(_closure, area=area),
        wrong=partial(_wrong, area=area),
        anchor="subject",
    )


def _wrong(row: Row, *, area: AreaReader) -> Iterator[Fault]:
    yield from ends_too_early(row)
    if not text(row, "subject") and not text(row, "area"):
        yield row.fault(
            "subject",
            code="closure-of-nothing",
            wrong=say("The row does not say what is closed."),
            mend=say("Write the code of a link, place or region, or an area."),
        )
    try:
        _rings(text(row, "area"), area=area)
    except (SampaiError, ValueError) as error:
        yield row.fault("area", code="area-unreadable", wrong=_why(error), mend=DRAW)


DRAW = say("Write codes of villages or kecamatan, or draw the area on a map and save it as GeoJSON.")


def _why(error: Exception) -> Text:
    return error.sentence if isinstance(error, SampaiError) else say("The area is no GeoJSON with a polygon.")


def _rings(written: str, *, area: AreaReader) -> Rings:
    """The area that is drawn in a cell or in the file it names; none where it lists codes."""
    if written.startswith("{"):
        return rings_of(written)
    return area(written) if written.lower().endswith(DRAWN) else ()


DRAWN = (".geojson", ".json")


def closure_rows(closures: Iterable[Closure]) -> list[Mapping[str, Value]]:
    """The closures as rows of the sheet."""
    return [
        {
            "subject": "" if _is_name(closure) else closure.subject,
            "starts": closure.starts,
            "ends": closure.ends,
            "reason": closure.reason,
            "area": drawn(closure.rings, name=closure.subject)
            if closure.rings
            else ", ".join(code for code in closure.ways if code != closure.subject),
            "source": closure.source,
        }
        for closure in closures
    ]


def _is_name(closure: Closure) -> bool:
    """Whether the subject names nothing that is shut, only the closure."""
    return bool(closure.ways or closure.rings) and closure.subject not in closure.ways


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


def _closure(row: Row, *, area: AreaReader) -> Closure:
    subject, written = subject_code(text(row, "subject")), text(row, "area")
    rings = _rings(written, area=area)
    codes = () if rings else tuple(subject_code(part) for part in _SEVERAL.split(written) if part)
    known = (subject, *codes) if subject else codes
    return Closure(
        subject=subject or _name(written, codes=codes),
        ways=known if written else (),
        rings=rings,
        starts=must(moment(row, "starts")),
        ends=must(moment(row, "ends")),
        reason=text(row, "reason"),
        source=text(row, "source"),
    )


_SEVERAL = re.compile(r"[,;\s]+")


def _name(written: str, *, codes: tuple[str, ...]) -> str:
    """What a closure is called that names only an area."""
    if codes:
        return ", ".join(codes)
    return named(written) if written.startswith("{") else written.rpartition(".")[0]


def _forecast(row: Row) -> Forecast:
    return Forecast(
        place=subject_code(text(row, "place")),
        at=must(moment(row, "at")),
        rain_tenth_mm=scaled(row, "rain", by=10),
        wind_kmh=whole(row, "wind"),
        wave_dm=scaled(row, "wave", by=10),
        source=text(row, "source"),
    )
