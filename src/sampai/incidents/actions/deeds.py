"""Deeds of people: reporting, deciding, ordering, signing. Each is an event that this server signs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sampai.incidents.model import (
    ASKED,
    HAPPENED,
    Claim,
    Decision,
    Entry,
    IncidentBook,
    Item,
    ItemId,
    Lead,
    Order,
    Severity,
    Status,
)
from sampai.incidents.model import Deed as Step
from sampai.incidents.queries.one import IncidentView, incident
from sampai.incidents.queries.rows import region_at
from sampai.incidents.rules.reading import (
    DECIDED,
    ORDERED,
    REPORTED,
    SIGNED,
    claim_body,
    decision_body,
    order_body,
)
from sampai.incidents.tables import NoticeRow, ReadRow
from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Actor, Deed, Institution
from sampai.kernel.text import Text, say
from sampai.ledger.actions import Done, deed
from sampai.ledger.actions.own import OwnNode, state
from sampai.places.tables import PlaceRow

REASONED = frozenset({Step.JOIN, Step.PART, Step.UNDO, Step.SETTLE, Step.REOPEN, Step.REJECT, Step.GRADE})
"""Deeds that say why."""


@deed(Deed.REPORT_INCIDENT)
def report(
    by: Actor,
    at: datetime,
    *,
    own: OwnNode,
    claim: Claim,
    election: str,
    about: str = "",
    book: IncidentBook,
) -> Done[ItemId]:
    """State what somebody told the desk; with `about`, as a further word on that incident. Its claim's id.

    Raises `Refused` for a time to come, `Forbidden` for places outside the territory.
    """
    by.needs(Deed.REPORT_INCIDENT, region=region_of(claim.place))
    at_ms = _ms(at)
    if claim.at_ms > at_ms:
        raise Refused("future", say("The time lies ahead."), say("Write when it happened."))
    if claim.kind not in book.kinds:
        raise Refused(
            "kind", say("“{value}” is not known", value=claim.kind), say("Choose one from the list.")
        )
    one = incident(by.scope, about, book=book) if about else None
    digest = state(
        own,
        kind=REPORTED,
        subject=f"place:{claim.place}",
        place=claim.place,
        actor=by.account,
        body=claim_body(replace(claim, entry=Entry.DESK)),
        at_ms=at_ms,
        election=one.election if one else election,
    )
    name = ItemId(digest.hex())
    if one is not None:
        link = Decision(
            id=name, deed=Step.JOIN, claim=one.incident.id, at_ms=at_ms, by=by.account, other=name
        )
        _state(by, own, one, replace(link, reason="-", institution=by.institution), at_ms=at_ms)
    return Done(name, f"incident:{name}", {"kind": claim.kind, "place": claim.place})


def region_of(place: str) -> RegionCode:
    """The region of a place: its own digits, or as the register says. Raises `Refused` for unknown places."""
    if place.isdecimal():
        return RegionCode(place[:10])
    label = PlaceRow.objects.filter(code=place).values_list("label", flat=True).first()
    if label is None:
        raise Refused(
            "place",
            say("The place “{place}” is not known.", place=place),
            say("Write the code of a region, a TPS or a place of the register."),
        )
    return region_at(label)


@deed(Deed.HANDLE_INCIDENT)
def decide(
    by: Actor,
    at: datetime,
    *,
    own: OwnNode,
    code: str,
    step: Step,
    other: str = "",
    reason: str = "",
    book: IncidentBook,
) -> Done[ItemId]:
    """State a deed on an incident: joining, settling, sending a unit, closing and so on.

    Raises `Refused` where it does not fit what the incident is, `Forbidden` outside the territory.
    """
    one = incident(by.scope, code, book=book)
    by.needs(Deed.HANDLE_INCIDENT, region=one.region)
    if step in REASONED and not reason.strip():
        raise Refused("reason", say("A reason is missing."), say("Write why, in a few words."))
    other = _checked(by, one, step, other=other, book=book)
    decision = Decision(
        id=ItemId("-"),
        deed=step,
        claim=ItemId(other) if step is Step.PART else one.incident.id,
        at_ms=_ms(at),
        by=by.account,
        other="" if step is Step.PART else other,
        reason=reason.strip()[:500],
        institution=by.institution,
    )
    name = _state(by, own, one, decision, at_ms=decision.at_ms)
    return Done(name, f"incident:{one.incident.id}", {"deed": step.value, "other": other[:100]})


def _state(by: Actor, own: OwnNode, one: IncidentView, decision: Decision, *, at_ms: int) -> ItemId:
    digest = state(
        own,
        kind=DECIDED,
        subject=f"incident:{one.incident.id}",
        place=one.incident.place[:40],
        actor=by.account,
        body=decision_body(decision),
        at_ms=at_ms,
        election=one.election,
    )
    return ItemId(digest.hex())


def _checked(by: Actor, one: IncidentView, step: Step, *, other: str, book: IncidentBook) -> str:
    """What the deed is about, as it is stated. Raises `Refused` for what does not fit."""
    if step is Step.JOIN:
        return _joined(by, one, other, book=book)
    if step is Step.ASSIGN and one.incident.unit:
        raise Refused(
            "unit",
            say("{unit} is already on its way; nobody is sent twice.", unit=one.incident.unit),
            say("Call it back first, by taking the sending back."),
        )
    fits = FITS.get(step)
    _holds(one.incident.is_open if fits is None else fits(by, one, other, book), step.value)
    return other.strip()[:500]


def _parts(_by: Actor, one: IncidentView, other: str, _book: IncidentBook) -> bool:
    return len(one.incident.claims) > 1 and other in {claim.id for claim in one.incident.claims}


def _undoes(_by: Actor, one: IncidentView, other: str, _book: IncidentBook) -> bool:
    return other in {each.id for each in one.decisions} - one.undone


def _settles(_by: Actor, one: IncidentView, other: str, _book: IncidentBook) -> bool:
    claimed = {(fact.name, value) for fact in one.incident.facts for value, _ in fact.values}
    return tuple(other.split("=", 1)) in {(HAPPENED, "yes"), (HAPPENED, "no")} | claimed


def _answers(by: Actor, one: IncidentView, other: str, book: IncidentBook) -> bool:
    chains = book.kind_of(one.incident.kind).chains
    return other in chains and book.chains[other].institution is by.institution


def _steps_on(by: Actor, one: IncidentView, other: str, book: IncidentBook) -> bool:
    """A step that the reader's institution does."""
    steps = book.playbooks[book.kind_of(one.incident.kind).playbook].steps
    return other in {str(number) for number, step in enumerate(steps, start=1) if step.by is by.institution}


ENDED = frozenset({Status.RESOLVED, Status.CLOSED, Status.REJECTED})
FITS: Mapping[Step, Callable[[Actor, IncidentView, str, IncidentBook], bool]] = {
    Step.PART: _parts,
    Step.UNDO: _undoes,
    Step.SETTLE: _settles,
    Step.ANSWER: _answers,
    Step.STEP: _steps_on,
    Step.ASSIGN: lambda _by, _one, other, _book: bool(other.strip()),
    Step.GRADE: lambda _by, one, other, _book: other in list(Severity) and other != one.incident.severity,
    Step.CLOSE: lambda _by, one, _other, _book: one.incident.status is Status.RESOLVED,
    Step.REOPEN: lambda _by, one, _other, _book: one.incident.status in ENDED,
}
"""When a deed fits; of the others, while the incident is open."""


def _joined(by: Actor, one: IncidentView, other: str, *, book: IncidentBook) -> str:
    second = incident(by.scope, other.strip(), book=book)
    by.needs(Deed.HANDLE_INCIDENT, region=second.region)
    _holds(second.election == one.election and second.incident.id != one.incident.id, "join")
    return second.incident.id


def _holds(fits: bool, what: str) -> None:  # noqa: FBT001 -- a condition and its name
    if not fits:
        raise Refused(
            "incident-deed",
            say("This does not fit the incident as it is now: {what}.", what=REFUSED.get(what, what)),
            say("Look at the incident's page again; somebody may have been faster."),
        )


REFUSED: dict[str, Text] = {
    "part": say("a claim can be taken out where there are several"),
    "undo": say("only a deed that counts can be taken back"),
    "settle": say("only a value that somebody claims can be settled"),
    "assign": say("a unit is needed"),
    "answer": say("an office answers for its own institution"),
    "grade": say("another severity is needed"),
    "step": say("a step is done by the institution that the playbook names"),
    "close": say("it is closed after it was settled and the reporter was called"),
    "reopen": say("only what is settled, closed or rejected is opened again"),
    "order": say("the playbook leads elsewhere, or another institution orders it"),
    "sign": say("an order of this incident is signed by the institutions that it names"),
    "join": say("another incident of the same election is needed"),
}


ORDERS: dict[Lead, frozenset[Institution]] = {
    Lead.INSPECT: frozenset({Institution.KPU, Institution.BAWASLU}),
    Lead.REPLACE: frozenset({Institution.KPU}),
    Lead.REPLAN: frozenset({Institution.KPU}),
    Lead.MOVE: frozenset({Institution.KPU}),
}
"""Who orders what."""
SIGNERS: dict[Lead, tuple[Institution, ...]] = {
    Lead.INSPECT: (Institution.KPU, Institution.BAWASLU),
    Lead.REPLACE: (Institution.KPU, Institution.POLRI),
    Lead.REPLAN: (Institution.KPU,),
    Lead.MOVE: (Institution.KPU, Institution.POLRI, Institution.BAWASLU),
}
"""Whose signatures an order wants before it holds."""


@deed(Deed.HANDLE_INCIDENT)
def order(
    by: Actor,
    at: datetime,
    *,
    own: OwnNode,
    code: str,
    lead: Lead,
    items: Sequence[tuple[Item, str]],
    reason: str = "",
    book: IncidentBook,
) -> Done[ItemId]:
    """Order an inspection, a replacement, a closure to plan around, or a move; who orders signs it too.

    Raises `Refused` where something is missing or the playbook does not lead there.
    """
    one = incident(by.scope, code, book=book)
    by.needs(Deed.HANDLE_INCIDENT, region=one.region)
    leads = book.playbooks[book.kind_of(one.incident.kind).playbook].leads
    _holds(lead in ASKED and lead in leads and by.institution in ORDERS[lead], "order")
    made = Order(
        id=ItemId("-"),
        lead=lead,
        claim=one.incident.id,
        place=one.incident.place,
        at_ms=_ms(at),
        by=by.account,
        institution=by.institution,
        items=tuple((item, said.strip()[:200]) for item, said in items if said.strip()),
        reason=reason.strip()[:500],
    )
    station = made.item(Item.STATION)
    if station:
        by.needs(Deed.HANDLE_INCIDENT, region=station)
    digest = state(
        own,
        kind=ORDERED,
        subject=f"incident:{one.incident.id}",
        place=made.place[:40],
        actor=by.account,
        body=order_body(made),
        at_ms=made.at_ms,
        election=one.election,
    )
    name = ItemId(digest.hex())
    _sign(by, own, one, name, at_ms=made.at_ms)
    return Done(name, f"incident:{one.incident.id}", {"order": lead.value})


@deed(Deed.HANDLE_INCIDENT)
def sign_order(
    by: Actor, at: datetime, *, own: OwnNode, code: str, order_id: str, book: IncidentBook
) -> Done[None]:
    """Sign an order for the own institution."""
    one = incident(by.scope, code, book=book)
    by.needs(Deed.HANDLE_INCIDENT, region=one.region)
    found = next((each for each in one.orders if each.id == order_id), None)
    _holds(found is not None and by.institution in SIGNERS[found.lead], "sign")
    assert found is not None
    if by.institution not in {each.institution for each in found.signed}:
        _sign(by, own, one, found.id, at_ms=_ms(at))
    return Done(None, f"incident:{one.incident.id}", {"signed": found.lead.value})


def _sign(by: Actor, own: OwnNode, one: IncidentView, order_id: ItemId, *, at_ms: int) -> None:
    state(
        own,
        kind=SIGNED,
        subject=f"incident:{one.incident.id}",
        place=one.incident.place[:40],
        actor=by.account,
        body={"order": order_id, "institution": by.institution.value},
        at_ms=at_ms,
        election=one.election,
    )


def read_notices(by: Actor, *, upto: int) -> None:
    """Remember that the own notices are read up to one of them."""
    last = NoticeRow.objects.order_by("-id").values_list("id", flat=True).first() or 0
    row, _ = ReadRow.objects.get_or_create(account=by.account)
    row.upto = max(row.upto, min(upto, last))
    row.save()


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1_000)
