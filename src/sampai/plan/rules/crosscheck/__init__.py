"""Checks across the sheets of one operation: what no single row can show to be wrong.

One mistake is one fault: a row with a fault of its own still counts as known, and where a sheet may hold the
code that is looked for in a cell that cannot be read, nothing is said of it.
"""

from sampai.kernel.faults import Fault, Note
from sampai.plan.rules.crosscheck.agreements import check_agreements
from sampai.plan.rules.crosscheck.claims import check_claims
from sampai.plan.rules.crosscheck.places import check_places, check_regions
from sampai.plan.rules.crosscheck.references import check_references
from sampai.plan.rules.crosscheck.repeats import check_repeats
from sampai.plan.rules.crosscheck.settings import check_settings
from sampai.plan.rules.crosscheck.stations import check_stations
from sampai.plan.rules.crosscheck.tables import Known, SettingsSheet, Tables
from sampai.plan.rules.crosscheck.units import check_units

__all__ = ["Known", "SettingsSheet", "Tables", "crosscheck"]

_CHECKS = (
    check_settings,
    check_regions,
    check_stations,
    check_places,
    check_repeats,
    check_references,
    check_units,
    check_claims,
    check_agreements,
)


def crosscheck(tables: Tables, *, known: Known) -> tuple[tuple[Fault, ...], tuple[Note, ...]]:
    """All faults and notes that show only when the sheets are read together."""
    found = [one for check in _CHECKS for one in check(tables, known)]
    return (
        tuple(one for one in found if isinstance(one, Fault)),
        tuple(one for one in found if isinstance(one, Note)),
    )
