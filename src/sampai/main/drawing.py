"""Wiring of lines: where a plan's journeys lie on the roads of a map."""

from sampai.places.ports import MatrixEngine
from sampai.plan.model import OperationPlan
from sampai.plan.rules.make import held_on, means_of, outlook_of
from sampai.transport.rules.lines import NO_LINES, Lines, lines_of
from sampai.transport.rules.stages import Sky


def road_lines(plan: OperationPlan, *, roads: MatrixEngine | None) -> Lines:
    """The plan's journeys along the roads of a map; nothing without one."""
    if roads is None:
        return NO_LINES
    operation, rules = plan.operation, plan.rules
    return lines_of(
        plan.delivery.journeys,
        election=held_on(operation.settings.calendar.voting_day, election=rules.election),
        sky=Sky(
            ways=means_of(operation, rules=rules, roads=roads), outlook=outlook_of(operation, rules=rules)
        ),
    )
