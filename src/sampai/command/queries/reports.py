"""Reads of short reports: each once, with the best evidence for it; of messages and of wrong codes."""

from collections.abc import Sequence
from dataclasses import dataclass

from sampai.election.tables import OperationRow
from sampai.fieldwork.model import Carried, ReportKind, ReportRecord, ShortReport, Telling
from sampai.fieldwork.rules.evidence import records
from sampai.fieldwork.tables import AttemptRow, SmsRow, TellingRow
from sampai.kernel.rights import Actor, Deed, Forbidden, Scope, Secrecy, secret, shown
from sampai.ledger.model import DeviceId, Digest
from sampai.ledger.queries.record import Known, devices_in

MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportLine:
    """One short report as it is listed."""

    record: ReportRecord
    holder: str
    at_ms: int
    by: tuple[str, ...]
    """Who heard it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message that is no report of a known device, or came again. Its sender is restricted (R3)."""

    at_ms: int
    outcome: str
    text: str = secret(Secrecy.RESTRICTED, default="")
    sender: str = secret(Secrecy.RESTRICTED, default="")


def _may(scope: Scope) -> None:
    if Deed.HEAR_REPORTS not in scope.deeds:
        raise Forbidden(Deed.HEAR_REPORTS)


def reporters(actor: Actor) -> Sequence[Known]:
    """The phones in the territory for which somebody may call."""
    _may(actor.scope)
    return [one for one in devices_in(actor.scope.territory) if not one.server]


def reports(scope: Scope, *, most: int = MOST) -> Sequence[ReportLine]:
    """The reports at places of the territory that came last, each once, contradictions first."""
    _may(scope)
    rows = TellingRow.objects.filter(place__startswith=scope.territory).order_by("-at_ms", "-pk")
    latest = [*rows[:most]]
    wanted = {(row.device, row.counter) for row in latest}
    whole = [
        row
        for row in TellingRow.objects.filter(device__in={device for device, _ in wanted}).order_by("pk")
        if (row.device, row.counter) in wanted
    ]
    by_digest = {row.digest: row for row in whole}
    holders = {one.name: one.holder for one in devices_in(scope.territory)}
    lines = [
        ReportLine(
            record=record,
            holder=holders.get(record.device.hex(), ""),
            at_ms=min(by_digest[digest.hex()].at_ms for digest in record.statements),
            by=tuple(by_digest[digest.hex()].actor for digest in record.statements),
        )
        for record in records([_telling(row) for row in whole])
    ]
    return sorted(lines, key=lambda one: (not one.record.contradicted_by, -one.at_ms))


def _telling(row: TellingRow) -> Telling:
    return Telling(
        device=DeviceId(bytes.fromhex(row.device)),
        report=ShortReport(
            kind=ReportKind(row.kind), argument=row.argument, counter=row.counter, place=row.place
        ),
        digest=Digest(bytes.fromhex(row.digest)),
        carried=Carried(row.carried),
    )


def odd_messages(scope: Scope, *, most: int = MOST) -> Sequence[Message]:
    """Messages that could not be taken: of nobody known, unsigned, or no report.

    Nobody knows from where they come, so only those read them whose territory is all that the server has.
    """
    _may(scope)
    if OperationRow.objects.exclude(region__startswith=scope.territory).exists():
        return []
    rows = SmsRow.objects.exclude(outcome__in=("taken", "again")).order_by("-pk")[:most]
    found = (Message(at_ms=row.at_ms, outcome=row.outcome, text=row.text, sender=row.sender) for row in rows)
    return [shown(one, scope=scope) for one in found]


def wrong_codes(actor: Actor, *, since_ms: int) -> int:
    """How many wrong codes this operator has typed since."""
    return AttemptRow.objects.filter(operator=actor.account, at_ms__gt=since_ms).count()
