"""Checks of the unit tree."""

from collections.abc import Iterator, Mapping

from sampai.kernel.faults import Fault
from sampai.kernel.ids import UnitCode
from sampai.kernel.text import say
from sampai.plan.rules.crosscheck.settings import close_to
from sampai.plan.rules.crosscheck.tables import Known, Tables, unit_names


def check_units(tables: Tables, _known: Known) -> Iterator[Fault]:
    """Every parent is there, and no unit is its own superior."""
    units = unit_names(tables)
    for entry in tables.units.good:
        parent = entry.noun.parent
        if parent is not None and units.lacks(parent):
            yield entry.row.fault(
                "parent",
                code="parent-unknown",
                wrong=say("There is no unit “{code}” in the sheet satuan.", code=parent),
                mend=close_to(parent, among=units.codes - {entry.noun.code}),
            )
    yield from _check_circles(tables)


def _check_circles(tables: Tables) -> Iterator[Fault]:
    """One fault per circle, on its first row."""
    parents = {entry.noun.code: entry.noun.parent for entry in tables.units.good}
    told: set[UnitCode] = set()
    for entry in tables.units.good:
        circle = circle_above(entry.noun.code, parents=parents)
        if circle and not told.intersection(circle):
            yield entry.row.fault(
                "parent",
                code="parent-circle",
                wrong=say("The units are above each other in a circle: {units}.", units=" > ".join(circle)),
                mend=say("Leave the parent of the topmost unit empty."),
            )
            told.update(circle)


def circle_above(code: UnitCode, *, parents: Mapping[UnitCode, UnitCode | None]) -> tuple[UnitCode, ...]:
    """The circle that a unit is part of, from itself up; empty when going up comes to an end elsewhere."""
    path = [code]
    while (parent := parents.get(path[-1])) is not None and parent not in path:
        path.append(parent)
    return tuple(path) if parents.get(path[-1]) == code else ()
