"""Reads of what the tables say of the ground: what is closed, and the weather foretold.

Both stand in the documents of registers; nothing of a foreign territory is said.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sampai.command.queries.lists import Asked
from sampai.command.rules.lines import LonLat
from sampai.kernel.clock import ZONES
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Deed, Forbidden, Scope
from sampai.places.model import Closure, Forecast
from sampai.places.rules.closing import halves
from sampai.places.tables import PlaceRow, RegionRow, RegisterRow, StationRow
from sampai.plan.model import Operation

Reads = Callable[[str], Operation | None]
"""The operation in a register's document; None where it cannot be read any more."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Something with a name and a position."""

    name: str
    at: LonLat


@dataclass(frozen=True, slots=True, kw_only=True)
class Shut:
    """A closure where it can be drawn: at single spots, and along ways from one spot to another.

    Of a way that leaves the territory only the end inside is known here.
    """

    closure: Closure
    points: tuple[Spot, ...]
    lines: tuple[tuple[Spot, Spot], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Foretold:
    """The forecasts of one place on one day, by the hour."""

    spot: Spot
    forecasts: tuple[Forecast, ...]


def closures_drawn(scope: Scope, asked: Asked, *, reads: Reads) -> Sequence[Shut]:
    """The closures of the tables in force, as far as they lie in the territory."""
    return [
        shut
        for operation in _operations(scope, asked, reads=reads)
        for shut in _closures(operation, region=asked.wanted.region or scope.territory)
    ]


def weather_drawn(scope: Scope, asked: Asked, *, reads: Reads, at: datetime) -> Sequence[Foretold]:
    """The weather foretold for the first day from `at` on that is; else for the last day that was."""
    found = []
    for operation in _operations(scope, asked, reads=reads):
        calendar = operation.settings.calendar
        today = at.astimezone(ZoneInfo(ZONES[calendar.zone])).date()
        day = _day(operation.forecasts, today=today)
        shown = [one for one in operation.forecasts if one.at.date() == day]
        where = _spots(operation, {one.place for one in shown}, region=asked.wanted.region or scope.territory)
        for place in dict.fromkeys(one.place for one in shown if one.place in where):
            its = tuple(one for one in shown if one.place == place)
            found.append(Foretold(spot=where[place], forecasts=its))
    return found


def _day(forecasts: Iterable[Forecast], *, today: date) -> date | None:
    days = sorted({one.at.date() for one in forecasts})
    return next((day for day in days if day >= today), days[-1] if days else None)


def _operations(scope: Scope, asked: Asked, *, reads: Reads) -> Iterator[Operation]:
    if Deed.SEE_REGISTER not in scope.deeds or not scope.covers(asked.wanted.region or scope.territory):
        raise Forbidden(Deed.SEE_REGISTER)
    rows = RegisterRow.objects.filter(operation__in=asked.numbers, status="accepted").order_by("operation")
    for document in rows.values_list("document", flat=True):
        operation = reads(document)
        if operation is not None:
            yield operation


def _closures(operation: Operation, *, region: RegionCode) -> Iterator[Shut]:
    ends = {link.code: (link.origin, link.target) for link in operation.register.links}
    subjects = [(one, one.ways or (one.subject,)) for one in operation.closures]
    named = {subject for _, ways in subjects for subject in ways}
    pairs = {subject: [*halves(subject)] for subject in named if subject not in ends}
    wanted = named | {code for pair in ends.values() for code in pair}
    wanted |= {code for both in pairs.values() for pair in both for code in pair}
    where = _spots(operation, wanted, region=region)
    for closure, ways in subjects:
        drawn = [_drawn(way, ends=ends, pairs=pairs, where=where) for way in ways]
        points = tuple(spots[0] for spots in drawn if len(spots) == 1)
        lines = tuple((spots[0], spots[1]) for spots in drawn if len(spots) == 2)
        if points or lines:
            yield Shut(closure=closure, points=points, lines=lines)


def _drawn(
    way: str,
    *,
    ends: Mapping[str, tuple[str, str]],
    pairs: Mapping[str, Sequence[tuple[str, str]]],
    where: Mapping[str, Spot],
) -> list[Spot]:
    """One spot, or the two ends of a way; those that are known here."""
    if way in where:
        return [where[way]]
    choices = [ends[way]] if way in ends else pairs.get(way, ())
    found = [[where[code] for code in pair if code in where] for pair in choices]
    return max(found, key=len, default=[])


def _spots(operation: Operation, codes: set[str], *, region: RegionCode) -> dict[str, Spot]:
    """Names and positions of stations, places and regions inside a region, by code."""
    rows = RegionRow.objects.filter(code__in=codes, lat__isnull=False, lon__isnull=False)
    found = {row.code: Spot(row.name, (row.lon or 0, row.lat or 0)) for row in rows}
    named = [one for one in operation.regions if one.code in codes and one.position]
    found |= {one.code: Spot(one.name, (one.position.lon, one.position.lat)) for one in named if one.position}
    inside = {code: spot for code, spot in found.items() if code.startswith(region)}
    for place in operation.register.places:
        if place.code in codes and place.region.startswith(region):
            at = place.located.position
            inside[place.code] = Spot(place.name, (at.lon, at.lat))
    for station in operation.register.stations:
        if station.code in codes and station.code.startswith(region) and station.located:
            at = station.located.position
            inside[station.code] = Spot(f"TPS {station.number:03d} {station.name}".strip(), (at.lon, at.lat))
    return inside


def spots_of(codes: Sequence[str], *, asked: Asked) -> Mapping[str, Spot]:
    """Names and positions of stations, places and regions by code, as the present registers have them."""
    regions = {code[:length] for code in codes if code.isdecimal() for length in (4, 6, 10)}
    rows = RegionRow.objects.filter(code__in=regions, lat__isnull=False, lon__isnull=False)
    known = {row.code: Spot(row.name, (row.lon or 0, row.lat or 0)) for row in rows}
    near = {code: [known[code[:n]] for n in (10, 6, 4) if code[:n] in known] for code in codes}
    found = {code: spots[0] for code, spots in near.items() if spots}
    for place in PlaceRow.objects.filter(operation__in=asked.numbers, code__in=codes, lat__isnull=False):
        found[place.code] = Spot(place.name, (place.lon or 0, place.lat or 0))
    for one in StationRow.objects.filter(operation__in=asked.numbers, code__in=codes, lat__isnull=False):
        found[one.code] = Spot(f"TPS {one.number:03d} {one.name}".strip(), (one.lon or 0, one.lat or 0))
    return found
