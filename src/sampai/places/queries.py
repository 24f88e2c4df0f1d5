"""Reads of regions, stations and places."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from sampai.kernel.geo import Position
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Deed, Forbidden, Scope, Secrecy, secret, shown
from sampai.ledger.queries import Remembered, rows_of, these
from sampai.places.model import CODE_LENGTH, LEVEL_OF_LENGTH, RegionLevel
from sampai.places.rules.diff import StationFacts
from sampai.places.tables import PlaceRow, RegionRow, RegisterRow, StationRow

MEASURES = ("count", "kind", "time", "target", "quality")
"""Tepat jumlah, jenis, waktu, sasaran, mutu."""
FACTS = ("name", "voters_m", "voters_f", "special", "hard", "access", "signal")
"""Columns of a station that count as changed when they differ."""
STATES = 4
"""Not known, right, in doubt, wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionView:
    """A region as it stands on a page."""

    code: RegionCode
    name: str
    level: RegionLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionFigures:
    """A region's sums in one election. `states`: by measure, stations not known, right, in doubt, wrong."""

    region: RegionCode
    name: str
    stations: int
    voters: int
    hard: int
    no_signal: int
    special: int
    states: Mapping[str, tuple[int, ...]]
    risks: Mapping[str, int] | None = secret(Secrecy.AGENCIES, default=None)
    """Stations by police class."""
    officers_needed: int | None = secret(Secrecy.AGENCIES, default=None)
    officers_assigned: int | None = secret(Secrecy.AGENCIES, default=None)


def _no_names() -> dict[str, str]:
    return {}


_names = Remembered(_no_names)
"""Names of regions that were asked for since the last deed, by code. Regions are law, open to everybody."""


def region_names(codes: Iterable[RegionCode]) -> Mapping[RegionCode, str]:
    """Names by code; those that are known."""
    wanted = set(codes)
    known = _names()
    missing = wanted - known.keys()
    if missing:
        known.update(rows_of(f"SELECT code, name FROM region WHERE code IN {these(missing)}", *missing))  # noqa: S608 -- only signs
    return {code: known[code] for code in wanted if code in known}


def chain(scope: Scope, code: RegionCode) -> Sequence[RegionView]:
    """The region and those above it, the nation first. Raises `Forbidden` outside the scope."""
    levels = sorted(length for length in CODE_LENGTH.values() if length <= len(code))
    names = region_names(RegionCode(code[:n]) for n in levels)
    views = [_view(RegionCode(code[:n]), names[RegionCode(code[:n])]) for n in levels if code[:n] in names]
    if not views or views[-1].code != code or not scope.covers(code):
        raise Forbidden(Deed.SEE_REGISTER)
    return views


_SUMS = ("voters", "hard", "no_signal", "special", "officers_needed", "officers_assigned")
_FIGURES = f"SELECT region, stations, states, risks, {', '.join(_SUMS)} FROM figure WHERE event = %s"  # noqa: S608 -- our own names


def figures(scope: Scope, *, event: str, region: RegionCode) -> RegionFigures | None:
    """One region's sums; None where the election has no station there."""
    rows = rows_of(f"{_FIGURES} AND region = %s", event, region) if scope.covers(region) else []
    return next(iter(_figures(rows, scope=scope)), None)


def children_figures(scope: Scope, *, event: str, region: RegionCode) -> Sequence[RegionFigures]:
    """The sums of the regions directly below one, in code order; those in the scope."""
    return figures_with_children(scope, event=event, region=region)[1]


def figures_with_children(
    scope: Scope, *, event: str, region: RegionCode
) -> tuple[RegionFigures | None, Sequence[RegionFigures]]:
    """Both of these, read at once."""
    both = f"{_FIGURES} AND region = %s UNION ALL {_FIGURES} AND parent = %s AND region <> ''"
    rows = rows_of(both, event, region, event, region)
    # Put in order here, and two questions in one: SQLite would else read every region of the election.
    found = _figures(sorted(row for row in rows if scope.covers(row[0])), scope=scope)
    own = next((one for one in found if one.region == region), None)
    return own, [one for one in found if one.region != region]


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrivals:
    """What everybody may know of a kecamatan's stations: how many have got their goods, and in time.

    Only what was reported, nothing that a plan promises: when a station is to get its goods is under embargo
    until it has them.
    """

    region: RegionCode
    stations: int
    voters: int
    arrived: int
    """All goods are at the station."""
    in_time: int
    """Of these, by the deadline of the published plan."""
    late: int
    """Of these, after it."""
    complete: int
    """Of these, in the right number."""
    harmed: int
    """Stations of whose goods something came wet, broken or with a broken seal."""


_ARRIVALS = """
SELECT SUBSTR(station.code, 1, 6) AS region, COUNT(*), SUM(voters_m + voters_f),
  SUM(CASE WHEN target_state = 1 THEN 1 ELSE 0 END),
  SUM(CASE WHEN target_state = 1 AND time_state = 1 THEN 1 ELSE 0 END),
  SUM(CASE WHEN target_state = 1 AND time_state = 3 THEN 1 ELSE 0 END),
  SUM(CASE WHEN target_state = 1 AND count_state = 1 THEN 1 ELSE 0 END),
  SUM(CASE WHEN quality_state = 3 THEN 1 ELSE 0 END)
FROM station JOIN operation ON operation.id = station.operation_id
WHERE operation.event = %s AND station.label BETWEEN %s AND %s
GROUP BY 1 ORDER BY 1
"""


def arrivals(scope: Scope, *, event: str) -> Sequence[Arrivals]:
    """The kecamatan of an election, in code order; those in the scope."""
    if Deed.SEE_REGISTER not in scope.deeds:
        raise Forbidden(Deed.SEE_REGISTER)
    rows = rows_of(_ARRIVALS, event, *scope.span)
    names = ("stations", "voters", "arrived", "in_time", "late", "complete", "harmed")
    return [
        Arrivals(region=RegionCode(region), **dict(zip(names, map(int, sums), strict=True)))
        for region, *sums in rows
    ]


def _view(code: RegionCode, name: str) -> RegionView:
    return RegionView(code=code, name=name, level=LEVEL_OF_LENGTH[len(code)])


def _figures(rows: Iterable[Sequence[Any]], *, scope: Scope) -> list[RegionFigures]:
    rows = [*rows]
    names = region_names(RegionCode(row[0]) for row in rows)
    return [shown(_figure(names.get(row[0], ""), *row), scope=scope) for row in rows]


def _figure(
    name: str, region: RegionCode, stations: int, states: str, risks: str, *sums: int
) -> RegionFigures:

    known = json.loads(states)
    return RegionFigures(
        region=region,
        name=name,
        stations=stations,
        states={measure: tuple(known.get(measure, (stations, 0, 0, 0))) for measure in MEASURES},
        risks=json.loads(risks),
        **dict(zip(_SUMS, sums, strict=True)),
    )


def kept_facts(operation: int) -> Mapping[str, StationFacts]:
    """What the store has of an operation's stations, by code, for comparing with a new register."""
    rows = StationRow.objects.filter(operation=operation).values_list("code", "lat", "lon", *FACTS)
    return {code: station_facts(lat, lon, facts) for code, lat, lon, *facts in rows.iterator(5_000)}


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """What a place or station is called, and its best grade of signal; empty where nobody said."""

    name: str
    signal: str = ""


def names_of(operation: int, *, codes: Sequence[str]) -> Mapping[str, NamedPlace]:
    """The names of stations and other places of an operation, by code. A station goes by its number."""
    places = PlaceRow.objects.filter(operation=operation, code__in=codes).values_list("code", "name")
    rows = StationRow.objects.filter(operation=operation, code__in=codes)
    stations = list(rows.values_list("code", "number", "signal"))
    villages = region_names({RegionCode(code[:10]) for code, _, _ in stations})
    named = {
        code: NamedPlace(f"TPS {number:03d} {villages.get(RegionCode(code[:10]), '')}".strip(), signal)
        for code, number, signal in stations
    }
    return {code: NamedPlace(name) for code, name in places} | named


def station_facts(lat: float | None, lon: float | None, facts: Sequence[str | int | bool]) -> StationFacts:
    """The facts of one station as the store writes them."""
    return StationFacts(None if lat is None or lon is None else Position(lat, lon), tuple(facts))


def knows_regions() -> bool:
    """Whether the region tree is in the store."""
    return RegionRow.objects.exists()


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterView:
    """One version of an operation's register as it stands on a page."""

    pk: int
    operation: int
    name: str
    region: RegionCode
    event: str
    zone: str
    number: int
    digest: str
    document: str
    status: str
    imported_at: datetime
    stations: int
    added: int
    moved: int
    changed: int
    removed: int
    imported_by: str = secret(Secrecy.AGENCIES, default="")


def registers(scope: Scope, *, operation: int) -> Sequence[RegisterView]:
    """The versions of an operation's register, newest first."""
    return _registers(scope, _register_rows(scope).filter(operation=operation).order_by("-number"))


def present_registers(scope: Scope) -> Mapping[int, RegisterView]:
    """The present register of every operation that the scope meets, by operation."""
    found = _registers(scope, _register_rows(scope).filter(status="accepted"))
    return {one.operation: one for one in found}


def register_view(scope: Scope, pk: int) -> RegisterView:
    """One version. Raises `Forbidden` outside the scope, also for versions that do not exist."""
    found = _registers(scope, _register_rows(scope).filter(pk=pk))
    if not found:
        raise Forbidden(Deed.SEE_REGISTER)
    return found[0]


def register_before(scope: Scope, view: RegisterView) -> RegisterView | None:
    """The version that this one took the place of; None for the first."""
    rows = _register_rows(scope).filter(operation=view.operation, number__lt=view.number)
    found = _registers(scope, rows.exclude(status="offered").order_by("-number")[:1])
    return found[0] if found else None


def _register_rows(scope: Scope) -> QuerySet[RegisterRow]:
    """Versions of operations whose territory meets the scope; offered ones for those who may import."""
    if Deed.SEE_REGISTER not in scope.deeds:
        raise Forbidden(Deed.SEE_REGISTER)
    first, last = scope.span
    rows = RegisterRow.objects.select_related("operation")
    rows = rows.filter(operation__first__lte=last, operation__last__gte=first)
    return rows if Deed.IMPORT_REGISTER in scope.deeds else rows.exclude(status="offered")


def _registers(scope: Scope, rows: QuerySet[RegisterRow]) -> list[RegisterView]:
    return [shown(_register(row), scope=scope) for row in rows]


def _register(row: RegisterRow) -> RegisterView:
    return RegisterView(
        pk=row.pk,
        operation=row.operation_id,
        name=row.operation.name,
        region=RegionCode(row.operation.region),
        event=row.operation.event,
        zone=row.operation.zone,
        number=row.number,
        digest=row.digest,
        document=row.document,
        status=row.status,
        imported_at=row.imported_at,
        imported_by=row.imported_by,
        stations=row.stations,
        added=row.added,
        moved=row.moved,
        changed=row.changed,
        removed=row.removed,
    )


def map_version(event: str) -> int:
    """How often what the map of an election shows has changed; tells nothing else of it."""
    return next((number for (number,) in rows_of("SELECT number FROM map_change WHERE event = %s", event)), 0)
