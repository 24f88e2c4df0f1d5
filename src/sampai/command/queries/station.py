"""Everything that the store knows of one station."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sampai.command.queries.lists import ClusterLine, Point
from sampai.command.queries.plans import PlanInForce, problem_of
from sampai.election.queries import OperationView
from sampai.guarding.tables import ClusterRow
from sampai.kernel.ids import RegionCode, span_of
from sampai.kernel.rights import Deed, Forbidden, Scope, Secrecy, secret, shown
from sampai.ledger.queries import AuditLine, audit_of
from sampai.places.queries import MEASURES
from sampai.places.tables import RegisterRow, StationRow
from sampai.plan.model import PlanProblem
from sampai.plan.tables import PlanRow, ProblemRow
from sampai.transport.tables import CallRow


@dataclass(frozen=True, slots=True, kw_only=True)
class StationView:
    """A station of an operation's present register. `states`: the five measures in their order."""

    code: str
    operation: OperationView
    number: int
    name: str
    village: RegionCode
    voters_m: int
    voters_f: int
    special: str
    hard: bool
    access: tuple[str, ...]
    signal: str
    at: Point | None
    position_source: str
    position_certainty: str
    states: tuple[int, ...]
    risk: str = secret(Secrecy.AGENCIES, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrives:
    """How a station's goods come to one level. Times are seconds of election time."""

    giver: str
    receiver: str
    journey: str = secret(Secrecy.EMBARGO, default="")
    vehicle: str = secret(Secrecy.EMBARGO, default="")
    mode: str = secret(Secrecy.EMBARGO, default="")
    origin: str = secret(Secrecy.EMBARGO, default="")
    place: str = secret(Secrecy.EMBARGO, default="")
    departs_h: int | None = secret(Secrecy.EMBARGO, default=None)
    arrives_h: int | None = secret(Secrecy.EMBARGO, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of the register or the plan in a station's history."""

    kind: str
    """`register` or `plan`."""
    number: int
    status: str
    at: datetime
    by: str
    published_at: datetime | None = None


def station(scope: Scope, code: str, *, operations: Sequence[OperationView]) -> StationView:
    """A station in the first of these operations that has it.

    Raises `Forbidden` outside the scope, also for stations that do not exist.
    """
    if Deed.SEE_REGISTER not in scope.deeds or not scope.covers(code):
        raise Forbidden(Deed.SEE_REGISTER)
    known = {one.number: one for one in operations}
    rows = StationRow.objects.filter(code=code, label__range=scope.span)
    found = {row.operation_id: row for row in rows}
    first = next((number for number in known if number in found), None)
    if first is None:
        raise Forbidden(Deed.SEE_REGISTER)
    return shown(_view(found[first], operation=known[first]), scope=scope)


def _view(row: StationRow, *, operation: OperationView) -> StationView:
    return StationView(
        code=row.code,
        operation=operation,
        number=row.number,
        name=row.name,
        village=RegionCode(row.code[:10]),
        voters_m=row.voters_m,
        voters_f=row.voters_f,
        special=row.special,
        hard=row.hard,
        access=tuple(row.access.split()),
        signal=row.signal,
        at=None if row.lat is None or row.lon is None else (row.lat, row.lon),
        position_source=row.position_source,
        position_certainty=row.position_certainty,
        states=tuple(getattr(row, f"{measure}_state") for measure in MEASURES),
        risk=row.risk,
    )


def register_document(scope: Scope, operation: OperationView) -> str:
    """The digest of the document that the present register was read from; empty where there is none."""
    if Deed.SEE_REGISTER not in scope.deeds:
        return ""
    row = RegisterRow.objects.filter(operation=operation.number, status="accepted").first()
    return row.document if row else ""


def arrivals_at(scope: Scope, station: str, *, plan: PlanInForce) -> Sequence[Arrives]:
    """How a station's goods come by a plan, from level to level."""
    rows = CallRow.objects.select_related("journey").filter(
        station=station, journey__plan=plan.pk, label__range=scope.span
    )
    return [shown(_arrives(row), scope=scope) for row in rows.order_by("arrives_h", "pk")]


def arrivals_of(
    scope: Scope, stations: Sequence[str], *, plan: PlanInForce
) -> Mapping[str, Sequence[Arrives]]:
    """How the goods of some stations come and go by a plan."""
    rows = CallRow.objects.select_related("journey").filter(
        station__in=stations, journey__plan=plan.pk, label__range=scope.span
    )
    found: dict[str, list[Arrives]] = defaultdict(list)
    for row in rows.order_by("arrives_h", "pk"):
        found[row.station].append(shown(_arrives(row), scope=scope))
    return found


def _arrives(row: CallRow) -> Arrives:
    journey = row.journey
    return Arrives(
        giver=journey.giver,
        receiver=row.receiver,
        journey=journey.code,
        vehicle=journey.vehicle,
        mode=journey.mode,
        origin=journey.origin,
        place=row.place,
        departs_h=journey.departs_h,
        arrives_h=row.arrives_h,
    )


def cluster_of(scope: Scope, station: str, *, plan: PlanInForce, kecamatan: str) -> ClusterLine | None:
    """The cluster that a station is guarded with."""
    span = span_of(RegionCode(station[:6]))
    row = ClusterRow.objects.filter(plan=plan.pk, label__range=span, stations__contains=station).first()
    if row is None or not scope.covers(station):
        return None
    found = ClusterLine(
        mark=str(row.pk),
        code=row.code,
        kecamatan=kecamatan,
        stations=tuple(one for one in row.stations.split() if scope.covers(one)),
        linmas=row.linmas,
        risk=row.risk,
        officers=row.officers,
        unit=row.unit,
    )
    return shown(found, scope=scope)


def problems_of(scope: Scope, station: str, *, plan: PlanInForce) -> Sequence[PlanProblem]:
    """What the checks of a plan found at a station."""
    if not scope.covers(station):
        return ()
    rows = ProblemRow.objects.filter(
        plan=plan.pk, label=span_of(RegionCode(station[:10]))[0], subject=station
    )
    return [problem_of(row) for row in rows.order_by("pk")]


def versions(scope: Scope, operation: OperationView) -> Sequence[Version]:
    """The versions of the register and the plan of an operation, newest first."""
    if Deed.SEE_PLAN not in scope.deeds:
        return ()
    registers = [
        Version(kind="register", number=row.number, status=row.status, at=row.imported_at, by=row.imported_by)
        for row in RegisterRow.objects.filter(operation=operation.number)
    ]
    plans = [
        Version(
            kind="plan",
            number=row.number,
            status=row.status,
            at=row.imported_at,
            by=row.imported_by,
            published_at=row.published_at,
        )
        for row in PlanRow.objects.filter(operation=operation.number).defer("figures")
    ]
    return sorted([*registers, *plans], key=lambda one: (one.at, one.kind, one.number), reverse=True)


def audit(scope: Scope, station: str, *, operation: OperationView) -> Sequence[AuditLine]:
    """The deeds on a station, its register and its plan; none for whom audits are not."""
    if Deed.SEE_AUDIT not in scope.deeds:
        return ()
    whole = f"{operation.event}:{operation.region}"
    return audit_of(scope, subjects=[f"station:{station}", f"register:{whole}", f"plan:{whole}"])
