"""What should have happened by now by the plan, and of which nobody in the field has reported that it has."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from sampai.command.queries.plans import PlanInForce
from sampai.custody.tables import BoxRow
from sampai.election.model import Level
from sampai.kernel.clock import ZONES, Calendar
from sampai.kernel.ids import RegionCode, span_of
from sampai.kernel.rights import Scope, Secrecy
from sampai.transport.tables import CallRow, JourneyRow


@dataclass(frozen=True, slots=True)
class Progress:
    """Stations that should have their goods and of which nothing was reported; journeys that are under way.

    Both come from the plan's times and are embargoed (R4) as these are.
    """

    silent: int
    under_way: int


def h_time(calendar: Calendar, *, now: datetime) -> int:
    """Seconds of election time at a moment."""
    zone = ZoneInfo(ZONES[calendar.zone])
    return round((now - datetime.combine(calendar.voting_day, time(), tzinfo=zone)).total_seconds())


def progress(
    scope: Scope, *, plans: Sequence[PlanInForce], region: RegionCode, now: datetime
) -> Progress | None:
    """How far the published plans should have come in a region; None where the reader may not know."""
    published = [one for one in plans if one.is_published]
    if not published or not scope.sees(Secrecy.EMBARGO) or not scope.covers(region):
        return None
    silent = under_way = 0
    for one in published:
        at = h_time(one.calendar, now=now)
        silent += _silent(one.pk, region=region, at=at)
        under_way += _under_way(one.pk, region=region, at=at)
    return Progress(silent, under_way)


def _silent(plan: int, *, region: RegionCode, at: int) -> int:
    calls = CallRow.objects.filter(journey__plan=plan, label__range=span_of(region), arrives_h__lte=at)
    due = calls.filter(receiver=Level.STATION.value)
    taken = BoxRow.objects.filter(plan=plan, label__range=span_of(region), received_ms__isnull=False)
    return due.exclude(station__in=taken.values("owner")).values("station").distinct().count()


def _under_way(plan: int, *, region: RegionCode, at: int) -> int:
    first, last = span_of(region)
    rows = JourneyRow.objects.filter(plan=plan, first__lte=last, last__gte=first)
    return rows.filter(loads_h__lte=at, returns_h__gt=at).count()
