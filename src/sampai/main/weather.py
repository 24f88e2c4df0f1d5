"""Wiring of the weather: which source, where answers are kept, what is written."""

import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sampai.election.model import Election
from sampai.engines.tables.csv_writer import write_sheet_csv
from sampai.engines.weather.bmkg import BmkgWeather
from sampai.engines.weather.bucket import TokenBucket
from sampai.engines.weather.file_weather import FileWeather, weather_grid
from sampai.engines.weather.http import Web
from sampai.kernel.clock import Calendar
from sampai.kernel.errors import InputFaults, Refused
from sampai.kernel.table.ladder import read_sheet
from sampai.kernel.text import say
from sampai.main.operations import load_operation
from sampai.packs.profiles import load_weather
from sampai.places.forms.weather import FORECASTS, forecast_rows, read_forecasts
from sampai.places.model import Forecast, Territory
from sampai.places.ports import WeatherSource
from sampai.places.rules.centres import centres

BEGIN, END = datetime(1, 1, 1), datetime(9999, 1, 1)  # noqa: DTZ001 -- local time of the operation
"""Everything that a source foretells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What was fetched: the rows, for how many kecamatan, which fall into the operation's days, and whose."""

    file: Path
    rows: tuple[Forecast, ...]
    kecamatan: int
    in_time: int
    attribution: str


def fetch_weather(operation: str | Path, *, out: Path, source: str, cache: Path | None) -> Fetched:
    """Fetch the forecast for each kecamatan of an operation and write it as rows of the sheet `cuaca`.

    `source` is a web address that answers as BMKG's, or a file. Raises `InputFaults` when the operation or
    the file has faults, `Unreadable` when the source cannot be asked.
    """
    _check_name(out)
    loaded = load_operation(operation)
    territory = loaded.rules.territory
    weather = weather_source(source, territory=territory, cache=cache)
    rows = tuple(
        row for code in centres(territory) for row in weather.forecasts(code, since=BEGIN, until=END)
    )
    file = write_sheet_csv(FORECASTS, out=out, rows=forecast_rows(rows))
    calendar = loaded.operation.settings.calendar
    return Fetched(
        file=file,
        rows=rows,
        kecamatan=len({row.place for row in rows}),
        in_time=sum(_is_needed(row, election=loaded.rules.election, calendar=calendar) for row in rows),
        attribution=weather.attribution,
    )


def _check_name(out: Path) -> None:
    if out.suffix.lower() != ".csv":
        raise Refused(
            "out",
            say("“{path}” is no name of a CSV file.", path=str(out)),
            say("Give a name that ends with .csv, such as cuaca.csv."),
        )


def _is_needed(row: Forecast, *, election: Election, calendar: Calendar) -> bool:
    """Whether an hour falls between the first stage's beginning and the last stage's end."""
    first, last = min(s.earliest for s in election.stages), max(s.latest for s in election.stages)
    begin, end = (calendar.instant(at).replace(tzinfo=None) for at in (first, last))
    return begin <= row.at <= end


def weather_source(source: str, *, territory: Territory, cache: Path | None) -> WeatherSource:
    """The driver for an address or a file."""
    if "://" not in source:
        return _file(Path(source))
    return BmkgWeather(
        web=Web(url=source, clock=time.monotonic, sleep=time.sleep),
        bucket=TokenBucket(clock=time.monotonic, sleep=time.sleep),
        folder=cache,
        centres=centres(territory),
        rain_of=load_weather().rain_of,
        now=lambda: datetime.now(UTC),
    )


def _file(path: Path) -> FileWeather:
    reading = read_sheet(weather_grid(path), sheet=FORECASTS)
    entries = read_forecasts(reading)
    if entries.faults:
        raise InputFaults(entries.faults)
    rows = entries.nouns()
    named = dict.fromkeys(row.source for row in rows if row.source)
    return FileWeather(rows, ", ".join(named) or path.name)


def usual_cache() -> Path:
    """Where answers are kept unless a person says otherwise."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "sampai" / "weather"
