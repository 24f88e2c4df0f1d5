"""What programs get. Fields that the reader may not see are null."""

from datetime import date, datetime
from typing import Any

from ninja import Schema

from sampai.command.api.asked import STATES
from sampai.command.queries.lists import ClusterLine, JourneyLine, PlaceLine, StationLine
from sampai.command.queries.search import Hit
from sampai.command.queries.station import StationView
from sampai.kernel.clock import HTime
from sampai.kernel.rights import Scope, Secrecy
from sampai.kernel.text import Words
from sampai.places.queries import MEASURES, RegionFigures
from sampai.plan.model import PlanProblem


class Fault(Schema):
    """One part of a request that is not as the description says."""

    where: str
    what: str


class Problem(Schema):
    """What went wrong, after RFC 9457. `code` is stable; `title` and `hint` are sentences for people."""

    type: str
    title: str
    status: int
    code: str
    hint: str
    faults: list[Fault] | None = None


class Me(Schema):
    """Whose key or session it is."""

    account: str
    name: str
    role: str
    institution: str
    territory: str
    deeds: list[str]


class Named(Schema):
    """A region's code and name."""

    code: str
    name: str


class Figures(Schema):
    """A region's sums in one election. `states`: stations by measure and state."""

    region: str
    name: str
    stations: int
    voters: int
    hard: int
    no_signal: int
    special: int
    states: dict[str, dict[str, int]]
    risks: dict[str, int] | None
    officers_needed: int | None
    officers_assigned: int | None


class Region(Schema):
    """A region with its figures and those directly below it."""

    code: str
    name: str
    level: str
    event: str
    above: list[Named]
    figures: Figures | None
    children: list[Figures]


class Operation(Schema):
    """One election in one territory."""

    number: int
    name: str
    profile: str
    event: str
    region: str
    voting_day: date
    zone: str


class Register(Schema):
    """One version of an operation's register."""

    number: int
    digest: str
    status: str
    imported_at: datetime
    imported_by: str | None
    stations: int
    added: int
    moved: int
    changed: int
    removed: int


class Station(Schema):
    """A station as it is listed. `states`: by measure."""

    code: str
    number: int
    name: str
    village: str
    kecamatan: str
    voters: int
    special: str
    hard: bool
    access: list[str]
    signal: str
    certainty: str
    lat: float | None
    lon: float | None
    states: dict[str, str]
    risk: str | None


class Arrival(Schema):
    """How a station's goods come to one level. Routes and times are embargoed (R4)."""

    giver: str
    receiver: str
    journey: str | None
    vehicle: str | None
    place: str | None
    departs: datetime | None
    arrives: datetime | None


class StationWhole(Schema):
    """One station with the plan in force."""

    code: str
    operation: int
    number: int
    name: str
    village: str
    voters_m: int
    voters_f: int
    special: str
    hard: bool
    access: list[str]
    signal: str
    certainty: str
    source: str
    lat: float | None
    lon: float | None
    states: dict[str, str]
    risk: str | None
    plan: int | None
    arrivals: list[Arrival]


class Place(Schema):
    """A store, office or other place."""

    code: str
    kind: str
    name: str
    region: str
    volume_m3: float | None
    certainty: str
    lat: float | None
    lon: float | None


class Signoff(Schema):
    """One institution's signature."""

    institution: str
    account: str
    role: str
    at: datetime
    note: str


class Plan(Schema):
    """One version of an operation's plan."""

    plan: int
    operation: int
    region: str
    event: str
    number: int
    digest: str
    status: str
    imported_at: datetime
    published_at: datetime | None
    figures: dict[str, Any] | None
    signoffs: list[Signoff]


class PlanFault(Schema):
    """A problem of a plan, in the asked language."""

    code: str
    severity: str
    subject: str
    what: str
    remedy: str


class Journey(Schema):
    """A journey. Vehicle, route and times are embargoed (R4)."""

    code: str
    giver: str
    receiver: str
    stations: int
    boxes: int
    vehicle: str | None
    mode: str | None
    origin: str | None
    loads: datetime | None
    departs: datetime | None
    returns: datetime | None
    stops: int | None
    distance_m: int | None


class Cluster(Schema):
    """Neighbouring stations that one group of officers guards. Numbers and units are restricted (R3)."""

    code: str
    kecamatan: str
    stations: list[str]
    linmas: int
    risk: str | None
    officers: int | None
    unit: str | None


class Found(Schema):
    """One result of a search."""

    code: str
    name: str
    within: list[str]
    level: str | None
    number: int | None


class Results(Schema):
    """What a search found."""

    regions: list[Found]
    stations: list[Found]
    places: list[Found]


class Stations(Schema):
    """Stations; `next` is null on the last page."""

    items: list[Station]
    next: str | None


class Places(Schema):
    """Places; `next` is null on the last page."""

    items: list[Place]
    next: str | None


class PlanFaults(Schema):
    """Problems; `next` is null on the last page."""

    items: list[PlanFault]
    next: str | None


class Journeys(Schema):
    """Journeys; `next` is null on the last page."""

    items: list[Journey]
    next: str | None


class Clusters(Schema):
    """Clusters; `next` is null on the last page."""

    items: list[Cluster]
    next: str | None


def figures_of(one: RegionFigures) -> Figures:
    """A region's sums; what the reader may not see is null already."""
    return Figures(
        region=one.region,
        name=one.name,
        stations=one.stations,
        voters=one.voters,
        hard=one.hard,
        no_signal=one.no_signal,
        special=one.special,
        states={name: dict(zip(STATES, counts, strict=True)) for name, counts in one.states.items()},
        risks=None if one.risks is None else dict(one.risks),
        officers_needed=one.officers_needed,
        officers_assigned=one.officers_assigned,
    )


def _states(values: tuple[int, ...]) -> dict[str, str]:
    return dict(zip(MEASURES, (tuple(STATES)[one] for one in values), strict=True))


def station_of(line: StationLine, *, scope: Scope) -> Station:
    """A station as it is listed."""
    lat, lon = line.at or (None, None)
    return Station(
        code=line.code,
        number=line.number,
        name=line.name,
        village=line.village,
        kecamatan=line.kecamatan,
        voters=line.voters,
        special=line.special,
        hard=line.hard,
        access=line.access.split(),
        signal=line.signal,
        certainty=line.certainty,
        lat=lat,
        lon=lon,
        states=_states(line.states),
        risk=line.risk if scope.sees(Secrecy.AGENCIES) else None,
    )


def station_whole(
    view: StationView, *, scope: Scope, plan: int | None, arrivals: list[Arrival]
) -> StationWhole:
    """One station with how its goods come."""
    lat, lon = view.at or (None, None)
    return StationWhole(
        code=view.code,
        operation=view.operation.number,
        number=view.number,
        name=view.name,
        village=view.village,
        voters_m=view.voters_m,
        voters_f=view.voters_f,
        special=view.special,
        hard=view.hard,
        access=list(view.access),
        signal=view.signal,
        certainty=view.position_certainty,
        source=view.position_source,
        lat=lat,
        lon=lon,
        states=_states(view.states),
        risk=view.risk if scope.sees(Secrecy.AGENCIES) else None,
        plan=plan,
        arrivals=arrivals,
    )


def place_of(line: PlaceLine) -> Place:
    """A place as it is listed."""
    lat, lon = line.at or (None, None)
    return Place(
        code=line.code,
        kind=line.kind,
        name=line.name,
        region=line.region,
        volume_m3=line.volume_m3,
        certainty=line.certainty,
        lat=lat,
        lon=lon,
    )


def journey_of(line: JourneyLine) -> Journey:
    """A journey; what is hidden is null."""

    def moment(at: int | None) -> datetime | None:
        return None if at is None else line.calendar.instant(HTime(at))

    return Journey(
        code=line.code,
        giver=line.giver,
        receiver=line.receiver,
        stations=line.stations,
        boxes=line.boxes,
        vehicle=line.vehicle or None,
        mode=line.mode or None,
        origin=line.origin or None,
        loads=moment(line.loads_h),
        departs=moment(line.departs_h),
        returns=moment(line.returns_h),
        stops=line.stops,
        distance_m=line.distance_m,
    )


def cluster_of(line: ClusterLine, *, scope: Scope) -> Cluster:
    """A cluster; what is hidden is null."""
    restricted = scope.sees(Secrecy.RESTRICTED)
    return Cluster(
        code=line.code,
        kecamatan=line.kecamatan,
        stations=[one for one in line.stations if scope.covers(one)],
        linmas=line.linmas,
        risk=line.risk if scope.sees(Secrecy.AGENCIES) else None,
        officers=line.officers,
        unit=line.unit if restricted else None,
    )


def plan_fault(problem: PlanProblem, *, words: Words) -> PlanFault:
    """A problem, said in the reader's language."""
    return PlanFault(
        code=problem.code,
        severity=problem.severity.value,
        subject=problem.subject,
        what=words.say(problem.what),
        remedy=words.say(problem.remedy),
    )


def found_of(hit: Hit) -> Found:
    """One result."""
    return Found(
        code=hit.code,
        name=hit.name,
        within=list(hit.within),
        level=hit.level.value if hit.level else None,
        number=hit.number,
    )
