"""What if a unit could send more or fewer: the same operation with other strengths."""

from collections.abc import Mapping
from dataclasses import replace

from sampai.kernel.errors import Refused
from sampai.kernel.quantity import Certainty
from sampai.kernel.text import say
from sampai.plan.model import Operation


def with_strengths(operation: Operation, *, available: Mapping[str, int]) -> Operation:
    """The operation with so many officers available in these units, by the units' codes.

    A unit's strength grows with what it can send where it must; both count as assumed. Raises `Refused` for a
    unit that the tables do not name.
    """
    known = {unit.code for unit in operation.units}
    for code in sorted(available):
        if code not in known:
            raise Refused(
                "strength",
                say("There is no unit {unit} in the sheet satuan.", unit=code),
                say("Choose one of: {codes}.", codes=", ".join(sorted(known))),
            )
    units = (
        replace(unit, available=n, strength=max(unit.strength, n), certainty=Certainty.ASSUMED)
        if (n := available.get(unit.code)) is not None
        else unit
        for unit in operation.units
    )
    return replace(operation, units=tuple(units))
