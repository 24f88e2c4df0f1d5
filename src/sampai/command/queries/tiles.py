"""Reads of the map: what lies in one of its tiles, in the reader's territory and nothing outside it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db.models import Count, F, Max, Min, Q, QuerySet, Sum

from sampai.command.model import MEASURE_WORDS
from sampai.command.queries.lists import Asked, Point, exactly
from sampai.guarding.model import RiskClass
from sampai.kernel.ids import RegionCode, span_of
from sampai.kernel.rights import Deed, Forbidden, Scope, Secrecy, secret, shown
from sampai.ledger.queries import rows_as_stored
from sampai.places.model import CODE_LENGTH, PlaceKind, RegionLevel, SignalGrade
from sampai.places.queries import MEASURES, region_names
from sampai.places.rules.cells import Box, Tile
from sampai.places.rules.grid import HIGHEST, shift
from sampai.places.rules.mvt import EXTENT, Feature, Layer, Shape, Value
from sampai.places.rules.promises import State
from sampai.places.tables import CellRow, PlaceRow, RegionRow, StationRow

PLACES_FROM = 8
"""The zoom from which places are shown one by one."""
VILLAGE_OFFICES_FROM = 11
"""The zoom from which the offices of villages are; there is one in each."""
ROUGH = 7
"""The zoom whose cells tell where a province's or the nation's stations lie."""
SMALL_TERRITORY_TO = 8
"""Up to this zoom a regency's stations are fewer than a tile's, so they are found by their labels."""
COUNTED_BY_REGENCY = CODE_LENGTH[RegionLevel.REGENCY]
_STATES = tuple(f"{measure}_state" for measure in MEASURES)
_WORDS = {name: word for word, name in MEASURE_WORDS.items()}
_MEASURE_MARKS = tuple(
    (_WORDS[one], f"{_WORDS[one]}_n", (f"{one}:3", f"{one}:2", f"{one}:1")) for one in MEASURES
)
_SIGNAL_MARKS = tuple(f"signal:{one}" for one in SignalGrade)
"""The worst first; so the next."""
_RISK_MARKS = tuple(f"risk:{one}" for one in reversed(RiskClass))
_CHUNK = 5_000


def register_layers(scope: Scope, asked: Asked, *, tile: Tile) -> Sequence[Layer]:
    """Stations (`tps`), or up to zoom 11 their number by cells (`sel`), and places (`tempat`)."""
    if Deed.SEE_REGISTER not in scope.deeds:
        raise Forbidden(Deed.SEE_REGISTER)
    region = _region(scope, asked)
    layers = [_stations(scope, asked, tile=tile) if tile.zoom > HIGHEST else _cells(scope, asked, tile=tile)]
    if tile.zoom >= PLACES_FROM:
        layers.append(_places(asked, tile=tile, region=region))
    return layers


def _region(scope: Scope, asked: Asked) -> RegionCode:
    region = asked.wanted.region or scope.territory
    if not scope.covers(region):
        raise Forbidden(Deed.SEE_REGISTER)
    return region


def stations_on(scope: Scope, asked: Asked, *, tile: Tile) -> QuerySet[StationRow]:
    """The stations of a filter on a tile.

    A number that is added to stands in no index: so the store goes by the narrower of tile and territory.
    """
    region = _region(scope, asked)
    cells, labels = tile.span, span_of(region)
    wide = len(region) < COUNTED_BY_REGENCY or tile.zoom > SMALL_TERRITORY_TO
    rows = StationRow.objects.alias(any_label=F("label") + 0, any_cell=F("cell") + 0)
    rows = (
        rows.filter(cell__range=cells, any_label__range=labels)
        if wide
        else rows.filter(label__range=labels, any_cell__range=cells)
    )
    return narrowed(scope, asked, rows)


def narrowed(scope: Scope, asked: Asked, rows: QuerySet[StationRow]) -> QuerySet[StationRow]:
    """Those of some stations that belong to the election and that the filter means."""
    return rows.filter(**asked.own, **exactly(scope, asked.wanted))


def _stations(scope: Scope, asked: Asked, *, tile: Tile) -> Layer:
    names = ("lon", "lat", "code", "number", "name", "hard", "signal", "risk", *_STATES)
    rows = rows_as_stored(
        stations_on(scope, asked, tile=tile).order_by("code", "operation").values_list(*names)
    )
    sees_risk = scope.sees(Secrecy.AGENCIES)
    marks = {one: _marks_of_station(one, sees_risk=sees_risk) for one in {row[5:] for row in rows}}
    points = _points(tile, [row[0] for row in rows], [row[1] for row in rows])
    return Layer(
        "tps",
        [
            Feature(Shape.POINT, [[at]], _called(*row[2:5]), marks[row[5:]])
            for at, row in zip(points, rows, strict=True)
        ],
    )


def _called(code: str, number: int, name: str) -> dict[str, Value]:
    return {"kode": code, "nama": f"TPS {number} {name}".rstrip()}


def _marks_of_station(marks: Sequence[Any], *, sees_risk: bool) -> dict[str, Value]:
    """What stations have in common with many others."""
    hard, signal, risk, *states = marks
    told: dict[str, Value] = {"n": 1, "sulit": int(hard)}
    told |= {_WORDS[measure]: state for measure, state in zip(MEASURES, states, strict=True)}
    if signal:
        told["sinyal"] = signal
    if risk and sees_risk:
        told["kelas"] = risk
    return told


def _cells(scope: Scope, asked: Asked, *, tile: Tile) -> Layer:
    region = _region(scope, asked)
    is_counted = len(region) <= COUNTED_BY_REGENCY and not asked.wanted.narrows_stations
    cells = _counted(asked, tile=tile, region=region) if is_counted else _count(scope, asked, tile=tile)
    order = sorted(cells)
    points = _points(
        tile,
        [cells[cell]["lon"] / cells[cell]["n"] for cell in order],
        [cells[cell]["lat"] / cells[cell]["n"] for cell in order],
    )
    sees_risk = scope.sees(Secrecy.AGENCIES)
    return Layer(
        "sel",
        [
            Feature(Shape.POINT, [[at]], _cell(cells[cell], sees_risk=sees_risk))
            for at, cell in zip(points, order, strict=True)
        ],
    )


def _counted(asked: Asked, *, tile: Tile, region: RegionCode) -> Mapping[int, Mapping[str, Any]]:
    """The cells of a tile as they were counted when the stations were written."""
    event = next((one.event for one in asked.operations), "")
    first, last = (cell >> shift(tile.zoom) for cell in tile.span)
    rows = CellRow.objects.alias(any_label=F("label") + 0)  # lest the store goes by the labels
    rows = rows.filter(event=event, zoom=tile.zoom, cell__range=(first, last))
    rows = rows.filter(any_label__range=span_of(region))
    counted = rows_as_stored(rows.values_list("cell", "stations", "sum_lat", "sum_lon", "marks"))
    read = {text: json.loads(text) for text in {row[-1] for row in counted}}
    found: dict[int, dict[str, Any]] = {}
    for cell, many, lat, lon, marks in counted:
        _add(found, cell, {"n": many, "lat": lat, "lon": lon} | read[marks])
    return found


def _add(found: dict[int, dict[str, Any]], cell: int, marks: dict[str, Any]) -> None:
    known = found.setdefault(cell, marks)
    if known is not marks:
        for mark, many in marks.items():
            known[mark] = known.get(mark, 0) + many


def _count(scope: Scope, asked: Asked, *, tile: Tile) -> Mapping[int, Mapping[str, Any]]:
    """The cells of a tile counted now: for a filter, and for territories smaller than a regency."""
    rows = stations_on(scope, asked, tile=tile).annotate(group=F("cell").bitrightshift(shift(tile.zoom)))
    groups = rows.order_by().values_list("group", "hard", "signal", "risk", *_STATES)
    counted = groups.annotate(many=Count("pk"), lats=Sum("lat"), lons=Sum("lon"))
    found: dict[int, dict[str, Any]] = {}
    for cell, hard, signal, risk, *states, many, lat, lon in counted:
        marks = {"hard": hard, f"signal:{signal}": True, f"risk:{risk}": True}
        marks |= {f"{measure}:{state}": True for measure, state in zip(MEASURES, states, strict=True)}
        said = {mark: many for mark, holds in marks.items() if holds}
        _add(found, cell, {"n": many, "lat": lat, "lon": lon} | said)
    return found


def _cell(marks: Mapping[str, Any], *, sees_risk: bool) -> dict[str, Value]:
    """A cell's number, the worst that it holds of everything, and how many of its stations are that bad."""
    told: dict[str, Value] = {"n": marks["n"], "sulit": marks.get("hard", 0)}
    for word, number, names in _MEASURE_MARKS:
        told[word], told[number] = _worst(marks, names)
    signals = [mark for mark in _SIGNAL_MARKS if mark in marks]
    if signals:
        told |= {"sinyal": signals[0].partition(":")[2], "sinyal_n": marks[signals[0]]}
    risks = [mark for mark in _RISK_MARKS if mark in marks] if sees_risk else []
    if risks:
        told |= {"kelas": risks[0].partition(":")[2], "kelas_n": marks[risks[0]]}
    return told


def _worst(marks: Mapping[str, Any], names: tuple[str, str, str]) -> tuple[int, int]:
    """The worst state of a measure and how many are in it; what nobody stated is worse than right."""
    wrong, doubt, right = names
    if wrong in marks:
        return State.WRONG, marks[wrong]
    if doubt in marks:
        return State.DOUBT, marks[doubt]
    known = marks.get(right, 0)
    return (State.UNKNOWN, marks["n"] - known) if known < marks["n"] else (State.RIGHT, known)


def _places(asked: Asked, *, tile: Tile, region: RegionCode) -> Layer:
    rows = PlaceRow.objects.alias(any_label=F("label") + 0).filter(
        cell__range=tile.span, any_label__range=span_of(region)
    )
    if tile.zoom < VILLAGE_OFFICES_FROM:
        rows = rows.exclude(kind=PlaceKind.PPS.value)
    own = frozenset(asked.numbers)
    listed = rows.order_by("code", "operation").values_list("lon", "lat", "code", "kind", "name", "operation")
    found = [row for row in listed if row[-1] in own]
    points = _points(tile, [row[0] or 0 for row in found], [row[1] or 0 for row in found])
    return Layer(
        "tempat",
        [
            Feature(Shape.POINT, [[at]], {"kode": code, "jenis": kind, "nama": name})
            for at, (_, _, code, kind, name, _) in zip(points, found, strict=True)
        ],
    )


def _points(tile: Tile, lon: Sequence[float], lat: Sequence[float]) -> list[tuple[int, int]]:
    steps = tile.steps(np.array(lon, np.float64), lat=np.array(lat, np.float64), extent=EXTENT)
    return [(x, y) for x, y in np.clip(np.floor(steps), 0, EXTENT - 1).astype(np.int64).tolist()]


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewLine:
    """A station as it stands in the list beside the map. `states`: the five measures in their order."""

    code: str
    number: int
    name: str
    village: str
    signal: str
    states: tuple[int, ...]
    risk: str = secret(Secrecy.AGENCIES, default="")


def stations_in_view(scope: Scope, asked: Asked, *, box: Box | None) -> QuerySet[StationRow]:
    """The stations of a filter that lie in a part of the map; all of the region where no part is given."""
    if box is None:
        rows = StationRow.objects.filter(label__range=span_of(_region(scope, asked)))
        return narrowed(scope, asked, rows)
    inside = Q()
    for span in box.spans():
        inside |= Q(cell__range=span)
    rows = StationRow.objects.alias(any_label=F("label") + 0).filter(
        inside,
        any_label__range=span_of(_region(scope, asked)),
        lat__range=(box.south, box.north),
        lon__range=(box.west, box.east),
    )
    return narrowed(scope, asked, rows)


def view_lines(scope: Scope, rows: QuerySet[StationRow], *, most: int, in_order: bool) -> Sequence[ViewLine]:
    """The first stations of a view; in code order, or as the store has them, which is faster."""
    found = [*(rows.order_by("code", "operation") if in_order else rows.order_by())[:most]]
    names = region_names(RegionCode(row.code[:10]) for row in found)
    return [
        shown(
            ViewLine(
                code=row.code,
                number=row.number,
                name=row.name,
                village=names.get(RegionCode(row.code[:10]), ""),
                signal=row.signal,
                states=tuple(getattr(row, name) for name in _STATES),
                risk=row.risk,
            ),
            scope=scope,
        )
        for row in found
    ]


def extent_of(scope: Scope, asked: Asked) -> Box | None:
    """The part of the map that a region's stations take up; None where none has a position."""
    region = _region(scope, asked)
    if len(region) >= COUNTED_BY_REGENCY:
        rows = StationRow.objects.filter(operation__in=asked.numbers, label__range=span_of(region))
        found = rows.aggregate(west=Min("lon"), south=Min("lat"), east=Max("lon"), north=Max("lat"))
        return None if found["west"] is None else Box(**found)
    event = next((one.event for one in asked.operations), "")
    cells = CellRow.objects.alias(any_label=F("label") + 0)
    cells = cells.filter(event=event, zoom=ROUGH, any_label__range=span_of(region))
    points = [
        (lon / many, lat / many) for lon, lat, many in cells.values_list("sum_lon", "sum_lat", "stations")
    ]
    if not points:
        return None
    west, south = (min(point[index] for point in points) for index in (0, 1))
    east, north = (max(point[index] for point in points) for index in (0, 1))
    return Box(west=west, south=south, east=east, north=north)


def regions_on(*, level_digits: int, box: Box) -> Sequence[tuple[RegionCode, str, Point]]:
    """Names and positions of the regions of a level in a part of the map. Public: they are law."""
    rows = RegionRow.objects.filter(lat__range=(box.south, box.north), lon__range=(box.west, box.east))
    level = next(level.value for level, length in CODE_LENGTH.items() if length == level_digits)
    found = rows.filter(level=level).order_by("code").values_list("code", "name", "lat", "lon")
    return [
        (RegionCode(code), name, (lat, lon))
        for code, name, lat, lon in found
        if lat is not None and lon is not None
    ]
