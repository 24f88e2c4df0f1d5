"""Reads of cases, advice and alarms: drafts by the supervisor only, published ones by all who may."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from sampai.kernel.clock import ZONES
from sampai.kernel.ids import RegionCode
from sampai.kernel.plain import noun
from sampai.kernel.rights import Actor, Deed, Forbidden, Institution, Secrecy
from sampai.ledger.model import DeviceId, Digest
from sampai.ledger.queries.record import statements
from sampai.ledger.rules.cbor import decode
from sampai.oversight.model import (
    Advice,
    Case,
    Confidence,
    Door,
    Due,
    Happening,
    Mark,
    Office,
    PublicState,
    Regime,
    RuleBook,
    StepRule,
    SupervisionReport,
    ViolationKind,
)
from sampai.oversight.ports import Vault
from sampai.oversight.rules.cases import case_for, dues, may_follow, met_late, receivers
from sampai.oversight.tables import AdviceRow, AlarmRow, CaseRow

PUBLISHED = "oversight.published"
"""The kind of statement that says in the record what the public is told of a case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """A case as it stands in a list. What outsiders may not know is empty."""

    pk: int
    number: str
    door: Door
    regime: Regime
    kind: str
    region: RegionCode
    state: str
    public: PublicState | None
    holder: str
    subject: str
    opened_at: datetime
    due: str
    due_until: datetime | None
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A state that the public was told, with the statement of it in the record."""

    state: str
    public: str
    at: datetime
    statement: Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Possible:
    """A step that the reader may take now, with those to whom it may move the case."""

    rule: StepRule
    receivers: tuple[Office, ...]
    by: Office


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """A case as one reader may see it. Names of people are on no page of a case."""

    pk: int
    case: Case
    event: str
    zone: str
    published: tuple[Published, ...]
    is_altered: bool
    """Whether the record tells of the case otherwise than the store: somebody changed the store."""
    advice: tuple[Advice, ...]
    dues: tuple[Due, ...]
    late: tuple[Due, ...]
    possible: tuple[Possible, ...]
    has_form_a: bool
    people: int
    """How many reporters, reported parties and witnesses are kept sealed; 0 for outsiders."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceLine:
    """Advice with the case that it was given in."""

    case: int
    region: RegionCode
    zone: str
    advice: Advice


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmLine:
    """An alarm that rang for an office: which deadline of which case, and when it passes."""

    case: int
    number: str
    rule: str
    until: datetime
    rung_at: datetime
    zone: str

    @property
    def has_passed(self) -> bool:
        """Whether the deadline had passed when it rang."""
        return self.rung_at >= self.until


def case_lines(by: Actor, *, after: int = 0, most: int = 50) -> Sequence[CaseLine]:
    """The cases that a reader may know of, the newest first; `after` is the last of the page before."""
    rows = visible(by, CaseRow.objects.all())
    if after:
        rows = rows.filter(pk__lt=after)
    return [_line(row, by=by) for row in rows.defer("sealed", "marks", "published").order_by("-pk")[:most]]


def cases_by_deadline(by: Actor, *, most: int = 50) -> Sequence[CaseLine]:
    """The cases with an open deadline, those that pass first before the others."""
    rows = visible(by, CaseRow.objects.filter(due_until__isnull=False))
    return [_line(row, by=by) for row in rows.order_by("due_until", "pk")[:most]]


def one_case(
    by: Actor, number: int, *, book: RuleBook, vault: Vault, server: DeviceId, at: datetime
) -> CaseView:
    """A case of this server as somebody may see it at a moment.

    Raises `Forbidden` for one that they may not know of.
    """
    row = visible(by, CaseRow.objects.filter(pk=number)).first()
    if row is None:
        raise Forbidden(Deed.SEE_OVERSIGHT)
    whole, kept = opened_case(row, vault=vault)
    shown = case_for(whole, machine=book.machine, institution=by.institution, scope=by.scope)
    if shown is None:
        raise Forbidden(Deed.SEE_OVERSIGHT)
    running = dues(whole, machine=book.machine, rules=book.deadlines, calendar=book.calendar)
    people = (*whole.reporters, *whole.reported, *whole.witnesses)
    is_own = by.institution is Institution.BAWASLU
    agencies = by.scope.sees(Secrecy.AGENCIES)
    return CaseView(
        pk=row.pk,
        case=replace(shown, reporters=(), witnesses=(), reported=()),
        event=row.event,
        zone=row.zone,
        published=tuple(_published(one, book=book, zone=row.zone) for one in row.published),
        is_altered=_is_altered(row, server=server),
        advice=tuple(_advice(one, zone=row.zone) for one in _advice_of(row)) if agencies else (),
        dues=running if agencies else (),
        late=met_late(whole, rules=book.deadlines, calendar=book.calendar) if agencies else (),
        possible=possible_steps(whole, by=by, book=book, running=running, at=at),
        has_form_a=is_own and kept.form_a is not None,
        people=len(people) if is_own else 0,
    )


def possible_steps(
    case: Case, *, by: Actor, book: RuleBook, running: Sequence[Due], at: datetime
) -> tuple[Possible, ...]:
    """The steps that a person may take now, for the own office or for the reporter who came to it."""
    return tuple(
        Possible(rule=rule, receivers=receivers(case, rule, by=office), by=office)
        for office in offices_for(by, case=case, book=book)
        for rule in may_follow(case, by=office, at=at, machine=book.machine, dues=running)
    )


def offices_for(by: Actor, *, case: Case, book: RuleBook) -> tuple[Office, ...]:
    """For whom a person may take steps: the own office, and the reporter where that office holds the case."""
    own = book.office(by.role.code, territory=by.scope.territory)
    if own is None or not {Deed.WORK_OVERSIGHT, Deed.ANSWER_OVERSIGHT} & by.scope.deeds:
        return ()
    return (own, Office.REPORTER) if own is case.holder else (own,)


def form_a(by: Actor, number: int, *, vault: Vault) -> SupervisionReport | None:
    """The Form A (LHP) of a case, for the supervisor's own people; None where the case began otherwise.

    Names in it are restricted: empty for whom they are not shown. Raises `Forbidden` for everybody else.
    """
    row = visible(by, CaseRow.objects.filter(pk=number)).first()
    if row is None or by.institution is not Institution.BAWASLU:
        raise Forbidden(Deed.WORK_OVERSIGHT)
    found = opened_case(row, vault=vault)[1].form_a
    if found is None or by.scope.sees(Secrecy.RESTRICTED):
        return found
    nameless = tuple(replace(one, reported=(), witnesses=()) for one in found.suspicions)
    return replace(found, suspicions=nameless)


def advice_lines(by: Actor, *, is_open: bool = True, most: int = 50) -> Sequence[AdviceLine]:
    """Advice in cases that a reader may know of: what waits for an answer, else what was answered."""
    if not by.scope.sees(Secrecy.AGENCIES):
        return []
    cases = visible(by, CaseRow.objects.all()).values("pk")
    rows = AdviceRow.objects.select_related("case").defer("case__sealed")
    rows = rows.filter(case__in=cases, answered_at__isnull=is_open).order_by("until", "pk")[:most]
    return [
        AdviceLine(
            case=row.case.pk,
            region=RegionCode(row.case.region),
            zone=row.case.zone,
            advice=_advice(row, zone=row.case.zone),
        )
        for row in rows
    ]


def alarm_lines(by: Actor, *, book: RuleBook, most: int = 30) -> Sequence[AlarmLine]:
    """Alarms that rang for the reader's office, the latest first."""
    office = book.office(by.role.code, territory=by.scope.territory)
    if office is None:
        return []
    cases = visible(by, CaseRow.objects.all()).values("pk")
    rows = AlarmRow.objects.select_related("case").defer("case__sealed")
    rows = rows.filter(case__in=cases, office=office.value, rung_at__isnull=False)
    return [
        AlarmLine(
            case=row.case.pk,
            number=row.case.number,
            rule=row.rule,
            until=row.until,
            rung_at=row.rung_at,
            zone=row.case.zone,
        )
        for row in rows.order_by("-rung_at", "-pk")[:most]
        if row.rung_at is not None
    ]


def visible(by: Actor, rows: "QuerySet[CaseRow]") -> "QuerySet[CaseRow]":
    """Those of some cases that a reader may know of: in the territory, no drafts of another institution."""
    by.needs(Deed.SEE_OVERSIGHT)
    rows = rows.filter(label__range=by.scope.span, region__startswith=by.scope.territory)
    return rows if by.institution is Institution.BAWASLU else rows.exclude(public="")


def opened_case(row: CaseRow, *, vault: Vault) -> tuple[Case, Confidence]:
    """A case with all that is known of it; for the room's own reads and deeds, never for a page."""
    zone = ZoneInfo(ZONES[row.zone])
    kept: Confidence = noun(Confidence, decode(vault.open(bytes(row.sealed), sealed_as(row))))
    case = Case(
        number=row.number,
        regime=Regime(row.regime),
        door=Door(row.door),
        state=row.state,
        holder=Office(row.holder),
        region=RegionCode(row.region),
        subject=row.subject,
        opened_at=row.opened_at.astimezone(zone),
        kind=ViolationKind(row.kind) if row.kind else None,
        marks=tuple(
            Mark(what=Happening(what), at=datetime.fromisoformat(moment).astimezone(zone))
            for what, moment in row.marks
        ),
        history=kept.history,
        evidence=kept.evidence,
        event=kept.event,
        reported=kept.reported,
        witnesses=kept.witnesses,
        reporters=kept.reporters,
    )
    return case, kept


def sealed_as(row: CaseRow) -> str:
    """What a case's sealed part belongs to, so that nobody puts it into another."""
    return f"case:{row.pk}"


def _line(row: CaseRow, *, by: Actor) -> CaseLine:
    agencies = by.scope.sees(Secrecy.AGENCIES)
    return CaseLine(
        pk=row.pk,
        number=row.number,
        door=Door(row.door),
        regime=Regime(row.regime),
        kind=row.kind if agencies else "",
        region=RegionCode(row.region),
        state=row.state if agencies else "",
        public=PublicState(row.public) if row.public else None,
        holder=row.holder if agencies else "",
        subject=row.subject if agencies else "",
        opened_at=row.opened_at,
        due=row.due if agencies else "",
        due_until=row.due_until if agencies else None,
        zone=row.zone,
    )


def _is_altered(row: CaseRow, *, server: DeviceId) -> bool:
    """Whether this server stated of the case what its row does not know, or another state last."""
    told = [
        (one.digest.hex(), one.event.body.get("state"))
        for one in statements(f"case:{row.number}")
        if one.event.kind == PUBLISHED and one.event.device == server
    ]
    kept = {digest: state for state, _, digest in row.published}
    if any(digest not in kept for digest, _ in told):
        return True
    return len(told) == len(kept) > 0 and row.published[-1][0] != row.state


def _published(told: Sequence[str], *, book: RuleBook, zone: str) -> Published:
    state, moment, digest = told
    at = datetime.fromisoformat(moment).astimezone(ZoneInfo(ZONES[zone]))
    public = book.machine.state(state).public or ""
    return Published(state=state, public=public, at=at, statement=Digest(bytes.fromhex(digest)))


def _advice_of(row: CaseRow) -> "QuerySet[AdviceRow]":
    return AdviceRow.objects.filter(case=row).order_by("pk")


def _advice(row: AdviceRow, *, zone: str) -> Advice:
    local = ZoneInfo(ZONES[zone])
    return Advice(
        number=row.number,
        to=row.to,
        text=row.text,
        questions=tuple(row.questions),
        events=tuple(Digest(bytes.fromhex(one)) for one in row.events),
        given_at=row.given_at.astimezone(local),
        last_day=row.last_day,
        until=row.until.astimezone(local),
        answer=row.answer,
        answered_at=row.answered_at.astimezone(local) if row.answered_at else None,
    )
