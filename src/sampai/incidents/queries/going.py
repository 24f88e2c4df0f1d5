"""What of the published plan still helps: journeys that go to a place, and units that are already sent."""

from collections.abc import Mapping, Sequence

from sampai.custody.queries.rows import h_ms
from sampai.incidents.model import StillGoing
from sampai.incidents.queries.one import SHORT
from sampai.incidents.tables import IncidentRow
from sampai.kernel.rights import Scope, Secrecy
from sampai.plan.tables import PlanRow
from sampai.transport.tables import CallRow

MOST = 10


def _published(election: str, *, place: str) -> PlanRow | None:
    """The published plan in whose territory a place lies."""
    regions = [place[:length] for length in (2, 4, 6, 10)]
    rows = PlanRow.objects.select_related("operation").filter(
        status="published", operation__event=election, operation__region__in=regions
    )
    return max(rows, key=lambda row: len(row.operation.region), default=None)


def plan_document(election: str, *, place: str) -> str:
    """The digest of the document of the published plan at a place; empty where there is none."""
    plan = _published(election, place=place)
    return plan.document if plan else ""


def still_going(scope: Scope, election: str, *, place: str, now_ms: int) -> Sequence[StillGoing]:
    """Journeys that have not come to the station or its kecamatan yet, the next first; for whom R4 is."""
    plan = _published(election, place=place)
    if plan is None or not scope.sees(Secrecy.EMBARGO):
        return ()
    calls = CallRow.objects.select_related("journey").filter(
        journey__plan=plan.pk, station__startswith=place[:13] if len(place) >= 13 else place[:6]
    )
    found: dict[str, StillGoing] = {}
    for call in calls.order_by("arrives_h", "pk"):
        arrives_ms = h_ms(plan.operation, call.arrives_h)
        if arrives_ms > now_ms and call.journey.code not in found:
            found[call.journey.code] = StillGoing(
                code=call.journey.code,
                vehicle=call.journey.vehicle,
                departs_ms=h_ms(plan.operation, call.journey.departs_h),
                arrives_ms=arrives_ms,
            )
    return list(found.values())[:MOST]


def sent_units(election: str) -> Mapping[str, str]:
    """Units that are on their way to an open incident, with its code."""
    rows = IncidentRow.objects.filter(is_open=True, election=election).exclude(unit="")
    return {unit: name[:SHORT] for unit, name in rows.values_list("unit", "id")}
