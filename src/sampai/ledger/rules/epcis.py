"""Events as EPCIS 2.0 (GS1), for whoever keeps their chain of custody in its terms. For reading only.

EPCIS has no signatures, seals or device chains: they stand in fields of our own, and the digest ties each
event to the ledger. Names of people are left out.
"""

from base64 import urlsafe_b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sampai.ledger.model import Data, Event
from sampai.ledger.rules.envelope import class_of, digest_of, event_bytes, name_of, readable

CONTEXT = "https://ref.gs1.org/standards/epcis/epcis-context.jsonld"
TERMS = "https://sampai.invalid/epcis/"
"""Our own terms; no address that answers."""
SCHEMA = "2.0"


@dataclass(frozen=True, slots=True)
class Step:
    """What a kind of event is in GS1's Core Business Vocabulary 2.0."""

    biz_step: str
    disposition: str
    action: str = "OBSERVE"


STEPS: Mapping[str, Step] = {
    "custody.stocked": Step("receiving", "in_progress"),
    "custody.assembled": Step("assembling", "in_progress", "ADD"),
    "custody.packed": Step("packing", "in_progress"),
    "custody.sealed": Step("packing", "container_closed"),
    "custody.readied": Step("staging_outbound", "container_closed"),
    "custody.loaded": Step("loading", "in_transit"),
    "custody.departed": Step("departing", "in_transit"),
    "custody.passed": Step("transporting", "in_transit"),
    "custody.diverted": Step("transporting", "in_transit"),
    "custody.arrived": Step("arriving", "in_progress"),
    "custody.given": Step("shipping", "in_progress"),
    "custody.taken": Step("receiving", "in_progress"),
    "custody.stored": Step("storing", "in_progress"),
    "custody.checked": Step("inspecting", "in_progress"),
    "custody.opened": Step("unpacking", "container_open"),
    "custody.archived": Step("storing", "inactive"),
    "custody.disposed": Step("destroying", "destroyed", "DELETE"),
}
WITHOUT_STEP = frozenset(
    {
        "custody.used",
        "custody.copied",
        "custody.disputed",
        "custody.excepted",
        "custody.resolved",
        "custody.replaced",
        "custody.approved",
        "custody.quiet",
    }
)
"""Kinds for which GS1 has no word. They show no step: a wrong one would say more than the event does."""
NOT_SHOWN = frozenset({"seal"})
"""Classes that are not exported: rolls of seals are no traced things; a seal shows with the box it closes."""

_POSSESSING = "possessing_party"


def epcis_document(
    events: Iterable[tuple[Event, int]], *, created_ms: int, offset_h: int
) -> Mapping[str, Any]:
    """An EPCISDocument of events, each with the time at which the node took it in.

    `offset_h`: the zone in which times are written (7 WIB, 8 WITA, 9 WIT).
    """
    return {
        "@context": [CONTEXT, {"sampai": TERMS}],
        "type": "EPCISDocument",
        "schemaVersion": SCHEMA,
        "creationDate": _time(created_ms),
        "epcisBody": {
            "eventList": [
                _event(event, received_ms, offset_h=offset_h)
                for event, received_ms in events
                if class_of(event.kind) not in NOT_SHOWN
            ]
        },
    }


def _event(event: Event, received_ms: int, *, offset_h: int) -> Mapping[str, Any]:
    digest = digest_of(event_bytes(event))
    step = STEPS.get(event.kind)
    shown: dict[str, Any] = {
        "type": "ObjectEvent",
        "eventID": f"ni:///sha-256;{urlsafe_b64encode(digest).decode().rstrip('=')}",
        "eventTime": _time(event_time_ms(event)),
        "eventTimeZoneOffset": f"+{offset_h:02d}:00",
        "recordTime": _time(received_ms),
        "action": step.action if step else "OBSERVE",
        "epcList": [_urn("thing", thing) for thing in things(event)],
    }
    if step:
        shown |= {"bizStep": step.biz_step, "disposition": step.disposition}
    if event.place:
        shown["readPoint"] = {"id": _urn("place", event.place)}
    return {**shown, **_parties(event), **_own(event, name=name_of(event, digest=digest))}


def event_time_ms(event: Event) -> int:
    """When it happened: by satellite, where the device had one, else by its own clock."""
    return event.observed.gps_ms if event.observed.gps_ms is not None else event.observed.wall_ms


def things(event: Event) -> Sequence[str]:
    """The codes that an event is about: those of its list of boxes, or its subject's."""
    boxes = event.body.get("boxes")
    if isinstance(boxes, Sequence) and not isinstance(boxes, str | bytes):
        codes = [str(box["box"]) for box in boxes if isinstance(box, Mapping) and "box" in box]
        if codes:
            return codes
    return [event.subject.partition(":")[2] or event.subject]


def _parties(event: Event) -> Mapping[str, Any]:
    """Giver and receiver, by their institutions: `by` states it, `other` is across the table."""
    by, other = _institution(event.body.get("by")), _institution(event.body.get("other"))
    if by is None or other is None or event.kind not in {"custody.given", "custody.taken"}:
        return {}
    giver, receiver = (by, other) if event.kind == "custody.given" else (other, by)
    return {
        "sourceList": [{"type": _POSSESSING, "source": giver}],
        "destinationList": [{"type": _POSSESSING, "destination": receiver}],
    }


def _institution(keeper: Data) -> str | None:
    if not isinstance(keeper, Mapping) or not isinstance(keeper.get("institution"), str):
        return None
    return _urn("institution", str(keeper["institution"]))


def _own(event: Event, *, name: str) -> Mapping[str, Any]:
    found: dict[str, Any] = {
        "sampai:event": name,
        "sampai:kind": event.kind,
        "sampai:election": event.election,
        "sampai:after": [digest.hex() for digest in event.after],
    }
    seals = {code: seals for code, seals in _seals(event) if seals}
    return {**found, "sampai:seals": seals} if seals else found


def _seals(event: Event) -> Iterable[tuple[str, Any]]:
    boxes = event.body.get("boxes")
    if isinstance(boxes, Sequence) and not isinstance(boxes, str | bytes):
        for box in boxes:
            if isinstance(box, Mapping) and "box" in box:
                yield str(box["box"]), readable(box.get("seals") or [])


def _urn(kind: str, code: str) -> str:
    safe = (
        sign if sign.isascii() and (sign.isalnum() or sign in "-._~") else _escaped(sign) for sign in code
    )
    return f"urn:sampai:{kind}:{''.join(safe)}"


def _escaped(sign: str) -> str:
    """As RFC 3986 section 2.1 writes it."""
    return "".join(f"%{byte:02X}" for byte in sign.encode())


def _time(at_ms: int) -> str:
    """UTC to the millisecond; a clock that was centuries wrong is shown at the edge of what a date can be."""
    seconds = min(max(at_ms // 1000, _FIRST_S), _LAST_S)
    return f"{datetime.fromtimestamp(seconds, tz=UTC):%Y-%m-%dT%H:%M:%S}.{at_ms % 1000:03d}Z"


_FIRST_S = int(datetime(1000, 1, 1, tzinfo=UTC).timestamp())
_LAST_S = int(datetime(9999, 12, 31, tzinfo=UTC).timestamp())
