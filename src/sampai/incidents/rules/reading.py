"""Events of the record as claims, decisions and orders; and back, for what the desk states.

What cannot be read stays in the record and makes nothing here. Decisions, orders and what rules raised are
believed of servers only; a phone claims in its own person's name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, TypeVar

from sampai.custody.rules.bodies import best_time
from sampai.fieldwork.model import ARGUMENTS as ARGUMENTS_OF_REPORTS
from sampai.fieldwork.model import Argument, Carried, ReportKind, Telling
from sampai.fieldwork.rules.evidence import HEARD, SAID, telling_of
from sampai.incidents.model import (
    OTHER,
    Claim,
    Decision,
    Deed,
    Entry,
    IncidentBook,
    Item,
    ItemId,
    Lead,
    Order,
    Safe,
    Severity,
    Signature,
    Source,
)
from sampai.kernel.errors import Refused
from sampai.kernel.ids import digest as digest_of
from sampai.kernel.quantity import Certainty
from sampai.kernel.rights import Institution
from sampai.ledger.model import Data, Digest, Event, Malformed

REPORTED = "incident.reported"
RAISED = "incident.raised"
DECIDED = "incident.decided"
ORDERED = "incident.ordered"
SIGNED = "incident.signed"
SAFE = "person.safe"
KINDS = frozenset({REPORTED, RAISED, DECIDED, ORDERED, SIGNED, SAFE, SAID, HEARD})
MOST_TEXT = 500
MOST_NAME = 150
MOST_LIST = 60

W = TypeVar("W", bound=StrEnum)
Heard = Claim | Decision | Order | Safe | tuple[ItemId, Signature]

_ENTRIES = {Carried.SYNC: Entry.PHONE, Carried.SMS: Entry.SMS, Carried.VOICE: Entry.VOICE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Teller:
    """Whose device states an event."""

    institution: Institution | None = None
    is_server: bool = False


def read(event: Event, *, digest: Digest, teller: Teller, book: IncidentBook) -> Heard | None:
    """What an event means for incidents; None for what means nothing, or cannot be read."""
    try:
        match event.kind:
            case "incident.reported":
                return _reported(event, digest=digest, teller=teller)
            case "person.safe":
                return _safe(event, digest=digest)
            case "report.said" | "report.heard":
                return _telling(event, digest=digest, teller=teller, book=book)
            case "incident.raised" if teller.is_server:
                return _raised(event)
            case "incident.decided" if teller.is_server:
                return _decided(event, digest=digest)
            case "incident.ordered" if teller.is_server:
                return _ordered(event, digest=digest)
            case "incident.signed" if teller.is_server:
                return _signed(event)
            case _:
                return None
    except (Malformed, Refused):
        return None


def _id(digest: Digest) -> ItemId:
    return ItemId(digest.hex())


def _reported(event: Event, *, digest: Digest, teller: Teller) -> Claim:
    body = event.body
    told_ms, certainty = best_time(event.observed)
    entry = Entry.DESK if teller.is_server else Entry.PHONE
    return Claim(
        id=_id(digest),
        kind=_text(body, "what", most=40),
        place=event.place,
        at_ms=_number(body, "at", usual=told_ms),
        told_ms=told_ms,
        source=_source(body, event=event, teller=teller),
        certainty=_word(body, "certainty", Certainty)
        or (certainty if teller.is_server else Certainty.REPORTED),
        entry=entry,
        happened=body.get("happened") is not False,
        facts=_pairs(body, "facts"),
        boxes=_texts(body, "boxes", most=50),
        journey=_text(body, "journey", most=60),
        severity=_word(body, "severity", Severity),
        note=_text(body, "note"),
        photos=tuple(one.hex() for one in _list(body, "photos") if isinstance(one, bytes) and len(one) == 32),
        by=event.actor if teller.is_server else "",
    )


def _source(body: Mapping[str, Data], *, event: Event, teller: Teller) -> Source:
    """Only a desk speaks for others; a phone's person is where the phone is."""
    relays = _text(body, "relays", most=MOST_NAME)
    if not teller.is_server:
        return Source(name=event.actor, institution=teller.institution, is_on_site=not relays, relays=relays)
    return Source(
        name=_text(body, "source", most=MOST_NAME) or event.actor,
        institution=_word(body, "institution", Institution),
        is_on_site=body.get("on_site") is True,
        relays=relays,
    )


def _safe(event: Event, *, digest: Digest) -> Safe:
    at_ms, _ = best_time(event.observed)
    return Safe(
        id=_id(digest), place=event.place, at_ms=at_ms, by=event.actor, note=_text(event.body, "note")
    )


def _telling(event: Event, *, digest: Digest, teller: Teller, book: IncidentBook) -> Claim | None:
    """A short report: said by the phone and heard by an operator, it is one claim."""
    telling = telling_of(event, digest=digest)
    kind = kind_of_report(telling, book=book)
    if kind is None:
        return None
    at_ms, _ = best_time(event.observed)
    return Claim(
        id=ItemId(_plain_hex(["report", telling.device.hex(), telling.report.counter])),
        kind=kind,
        place=telling.report.place,
        at_ms=at_ms,
        told_ms=at_ms,
        source=Source(
            name=f"device:{telling.device.hex()[:12]}" if event.kind == HEARD else event.actor,
            institution=None if event.kind == HEARD else teller.institution,
            is_on_site=True,
        ),
        certainty=Certainty.ASSUMED if telling.carried is Carried.WORD else Certainty.REPORTED,
        entry=_ENTRIES.get(telling.carried, Entry.DESK),
        facts=_counted(telling),
    )


def kind_of_report(telling: Telling, *, book: IncidentBook) -> str | None:
    """Which kind a short report is about; None where it tells of nothing wrong."""
    if telling.report.kind is ReportKind.INCIDENT:
        return book.by_code.get(telling.report.argument, OTHER)
    return book.by_report.get(telling.report.kind)


def _counted(telling: Telling) -> tuple[tuple[str, str], ...]:
    counts = ARGUMENTS_OF_REPORTS.get(telling.report.kind, Argument.BOXES)
    if counts in {Argument.INCIDENT, Argument.NOTHING} or not telling.report.argument:
        return ()
    return ((counts.value, str(telling.report.argument)),)


def _plain_hex(parts: Sequence[object]) -> str:
    return digest_of(parts).removeprefix("sha256:")


def _raised(event: Event) -> Claim:
    """Of a rule. Its number says what was found, so that the same finding is one claim, whoever raised it."""
    body = event.body
    name = _text(body, "id", most=64)
    if len(name) != 64:
        raise Malformed("id")
    told_ms, _ = best_time(event.observed)
    return Claim(
        id=ItemId(name),
        kind=_text(body, "what", most=40),
        place=event.place,
        at_ms=_number(body, "at", usual=told_ms),
        told_ms=told_ms,
        source=Source(name=_text(body, "source", most=MOST_NAME)),
        certainty=_word(body, "certainty", Certainty) or Certainty.REPORTED,
        entry=Entry.RULE,
        facts=_pairs(body, "facts"),
        boxes=_texts(body, "boxes", most=50),
        journey=_text(body, "journey", most=60),
    )


def _decided(event: Event, *, digest: Digest) -> Decision:
    deed = _word(event.body, "deed", Deed)
    if deed is None:
        raise Malformed("deed")
    at_ms, _ = best_time(event.observed)
    return Decision(
        id=_id(digest),
        deed=deed,
        claim=ItemId(_text(event.body, "claim", most=64)),
        at_ms=at_ms,
        by=event.actor,
        other=_text(event.body, "other"),
        reason=_text(event.body, "reason"),
        institution=_word(event.body, "institution", Institution),
    )


def _ordered(event: Event, *, digest: Digest) -> Order:
    lead = _word(event.body, "lead", Lead)
    if lead is None:
        raise Malformed("lead")
    at_ms, _ = best_time(event.observed)
    known = {one.value: one for one in Item}
    return Order(
        id=_id(digest),
        lead=lead,
        claim=ItemId(_text(event.body, "claim", most=64)),
        place=event.place,
        at_ms=at_ms,
        by=event.actor,
        institution=_word(event.body, "institution", Institution),
        items=tuple((known[name], said) for name, said in _pairs(event.body, "items") if name in known),
        reason=_text(event.body, "reason"),
    )


def _signed(event: Event) -> tuple[ItemId, Signature]:
    institution = _word(event.body, "institution", Institution)
    if institution is None:
        raise Malformed("institution")
    at_ms, _ = best_time(event.observed)
    order = ItemId(_text(event.body, "order", most=64))
    return order, Signature(institution=institution, by=event.actor, at_ms=at_ms)


# --- what the desk states -----------------------------------------------------------------------------------


def claim_body(claim: Claim) -> Mapping[str, Data]:
    """The body of a claim that the desk or a rule states; place and time of telling are the event's own."""
    whole: dict[str, Data] = {
        "what": claim.kind,
        "at": claim.at_ms,
        "source": claim.source.name,
        "institution": claim.source.institution.value if claim.source.institution else "",
        "on_site": claim.source.is_on_site,
        "relays": claim.source.relays,
        "certainty": claim.certainty.value,
        "facts": [list(pair) for pair in claim.facts],
        "boxes": list(claim.boxes),
        "journey": claim.journey,
        "severity": claim.severity.value if claim.severity else "",
        "note": claim.note,
    }
    said = {name: value for name, value in whole.items() if value not in ("", False, [])}
    if claim.entry is Entry.RULE:
        said["id"] = claim.id.removeprefix("sha256:")
    return said if claim.happened else {**said, "happened": False}


def decision_body(decision: Decision) -> Mapping[str, Data]:
    """The body of a decision."""
    names = [one.name for one in fields(decision) if one.name not in {"id", "at_ms", "by"}]
    said = {name: getattr(decision, name) for name in names}
    return {name: str(value) for name, value in said.items() if value}


def order_body(order: Order) -> Mapping[str, Data]:
    """The body of an order."""
    return {
        "lead": order.lead.value,
        "claim": order.claim,
        "institution": order.institution.value if order.institution else "",
        "items": [[item.value, said] for item, said in order.items],
        "reason": order.reason,
    }


# --- parts of bodies ----------------------------------------------------------------------------------------


def _text(body: Mapping[str, Data], name: str, *, most: int = MOST_TEXT) -> str:
    value = body.get(name, "")
    if not isinstance(value, str):
        raise Malformed(name)
    return value[:most]


def _number(body: Mapping[str, Data], name: str, *, usual: int) -> int:
    value = body.get(name, usual)
    if type(value) is not int or value < 0:
        raise Malformed(name)
    return value


def _word(body: Mapping[str, Data], name: str, kind: type[W]) -> W | None:
    value = body.get(name)
    return next((one for one in kind if one.value == value), None)


def _list(body: Mapping[str, Data], name: str) -> Sequence[Any]:
    value = body.get(name, ())
    if not isinstance(value, Sequence) or isinstance(value, (str, bytes)):
        raise Malformed(name)
    return value[:MOST_LIST]


def _texts(body: Mapping[str, Data], name: str, *, most: int) -> tuple[str, ...]:
    return tuple(one[:most] for one in _list(body, name) if isinstance(one, str) and one)


def _pairs(body: Mapping[str, Data], name: str) -> tuple[tuple[str, str], ...]:
    found = []
    for pair in _list(body, name):
        match pair:
            case [str(key), str(value)] if key and value:
                found.append((key[:60], value[:MOST_TEXT]))
    return tuple(found)
