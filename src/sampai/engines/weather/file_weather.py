"""Weather from a file: rows of the sheet `cuaca` as CSV, as a workbook, or as a JSON list."""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sampai.engines.tables.reader import read_tables
from sampai.engines.weather import trouble
from sampai.kernel.ids import RegionCode
from sampai.kernel.table.sheet import Cell, Grid
from sampai.places.model import Forecast


@dataclass(frozen=True, slots=True)
class FileWeather:
    """A `WeatherSource` over rows that were read already."""

    rows: tuple[Forecast, ...]
    attribution: str

    def forecasts(self, region: RegionCode, *, since: datetime, until: datetime) -> tuple[Forecast, ...]:
        """The rows for a village or kecamatan; where it has none, those of the region around it."""
        around = {row.place for row in self.rows if region.startswith(row.place)}
        place = max(around, key=len, default="")
        found = [row for row in self.rows if row.place == place and since <= row.at < until]
        return tuple(replace(row, place=region) for row in sorted(found, key=lambda row: row.at))


def weather_grid(path: Path) -> Grid:
    """The raw cells of a file of forecasts. Raises `Unreadable` when there are none."""
    if path.suffix.lower() != ".json":
        return read_tables(path).grids[0]
    rows = _json_rows(path)
    keys = tuple(dict.fromkeys(str(key) for row in rows for key in row))
    cells = (tuple(_cell(row.get(key)) for key in keys) for row in rows)
    return Grid(sheet=path.stem, rows=(keys, *cells), source=path.name)


def _json_rows(path: Path) -> list[dict[str, Any]]:
    try:
        data = json.loads(path.read_bytes())
    except OSError as error:
        raise trouble.no_rows(str(path)) from error
    except (ValueError, RecursionError) as error:
        raise trouble.no_rows(path.name) from error
    if not isinstance(data, list) or not data or not all(isinstance(row, dict) for row in data):
        raise trouble.no_rows(path.name)
    return data


def _cell(value: object) -> Cell:
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)
