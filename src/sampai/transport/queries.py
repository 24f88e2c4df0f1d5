"""Reads of journeys. Before a journey is done its route and times are embargoed (R4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Max

from sampai.election.model import Level
from sampai.kernel.rights import Deed, Forbidden, Scope, Secrecy, secret, shown
from sampai.transport.tables import CallRow, JourneyRow


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyView:
    """A journey as it stands on a page. Times are seconds of election time."""

    pk: int
    code: str
    giver: str
    receiver: str
    stations: int
    boxes: int
    vehicle: str = secret(Secrecy.EMBARGO, default="")
    mode: str = secret(Secrecy.EMBARGO, default="")
    origin: str = secret(Secrecy.EMBARGO, default="")
    loads_h: int | None = secret(Secrecy.EMBARGO, default=None)
    departs_h: int | None = secret(Secrecy.EMBARGO, default=None)
    returns_h: int | None = secret(Secrecy.EMBARGO, default=None)
    stops: int | None = secret(Secrecy.EMBARGO, default=None)
    distance_m: int | None = secret(Secrecy.EMBARGO, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallView:
    """One station's goods at one stop of a journey."""

    journey: int
    receiver: str
    station: str
    code: str = secret(Secrecy.EMBARGO, default="")
    order: int | None = secret(Secrecy.EMBARGO, default=None)
    place: str = secret(Secrecy.EMBARGO, default="")
    arrives_h: int | None = secret(Secrecy.EMBARGO, default=None)


def journeys(scope: Scope, *, plan: int) -> Sequence[JourneyView]:
    """A plan's journeys that touch the scope's territory, in order of loading."""
    first, last = scope.span
    rows = JourneyRow.objects.filter(plan=plan, first__lte=last, last__gte=first)
    return [shown(_journey(row), scope=scope) for row in rows.order_by("loads_h", "code")]


def journey_view(scope: Scope, *, plan: int, code: str) -> JourneyView:
    """One journey of a plan. Raises `Forbidden` where it does not touch the scope's territory."""
    first, last = scope.span
    row = JourneyRow.objects.filter(plan=plan, code=code, first__lte=last, last__gte=first).first()
    if row is None:
        raise Forbidden(Deed.SEE_PLAN)
    return shown(_journey(row), scope=scope)


def journey_codes(plan: int) -> frozenset[str]:
    """The codes of a plan's journeys, to know them where they are named."""
    return frozenset(JourneyRow.objects.filter(plan=plan).values_list("code", flat=True))


def calls_of(scope: Scope, *, journey: int) -> Sequence[CallView]:
    """The stops of a journey in order; those in the scope's territory."""
    rows = CallRow.objects.select_related("journey").filter(journey=journey, label__range=scope.span)
    return [shown(_call(row), scope=scope) for row in rows.order_by("order", "station")]


def calls_at(scope: Scope, *, plan: int, station: str) -> Sequence[CallView]:
    """How a station's goods come, from level to level."""
    rows = CallRow.objects.select_related("journey").filter(
        station=station, journey__plan=plan, label__range=scope.span
    )
    return [shown(_call(row), scope=scope) for row in rows.order_by("arrives_h")]


def calls_in(scope: Scope, *, plan: int) -> Sequence[CallView]:
    """All stops of a plan in the scope's territory, journey by journey in order."""
    rows = CallRow.objects.select_related("journey").filter(journey__plan=plan, label__range=scope.span)
    found = rows.order_by("journey", "order", "station")
    return [shown(_call(row), scope=scope) for row in found if scope.covers(row.station)]


def planned_arrivals(plan: int) -> Mapping[str, int]:
    """When a plan has each station's last goods at the station, by code; for the plan's own deeds."""
    rows = CallRow.objects.filter(journey__plan=plan, receiver=Level.STATION.value)
    return dict(rows.values("station").annotate(last=Max("arrives_h")).values_list("station", "last"))


def _journey(row: JourneyRow) -> JourneyView:
    return JourneyView(
        pk=row.pk,
        code=row.code,
        giver=row.giver,
        receiver=row.receiver,
        stations=row.stations,
        boxes=row.boxes,
        vehicle=row.vehicle,
        mode=row.mode,
        origin=row.origin,
        loads_h=row.loads_h,
        departs_h=row.departs_h,
        returns_h=row.returns_h,
        stops=row.stops,
        distance_m=row.distance_m,
    )


def _call(row: CallRow) -> CallView:
    return CallView(
        journey=row.journey_id,
        receiver=row.receiver,
        station=row.station,
        code=row.journey.code,
        order=row.order,
        place=row.place,
        arrives_h=row.arrives_h,
    )
