"""Checks of the sheet `kesepakatan`: a version names one class, and versions have no gaps."""

from collections.abc import Iterator

from sampai.guarding.model import RiskClass
from sampai.kernel.faults import Fault
from sampai.kernel.text import say
from sampai.plan.rules.crosscheck.tables import Known, Tables


def check_agreements(tables: Tables, _known: Known) -> Iterator[Fault]:
    """All signatures under one version stand under the same class, and each version has one before it."""
    first: dict[tuple[str, int], tuple[RiskClass, int]] = {}
    versions = {(one.noun.place, one.noun.version) for one in tables.acceptances.good}
    for entry in tables.acceptances.good:
        one, row = entry.noun, entry.row
        risk, before = first.setdefault((one.place, one.version), (one.risk, row.number))
        if risk is not one.risk:
            yield row.fault(
                "class",
                code="version-differs",
                wrong=say(
                    "Row {row} signs version {version} of this place as {risk}.",
                    row=str(before),
                    version=one.version,
                    risk=risk.value,
                ),
                mend=say("Give the other class the next version, with a reason."),
            )
        if one.version > 1 and (one.place, one.version - 1) not in versions and not tables.acceptances.broken:
            yield row.fault(
                "version",
                code="version-gap",
                wrong=say("There is no version {version} of this place.", version=one.version - 1),
                mend=say("Count the versions of a place without gaps; keep the rows of the earlier ones."),
            )
