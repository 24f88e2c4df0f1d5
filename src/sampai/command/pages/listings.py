"""What each list shows: its columns, how its rows are read, and where they lie on a map."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet

from sampai.command.pages.custody.words import word
from sampai.command.pages.labels import MEASURE, STATE, called
from sampai.command.queries.boxes import BoxLine, box_lines, box_points, box_rows
from sampai.command.queries.lists import (
    Asked,
    ClusterLine,
    JourneyLine,
    PlaceLine,
    Point,
    ProblemLine,
    StationLine,
    cluster_lines,
    cluster_rows,
    journey_lines,
    journey_rows,
    place_lines,
    place_rows,
    positions,
    problem_lines,
    problem_rows,
    station_lines,
    station_rows,
    stops_of,
)
from sampai.kernel.clock import Calendar, HTime
from sampai.kernel.rights import Deed, Scope, Secrecy
from sampai.kernel.text import Text, say
from sampai.places.queries import MEASURES

L = TypeVar("L", StationLine, PlaceLine, JourneyLine, ClusterLine, ProblemLine, BoxLine)

Content = str | int | float | bool | datetime | Text | None
Geometry = Mapping[str, object] | None


@dataclass(frozen=True, slots=True)
class Column(Generic[L]):
    """One column: its header, and what of a row stands in it. None is shown as not known."""

    header: Text
    content: Callable[[L], Content]
    secrecy: Secrecy = Secrecy.PUBLIC
    """Hidden from whom the class is not for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing(Generic[L]):
    """One list."""

    kind: str
    title: Text
    deed: Deed
    fields: tuple[str, ...]
    """Which fields of the filter narrow it, besides the region."""
    columns: tuple[Column[L], ...]
    rows: Callable[[Scope, Asked], QuerySet[Any]]
    lines: Callable[..., Sequence[L]]
    link: Callable[[L], str]
    """The code of the station or box that a row leads to; empty where it leads nowhere."""
    shapes: Callable[[Scope, Asked, Sequence[L]], Sequence[Geometry]]
    page: str = "station"
    """Which page a row leads to."""

    def shown(self, scope: Scope) -> tuple[Column[L], ...]:
        """The columns that a reader may see."""
        return tuple(one for one in self.columns if scope.sees(one.secrecy))

    def secrecy(self, scope: Scope) -> Secrecy:
        """The highest class among what a reader sees here, for noting looks."""
        return max((one.secrecy for one in self.shown(scope)), default=Secrecy.PUBLIC)


def _nowhere(_line: object) -> str:
    return ""


def _point(at: Point | None) -> Geometry:
    return None if at is None else {"type": "Point", "coordinates": [at[1], at[0]]}


def _own_points(_scope: Scope, _asked: Asked, lines: Sequence[Any]) -> Sequence[Geometry]:
    return [_point(line.at) for line in lines]


def _ways(scope: Scope, asked: Asked, lines: Sequence[JourneyLine]) -> Sequence[Geometry]:
    stops = stops_of(scope, [line.mark for line in lines])
    where = positions(scope, asked, {code for codes in stops.values() for code in codes})
    return [_line([where[code] for code in stops.get(line.mark, ()) if code in where]) for line in lines]


def _line(points: Sequence[Point]) -> Geometry:
    along = [[lon, lat] for lat, lon in points]
    if len(along) < 2:
        return {"type": "Point", "coordinates": along[0]} if along else None
    return {"type": "LineString", "coordinates": along}


def _groups(scope: Scope, asked: Asked, lines: Sequence[ClusterLine]) -> Sequence[Geometry]:
    where = positions(scope, asked, {code for line in lines for code in line.stations})
    found = [[where[code] for code in line.stations if code in where] for line in lines]
    return [
        {"type": "MultiPoint", "coordinates": [[lon, lat] for lat, lon in points]} if points else None
        for points in found
    ]


def _subjects(scope: Scope, asked: Asked, lines: Sequence[ProblemLine]) -> Sequence[Geometry]:
    where = positions(scope, asked, {line.subject for line in lines})
    return [_point(where.get(line.subject)) for line in lines]


def _local(calendar: Calendar, at: int | None) -> datetime | None:
    return None if at is None else calendar.instant(HTime(at))


PLANNED = ("count", "time")
"""The measures of which a published plan says something before the field has reported."""


def _by_plan(measure: str) -> Text:
    """The header of a measure; it tells that the plan says so and nobody in the field."""
    name = MEASURE[measure]
    return say("{name}, by the plan", name=name) if measure in PLANNED else name


def _measure(index: int) -> Callable[[StationLine], Content]:
    return lambda line: STATE[line.states[index]]


def _station_of(subject: str) -> str:
    return subject if len(subject) == 13 and subject.isdecimal() else ""


STATIONS: Listing[StationLine] = Listing(
    kind="tps",
    title=say("Stations"),
    deed=Deed.SEE_REGISTER,
    fields=("risk", "signal", "access", "hard", "state", "text"),
    columns=(
        Column(say("Code"), lambda line: line.code),
        Column(say("Station"), lambda line: f"TPS {line.number} {line.name}".rstrip()),
        Column(say("Village"), lambda line: line.village),
        Column(say("Kecamatan"), lambda line: line.kecamatan),
        Column(say("Voters"), lambda line: line.voters),
        Column(
            say("{name}, by the plan", name=say("Police class")),
            lambda line: called("risk", line.risk),
            Secrecy.AGENCIES,
        ),
        Column(say("Signal"), lambda line: called("signal", line.signal)),
        Column(say("Access"), lambda line: line.access or None),
        Column(say("Hard to reach"), lambda line: line.hard),
        Column(say("Position"), lambda line: called("certainty", line.certainty)),
        *(Column(_by_plan(name), _measure(index)) for index, name in enumerate(MEASURES)),
    ),
    rows=station_rows,
    lines=station_lines,
    link=lambda line: line.code,
    shapes=_own_points,
)

PLACES: Listing[PlaceLine] = Listing(
    kind="tempat",
    title=say("Places"),
    deed=Deed.SEE_REGISTER,
    fields=("text",),
    columns=(
        Column(say("Code"), lambda line: line.code),
        Column(say("Name"), lambda line: line.name),
        Column(say("Kind"), lambda line: called("place", line.kind)),
        Column(say("Region"), lambda line: line.region),
        Column(say("Room (m3)"), lambda line: line.volume_m3),
        Column(say("Position"), lambda line: called("certainty", line.certainty)),
    ),
    rows=place_rows,
    lines=place_lines,
    link=_nowhere,
    shapes=_own_points,
)

JOURNEYS: Listing[JourneyLine] = Listing(
    kind="perjalanan",
    title=say("Journeys"),
    deed=Deed.SEE_PLAN,
    fields=("risk", "signal", "access", "hard", "state", "text"),
    columns=(
        Column(say("Code"), lambda line: line.code),
        Column(say("Stage"), lambda line: f"{line.giver.upper()} → {line.receiver.upper()}"),
        Column(say("Stations"), lambda line: line.stations),
        Column(say("Boxes"), lambda line: line.boxes),
        Column(say("Vehicle"), lambda line: line.vehicle, Secrecy.EMBARGO),
        Column(say("Means of transport"), lambda line: line.mode, Secrecy.EMBARGO),
        Column(say("From"), lambda line: line.origin, Secrecy.EMBARGO),
        Column(say("Loads"), lambda line: _local(line.calendar, line.loads_h), Secrecy.EMBARGO),
        Column(say("Departs"), lambda line: _local(line.calendar, line.departs_h), Secrecy.EMBARGO),
        Column(say("Returns"), lambda line: _local(line.calendar, line.returns_h), Secrecy.EMBARGO),
        Column(
            say("Distance (km)"),
            lambda line: None if line.distance_m is None else round(line.distance_m / 1000, 1),
            Secrecy.EMBARGO,
        ),
    ),
    rows=journey_rows,
    lines=journey_lines,
    link=_nowhere,
    shapes=_ways,
)

CLUSTERS: Listing[ClusterLine] = Listing(
    kind="kelompok",
    title=say("Clusters"),
    deed=Deed.SEE_PLAN,
    fields=("risk", "text"),
    columns=(
        Column(say("Code"), lambda line: line.code),
        Column(say("Kecamatan"), lambda line: line.kecamatan),
        Column(say("Police class"), lambda line: called("risk", line.risk), Secrecy.AGENCIES),
        Column(say("Stations"), lambda line: len(line.stations)),
        Column(say("Codes of the stations"), lambda line: " ".join(line.stations)),
        Column(say("Linmas"), lambda line: line.linmas),
        Column(say("Officers needed"), lambda line: line.officers, Secrecy.RESTRICTED),
        Column(say("Unit"), lambda line: line.unit or None, Secrecy.RESTRICTED),
    ),
    rows=cluster_rows,
    lines=cluster_lines,
    link=_nowhere,
    shapes=_groups,
)

PROBLEMS: Listing[ProblemLine] = Listing(
    kind="masalah",
    title=say("Problems"),
    deed=Deed.SEE_PLAN,
    fields=("severity", "text"),
    columns=(
        Column(say("Subject"), lambda line: line.subject or say("the whole operation")),
        Column(say("Weight"), lambda line: called("severity", line.severity)),
        Column(say("Problem"), lambda line: line.what),
        Column(say("What would help"), lambda line: line.remedy),
        Column(say("Code"), lambda line: line.code),
    ),
    rows=problem_rows,
    lines=problem_lines,
    link=lambda line: _station_of(line.subject),
    shapes=_subjects,
)

BOXES: Listing[BoxLine] = Listing(
    kind="kotak",
    title=say("Boxes"),
    deed=Deed.SEE_CUSTODY,
    fields=("box", "text"),
    columns=(
        Column(say("Box"), lambda line: line.view.code),
        Column(say("Kind"), lambda line: word(line.view.kind)),
        Column(say("Contest"), lambda line: line.view.contest or "–"),
        Column(say("State"), lambda line: word(line.view.phase)),
        Column(say("Way"), lambda line: word(line.view.direction)),
        Column(
            say("Who has it"),
            lambda line: line.view.holder.name if line.view.holder else None,
            Secrecy.AGENCIES,
        ),
        Column(say("Where"), lambda line: line.view.place or None, Secrecy.AGENCIES),
        Column(say("Exceptions"), lambda line: len(line.view.troubles), Secrecy.AGENCIES),
        Column(say("Gaps"), lambda line: line.view.gaps, Secrecy.AGENCIES),
        Column(say("Lone half"), lambda line: line.view.lone_ms is not None, Secrecy.AGENCIES),
        Column(say("Seals"), lambda line: line.view.seals, Secrecy.AGENCIES),
        Column(say("Seals that did not fit"), lambda line: line.view.misfits, Secrecy.AGENCIES),
        Column(say("Statements"), lambda line: line.view.count),
    ),
    rows=box_rows,
    lines=box_lines,
    link=lambda line: line.view.code,
    shapes=lambda scope, asked, lines: [_point(where) for where in box_points(scope, asked, lines)],
    page="box",
)

LISTINGS: Mapping[str, Listing[Any]] = {
    one.kind: one for one in (STATIONS, PLACES, JOURNEYS, CLUSTERS, BOXES, PROBLEMS)
}
"""All lists by their word in addresses, in the order of the tabs."""
