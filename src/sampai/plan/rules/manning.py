"""People for everything: escorts and rosters after the stations, names where they are known, who leads."""

from collections.abc import Sequence

from sampai.guarding.model import Command, Duty, GuardPlan
from sampai.guarding.rules.bases import is_central
from sampai.guarding.rules.command import commands_of
from sampai.guarding.rules.demand import is_police
from sampai.guarding.rules.people import name_people
from sampai.guarding.rules.roster import duties_of, heavy_s, plan_roster
from sampai.guarding.rules.shifts import shifts_of
from sampai.plan.model import Manning, Operation, RuleBook
from sampai.plan.rules.escorts import plan_escorts
from sampai.plan.rules.goods_places import goods_at
from sampai.transport.model import DeliveryPlan


def plan_manning(
    operation: Operation, *, rules: RuleBook, delivery: DeliveryPlan, guard: GuardPlan
) -> Manning:
    """All duties. Stations and reserve are taken as `guard` has them; then escorts, then guarded places.

    Nothing is planned where the pack says nothing of escorts and rosters.
    """
    if rules.rosters is None or rules.escorts is None:
        return Manning(duties=guard.duties)
    escorts = plan_escorts(
        delivery,
        operation=operation,
        territory=rules.territory,
        rules=rules.escorts,
        rest=rules.rosters.rest,
        others=guard.duties,
    )
    roster = plan_roster(
        shifts_of(
            operation.register,
            given=operation.guarded,
            goods=goods_at(delivery, register=operation.register),
            rules=rules.rosters,
            calendar=operation.settings.calendar,
        ),
        units=operation.units,
        register=operation.register,
        rules=rules.rosters,
        calendar=operation.settings.calendar,
        others=(*guard.duties, *escorts.duties),
        kmh=rules.escorts.kmh,
    )
    watches = duties_of(roster, units=operation.units, register=operation.register, kmh=rules.escorts.kmh)
    return Manning(
        escorts=escorts,
        roster=roster,
        duties=_by_name((*guard.duties, *escorts.duties, *watches), operation=operation, rules=rules),
        commands=_commands((*guard.duties, *watches), operation=operation, rules=rules, guard=guard),
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
