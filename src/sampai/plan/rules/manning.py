"""People for everything: escorts and rosters after the stations, names where they are known, who leads."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sampai.guarding.model import (
    Command,
    Duty,
    DutyKind,
    GuardPlan,
    Roster,
    RosterRules,
    Shift,
    Turn,
    Unfilled,
    Unit,
)
from sampai.guarding.rules.bases import is_central
from sampai.guarding.rules.command import commands_of
from sampai.guarding.rules.demand import is_police
from sampai.guarding.rules.field import Field, field_of
from sampai.guarding.rules.people import name_people
from sampai.guarding.rules.roster import duties_of, heavy_s, plan_roster
from sampai.guarding.rules.shifts import shifts_of
from sampai.places.model import Mode, PlaceKind
from sampai.plan.model import EscortPlan, Manning, Operation, RuleBook
from sampai.plan.rules.escorts import plan_escorts
from sampai.plan.rules.goods_places import goods_at
from sampai.transport.model import DeliveryPlan


def plan_manning(
    operation: Operation,
    *,
    rules: RuleBook,
    delivery: DeliveryPlan,
    guard: GuardPlan,
    cut_off: frozenset[Mode] = frozenset(),
) -> Manning:
    """All duties: stations as `guard` has them, then escorts and guarded places in the pack's order.

    The reserve lends people to whatever comes before it. Nothing is planned where the pack says nothing of
    escorts and rosters.
    """
    if rules.rosters is None or rules.escorts is None or rules.sending is None:
        return Manning(duties=guard.duties)
    ground = field_of(
        operation.register,
        units=operation.units,
        territory=rules.territory,
        cut_off=cut_off,
        sending=rules.sending,
    )
    crewed = _Crewed(
        duties=tuple(duty for duty in guard.duties if duty.kind is not DutyKind.RESERVE),
        yielding=tuple(duty for duty in guard.duties if duty.kind is DutyKind.RESERVE),
    )
    shifts = shifts_of(
        operation.register,
        given=operation.guarded,
        goods=goods_at(
            delivery,
            register=operation.register,
            stations=(rules.sending.starts, rules.sending.ends),
        ),
        rules=rules.rosters,
        calendar=operation.settings.calendar,
    )
    for word in _order(rules.rosters.order):
        match word:
            case DutyKind.RESERVE:
                crewed = replace(crewed, duties=(*crewed.duties, *crewed.yielding), yielding=())
            case DutyKind.JOURNEY:
                crewed = _escorted(crewed, delivery, units=operation.units, ground=ground, rules=rules)
            case kind:
                own = [shift for shift in shifts if _kind(shift, ground=ground) == kind]
                crewed = _watched(crewed, own, operation=operation, ground=ground, rules=rules.rosters)
    duties = (*crewed.duties, *crewed.yielding)
    watches = tuple(duty for duty in duties if duty.kind is DutyKind.PLACE)
    return Manning(
        escorts=crewed.escorts,
        roster=crewed.roster,
        duties=_by_name(duties, operation=operation, rules=rules),
        commands=_commands((*guard.duties, *watches), operation=operation, rules=rules, guard=guard),
    )


def with_reserve_left(guard: GuardPlan, *, manning: Manning) -> GuardPlan:
    """The guard plan with the reserve as it is after it has lent people."""
    left: Counter[str] = Counter()
    for duty in manning.duties:
        if duty.kind is DutyKind.RESERVE:
            left[duty.subject] += duty.officers
    posts = tuple(replace(post, officers=left[post.place]) for post in guard.reserve)
    return replace(guard, reserve=posts)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Crewed:
    """What has its people so far; `yielding` are duties that may still lend some."""

    duties: tuple[Duty, ...]
    yielding: tuple[Duty, ...]
    escorts: EscortPlan = field(default_factory=EscortPlan)
    roster: Roster = field(default_factory=Roster)


def _order(said: Sequence[str]) -> Sequence[str]:
    """What the pack ranks, and behind it what it does not, the reserve last of all."""
    rest = [*(kind.value for kind in PlaceKind), DutyKind.RESERVE.value]
    return tuple(dict.fromkeys((*said, DutyKind.JOURNEY.value, *rest)))


def _kind(shift: Shift, *, ground: Field) -> str:
    place = ground.register.place(shift.place)
    return place.kind.value if place else ""


def _when(one: Turn | Unfilled) -> tuple[str, int, int]:
    return one.shift.place, one.shift.starts, one.shift.ends


def _escorted(
    crewed: _Crewed, delivery: DeliveryPlan, *, units: Sequence[Unit], ground: Field, rules: RuleBook
) -> _Crewed:
    if rules.escorts is None or rules.rosters is None:
        return crewed
    escorts, left = plan_escorts(
        delivery,
        units=units,
        field=ground,
        rules=rules.escorts,
        rest=rules.rosters.rest,
        others=crewed.duties,
        yielding=crewed.yielding,
    )
    return replace(crewed, duties=(*crewed.duties, *escorts.duties), yielding=left, escorts=escorts)


def _watched(
    crewed: _Crewed, shifts: Sequence[Shift], *, operation: Operation, ground: Field, rules: RosterRules
) -> _Crewed:
    if not shifts:
        return crewed
    roster, left = plan_roster(
        shifts,
        units=operation.units,
        field=ground,
        rules=rules,
        calendar=operation.settings.calendar,
        others=crewed.duties,
        yielding=crewed.yielding,
    )
    watches = duties_of(roster, units=operation.units, field=ground)
    return replace(
        crewed,
        duties=(*crewed.duties, *watches),
        yielding=left,
        roster=Roster(
            turns=tuple(sorted((*crewed.roster.turns, *roster.turns), key=_when)),
            unfilled=tuple(sorted((*crewed.roster.unfilled, *roster.unfilled), key=_when)),
        ),
    )


def _by_name(duties: Sequence[Duty], *, operation: Operation, rules: RuleBook) -> tuple[Duty, ...]:
    """Every duty, those of units with known people one for each officer."""
    rosters, command = rules.rosters, rules.command
    if rosters is None or command is None:
        return tuple(sorted(duties, key=lambda one: (one.unit, one.starts, one.kind, one.subject)))

    def counted(duty: Duty) -> int:
        return heavy_s(duty.starts, duty.ends, rules=rosters, calendar=operation.settings.calendar)

    return name_people(
        duties, officers=operation.officers, rest=rosters.rest, command=command, counted=counted
    )


def _commands(
    duties: Sequence[Duty], *, operation: Operation, rules: RuleBook, guard: GuardPlan
) -> tuple[Command, ...]:
    if rules.command is None:
        return ()
    police = (unit for unit in operation.units if is_police(unit))
    central = next((unit.code for unit in police if is_central(unit, register=operation.register)), None)
    return commands_of(
        guard.clusters,
        duties=duties,
        officers=operation.officers,
        rules=rules.command,
        central=central,
    )
