"""Writes of regions, stations and places: whole versions, in columns, for one station or for the nation."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import compress
from types import MappingProxyType
from typing import Any

import numpy as np
from django.db.models import F
from numpy.typing import NDArray

from sampai.kernel.ids import VILLAGE_DIGITS, RegionCode, span_of
from sampai.ledger.actions import write_rows
from sampai.ledger.queries import rows_as_stored
from sampai.places.model import CODE_LENGTH, Place, Region, RegionLevel, Register, SignalGrade, Station
from sampai.places.queries import FACTS, MEASURES, STATES, station_facts
from sampai.places.rules.cells import cell_of
from sampai.places.rules.diff import StationFacts
from sampai.places.rules.grid import CellCount, Stations, counts
from sampai.places.rules.own_regions import fold_name
from sampai.places.rules.promises import Officers, StationPromise
from sampai.places.rules.sums import RegionSums, region_sums
from sampai.places.tables import (
    CellRow,
    FigureRow,
    MapChangeRow,
    NameRow,
    PlaceRow,
    PlaceWordRow,
    RegionRow,
    StationRow,
)

CHUNK = 5_000
Whole = NDArray[np.int64]
_GRADES = tuple(SignalGrade)


REGION_FIELDS = ("code", "parent", "name", "level", "lat", "lon")


def keep_regions(regions: Iterable[Region]) -> None:
    """Put the nation's region tree in place of the one before."""
    NameRow.objects.all().delete()
    RegionRow.objects.all().delete()
    ordered = sorted(regions, key=lambda region: region.code)
    write_rows(RegionRow, REGION_FIELDS, (_region_values(region) for region in ordered))
    write_rows(NameRow, ("word", "region"), (pair for region in ordered for pair in _words(region)))


def _region_values(region: Region) -> tuple[Any, ...]:
    where = region.position
    return (
        region.code,
        parent_of(region.code),
        region.name,
        region.level.value,
        where and where.lat,
        where and where.lon,
    )


def parent_of(code: RegionCode) -> RegionCode:
    """The region one level up; that of the nation is the nation."""
    lengths = [length for length in CODE_LENGTH.values() if length < len(code)]
    return RegionCode(code[: max(lengths, default=0)])


def _words(region: Region) -> Iterator[tuple[str, str]]:
    return ((word, region.code) for word in words_of(region.name, *region.aliases))


def words_of(*names: str) -> Sequence[str]:
    """Under which words a thing of these names is found: each name as a whole and each of its words."""
    said = [*names, *(word for name in names for word in name.split())]
    return sorted({fold_name(one)[:60] for one in said} - {""})


STATION_FIELDS = (
    "operation",
    "code",
    "label",
    "number",
    "name",
    "lat",
    "lon",
    "cell",
    "position_source",
    "position_certainty",
    "voters_m",
    "voters_f",
    "special",
    "hard",
    "access",
    "signal",
    "risk",
    "count_state",
    "kind_state",
    "time_state",
    "target_state",
    "quality_state",
)


def keep_register(
    operation: int, *, register: Register, risks: Mapping[str, str], is_first: bool = False
) -> None:
    """Put a register's stations and places in place of the operation's former ones.

    `risks`: the police class of stations that have one, by code. `is_first`: there are no former ones; to
    look for them would read all stations of the nation.
    """
    if not is_first:
        StationRow.objects.filter(operation=operation).delete()
        PlaceRow.objects.filter(operation=operation).delete()
    rows = (station_values(operation, one, risks=risks) for one in register.stations)
    write_rows(StationRow, STATION_FIELDS, rows)
    PlaceRow.objects.bulk_create(
        (_place(operation, place) for place in register.places),
        batch_size=CHUNK,
    )
    numbers = dict(PlaceRow.objects.filter(operation=operation).values_list("code", "pk"))
    words = (
        (word, span_of(one.region)[0], numbers[one.code])
        for one in register.places
        for word in words_of(one.name, one.code)
    )
    write_rows(PlaceWordRow, ("word", "label", "place"), words)


def station_values(operation: int, station: Station, *, risks: Mapping[str, str]) -> tuple[Any, ...]:
    """One station's values in the order of `STATION_FIELDS`; nothing of it has been reported yet."""
    at = station.located
    return (
        operation,
        station.code,
        span_of(station.village)[0],
        station.number,
        station.name,
        at and at.position.lat,
        at and at.position.lon,
        at and cell_of(at.position),
        at.source if at else "",
        at.certainty.value if at else "",
        station.voters_m,
        station.voters_f,
        station.special.value if station.special else "",
        station.hard,
        " ".join(station.access),
        best_grade(station),
        risks.get(station.code, ""),
        0,
        0,
        0,
        0,
        0,
    )


def facts_of(register: Register) -> Mapping[str, StationFacts]:
    """What a register says of its stations, by code, as the store would have it."""
    at = {name: STATION_FIELDS.index(name) for name in ("code", "lat", "lon", *FACTS)}
    rows = [station_values(0, one, risks={}) for one in register.stations]
    return {
        row[at["code"]]: station_facts(row[at["lat"]], row[at["lon"]], [row[at[name]] for name in FACTS])
        for row in rows
    }


def best_grade(station: Station) -> str:
    """The best signal of any operator; empty where nobody said."""
    return max((one.grade for one in station.signal), key=_GRADES.index, default="")


def _place(operation: int, place: Place) -> PlaceRow:
    where = place.located.position
    return PlaceRow(
        operation_id=operation,
        code=place.code,
        kind=place.kind.value,
        name=place.name,
        label=span_of(place.region)[0],
        lat=where.lat,
        lon=where.lon,
        cell=cell_of(where),
        position_certainty=place.located.certainty.value,
        volume_m3=place.volume_m3,
    )


def promise(operation: int, *, states: Mapping[str, StationPromise]) -> None:
    """Write down what a plan promises of each station; what it says nothing of becomes not known."""
    rows = StationRow.objects.filter(operation=operation)
    rows.update(risk="", count_state=0, time_state=0)
    alike: dict[StationPromise, list[str]] = {}
    for code, said in sorted(states.items()):
        alike.setdefault(said, []).append(code)
    for said, codes in alike.items():
        for start in range(0, len(codes), CHUNK):
            rows.filter(code__in=codes[start : start + CHUNK]).update(
                risk=said.risk, count_state=said.count, time_state=said.time
            )


_COUNTED = ("stations", "voters", "hard", "no_signal", "special")


def count_up(
    event: str, *, region: RegionCode, officers: Mapping[RegionCode, Officers] = MappingProxyType({})
) -> None:
    """Count the stations of every region of an operation anew, and add up the regions above it.

    `region` is the operation's own. Called after its stations were written. `officers`: the people that its
    plan needs and has, by region; none where nobody has planned yet.
    """
    first, last = span_of(region)
    own = {"region__gte": region, "region__lte": region.ljust(VILLAGE_DIGITS, "9")}  # goes by the index
    FigureRow.objects.filter(event=event, **own).delete()
    found = _rows(event, labels=(first, last))
    labels, columns = _columns(found)
    sums = region_sums(labels, columns=columns, root=region)
    FigureRow.objects.bulk_create(
        (_figure(event, one, people=officers.get(one.region, _NOBODY)) for one in sums), batch_size=CHUNK
    )
    above = region
    while above:
        above = parent_of(above)
        _add_up(event, above)
    if len(region) > REGENCY_DIGITS:
        count_cells(event, region=region)
    else:
        _keep_cells(event, found, labels=(first, last))


_COUNTED_NAMES = (
    "label", "voters_m", "voters_f", "hard", "signal", "special", "risk", "cell", "lat", "lon",
    *(f"{measure}_state" for measure in MEASURES),
)  # fmt: skip
Rows = Sequence[Sequence[Any]]
"""Stations by column, in the order of these names."""


def _rows(event: str, *, labels: tuple[int, int]) -> Rows:
    rows = StationRow.objects.filter(operation__event=event, label__range=labels)
    return [*zip(*rows_as_stored(rows.values_list(*_COUNTED_NAMES)), strict=True)]


def _columns(found: Rows) -> tuple[Whole, dict[str, Whole]]:
    if not found:
        return np.zeros(0, np.int64), {}
    label, voters_m, voters_f, hard, signal, special, risk, _, _, _, *states = found
    columns = {
        "stations": np.ones(len(label), np.int64),
        "voters": np.array(voters_m, np.int64) + np.array(voters_f, np.int64),
        "hard": np.array(hard, np.int64),
        "no_signal": _marks(signal, SignalGrade.NONE.value),
        "special": 1 - _marks(special, ""),
    }
    columns |= {f"risk:{one}": _marks(risk, one) for one in sorted(set(risk) - {""})}
    for measure, column in zip(MEASURES, states, strict=True):
        columns |= {f"{measure}:{state}": _marks(column, state) for state in range(STATES)}
    return np.array(label, np.int64), columns


def _marks(column: Sequence[Any], value: object) -> Whole:
    return np.fromiter((one == value for one in column), np.int64, len(column))


def count_cells(event: str, *, region: RegionCode) -> None:
    """Count the stations of every map cell of a region anew; tiles made before are old."""
    whole = span_of(RegionCode(region[:REGENCY_DIGITS]))
    _keep_cells(event, _rows(event, labels=whole), labels=whole)


def _keep_cells(event: str, found: Rows, *, labels: tuple[int, int]) -> None:
    CellRow.objects.filter(event=event, label__range=labels).delete()
    located = _located(found)
    if located is not None:
        write_rows(CellRow, CELL_FIELDS, (_cell(event, one) for one in counts(located)))
    map_changed(event)


CELL_FIELDS = ("event", "zoom", "cell", "label", "stations", "sum_lat", "sum_lon", "marks")
REGENCY_DIGITS = CODE_LENGTH[RegionLevel.REGENCY]


def _cell(event: str, one: CellCount) -> tuple[Any, ...]:
    marks = json.dumps(one.marks)
    return (event, one.zoom, one.cell, one.label, one.stations, one.sum_lat, one.sum_lon, marks)


def _located(found: Rows) -> Stations | None:
    """The stations that have a position."""
    cells = found[_COUNTED_NAMES.index("cell")] if found else ()
    placed = [cell is not None for cell in cells]
    if not any(placed):
        return None
    columns = [[*compress(column, placed)] for column in found]
    label, _, _, hard, signal, _, risk, cell, lat, lon, *states = columns
    marks = {"hard": np.array(hard, np.int64)}
    marks |= {f"signal:{one}": _marks(signal, one) for one in sorted(set(signal) - {""})}
    marks |= {f"risk:{one}": _marks(risk, one) for one in sorted(set(risk) - {""})}
    for measure, column in zip(MEASURES, states, strict=True):
        marks |= {f"{measure}:{state}": _marks(column, state) for state in sorted(set(column) - {0})}
    return Stations(
        label=np.array(label, np.int64),
        cell=np.array(cell, np.int64),
        lat=np.array(lat, np.float64),
        lon=np.array(lon, np.float64),
        marks=marks,
    )


def map_changed(event: str) -> None:
    """Say that what the map of an election shows has changed. Part of every deed that changes it."""
    MapChangeRow.objects.get_or_create(event=event)
    MapChangeRow.objects.filter(event=event).update(number=F("number") + 1)


_NOBODY = Officers()


def _figure(event: str, one: RegionSums, *, people: Officers) -> FigureRow:
    sums = one.sums
    return FigureRow(
        event=event,
        region=one.region,
        parent=parent_of(one.region),
        **{name: sums[name] for name in _COUNTED},
        states={measure: [sums[f"{measure}:{state}"] for state in range(STATES)] for measure in MEASURES},
        risks={name.partition(":")[2]: count for name, count in sums.items() if name.startswith("risk:")},
        officers_needed=people.needed,
        officers_assigned=people.assigned,
    )


def _add_up(event: str, region: RegionCode) -> None:
    """Make a region's sums those of its children."""
    FigureRow.objects.filter(event=event, region=region).delete()
    children = [*FigureRow.objects.filter(event=event, parent=region)]
    if not children:
        return
    added = FigureRow(event=event, region=region, parent=parent_of(region))
    for name in (*_COUNTED, "officers_needed", "officers_assigned"):
        setattr(added, name, sum(getattr(child, name) for child in children))
    added.states = {
        measure: [sum(child.states[measure][state] for child in children) for state in range(STATES)]
        for measure in MEASURES
    }
    risks: Counter[str] = Counter()
    for child in children:
        risks.update(child.risks)
    added.risks = dict(sorted(risks.items()))
    added.save()
