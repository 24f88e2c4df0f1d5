"""Reads of lists: a page at a time by key, narrowed by one filter, in the reader's territory."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Q, QuerySet

from sampai.command.model import Filter
from sampai.command.queries.plans import PlanInForce, problem_of
from sampai.election.queries import OperationView
from sampai.guarding.tables import ClusterRow
from sampai.kernel.clock import Calendar
from sampai.kernel.ids import RegionCode, span_of
from sampai.kernel.rights import Deed, Forbidden, Scope, Secrecy, secret, shown
from sampai.kernel.text import Text
from sampai.places.queries import MEASURES, region_names
from sampai.places.tables import PlaceRow, StationRow
from sampai.plan.model import PlanProblem
from sampai.plan.queries import told
from sampai.plan.tables import ProblemRow
from sampai.transport.tables import CallRow, JourneyRow

STATION_DIGITS = 13
COUNTED = 10_000
"""Lists are counted up to here; of longer ones it is said that they are longer."""
Point = tuple[float, float]
"""Latitude and longitude."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a list is read for: the filter, and the operations and plans of its election."""

    wanted: Filter
    operations: Sequence[OperationView]
    plans: Sequence[PlanInForce] = ()

    @property
    def numbers(self) -> list[int]:
        """The operations' numbers."""
        return [one.number for one in self.operations]

    @property
    def own(self) -> dict[str, Any]:
        """What makes a station one of these operations'.

        A nation's hundreds of numbers follow each other: said as a span, Django writes them down in no time.
        """
        numbers = self.numbers
        if numbers and max(numbers) - min(numbers) + 1 == len(numbers):
            return {"operation__gte": min(numbers), "operation__lte": max(numbers)}
        return {"operation__in": numbers}

    @property
    def calendars(self) -> Mapping[int, Calendar]:
        """The calendar of each plan."""
        return {one.pk: one.calendar for one in self.plans}


@dataclass(frozen=True, slots=True, kw_only=True)
class StationLine:
    """A station as it is listed. `states`: the five measures in their order."""

    mark: str
    code: str
    number: int
    village: str
    kecamatan: str
    name: str
    voters: int
    special: str
    hard: bool
    access: str
    signal: str
    certainty: str
    at: Point | None
    states: tuple[int, ...]
    risk: str = secret(Secrecy.AGENCIES, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceLine:
    """A store, office or other place as it is listed."""

    mark: str
    code: str
    kind: str
    name: str
    region: str
    volume_m3: float | None
    certainty: str
    at: Point | None


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyLine:
    """A journey as it is listed. Times are seconds of election time."""

    mark: str
    plan: int
    code: str
    giver: str
    receiver: str
    stations: int
    boxes: int
    calendar: Calendar
    vehicle: str = secret(Secrecy.EMBARGO, default="")
    mode: str = secret(Secrecy.EMBARGO, default="")
    origin: str = secret(Secrecy.EMBARGO, default="")
    loads_h: int | None = secret(Secrecy.EMBARGO, default=None)
    departs_h: int | None = secret(Secrecy.EMBARGO, default=None)
    returns_h: int | None = secret(Secrecy.EMBARGO, default=None)
    stops: int | None = secret(Secrecy.EMBARGO, default=None)
    distance_m: int | None = secret(Secrecy.EMBARGO, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterLine:
    """A cluster as it is listed."""

    mark: str
    code: str
    kecamatan: str
    stations: tuple[str, ...]
    linmas: int
    risk: str = secret(Secrecy.AGENCIES, default="")
    officers: int | None = secret(Secrecy.RESTRICTED, default=None)
    unit: str = secret(Secrecy.RESTRICTED, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemLine:
    """A problem as it is listed."""

    mark: str
    code: str
    severity: str
    subject: str
    what: Text
    remedy: Text


def station_rows(scope: Scope, asked: Asked) -> QuerySet[StationRow]:
    """The stations that a filter means, by code. Raises `Forbidden` outside the scope."""
    wanted = _inside(scope, asked.wanted)
    rows = StationRow.objects.filter(
        **asked.own,
        code__gte=wanted.region.ljust(STATION_DIGITS, "0"),
        code__lte=wanted.region.ljust(STATION_DIGITS, "9"),
    )
    return rows.filter(**exactly(scope, wanted), **_roughly(wanted.text)).order_by("code", "operation_id")


def exactly(scope: Scope, wanted: Filter) -> dict[str, Any]:
    """What a filter asks of stations, apart from where they are; classes only of who may see them."""
    found: dict[str, Any] = {"signal": wanted.signal} if wanted.signal else {}
    if wanted.risk and scope.sees(Secrecy.AGENCIES):
        found["risk"] = wanted.risk
    if wanted.access:
        found["access__contains"] = wanted.access
    if wanted.hard:
        found["hard"] = wanted.hard == "ya"
    if wanted.measured:
        measure, state = wanted.measured
        found[f"{measure}_state"] = state.value
    return found


def _roughly(text: str) -> dict[str, str]:
    if not text:
        return {}
    return {"code__startswith": text} if text.isdecimal() else {"name__icontains": text}


def station_lines(scope: Scope, asked: Asked, *, after: str = "", most: int) -> Sequence[StationLine]:
    """Stations in the order of their codes."""
    rows = station_rows(scope, asked)
    if len(after) > STATION_DIGITS:
        code, operation = after[:STATION_DIGITS], int(after[STATION_DIGITS:])
        rows = rows.filter(Q(code__gt=code) | Q(code=code, operation__gt=operation), code__gte=code)
    found = [*rows[:most]]
    names = region_names(RegionCode(row.code[:length]) for row in found for length in (6, 10))
    return [shown(_station(row, names=names), scope=scope) for row in found]


def _station(row: StationRow, *, names: Mapping[RegionCode, str]) -> StationLine:
    return StationLine(
        mark=f"{row.code}{row.operation_id}",
        code=row.code,
        number=row.number,
        village=names.get(RegionCode(row.code[:10]), ""),
        kecamatan=names.get(RegionCode(row.code[:6]), ""),
        name=row.name,
        voters=row.voters_m + row.voters_f,
        special=row.special,
        hard=row.hard,
        access=row.access,
        signal=row.signal,
        certainty=row.position_certainty,
        at=None if row.lat is None or row.lon is None else (row.lat, row.lon),
        states=tuple(getattr(row, f"{measure}_state") for measure in MEASURES),
        risk=row.risk,
    )


def place_rows(scope: Scope, asked: Asked) -> QuerySet[PlaceRow]:
    """The places that a filter means."""
    wanted = _inside(scope, asked.wanted)
    rows = PlaceRow.objects.filter(operation__in=asked.numbers, label__range=span_of(wanted.region))
    if wanted.text:
        rows = rows.filter(Q(code__istartswith=wanted.text) | Q(name__icontains=wanted.text))
    return rows.order_by("pk")


def place_lines(scope: Scope, asked: Asked, *, after: str = "", most: int) -> Sequence[PlaceLine]:
    """Places in the order in which they were imported."""
    found = [*place_rows(scope, asked).filter(pk__gt=int(after or 0))[:most]]
    codes = {row.pk: _region(row.label) for row in found}
    names = region_names(code for pair in codes.values() for code in pair)
    return [
        PlaceLine(
            mark=str(row.pk),
            code=row.code,
            kind=row.kind,
            name=row.name,
            region=next((names[code] for code in codes[row.pk] if code in names), ""),
            volume_m3=row.volume_m3,
            certainty=row.position_certainty,
            at=None if row.lat is None or row.lon is None else (row.lat, row.lon),
        )
        for row in found
    ]


def _region(label: int) -> tuple[RegionCode, ...]:
    """The codes that a label may mean, the longest first; shorter ones end in zeros."""
    code = f"{label:010d}"
    return tuple(RegionCode(code[:length]) for length in (10, 6, 4, 2) if not code[length:].strip("0"))


def journey_rows(scope: Scope, asked: Asked) -> QuerySet[JourneyRow]:
    """The journeys that a filter means: those that bring goods for the stations that it means."""
    _sees_plans(scope)
    wanted = _inside(scope, asked.wanted)
    first, last = span_of(wanted.region)
    rows = JourneyRow.objects.filter(
        plan__in=[one.pk for one in asked.plans], first__lte=last, last__gte=first
    )
    if wanted.narrows_stations:
        stations = station_rows(scope, asked).order_by().values("code")
        rows = rows.filter(pk__in=CallRow.objects.filter(station__in=stations).values("journey"))
    elif wanted.text:
        rows = rows.filter(code__icontains=wanted.text)
    return rows.order_by("pk")


def journey_lines(scope: Scope, asked: Asked, *, after: str = "", most: int) -> Sequence[JourneyLine]:
    """Journeys in the order of their plans."""
    rows = journey_rows(scope, asked).filter(pk__gt=int(after or 0))[:most]
    calendars = asked.calendars
    return [shown(_journey(row, calendar=calendars[row.plan]), scope=scope) for row in rows]


def _journey(row: JourneyRow, *, calendar: Calendar) -> JourneyLine:
    same = ("plan", "code", "giver", "receiver", "stations", "boxes", "vehicle", "mode", "origin", "loads_h")
    more = ("departs_h", "returns_h", "stops", "distance_m")
    return JourneyLine(
        mark=str(row.pk), calendar=calendar, **{name: getattr(row, name) for name in (*same, *more)}
    )


def cluster_rows(scope: Scope, asked: Asked) -> QuerySet[ClusterRow]:
    """The clusters that a filter means."""
    _sees_plans(scope)
    wanted = _inside(scope, asked.wanted)
    rows = ClusterRow.objects.filter(
        plan__in=[one.pk for one in asked.plans], label__range=span_of(wanted.region)
    )
    if wanted.risk and scope.sees(Secrecy.AGENCIES):
        rows = rows.filter(risk=wanted.risk)
    if wanted.text:
        rows = rows.filter(Q(code__istartswith=wanted.text) | Q(stations__contains=wanted.text))
    return rows.order_by("pk")


def cluster_lines(scope: Scope, asked: Asked, *, after: str = "", most: int) -> Sequence[ClusterLine]:
    """Clusters in the order of their plans."""
    found = [*cluster_rows(scope, asked).filter(pk__gt=int(after or 0))[:most]]
    names = region_names(RegionCode(f"{row.label:010d}"[:6]) for row in found)
    return [shown(_cluster(row, names=names), scope=scope) for row in found]


def _cluster(row: ClusterRow, *, names: Mapping[RegionCode, str]) -> ClusterLine:
    return ClusterLine(
        mark=str(row.pk),
        code=row.code,
        kecamatan=names.get(RegionCode(f"{row.label:010d}"[:6]), ""),
        stations=tuple(row.stations.split()),
        linmas=row.linmas,
        risk=row.risk,
        officers=row.officers,
        unit=row.unit,
    )


def problem_rows(scope: Scope, asked: Asked) -> QuerySet[ProblemRow]:
    """The problems that a filter means; those of no place only where no region is asked for."""
    _sees_plans(scope)
    wanted = _inside(scope, asked.wanted)
    inside = Q(label__range=span_of(wanted.region))
    if wanted.region == scope.territory or not asked.wanted.region:
        inside |= Q(label=None)
    rows = ProblemRow.objects.filter(inside, plan__in=[one.pk for one in asked.plans])
    if wanted.severity:
        rows = rows.filter(severity=wanted.severity)
    if wanted.text:
        rows = rows.filter(Q(subject__istartswith=wanted.text) | Q(code__icontains=wanted.text))
    return rows.order_by("pk")


def problem_lines(scope: Scope, asked: Asked, *, after: str = "", most: int) -> Sequence[ProblemLine]:
    """Problems in the order of their plans."""
    rows = [*problem_rows(scope, asked).filter(pk__gt=int(after or 0))[:most]]
    lines = []
    for plan, group in groupby(rows, key=lambda row: row.plan_id):
        own = [*group]
        problems = told(scope, [problem_of(row) for row in own], plan=plan)
        lines += [_problem(row.pk, one) for row, one in zip(own, problems, strict=True)]
    return lines


def _problem(mark: int, found: PlanProblem) -> ProblemLine:
    return ProblemLine(
        mark=str(mark),
        code=found.code,
        severity=found.severity.value,
        subject=found.subject,
        what=found.what,
        remedy=found.remedy,
    )


def counted(rows: QuerySet[Any]) -> int:
    """How many rows there are, or one more than are counted."""
    return rows.order_by()[: COUNTED + 1].count()


def positions(scope: Scope, asked: Asked, codes: Iterable[str]) -> Mapping[str, Point]:
    """Where stations lie, by code; those of the scope with a position."""
    rows = StationRow.objects.filter(operation__in=asked.numbers, code__in=set(codes))
    rows = rows.filter(label__range=scope.span)
    found = rows.values_list("code", "lat", "lon")
    return {code: (lat, lon) for code, lat, lon in found if lat is not None and lon is not None}


def stops_of(scope: Scope, journeys: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """The stations that journeys (by mark) call at, in order; none for whom the embargo is for."""
    if not scope.sees(Secrecy.EMBARGO):
        return {}
    found: dict[str, list[str]] = {}
    rows = CallRow.objects.filter(journey__in=[int(one) for one in journeys], label__range=scope.span)
    for journey, station in rows.order_by("order", "station").values_list("journey", "station"):
        found.setdefault(str(journey), []).append(station)
    return found


def _inside(scope: Scope, wanted: Filter) -> Filter:
    found = wanted.within(scope.territory)
    if not scope.covers(found.region):
        raise Forbidden(Deed.SEE_REGISTER)
    return found


def _sees_plans(scope: Scope) -> None:
    if Deed.SEE_PLAN not in scope.deeds:
        raise Forbidden(Deed.SEE_PLAN)
