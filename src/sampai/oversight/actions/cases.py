"""Deeds in cases: both doors, every step of the machine, advice and its answer, evidence, identities."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sampai.election.queries import OperationView, operation
from sampai.kernel.clock import ZONES
from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode, span_of
from sampai.kernel.plain import plain
from sampai.kernel.rights import Actor, Deed, Forbidden, Institution, Secrecy
from sampai.kernel.text import say
from sampai.ledger.actions import Done, deed, looked
from sampai.ledger.actions.own import OwnNode, state
from sampai.ledger.model import Digest
from sampai.ledger.rules.cbor import encode
from sampai.oversight.actions.alarms import set_alarms
from sampai.oversight.model import (
    LADDER,
    Case,
    Confidence,
    Door,
    Happening,
    Office,
    Person,
    Regime,
    RuleBook,
    Step,
    SupervisionReport,
    ViolationKind,
)
from sampai.oversight.ports import Vault
from sampai.oversight.queries import PUBLISHED, offices_for, opened_case, sealed_as, visible
from sampai.oversight.rules.cases import apply, dues, opened, outside, public_state, with_evidence
from sampai.oversight.rules.days import due
from sampai.oversight.tables import AdviceRow, CaseRow

ADVISE, ANSWER_ADVICE = "beri-saran", "jawab-saran"
LONGEST_NOTE = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What every deed in a case is handed: the pack's rules, the vault, and this server's own signature."""

    book: RuleBook
    vault: Vault
    own: OwnNode


@deed(Deed.WORK_OVERSIGHT)
def open_finding(
    by: Actor,
    at: datetime,
    *,
    means: Means,
    operation: int,
    region: RegionCode,
    subject: str,
    found_at: datetime,
    form: SupervisionReport,
    number: str = "",
) -> Done[int]:
    """Keep a Form A (LHP) as the draft of a case; its number in the store.

    Raises `Forbidden` outside the territory, `Refused` for a number in use or a time to come.
    """
    one = _operation(by, operation, region=region)
    zone = ZoneInfo(ZONES[one.zone])
    case = opened(
        means.book.machine,
        number=number,
        regime=_regime(one),
        door=Door.FINDING,
        holder=_office(by, means.book),
        region=region,
        subject=subject,
        since=_past(found_at, at=at).astimezone(zone),
        at=at.astimezone(zone),
    )
    named = [suspicion.reported for suspicion in form.suspicions]
    seen_by = [suspicion.witnesses for suspicion in form.suspicions]
    case = replace(
        case,
        event=form.description,
        evidence=form.events,
        reported=tuple(person for people in named for person in people),
        witnesses=tuple(person for people in seen_by for person in people),
    )
    return _begun(by, at, case, one=one, means=means, form=form)


@deed(Deed.WORK_OVERSIGHT)
def open_report(
    by: Actor,
    at: datetime,
    *,
    means: Means,
    operation: int,
    region: RegionCode,
    subject: str,
    known_at: datetime,
    event: str,
    reporters: tuple[Person, ...],
    reported: tuple[Person, ...] = (),
    witnesses: tuple[Person, ...] = (),
    number: str = "",
) -> Done[int]:
    """Receive a report; its number in the store. The reporter's name is sealed and stays with the supervisor.

    Raises `Forbidden` outside the territory, `Refused` where nobody reports, or for a time to come.
    """
    one = _operation(by, operation, region=region)
    if not reporters:
        raise Refused("reporter", say("A report needs a reporter."), say("Write who reports."))
    zone = ZoneInfo(ZONES[one.zone])
    case = opened(
        means.book.machine,
        number=number,
        regime=_regime(one),
        door=Door.REPORT,
        holder=_office(by, means.book),
        region=region,
        subject=subject,
        since=_past(known_at, at=at).astimezone(zone),
        at=at.astimezone(zone),
        reporters=reporters,
    )
    case = replace(case, event=event, reported=reported, witnesses=witnesses)
    return _begun(by, at, case, one=one, means=means)


@deed(Deed.WORK_OVERSIGHT)
def take_step(
    by: Actor,
    at: datetime,
    *,
    means: Means,
    case: int,
    key: str,
    kind: ViolationKind | None = None,
    to: Office | None = None,
    note: str = "",
) -> Done[str]:
    """Take a step of the supervisor in a case, or of the reporter who came to the desk; the state after it.

    Raises `Forbidden` for a case out of reach, `Refused` for a step that this office may not take now.
    """
    row = _row(by, case, Deed.WORK_OVERSIGHT)
    if key == ADVISE:
        raise Refused("advice", say("Advice says what is to be put right."), say("Use the form for advice."))
    after = _stepped(by, at, row, means=means, key=key, kind=kind, to=to, note=note)
    return Done(after.state, f"case:{row.pk}", {"step": key})


@deed(Deed.WORK_OVERSIGHT)
def give_advice(
    by: Actor,
    at: datetime,
    *,
    means: Means,
    case: int,
    to: str,
    text: str,
    questions: Sequence[str] = (),
    events: Sequence[Digest] = (),
    number: str = "",
) -> Done[str]:
    """Give advice to put something right (saran perbaikan), to be answered by the deadline; its number.

    Raises `Forbidden` for a case out of reach, `Refused` without a text or where advice may not be given now.
    """
    row = _row(by, case, Deed.WORK_OVERSIGHT)
    if not text.strip() or not to.strip():
        raise Refused("advice", say("Advice needs a text and a receiver."), say("Write both."))
    after = _stepped(by, at, row, means=means, key=ADVISE, note=text)
    rule = means.book.deadline(f"{row.regime}-saran-perbaikan")
    since = after.when(Happening.ADVISED)
    assert since is not None
    ends = due(rule, since=since, calendar=means.book.calendar, region=after.region)
    name = number.strip() or f"{row.number}/SP"
    AdviceRow.objects.create(
        case=row,
        number=name,
        to=to.strip(),
        text=text.strip(),
        questions=list(questions),
        events=[one.hex() for one in events],
        given_at=at,
        last_day=ends.last_day,
        until=ends.until,
    )
    return Done(name, f"case:{row.pk}", {"step": ADVISE, "advice": name})


@deed(Deed.ANSWER_OVERSIGHT)
def answer(by: Actor, at: datetime, *, means: Means, case: int, key: str, note: str) -> Done[str]:
    """Answer advice, or follow a recommendation, for the office that it was given to; the state after it.

    Raises `Forbidden` for a case that the office may not know of, `Refused` for a step that is not its own.
    """
    row = _row(by, case, Deed.ANSWER_OVERSIGHT)
    if not note.strip():
        raise Refused("answer", say("An answer says what was done."), say("Write it down."))
    after = _stepped(by, at, row, means=means, key=key, note=note)
    if key == ANSWER_ADVICE:
        waiting = AdviceRow.objects.filter(case=row, answered_at__isnull=True)
        waiting.update(answer=note.strip(), answered_at=at, answered_by=by.account)
    return Done(after.state, f"case:{row.pk}", {"step": key})


@deed(Deed.WORK_OVERSIGHT)
def add_evidence(
    by: Actor, _at: datetime, *, means: Means, case: int, digests: Sequence[Digest]
) -> Done[int]:
    """Add events to a case's evidence, in whatever state it is; how many there are then."""
    row = _row(by, case, Deed.WORK_OVERSIGHT)
    whole, kept = opened_case(row, vault=means.vault)
    after = with_evidence(whole, digests)
    _write(row, after, kept, means=means)
    return Done(len(after.evidence), f"case:{row.pk}", {"evidence": len(digests)})


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """The people of a case, unsealed."""

    reporters: tuple[Person, ...]
    reported: tuple[Person, ...]
    witnesses: tuple[Person, ...]


@deed(Deed.WORK_OVERSIGHT)
def reveal(by: Actor, at: datetime, *, vault: Vault, case: int, reason: str) -> Done[People]:
    """Unseal who reported, who is reported and who saw it; noted with the reason, as a deed and as a look.

    Raises `Forbidden` outside the supervisor and for roles that see no restricted fields, `Refused` without a
    reason.
    """
    row = _row(by, case, Deed.WORK_OVERSIGHT)
    if not by.scope.sees(Secrecy.RESTRICTED):
        raise Refused(
            "identity",
            say("Your role does not see who reported."),
            say("Ask the supervisor of the kecamatan."),
        )
    if not reason.strip():
        raise Refused("reason", say("Whoever looks at names says why."), say("Write the reason."))
    whole, _ = opened_case(row, vault=vault)
    looked(by, at, subject=f"case:{row.pk}:people", secrecy=Secrecy.RESTRICTED)
    people = People(reporters=whole.reporters, reported=whole.reported, witnesses=whole.witnesses)
    return Done(people, f"case:{row.pk}", {"looked": "people", "reason": reason.strip()[:200]})


@deed(Deed.EXPORT)
def take_list(by: Actor, _at: datetime, *, listing: str, ending: str) -> Done[None]:
    """Note that a list of oversight leaves the house as a file."""
    by.needs(Deed.SEE_OVERSIGHT)
    return Done(None, f"list:{listing}", {"as": ending})


def _operation(by: Actor, number: int, *, region: RegionCode) -> OperationView:
    by.needs(Deed.WORK_OVERSIGHT, region=region)
    one = operation(by.scope, number)
    if one is None or not (region.startswith(one.region) or one.region.startswith(region)):
        raise Forbidden(Deed.WORK_OVERSIGHT)
    return one


def _regime(one: OperationView) -> Regime:
    return Regime.PILKADA if one.profile.startswith(Regime.PILKADA.value) else Regime.PEMILU


def _office(by: Actor, book: RuleBook) -> Office:
    found = book.office(by.role.code, territory=by.scope.territory)
    if found not in LADDER:
        raise Forbidden(Deed.WORK_OVERSIGHT)
    return found


def _past(moment: datetime, *, at: datetime) -> datetime:
    if moment > at:
        raise Refused("future", say("The time lies ahead."), say("Write when it happened."))
    return moment


def _row(by: Actor, number: int, right: Deed) -> CaseRow:
    """The case, locked until the commit. One out of reach looks like one that is not there."""
    row = visible(by, CaseRow.objects.select_for_update()).filter(pk=number).first()
    if row is None or (right is Deed.WORK_OVERSIGHT and by.institution is not Institution.BAWASLU):
        raise Forbidden(right)
    return row


def _begun(
    by: Actor,
    at: datetime,
    case: Case,
    *,
    one: OperationView,
    means: Means,
    form: SupervisionReport | None = None,
) -> Done[int]:
    number = case.number.strip()
    if number and CaseRow.objects.filter(number=number).exists():
        raise Refused("number", say("The number {number} is in use.", number=number), say("Write another."))
    row = CaseRow.objects.create(
        event=one.event,
        number=number or secrets.token_hex(16),
        regime=case.regime.value,
        door=case.door.value,
        state=case.state,
        holder=case.holder.value,
        region=case.region,
        label=span_of(case.region)[0],
        zone=one.zone,
        subject=case.subject,
        opened_at=at,
        made_by=by.account,
    )
    row.number = number or _working_number(case, row.pk)
    case = replace(case, number=row.number)
    _write(row, case, Confidence(form_a=form), means=means)
    _publish(by, at, row, case, means=means)
    return Done(row.pk, f"case:{row.pk}", {"door": case.door.value})


def _working_number(case: Case, pk: int) -> str:
    """A number to work with where the office gives none: door, kecamatan, year, and this store's count."""
    return f"{case.door.value.upper()}/{case.region[:6]}/{case.opened_at.year}/{pk:03d}"


def _stepped(
    by: Actor,
    at: datetime,
    row: CaseRow,
    *,
    means: Means,
    key: str,
    kind: ViolationKind | None = None,
    to: Office | None = None,
    note: str = "",
) -> Case:
    """The case after a step, written, published where the public is told something new, alarms set anew."""
    whole, kept = opened_case(row, vault=means.vault)
    book = means.book
    rule = next((one for one in book.machine.steps if one.key == key), None)
    offices = offices_for(by, case=whole, book=book)
    office = next((one for one in offices if rule and one in rule.who), next(iter(offices), None))
    if office is None:
        raise Forbidden(Deed.ANSWER_OVERSIGHT)
    running = dues(whole, machine=book.machine, rules=book.deadlines, calendar=book.calendar)
    name = "" if office is Office.REPORTER else by.name
    step = Step(key=key, by=office, name=name, kind=kind, to=to, note=note.strip()[:LONGEST_NOTE])
    local = at.astimezone(ZoneInfo(ZONES[row.zone]))
    after = apply(whole, step, local, machine=book.machine, dues=running)
    _write(row, after, kept, means=means)
    if after.state != whole.state:
        _publish(by, at, row, after, means=means)
    return after


def _write(row: CaseRow, case: Case, kept: Confidence, *, means: Means) -> None:
    book = means.book
    running = sorted(
        dues(case, machine=book.machine, rules=book.deadlines, calendar=book.calendar),
        key=lambda one: one.until,
    )
    row.state, row.holder = case.state, case.holder.value
    row.kind = case.kind.value if case.kind else ""
    row.public = public_state(case, machine=book.machine) or ""
    row.marks = [[mark.what.value, mark.at.isoformat()] for mark in case.marks]
    row.due = running[0].rule.key if running else ""
    row.due_until = running[0].until if running else None
    sealed = replace(
        kept,
        event=case.event,
        history=case.history,
        evidence=case.evidence,
        reported=case.reported,
        witnesses=case.witnesses,
        reporters=case.reporters,
    )
    row.sealed = means.vault.close(encode(plain(sealed)), sealed_as(row))
    row.save()
    set_alarms(row, holder=case.holder, running=running, steps=book.alarms)


def _publish(by: Actor, at: datetime, row: CaseRow, case: Case, *, means: Means) -> None:
    """State in the record what the public is told now: nobody can hide or alter it afterwards unnoticed."""
    told = public_state(case, machine=means.book.machine)
    if told is None:
        return
    body = {
        "number": case.number,
        "door": case.door.value,
        "regime": case.regime.value,
        "state": case.state,
        "told": told.value,
        "content": hashlib.sha256(encode(plain(outside(case, machine=means.book.machine)))).digest(),
    }
    digest = state(
        means.own,
        kind=PUBLISHED,
        subject=f"case:{case.number}",
        place=case.region,
        actor=by.account,
        body=body,
        at_ms=round(at.timestamp() * 1_000),
        election=row.event,
    )
    row.published = [*row.published, [case.state, at.astimezone(UTC).isoformat(), digest.hex()]]
    row.save(update_fields=["published"])
