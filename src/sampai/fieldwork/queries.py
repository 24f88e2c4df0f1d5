"""Reads for a phone: what its persons have to do, from the published plans that touch its territory."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sampai.election.model import Direction, Election, Level, direction
from sampai.election.queries import OperationView, operations
from sampai.fieldwork.model import FieldBox, FieldPerson, Halt, Leg, Meet, Task
from sampai.fieldwork.ports import BoxesIn
from sampai.fieldwork.rules.tasks import CARRIERS, Day, level_of, seat_of, tasks_of
from sampai.kernel.clock import ZONES, Calendar, HTime
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Deed, Institution, Role, Scope, Secrecy
from sampai.ledger.queries.record import Known
from sampai.people.queries import bearers_at, persons_on
from sampai.places.queries import NamedPlace, names_of
from sampai.plan.queries import PlanView, newest_plans
from sampai.transport.queries import CallView, JourneyView, calls_in, journeys

PUBLISHED = "published"
QUIET = ("tidak-ada", "sms-suara")
"""Grades of signal that carry no data."""

Elections = Callable[[str], Election | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tasks:
    """What a phone is told: its persons as statements name them, and their tasks."""

    zone: str
    people: Sequence[FieldPerson]
    tasks: Sequence[Task]


def tasks_for(known: Known, *, roles: Mapping[str, Role], boxes_in: BoxesIn, election_of: Elections) -> Tasks:
    """The tasks of everybody on a phone, from the newest election's published plans in its territory.

    The territory says how far it reads: journeys that do not touch it stay closed (R4).
    """
    people = _people(known, roles=roles)
    scope = Scope(territory=known.territory, secrecy=Secrecy.EMBARGO, deeds=frozenset({Deed.SEE_PLAN}))
    plans = _published(scope)
    if not plans or not people:
        return Tasks(zone=ZONES["WIB"], people=people, tasks=())
    days = [
        _day(scope, operation, plan, roles=roles, boxes_in=boxes_in, election_of=election_of)
        for operation, plan in plans
    ]
    found = [task for day in days for person in people for task in tasks_of(person, day=day)]
    return Tasks(zone=ZONES[plans[0][0].zone], people=people, tasks=found)


def _people(known: Known, *, roles: Mapping[str, Role]) -> Sequence[FieldPerson]:
    return [
        FieldPerson(
            actor=actor,
            name=name,
            institution=roles[role].institution,
            level=level_of(roles[role].institution, RegionCode(territory)),
            office=roles[role].name,
            territory=max(RegionCode(territory), known.territory, key=len),
        )
        for actor, name, role, territory in persons_on(known.name, roles=roles)
    ]


def _published(scope: Scope) -> Sequence[tuple[OperationView, PlanView]]:
    """The published plans of the newest voting day."""
    published = {
        number: view
        for number, views in newest_plans(scope).items()
        for view in views
        if view.status == PUBLISHED
    }
    found = [(one, published[one.number]) for one in operations(scope) if one.number in published]
    return [(one, plan) for one, plan in found if one.voting_day == found[0][0].voting_day]


def _day(
    scope: Scope,
    operation: OperationView,
    plan: PlanView,
    *,
    roles: Mapping[str, Role],
    boxes_in: BoxesIn,
    election_of: Elections,
) -> Day:
    calls = calls_in(scope, plan=plan.pk)
    ways = journeys(scope, plan=plan.pk)
    stations = sorted({call.station for call in calls} | {str(scope.territory)})
    places = {way.origin for way in ways} | {str(call.place) for call in calls}
    named = names_of(operation.number, codes=sorted({*stations, *places}))
    legs = _Legs(operation, election=election_of(operation.profile), named=named)
    people, carried = _others(scope, stations, roles=roles)
    boxes: dict[str, list[FieldBox]] = {}
    for box in boxes_in(scope.territory, event=operation.event):
        boxes.setdefault(box.owner, []).append(box)
    return Day(
        election=operation.event,
        legs=legs.of(ways, calls),
        boxes=boxes,
        people=people,
        carried=carried,
        place_names={code: one.name for code, one in named.items()},
        quiet=frozenset(code for code, one in named.items() if one.signal in QUIET),
    )


class _Legs:
    """Turns rows of journeys and calls into legs with names and moments."""

    def __init__(
        self, operation: OperationView, *, election: Election | None, named: Mapping[str, NamedPlace]
    ) -> None:
        self._calendar = Calendar(operation.voting_day, operation.zone)
        self._election = election
        self._named = named

    def of(self, ways: Sequence[JourneyView], calls: Sequence[CallView]) -> Sequence[Leg]:
        """The journeys that call in the territory."""
        by_journey: dict[int, list[CallView]] = {}
        for call in calls:
            by_journey.setdefault(call.journey, []).append(call)
        return [self._leg(way, by_journey[way.pk]) for way in ways if way.pk in by_journey]

    def _leg(self, way: JourneyView, calls: Sequence[CallView]) -> Leg:
        giver, receiver = Level(way.giver), Level(way.receiver)
        return Leg(
            code=way.code,
            giver=giver,
            receiver=receiver,
            vehicle=way.vehicle,
            mode=way.mode,
            origin=way.origin,
            origin_name=self._name(way.origin),
            loads_ms=self._ms(way.loads_h),
            departs_ms=self._ms(way.departs_h),
            returns_ms=self._ms(way.returns_h),
            until_ms=self._until(giver, receiver),
            halts=self._halts(calls),
        )

    def _halts(self, calls: Iterable[CallView]) -> tuple[Halt, ...]:
        by_order: dict[int, list[CallView]] = {}
        for call in calls:
            by_order.setdefault(call.order or 0, []).append(call)
        return tuple(self._halt(those) for _, those in sorted(by_order.items()))

    def _halt(self, calls: Sequence[CallView]) -> Halt:
        first = calls[0]
        named = self._named.get(first.place)
        return Halt(
            place=first.place,
            place_name=self._name(first.place),
            at_ms=self._ms(first.arrives_h),
            stations=tuple(call.station for call in calls),
            no_signal=named is not None and named.signal in QUIET,
        )

    def _until(self, giver: Level, receiver: Level) -> int:
        if self._election is None:
            return 0
        back = direction(giver, receiver) is Direction.BACK
        election = self._election.returning() if back else self._election
        due = [deadline.at for deadline in election.deadlines if deadline.level is receiver]
        return self._ms(min(due)) if due else 0

    def _name(self, place: str) -> str:
        found = self._named.get(place)
        return found.name if found else place

    def _ms(self, h_time: int | None) -> int:
        return 0 if h_time is None else round(self._calendar.instant(HTime(h_time)).timestamp() * 1000)


def _others(
    scope: Scope, stations: Iterable[str], *, roles: Mapping[str, Role]
) -> tuple[Mapping[str, Meet], bool]:
    """By territory, the committee's person who has a phone; and whether a carrier has one here."""
    seats = {seat_of(level, station) for station in stations for level in Level}
    above = {RegionCode(scope.territory[:digits]) for digits in (0, 2, 4, 6, 10)}
    found, carried = dict[str, Meet](), False
    for name, role, territory in bearers_at(sorted(seats | above)):
        institution = roles[role].institution
        carried |= institution in CARRIERS
        if institution is Institution.KPU:
            level = level_of(institution, RegionCode(territory))
            meet = Meet(name=name, institution=institution, level=level, office=roles[role].name)
            found.setdefault(territory, meet)
    return found, carried
