"""Who has not reported: each journey and station with its clock, and why nothing is heard."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sampai.custody.model import CustodyRules, Kind, Notice, Quietness, ReportClock, Silence, Stretch, Told
from sampai.custody.queries.rows import h_ms
from sampai.custody.rules.silence import silence
from sampai.custody.tables import BoxRow, WayRow
from sampai.election.model import Level
from sampai.election.tables import OperationRow
from sampai.kernel.ids import RegionCode, span_of
from sampai.kernel.rights import Deed, Forbidden, Scope, Secrecy
from sampai.ledger.queries import beginning
from sampai.places.tables import HeardRow, StationRow
from sampai.transport.tables import CallRow, JourneyRow

NO_SIGNAL = "none"
QUIET = (Quietness.OVERDUE, Quietness.NO_SIGNAL_EXPECTED, Quietness.PHONE_OFF, Quietness.DIVERTED)
"""States that are listed, the worst first."""
MOST = 500
_THERE = frozenset({Kind.ARRIVED.value, Kind.GIVEN.value})


@dataclass(frozen=True, slots=True, kw_only=True)
class Unheard:
    """One journey or station of which nothing is heard: what is known of why."""

    is_journey: bool
    code: str
    region: RegionCode
    """Of the station, or of the journey's last stop."""
    silence: Silence


def unheard(
    scope: Scope, *, plan: int, region: RegionCode, now_ms: int, rules: CustodyRules
) -> Sequence[Unheard]:
    """The journeys under way and the stations whose goods should be there, that are not heard in time.

    The worst first, then the longest overdue. These are times of the plan: for whom the embargo is not.
    """
    if Deed.SEE_CUSTODY not in scope.deeds or not scope.sees(Secrecy.EMBARGO) or not scope.covers(region):
        raise Forbidden(Deed.SEE_CUSTODY)
    operation = _operation(plan)
    if operation is None:
        return []
    found = [
        *_journeys(operation, plan=plan, region=region, now_ms=now_ms, rules=rules),
        *_stations(operation, plan=plan, region=region, now_ms=now_ms, rules=rules),
    ]
    quiet = [one for one in found if one.silence.quietness in QUIET]
    return sorted(quiet, key=lambda one: (QUIET.index(one.silence.quietness), one.silence.due_ms, one.code))[
        :MOST
    ]


def _operation(plan: int) -> OperationRow | None:
    return OperationRow.objects.filter(planrow=plan).first()


def _journeys(
    operation: OperationRow, *, plan: int, region: RegionCode, now_ms: int, rules: CustodyRules
) -> list[Unheard]:
    first, last = span_of(region)
    rows = JourneyRow.objects.filter(plan=plan, first__lte=last, last__gte=first)
    begun = [row for row in rows.order_by("departs_h", "code") if h_ms(operation, row.departs_h) <= now_ms]
    calls = _calls([row.pk for row in begun])
    signals = _signals(operation, {call.place for stops in calls.values() for call in stops})
    ways = _ways(operation, [row.code for row in begun])
    found = []
    for row in begun:
        stops, told = calls[row.pk], ways[row.code]
        clock = ReportClock(
            subject=f"journey:{row.code}",
            from_ms=h_ms(operation, row.departs_h),
            to_ms=h_ms(operation, row.returns_h),
            every_ms=rules.report_every_s * 1_000,
            stretches=_stretches(operation, row, stops, signals=signals),
        )
        arrived = {way.place for way in told if way.kind == Kind.ARRIVED.value}
        said = silence(
            clock,
            told=[_told(way) for way in told],
            now_ms=now_ms,
            alarms=rules.alarms,
            is_done=len(arrived) >= row.stops,
        )
        at = RegionCode(stops[-1].station[:10]) if stops else region
        found.append(Unheard(is_journey=True, code=row.code, region=at, silence=said))
    return found


def _calls(journeys: Sequence[int]) -> Mapping[int, list[CallRow]]:
    found: dict[int, list[CallRow]] = defaultdict(list)
    for call in CallRow.objects.filter(journey__in=journeys).order_by("order", "station"):
        found[call.journey_id].append(call)
    return found


def _signals(operation: OperationRow, places: set[str]) -> frozenset[str]:
    """Those of some stations at which no telephone works."""
    rows = StationRow.objects.filter(operation=operation, code__in=sorted(places), signal=NO_SIGNAL)
    return frozenset(rows.values_list("code", flat=True))


def _ways(operation: OperationRow, journeys: Sequence[str]) -> Mapping[str, list[WayRow]]:
    found: dict[str, list[WayRow]] = defaultdict(list)
    elections = (operation.profile, operation.event)
    for way in WayRow.objects.filter(journey__in=journeys, election__in=elections):
        if way.place.startswith(operation.region) or not way.place:
            found[way.journey].append(way)
    return found


def _stretches(
    operation: OperationRow, row: JourneyRow, stops: Sequence[CallRow], *, signals: frozenset[str]
) -> tuple[Stretch, ...]:
    """Around each stop without signal: from the stop before it to the one after it."""
    times = sorted({(stop.order, stop.arrives_h, stop.place) for stop in stops})
    before = [row.departs_h, *(at for _, at, _ in times)]
    after = [*(at for _, at, _ in times[1:]), row.returns_h]
    return tuple(
        Stretch(from_ms=h_ms(operation, start), to_ms=h_ms(operation, end), where=place)
        for (_, _, place), start, end in zip(times, before, after, strict=False)
        if place in signals and start < end
    )


def _told(way: WayRow) -> Told:
    notices = {Kind.QUIET.value: Notice.PHONE_OFF, Kind.DIVERTED.value: Notice.DIVERTED}
    return Told(at_ms=way.at_ms, notice=notices.get(way.kind), until_ms=way.until_ms, reason=way.reason)


def _stations(
    operation: OperationRow, *, plan: int, region: RegionCode, now_ms: int, rules: CustodyRules
) -> list[Unheard]:
    """Stations that their vehicle has come to or has passed, and whose KPPS has not stated to have the goods.

    Until a vehicle is there, a station has nothing to tell: the clock of the journey stands for it. What a
    vehicle has handed over there waits for its other half, which has a clock of its own.
    """
    calls = _last_calls(plan, region=region, by_h=(now_ms - h_ms(operation, 0)) // 1_000)
    boxes = BoxRow.objects.filter(
        operation=operation, label__range=span_of(region), received_ms__isnull=False
    )
    taken = set(boxes.values_list("owner", flat=True))
    waited = {code: call for code, call in calls.items() if code not in taken}
    came = _came(operation, waited, now_ms=now_ms)
    dark, heard = _signals(operation, set(came)), _heard(operation, region=region)
    found = []
    for code, at_ms in sorted(came.items()):
        call = waited[code]
        until_ms = at_ms + (call.journey.returns_h - call.arrives_h) * 1_000
        clock = ReportClock(
            subject=f"station:{code}",
            from_ms=at_ms,
            to_ms=until_ms,
            every_ms=rules.report_every_s * 1_000,
            stretches=(Stretch(from_ms=at_ms, to_ms=until_ms, where=code),) if code in dark else (),
        )
        told = [Told(at_ms=heard[code])] if heard.get(code, 0) >= at_ms else []
        said = silence(clock, told=told, now_ms=now_ms, alarms=rules.alarms)
        found.append(Unheard(is_journey=False, code=code, region=RegionCode(code[:10]), silence=said))
    return found


def _last_calls(plan: int, *, region: RegionCode, by_h: int) -> Mapping[str, CallRow]:
    """The stop that brings each station the last goods of those whose journeys should have left by then."""
    rows = CallRow.objects.filter(
        journey__plan=plan,
        journey__departs_h__lte=by_h,
        receiver=Level.STATION.value,
        label__range=span_of(region),
    )
    return {call.station: call for call in rows.select_related("journey").order_by("arrives_h")}


def _came(operation: OperationRow, calls: Mapping[str, CallRow], *, now_ms: int) -> Mapping[str, int]:
    """When the vehicle came to a station, or to the first one after it; none that it has not come to."""
    journeys = {call.journey_id: call.journey.code for call in calls.values()}
    stops, ways = _calls(sorted(journeys)), _ways(operation, sorted(journeys.values()))
    orders = {journeys[number]: {stop.place: stop.order for stop in found} for number, found in stops.items()}
    came = {}
    for code, call in calls.items():
        order = orders[call.journey.code]
        told = [way for way in ways[call.journey.code] if way.at_ms <= now_ms]
        past = [way.at_ms for way in told if order.get(way.place, -1) >= call.order and way.kind in _THERE]
        if past and not any(way.place == call.place and way.kind == Kind.GIVEN.value for way in told):
            came[code] = min(past)
    return came


def _heard(operation: OperationRow, *, region: RegionCode) -> Mapping[str, int]:
    rows = HeardRow.objects.filter(
        **beginning("place", region), election__in=(operation.profile, operation.event)
    )
    return dict(rows.values_list("place", "last_ms"))
