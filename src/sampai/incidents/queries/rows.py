"""Rows as nouns."""

import json
from collections.abc import Iterable, Mapping, Sequence

from sampai.incidents.model import (
    Claim,
    Decision,
    Deed,
    Item,
    ItemId,
    Lead,
    Order,
    Severity,
    Signature,
)
from sampai.incidents.tables import ClaimRow, DecisionRow, OrderRow, OrderSignRow
from sampai.kernel.ids import RegionCode
from sampai.kernel.plain import noun
from sampai.kernel.rights import Institution

CHUNK = 500
"""Values in one question to the store."""
SEVERITIES = tuple(Severity)
LABEL_DIGITS = 10


def claim_of(row: ClaimRow) -> Claim:
    """The claim of a row."""
    return noun(Claim, json.loads(row.said))


def claims_of(incident: str) -> list[Claim]:
    """The claims of an incident, the earliest first."""
    return [claim_of(row) for row in ClaimRow.objects.filter(incident=incident).order_by("at_ms", "id")]


def decisions_on(claims: Iterable[str]) -> list[Decision]:
    """All deeds on some claims, and what undoes them."""
    wanted = sorted(set(claims))
    rows = [row for part in chunks(wanted) for row in DecisionRow.objects.filter(claim__in=part)]
    return [decision_of(row) for row in rows]


def decision_of(row: DecisionRow) -> Decision:
    """The decision of a row."""
    return Decision(
        id=ItemId(row.id),
        deed=Deed(row.deed),
        claim=ItemId(row.claim),
        at_ms=row.at_ms,
        by=row.by,
        other=row.other,
        reason=row.reason,
        institution=Institution(row.institution) if row.institution else None,
    )


def orders_on(claims: Iterable[str]) -> Sequence[Order]:
    """Orders because of the incident of some claims, the earliest first, with their signatures."""
    rows = [*OrderRow.objects.filter(claim__in=sorted(set(claims))).order_by("at_ms", "id")]
    signed: dict[str, list[Signature]] = {row.id: [] for row in rows}
    for one in OrderSignRow.objects.filter(order__in=list(signed)).order_by("at_ms", "institution"):
        signed[one.order].append(
            Signature(institution=Institution(one.institution), by=one.by, at_ms=one.at_ms)
        )
    return [_order(row, signed=signed) for row in rows]


def _order(row: OrderRow, *, signed: Mapping[str, Sequence[Signature]]) -> Order:
    return Order(
        id=ItemId(row.id),
        lead=Lead(row.lead),
        claim=ItemId(row.claim),
        place=row.place,
        at_ms=row.at_ms,
        by=row.by,
        institution=Institution(row.institution) if row.institution else None,
        items=tuple((Item(name), said) for name, said in json.loads(row.items)),
        reason=row.reason,
        signed=tuple(signed[row.id]),
    )


def chunks(wanted: Sequence[str]) -> Iterable[Sequence[str]]:
    """In parts that one question takes."""
    return (wanted[start : start + CHUNK] for start in range(0, len(wanted), CHUNK))


def region_at(label: int, *, place: str = "") -> RegionCode:
    """The region of a place by its code or label. A label's zeros may be those of a shorter code."""
    if place.isdecimal():
        return RegionCode(place[:LABEL_DIGITS])
    code = f"{label:010d}"
    return next(RegionCode(code[:n]) for n in (2, 4, 6, LABEL_DIGITS) if not code[n:].strip("0"))
