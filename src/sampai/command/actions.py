"""Deeds at the desk: taking lists out, keeping filters, proposing and deciding how stations vote."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from sampai.command.model import Filter
from sampai.command.rules.postponement import (
    DECIDED,
    PROPOSED,
    Proposal,
    Ruling,
    facts_of,
    proposal_body,
    read_proposal,
    read_ruling,
    ruling_body,
)
from sampai.command.tables import PostponementRow, SavedFilterRow
from sampai.election.tables import OperationRow
from sampai.incidents.model import IncidentBook
from sampai.incidents.rules.postponement import find_path
from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode, span_of
from sampai.kernel.rights import Actor, Deed, Forbidden
from sampai.kernel.text import say
from sampai.ledger.actions import Done, deed
from sampai.ledger.actions.own import OwnNode, state
from sampai.ledger.model import Digest, Malformed
from sampai.ledger.queries.record import Stored, known_device

MOST_FILTERS = 50
LONGEST_NAME = 80


@deed(Deed.EXPORT)
def export_list(by: Actor, at: datetime, *, listing: str, ending: str, wanted: Filter) -> Done[None]:
    """Note that a list leaves the house as a file. It is made afterwards, so that nobody waits for it."""
    by.needs(Deed.EXPORT, region=wanted.region)
    detail = {"as": ending, "filter": dict(wanted.said()), "at": at.isoformat()}
    return Done(None, f"list:{listing}", detail)


@deed(Deed.EXPORT)
def export_evidence(by: Actor, at: datetime, *, box: str) -> Done[None]:
    """Note that the evidence on a box leaves the house."""
    by.needs(Deed.EXPORT, region=box)
    return Done(None, f"box:{box}", {"as": "evidence", "at": at.isoformat()})


def keep_filter(by: Actor, *, name: str, listing: str, query: str) -> None:
    """Keep a filter under a name of the person's own; the same name again means the new one."""
    tidy = " ".join(name.split())
    if not 0 < len(tidy) <= LONGEST_NAME:
        raise Refused(
            "filter-name",
            say("A saved filter needs a name of at most {most} characters.", most=LONGEST_NAME),
            say("Write a short name."),
        )
    with transaction.atomic():
        mine = SavedFilterRow.objects.filter(account=by.account)
        if mine.exclude(name=tidy).count() >= MOST_FILTERS:
            raise Refused(
                "filter-many",
                say("You have {most} saved filters already.", most=MOST_FILTERS),
                say("Delete one that you do not need."),
            )
        known = {"listing": listing, "query": query}
        SavedFilterRow.objects.update_or_create(account=by.account, name=tidy, defaults=known)


def drop_filter(by: Actor, *, number: int) -> None:
    """Forget one of the person's own filters."""
    with transaction.atomic():
        SavedFilterRow.objects.filter(account=by.account, pk=number).delete()


@deed(Deed.PROPOSE_VOTING)
def propose_path(
    by: Actor, at: datetime, *, own: OwnNode, operation: int, proposal: Proposal, book: IncidentBook
) -> Done[Digest]:
    """Propose how stations of an incident vote: a signed event that names the incident.

    Raises `Refused` where the law has another path for what is known, or none while something is not known,
    and for a day that the path does not allow.
    """
    row = _operation(by, operation, stations=[case.station for case in proposal.cases])
    for case in proposal.cases:
        found = find_path(case, voting_day=row.voting_day, vote_on=proposal.vote_on, book=book)
        if found.path is not proposal.path:
            raise Refused(
                "path",
                say("{station} is to vote another way: {path}.", station=case.station, path=found.path.value),
                say("Look at what is known of the station again."),
            )
    digest = _state(own, row, by, at, kind=PROPOSED, incident=proposal.incident, body=proposal_body(proposal))
    return Done(digest, f"incident:{proposal.incident}", {"path": proposal.path.value})


@deed(Deed.DECIDE_VOTING)
def decide_path(by: Actor, at: datetime, *, own: OwnNode, operation: int, ruling: Ruling) -> Done[Digest]:
    """Decide on what was proposed for stations of an incident. Raises `Refused` where nothing was."""
    row = _operation(by, operation, stations=ruling.stations, right=Deed.DECIDE_VOTING)
    proposed = PostponementRow.objects.filter(
        election=row.event,
        incident=ruling.incident,
        is_decision=False,
        station__in=ruling.stations,
        path=ruling.path.value,
        vote_on=ruling.vote_on,
    )
    if len(set(proposed.values_list("station", flat=True))) < len(set(ruling.stations)):
        raise Refused(
            "path-unproposed",
            say("Nobody has proposed this for all of these stations."),
            say("Look at the proposals again."),
        )
    digest = _state(own, row, by, at, kind=DECIDED, incident=ruling.incident, body=ruling_body(ruling))
    detail = {"path": ruling.path.value, "agreed": ruling.agreed}
    return Done(digest, f"incident:{ruling.incident}", detail)


def _operation(
    by: Actor, operation: int, *, stations: Sequence[str], right: Deed = Deed.PROPOSE_VOTING
) -> OperationRow:
    row = OperationRow.objects.filter(pk=operation).first()
    if row is None or not stations or not all(code.startswith(row.region) for code in stations):
        raise Forbidden(right)
    for code in stations:
        by.needs(right, region=code)
    return row


def _state(
    own: OwnNode,
    row: OperationRow,
    by: Actor,
    at: datetime,
    *,
    kind: str,
    incident: str,
    body: Mapping[str, object],
) -> Digest:
    return state(
        own,
        kind=kind,
        subject=f"voting:{incident}"[:100],
        place=row.region,
        actor=by.account,
        body=body,  # type: ignore[arg-type]  # built of plain data only
        at_ms=round(at.timestamp() * 1_000),
        election=row.event,
    )


def take_postponements(events: Sequence[Stored]) -> None:
    """Keep what servers state of proposals and decisions."""
    rows = [row for one in events if one.event.kind in {PROPOSED, DECIDED} for row in _rows(one)]
    PostponementRow.objects.bulk_create(rows, ignore_conflicts=True)


def _rows(one: Stored) -> list[PostponementRow]:
    known = known_device(one.event.device.hex())
    if known is None or not known.server:
        return []
    try:
        if one.event.kind == PROPOSED:
            proposal = read_proposal(one.event.body)
            return [_row(one, proposal, case.station, facts=facts_of(case)) for case in proposal.cases]
        ruling = read_ruling(one.event.body)
        return [_row(one, ruling, station, agreed=ruling.agreed) for station in ruling.stations]
    except Malformed:
        return []


def _row(
    one: Stored,
    said: Proposal | Ruling,
    station: str,
    *,
    facts: Mapping[str, object] | None = None,
    agreed: bool = True,
) -> PostponementRow:
    return PostponementRow(
        election=one.event.election,
        incident=said.incident,
        station=station,
        label=span_of(RegionCode(station[:10]))[0],
        is_decision=facts is None,
        path=said.path.value,
        vote_on=said.vote_on,
        facts=dict(facts or {}),
        agreed=agreed,
        reason=said.reason,
        by=one.event.actor,
        at_ms=one.event.observed.wall_ms,
        digest=one.digest.hex(),
        seq=one.position,
    )


def forget_postponements() -> None:
    """Empty the table."""
    PostponementRow.objects.all().delete()


def all_postponements() -> list[list[object]]:
    """All of them in one order."""
    rows = PostponementRow.objects.order_by("digest", "station")
    return [list(row) for row in rows.values_list("digest", "station", "path", "agreed")]
