"""Keeping incidents: what new events touch is gathered anew from all its claims and decisions."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence

from sampai.incidents.actions.clocks import attend
from sampai.incidents.model import (
    Claim,
    Decision,
    Deed,
    Entry,
    Incident,
    IncidentBook,
    ItemId,
    Order,
    Safe,
    Signature,
)
from sampai.incidents.queries.rows import SEVERITIES, chunks, claim_of, decisions_on
from sampai.incidents.rules.gather import gather, spot_of
from sampai.incidents.rules.reading import KINDS, Heard, Teller, read
from sampai.incidents.tables import (
    ClaimBoxRow,
    ClaimRow,
    DecisionRow,
    IncidentRow,
    OrderRow,
    OrderSignRow,
    SafeRow,
)
from sampai.kernel.ids import RegionCode, span_of
from sampai.kernel.plain import plain
from sampai.kernel.rights import Institution
from sampai.ledger.queries.record import Known, Stored, known_device
from sampai.ledger.rules.cbor import encode
from sampai.places.tables import PlaceRow

TABLES = (ClaimRow, ClaimBoxRow, DecisionRow, OrderRow, OrderSignRow, SafeRow, IncidentRow)
WAYS = (Entry.PHONE, Entry.SMS, Entry.VOICE, Entry.DESK, Entry.RULE)
"""The better ways in which one claim comes in, first."""
RANK = 10**14
"""More than any time in ms."""


def take_events(events: Sequence[Stored], *, book: IncidentBook) -> None:
    """Write down what events say of incidents, and gather anew what they touch."""
    known: dict[str, Known | None] = {}
    claims: list[tuple[Claim, Stored, str]] = []
    decisions: list[Decision] = []
    for one in events:
        if one.event.kind not in KINDS:
            continue
        device = one.event.device.hex()
        if device not in known:
            known[device] = known_device(device)
        heard = read(one.event, digest=one.digest, teller=_teller(known[device]), book=book)
        _sort(heard, one, territory=_territory(known[device]), claims=claims, decisions=decisions)
    touched = {*_keep_claims(claims, book=book), *_keep_decisions(decisions)}
    if touched:
        regather(touched, book=book, now_ms=events[-1].received_ms)


def _teller(known: Known | None) -> Teller:
    if known is None:
        return Teller()
    named = known.institution in list(Institution)
    return Teller(institution=Institution(known.institution) if named else None, is_server=known.server)


def _territory(known: Known | None) -> str:
    return known.territory if known else ""


def _sort(
    heard: Heard | None,
    one: Stored,
    *,
    territory: str,
    claims: list[tuple[Claim, Stored, str]],
    decisions: list[Decision],
) -> None:
    match heard:
        case Claim():
            claims.append((heard, one, territory))
        case Decision():
            decisions.append(heard)
        case Order():
            _keep_order(heard)
        case Safe():
            SafeRow.objects.get_or_create(
                id=heard.id,
                defaults={"place": heard.place, "at_ms": heard.at_ms, "by": heard.by, "note": heard.note},
            )
        case (order, Signature() as signature):
            _keep_signature(order, signature)


def _keep_order(order: Order) -> None:
    OrderRow.objects.get_or_create(
        id=order.id,
        defaults={
            "lead": order.lead.value,
            "claim": order.claim,
            "place": order.place,
            "at_ms": order.at_ms,
            "by": order.by,
            "institution": order.institution.value if order.institution else "",
            "items": json.dumps([[item.value, said] for item, said in order.items]),
            "reason": order.reason,
        },
    )


def _keep_signature(order: ItemId, signature: Signature) -> None:
    """An institution signs once: the earliest counts, whichever came in first."""
    row, _ = OrderSignRow.objects.get_or_create(
        order=order,
        institution=signature.institution.value,
        defaults={"by": signature.by, "at_ms": signature.at_ms},
    )
    if (signature.at_ms, signature.by) < (row.at_ms, row.by):
        row.by, row.at_ms = signature.by, signature.at_ms
        row.save()


def _keep_claims(found: Sequence[tuple[Claim, Stored, str]], *, book: IncidentBook) -> list[str]:
    """The ids of claims that are new, or came in a better way than before."""
    labels = _labels({claim.place for claim, _, _ in found})
    best: dict[str, ClaimRow] = {}
    for claim, one, territory in found:
        row = _claim_row(claim, one, label=labels.get(claim.place), territory=territory, book=book)
        best[row.id] = min((best.get(row.id, row), row), key=_way)
    had = {row.id: row for part in chunks(sorted(best)) for row in ClaimRow.objects.filter(id__in=part)}
    better = [row for row in best.values() if row.id not in had or _way(row) < _way(had[row.id])]
    for row in better:
        if row.id in had:
            row.incident = had[row.id].incident
    ClaimRow.objects.filter(id__in=[row.id for row in better if row.id in had]).delete()
    ClaimRow.objects.bulk_create(better, batch_size=500)
    ClaimBoxRow.objects.bulk_create(
        [
            ClaimBoxRow(claim=claim.id, box=box)
            for claim in {one.id: one for one, _, _ in found}.values()
            for box in claim.boxes
        ],
        ignore_conflicts=True,
        batch_size=500,
    )
    return [row.id for row in better]


def _way(row: ClaimRow) -> tuple[int, int, str]:
    return WAYS.index(Entry(row.entry)), row.told_ms, row.event


def _claim_row(
    claim: Claim, one: Stored, *, label: int | None, territory: str, book: IncidentBook
) -> ClaimRow:
    kind, near = spot_of(claim, book=book)
    subject = ""
    if claim.entry is Entry.RULE:
        subject = next(iter(claim.boxes), "") or claim.journey or claim.place
    return ClaimRow(
        id=claim.id,
        election=one.event.election,
        kind=claim.kind,
        spot=f"{kind}|{near}"[:120],
        place=claim.place,
        label=span_of(RegionCode(territory))[0] if label is None else label,
        at_ms=claim.at_ms,
        told_ms=claim.told_ms,
        entry=claim.entry.value,
        event=one.digest.hex(),
        subject=subject[:60],
        journey=claim.journey,
        said=json.dumps(plain(claim), sort_keys=True),
        incident=claim.id,
    )


def _labels(places: Collection[str]) -> Mapping[str, int]:
    """Labels of places by code: regions and stations by their digits, others as the register says."""
    named = sorted(place for place in places if not place.isdecimal())
    rows = PlaceRow.objects.filter(code__in=named).order_by("-label").values_list("code", "label")
    digits = {place: span_of(RegionCode(place[:10]))[0] for place in places if place.isdecimal()}
    return {**dict(rows), **digits}


def _keep_decisions(decisions: Sequence[Decision]) -> set[str]:
    """The claims that new decisions are about."""
    DecisionRow.objects.bulk_create(
        [
            DecisionRow(
                id=one.id,
                deed=one.deed.value,
                claim=one.claim,
                other=one.other,
                at_ms=one.at_ms,
                by=one.by,
                institution=one.institution.value if one.institution else "",
                reason=one.reason,
            )
            for one in decisions
        ],
        ignore_conflicts=True,
    )
    return {one.claim for one in decisions} | {one.other for one in decisions if one.deed is Deed.JOIN}


# --- gathering anew -----------------------------------------------------------------------------------------


def regather(touched: Iterable[str], *, book: IncidentBook, now_ms: int) -> None:
    """Gather some claims anew with all that they may belong together with, and tell the clocks."""
    rows, decisions = _neighbours(touched)
    before = {row.incident for row in rows.values()}
    found: list[tuple[str, Incident]] = []
    for election in sorted({row.election for row in rows.values()}):
        own = [claim_of(row) for row in rows.values() if row.election == election]
        found += [(election, one) for one in gather(own, decisions=decisions, book=book)]
    _write(found, rows=rows, gone=before - {one.id for _, one in found}, book=book)
    attend([one for _, one in found], now_ms=now_ms, book=book)


def _neighbours(touched: Iterable[str]) -> tuple[dict[str, ClaimRow], list[Decision]]:
    """All claims that gathering the touched ones may need, with the decisions on them."""
    rows: dict[str, ClaimRow] = {}
    decisions: dict[str, Decision] = {}
    ids, spots, incidents = set(touched), set[tuple[str, str]](), set[str]()
    while ids:
        new = {row.id: row for row in _rows_at("id", ids)}
        near = {(row.spot, row.election) for row in new.values()} - spots
        of = {row.incident for row in new.values()} - incidents
        for row in (*_rows_at("spot", {spot for spot, _ in near}), *_rows_at("incident", of)):
            if row.incident in of or (row.spot, row.election) in near:
                new[row.id] = row
        spots, incidents = spots | near, incidents | of
        fresh = {name: row for name, row in new.items() if name not in rows}
        rows |= fresh
        ids = _linked(fresh, decisions) - rows.keys()
        # An incident of a fresh claim may hold claims of other spots.
        ids |= {row.id for row in _rows_at("incident", {r.incident for r in fresh.values()} - incidents)}
        ids -= rows.keys()
    return rows, list(decisions.values())


def _rows_at(column: str, wanted: Collection[str]) -> list[ClaimRow]:
    return [
        row for part in chunks(sorted(wanted)) for row in ClaimRow.objects.filter(**{f"{column}__in": part})
    ]


def _linked(fresh: Mapping[str, ClaimRow], decisions: dict[str, Decision]) -> set[str]:
    """Claims that decisions tie to these."""
    found = decisions_on(fresh)
    for part in chunks(sorted(fresh)):
        rows = DecisionRow.objects.filter(deed=Deed.JOIN.value, other__in=part).values_list(
            "claim", flat=True
        )
        found += decisions_on(rows)
    decisions |= {one.id: one for one in found}
    joins = [one for one in found if one.deed is Deed.JOIN]
    return {one.claim for one in joins} | {one.other for one in joins}


def _write(
    found: Sequence[tuple[str, Incident]],
    *,
    rows: Mapping[str, ClaimRow],
    gone: Collection[str],
    book: IncidentBook,
) -> None:
    moved = []
    for _, one in found:
        for claim in one.claims:
            row = rows[claim.id]
            if row.incident != one.id:
                row.incident = one.id
                moved.append(row)
    ClaimRow.objects.bulk_update(moved, ["incident"], batch_size=200)
    IncidentRow.objects.filter(id__in=sorted(gone)).delete()
    IncidentRow.objects.bulk_create(
        [_incident_row(one, election=election, first=rows[one.id], book=book) for election, one in found],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=[field.name for field in IncidentRow._meta.concrete_fields if field.name != "id"],  # noqa: SLF001 -- Django documents it
        batch_size=200,
    )


def _incident_row(one: Incident, *, election: str, first: ClaimRow, book: IncidentBook) -> IncidentRow:
    severity = SEVERITIES.index(one.severity)
    told_ms = min(claim.told_ms for claim in one.claims)
    return IncidentRow(
        id=one.id,
        election=election,
        kind=one.kind,
        severity=severity,
        colour=book.kind_of(one.kind).colour.value,
        status=one.status.value,
        is_open=one.is_open,
        is_verified=one.is_verified,
        is_contested=one.is_contested,
        place=one.place,
        label=first.label,
        at_ms=one.at_ms,
        told_ms=told_ms,
        claims=len(one.claims),
        unit=one.unit[:60],
        journey=next(iter(one.journeys), ""),
        rank=severity * RANK + told_ms,
    )


def forget_all() -> None:
    """Empty the tables; clocks and notices stay, for offices have been asked."""
    for table in TABLES:
        table.objects.all().delete()


def digest_of_all() -> bytes:
    """Over all claims, decisions, orders and the incidents that they make."""
    whole = [
        [list(row) for row in table.objects.order_by("pk").values_list(*names).iterator()]
        for table, names in (
            (ClaimRow, ("id", "event", "incident")),
            (DecisionRow, ("id",)),
            (OrderRow, ("id",)),
            (SafeRow, ("id",)),
            (IncidentRow, ("id", "kind", "severity", "status", "is_verified", "is_contested", "unit")),
        )
    ]
    signed = OrderSignRow.objects.order_by("order", "institution").values_list("order", "institution", "by")
    return hashlib.sha256(encode([*whole, [list(row) for row in signed]])).digest()
