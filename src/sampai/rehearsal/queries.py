"""Reads of exercises: their clocks, what was let happen, and the traces that the staff left."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from sampai.custody.queries.rows import h_ms
from sampai.custody.tables import BoxRow
from sampai.election.tables import OperationRow
from sampai.incidents.queries.one import SHORT
from sampai.incidents.queries.rows import claims_of, decisions_on, orders_on
from sampai.incidents.tables import ClaimRow
from sampai.kernel.clock import HTime
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Deed, Forbidden, Scope
from sampai.ledger.tables import AuditRow, LookRow
from sampai.people.tables import AccountRow
from sampai.plan.tables import PlanRow
from sampai.rehearsal.model.training import KIND_OF, OF_JOURNEY, ExerciseClock, Injection, Mishap, Score
from sampai.rehearsal.rules.scoring import Traces, score_of
from sampai.rehearsal.tables import ExerciseRow, InjectionRow
from sampai.transport.tables import CallRow

MOST = 50
_HOLDS_UP = OF_JOURNEY | {Mishap.BRIDGE_CUT, Mishap.FLOOD}


@dataclass(frozen=True, slots=True, kw_only=True)
class ExerciseView:
    """One exercise as its pages show it."""

    pk: int
    operation: int
    region: RegionCode
    name: str
    zone: str
    title: str
    clock: ExerciseClock
    ended_ms: int | None
    begun_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InjectionView:
    """One injected event; `claim`: the report that it made; `incident`: what that became."""

    pk: int
    injection: Injection
    effect_ms: int
    told_ms: int | None
    claim: str
    incident: str
    made_by: str

    @property
    def code(self) -> str:
        """By which addresses name the incident."""
        return self.incident[:SHORT]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreLine:
    """One injected event and what came of it; `held_up`: stations whose goods waited because of it."""

    view: InjectionView
    held_up: int
    score: Score


def exercises(scope: Scope) -> Sequence[ExerciseView]:
    """The exercises of operations in the scope's territory, or around it, the newest first.

    Raises `Forbidden` for whom exercises are not.
    """
    if Deed.SEE_EXERCISE not in scope.deeds:
        raise Forbidden(Deed.SEE_EXERCISE)
    rows = ExerciseRow.objects.select_related("operation").filter(_of_scope(scope)).order_by("-pk")
    return [_view(row) for row in rows[:MOST]]


def _of_scope(scope: Scope) -> Q:
    """Whose operation lies in the territory, or the territory in it."""
    around = [scope.territory[:digits] for digits in (2, 4, 6) if digits < len(scope.territory)]
    return Q(operation__region__startswith=scope.territory) | Q(operation__region__in=["", *around])


def exercise(scope: Scope, pk: int) -> ExerciseView:
    """One exercise. Raises `Forbidden` outside the scope, also for what does not exist."""
    rows = ExerciseRow.objects.select_related("operation").filter(_of_scope(scope), pk=pk)
    if Deed.SEE_EXERCISE not in scope.deeds or not rows:
        raise Forbidden(Deed.SEE_EXERCISE)
    return _view(rows[0])


def open_exercise(territory: str) -> ExerciseView | None:
    """The exercise that is going on in a territory; for devices that play it."""
    row = (
        ExerciseRow.objects.select_related("operation")
        .filter(ended_ms=None, operation__region__startswith=territory)
        .order_by("-pk")
        .first()
    )
    return None if row is None else _view(row)


def exercise_ms(now_ms: int) -> int | None:
    """The moment of election time that the newest exercise going on has come to; None without one."""
    row = ExerciseRow.objects.select_related("operation").filter(ended_ms=None).order_by("-pk").first()
    return None if row is None else h_ms(row.operation, clock_of(row).at(now_ms))


def _view(row: ExerciseRow) -> ExerciseView:
    return ExerciseView(
        pk=row.pk,
        operation=row.operation.pk,
        region=RegionCode(row.operation.region),
        name=row.operation.name,
        zone=row.operation.zone,
        title=row.title,
        clock=clock_of(row),
        ended_ms=row.ended_ms,
        begun_by=row.begun_by,
    )


def clock_of(row: ExerciseRow) -> ExerciseClock:
    """The clock of a row."""
    return ExerciseClock(began_ms=row.began_ms, first=HTime(row.first_h), speed=row.speed)


def injections(one: ExerciseView) -> Sequence[InjectionView]:
    """What is let happen in an exercise, in the order of its time. Only instructors see it beforehand."""
    rows = [*InjectionRow.objects.filter(exercise=one.pk).order_by("at_h", "pk")]
    of_claim = dict(
        ClaimRow.objects.filter(id__in=[row.claim for row in rows if row.claim]).values_list("id", "incident")
    )
    return [
        InjectionView(
            pk=row.pk,
            injection=injection_of(row),
            effect_ms=one.clock.wall_ms(HTime(row.at_h)),
            told_ms=row.told_ms,
            claim=row.claim,
            incident=of_claim.get(row.claim, ""),
            made_by=row.made_by,
        )
        for row in rows
    ]


def injection_of(row: InjectionRow) -> Injection:
    """The injection of a row."""
    return Injection(
        mishap=Mishap(row.mishap),
        at=HTime(row.at_h),
        place=row.place,
        journey=row.journey,
        lasts_min=row.lasts_min,
        teller=row.teller,
        told=row.told,
        told_after_min=row.told_after_min,
    )


def next_journey(operation: int, *, place: str, since: HTime, by_boat: bool) -> str:
    """The code of the published plan's next journey to a place; empty where there is none."""
    plan = PlanRow.objects.filter(operation=operation, status="published").order_by("-number").first()
    if plan is None:
        return ""
    calls = CallRow.objects.select_related("journey").filter(
        journey__plan=plan.pk, station__startswith=place, arrives_h__gte=since
    )
    boats = calls.filter(journey__mode__in=BOATS) if by_boat else calls.none()
    found = (boats or calls).order_by("arrives_h", "pk").first()
    return found.journey.code if found else ""


BOATS = ("longboat", "speedboat", "perahu", "feri")
"""Modes on water, by their codes in the pack."""


def scores(one: ExerciseView, *, now_ms: int) -> Sequence[ScoreLine]:
    """What came of each event that has taken effect, in the order of time."""
    found = [each for each in injections(one) if each.effect_ms <= min(now_ms, one.ended_ms or now_ms)]
    instructors = frozenset({one.begun_by, *(each.made_by for each in found)})
    return [_scored(one, each, instructors=instructors, now_ms=now_ms) for each in found]


def _scored(one: ExerciseView, each: InjectionView, *, instructors: frozenset[str], now_ms: int) -> ScoreLine:
    until_ms = one.ended_ms or now_ms
    claims = [claim for incident in _incidents(each) for claim in claims_of(incident)]
    ids = [claim.id for claim in claims]
    stations = _held_up(one, each.injection)
    held_up, supplied_ms = _supplied(one, stations=stations, since_ms=each.effect_ms)
    traces = Traces(
        since_ms=each.effect_ms,
        own=each.claim,
        looks=[
            (at_ms, who)
            for at_ms, who in _looks(ids, since_ms=each.effect_ms)
            if who not in instructors and at_ms <= until_ms
        ],
        claims=[claim for claim in claims if claim.by not in instructors],
        decisions=[
            made for made in decisions_on(ids) if made.by not in instructors and made.at_ms <= until_ms
        ],
        orders=[order for order in orders_on(ids) if order.by not in instructors and order.at_ms <= until_ms],
        published=_published(one, since_ms=each.effect_ms, until_ms=until_ms),
        supplied_ms=supplied_ms if supplied_ms is None or supplied_ms <= until_ms else None,
    )
    return ScoreLine(view=each, held_up=held_up, score=score_of(traces))


def _incidents(each: InjectionView) -> Sequence[str]:
    """What its report became, and what people opened themselves because of it: the same kind, near, since."""
    one = each.injection
    near = Q(journey=one.journey) if one.journey else Q(place__startswith=one.place)
    rows = ClaimRow.objects.filter(near, kind=KIND_OF[one.mishap], told_ms__gte=each.effect_ms)
    found = {*rows.values_list("incident", flat=True)}
    return sorted(found | ({each.incident} if each.incident else set()))


def _looks(ids: Sequence[str], *, since_ms: int) -> list[tuple[int, str]]:
    subjects = [f"incident:{one[:SHORT]}" for one in ids]
    rows = LookRow.objects.filter(subject__in=subjects).values_list("at", "account")
    found = ((round(at.timestamp() * 1_000), who) for at, who in rows)
    return [(at_ms, who) for at_ms, who in found if at_ms >= since_ms]


def _published(one: ExerciseView, *, since_ms: int, until_ms: int) -> list[tuple[int, str]]:
    operation = OperationRow.objects.get(pk=one.operation)
    audit = AuditRow.objects.filter(
        deed=Deed.PUBLISH_PLAN.value, subject=f"plan:{operation.event}:{operation.region}"
    )
    found = ((round(row.at.timestamp() * 1_000), row.account) for row in audit)
    return [(at_ms, who) for at_ms, who in found if since_ms <= at_ms <= until_ms]


def _held_up(one: ExerciseView, injection: Injection) -> Sequence[str]:
    """The stations whose goods an event holds up: those of its journey, or of its region."""
    if injection.mishap not in _HOLDS_UP:
        return []
    plan = PlanRow.objects.filter(operation=one.operation, status="published").order_by("-number").first()
    if plan is None:
        return []
    calls = CallRow.objects.filter(journey__plan=plan.pk)
    by_journey = injection.mishap in OF_JOURNEY and injection.journey
    found = (
        calls.filter(journey__code=injection.journey)
        if by_journey
        else calls.filter(station__startswith=injection.place)
    )
    return sorted(set(found.values_list("station", flat=True)))


def _supplied(one: ExerciseView, *, stations: Sequence[str], since_ms: int) -> tuple[int, int | None]:
    """How many of the stations still lacked something when it began, and when the last one had all."""
    last: dict[str, int | None] = {}
    for start in range(0, len(stations), 500):
        rows = BoxRow.objects.select_related("operation").filter(
            operation=one.operation, owner__in=stations[start : start + 500], plan__isnull=False
        )
        for row in rows:
            known = last.get(row.owner, 0)
            came = None if row.received_ms is None else _wall_ms(one, row)
            last[row.owner] = None if known is None or came is None else max(known, came)
    lacking = [came for came in last.values() if came is None or came >= since_ms]
    came_all = [came for came in lacking if came is not None]
    return len(lacking), max(came_all) if lacking and len(came_all) == len(lacking) else None


def _wall_ms(one: ExerciseView, row: BoxRow) -> int:
    """When a box came: telephones of the rehearsal tell it in the exercise's time, people in the wall's."""
    received_ms: int = row.received_ms or 0
    if received_ms >= one.clock.began_ms:
        return received_ms
    since_h = (received_ms - h_ms(row.operation, 0)) // 1_000
    return one.clock.wall_ms(HTime(since_h))


def names_of(accounts: Sequence[str]) -> dict[str, str]:
    """The roles and names of those who did something, by account."""
    rows = AccountRow.objects.filter(username__in=sorted(set(accounts)))
    return dict(rows.values_list("username", "name"))
