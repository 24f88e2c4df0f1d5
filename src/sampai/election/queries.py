"""Reads of operations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sampai.election.tables import OperationRow
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Scope


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


def operations(scope: Scope) -> Sequence[OperationView]:
    """The operations whose territory meets the scope, newest election first."""
    rows = OperationRow.objects.filter(first__lte=scope.span[1], last__gte=scope.span[0])
    # A nation has hundreds, and every page asks: values cost a third of row objects.
    found = rows.order_by("-voting_day", "region").values_list(
        "pk", "name", "profile", "event", "region", "voting_day", "zone"
    )
    return [
        OperationView(
            number=number,
            name=name,
            profile=profile,
            event=event,
            region=RegionCode(region),
            voting_day=day,
            zone=zone,
        )
        for number, name, profile, event, region, day, zone in found
    ]


def events_of(scope: Scope) -> Sequence[str]:
    """The elections of the operations whose territory meets the scope, the newest first."""
    rows = OperationRow.objects.filter(first__lte=scope.span[1], last__gte=scope.span[0])
    return [*dict.fromkeys(rows.order_by("-voting_day", "region").values_list("event", flat=True))]


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
