"""Columns of a position: latitude, longitude, source, certainty, likely error."""

from collections.abc import Iterable, Mapping

from sampai.kernel.faults import Fault
from sampai.kernel.geo import Position
from sampai.kernel.table.columns import CERTAINTY, SOURCE, certainty_of, certainty_word, named
from sampai.kernel.table.sheet import Column, Kind, Row, Value
from sampai.kernel.table.values import number, text, whole
from sampai.kernel.text import say
from sampai.places.model import Located

LAT = Column(
    key="lat",
    header_id="Lintang",
    header_en="Latitude",
    kind=Kind.NUMBER,
    unit="derajat",
    help_id="Garis lintang dalam derajat desimal (WGS84). Selatan khatulistiwa bertanda minus.",
    help_en="Latitude in decimal degrees (WGS84). South of the equator it is negative.",
    aliases=("lat", "garis lintang", "y"),
    least=-90,
    most=90,
    example="-4.78",
)
LON = Column(
    key="lon",
    header_id="Bujur",
    header_en="Longitude",
    kind=Kind.NUMBER,
    unit="derajat",
    help_id="Garis bujur dalam derajat desimal (WGS84).",
    help_en="Longitude in decimal degrees (WGS84).",
    aliases=("lon", "long", "lng", "garis bujur", "x"),
    least=-180,
    most=180,
    example="103.33",
)
POSITION_SOURCE = named(
    SOURCE,
    key="position_source",
    header_id="Sumber posisi",
    header_en="Position source",
    aliases=("asal posisi",),
)
POSITION_CERTAINTY = named(
    CERTAINTY, key="position_certainty", header_id="Kepastian posisi", header_en="Position certainty"
)
ERROR = Column(
    key="error_m",
    header_id="Galat posisi",
    header_en="Position error",
    kind=Kind.WHOLE,
    unit="m",
    help_id="Perkiraan selisih antara posisi ini dan letak sebenarnya, dalam meter.",
    help_en="Likely distance between this position and the true one, in metres.",
    aliases=("radius galat", "ketelitian", "error radius"),
    least=0,
    example="25",
)
COLUMNS = (LAT, LON, POSITION_SOURCE, POSITION_CERTAINTY, ERROR)


def half_given(row: Row) -> Iterable[Fault]:
    """A fault when only one of latitude and longitude is given."""
    lat, lon = number(row, "lat"), number(row, "lon")
    if (lat is None) != (lon is None):
        yield row.fault(
            "lat" if lat is None else "lon",
            code="position-half",
            wrong=say("Only one of latitude and longitude is given."),
            mend=say("Write both, or leave both empty."),
        )


def position_of(row: Row) -> Position | None:
    """The position of a row, or None where it gives none."""
    lat, lon = number(row, "lat"), number(row, "lon")
    return None if lat is None or lon is None else Position(lat, lon)


def located_of(row: Row) -> Located | None:
    """The position of a row with its source, certainty and error."""
    position = position_of(row)
    if position is None:
        return None
    certainty = certainty_of(row, "position_certainty")
    return Located(position, text(row, "position_source"), certainty, whole(row, "error_m"))


def position_cells(located: Located | None) -> Mapping[str, Value]:
    """The cells of a position."""
    if located is None:
        return {}
    return {
        "lat": located.position.lat,
        "lon": located.position.lon,
        "position_source": located.source,
        "position_certainty": certainty_word(located.certainty),
        "error_m": located.error_m,
    }
