"""Reads of operations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sampai.election.tables import OperationRow
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Scope
from sampai.ledger.queries import Remembered


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationView:
    """An operation as it stands on a page."""

    number: int
    name: str
    profile: str
    event: str
    region: RegionCode
    voting_day: date
    zone: str


def _all() -> Sequence[tuple[int, int, OperationView]]:
    """Every operation with the first and last label of its territory, newest election first."""
    rows = OperationRow.objects.order_by("-voting_day", "region")
    return [(row.first, row.last, _view(row)) for row in rows]


_operations = Remembered(_all)
"""A nation has hundreds of operations, and every page asks for them."""


def operations(scope: Scope) -> Sequence[OperationView]:
    """The operations whose territory meets the scope, newest election first."""
    lowest, highest = scope.span
    return [view for first, last, view in _operations() if first <= highest and last >= lowest]


def events_of(scope: Scope) -> Sequence[str]:
    """The elections of the operations whose territory meets the scope, the newest first."""
    return [*dict.fromkeys(one.event for one in operations(scope))]


def operation(scope: Scope, number: int) -> OperationView | None:
    """One operation, where its territory meets the scope."""
    row = OperationRow.objects.filter(pk=number).first()
    return (
        _view(row) if row and (scope.covers(row.region) or scope.territory.startswith(row.region)) else None
    )


def _view(row: OperationRow) -> OperationView:
    return OperationView(
        number=row.pk,
        name=row.name,
        profile=row.profile,
        event=row.event,
        region=RegionCode(row.region),
        voting_day=row.voting_day,
        zone=row.zone,
    )
