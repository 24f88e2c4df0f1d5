"""Taking short reports: a voice code that an operator hears, a signed message that a gateway brings."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction

from sampai.election.tables import OperationRow
from sampai.fieldwork.model import (
    Attempt,
    Budget,
    Carried,
    Heard,
    Hearing,
    Reply,
    ShortReport,
    Sms,
)
from sampai.fieldwork.rules.budgets import DAY_MS, may_try
from sampai.fieldwork.rules.evidence import HEARD, heard_body, telling_of
from sampai.fieldwork.rules.sms import is_signed_by, read_sms, receipt_text
from sampai.fieldwork.rules.voice import WINDOW, hear
from sampai.fieldwork.tables import AttemptRow, SmsRow, TellingRow
from sampai.kernel.rights import Actor, Deed, Forbidden
from sampai.ledger.actions import Done, deed
from sampai.ledger.actions.own import NO_ELECTION, OwnNode, state
from sampai.ledger.model import DeviceId, Malformed
from sampai.ledger.ports import Verify
from sampai.ledger.queries.record import Known, Stored, devices_beginning, known_device
from sampai.ledger.rules.audience import subject_of

VoiceKey = Callable[[DeviceId], bytes]


@deed(Deed.HEAR_REPORTS)
def hear_code(
    by: Actor,
    at: datetime,
    *,
    own: OwnNode,
    device: str,
    place: str,
    text: str,
    voice: VoiceKey,
    budget: Budget,
) -> Done[Heard]:
    """Take a voice code that somebody says for a place. A true one becomes an event `report.heard`.

    Raises `Forbidden` for a place or a device outside the territory.
    """
    by.needs(Deed.HEAR_REPORTS, region=place)
    known = known_device(device)
    if known is None or not (
        by.scope.covers(known.territory) or by.scope.territory.startswith(known.territory)
    ):
        raise Forbidden(Deed.HEAR_REPORTS)
    at_ms = round(at.timestamp() * 1_000)
    heard = _heard(by, known, place=place, text=text, voice=voice, budget=budget, at_ms=at_ms)
    if heard.hearing is Hearing.FALSE:
        AttemptRow.objects.create(operator=by.account, device=device, at_ms=at_ms)
    if heard.hearing is Hearing.TRUE and heard.report is not None:
        _state(
            own,
            heard.report,
            known=known,
            carried=Carried.VOICE,
            text=text,
            actor=by.account,
            at_ms=at_ms,
        )
    return Done(heard, f"device:{device}", {"hearing": heard.hearing.value, "place": place})


def _heard(
    by: Actor, known: Known, *, place: str, text: str, voice: VoiceKey, budget: Budget, at_ms: int
) -> Heard:
    wrong = _attempts(by.account, known.name, at_ms=at_ms)
    if not may_try(wrong, operator=by.account, device=known.key.id, now_ms=at_ms, budget=budget):
        return Heard(hearing=Hearing.STOPPED)
    used = _counters(known.name)
    last = max(used, default=None)
    return hear(text, place=place, key=voice(known.key.id), last=last, used=used[-WINDOW:])


def _attempts(operator: str, device: str, *, at_ms: int) -> list[Attempt]:
    today = AttemptRow.objects.filter(at_ms__gt=at_ms - DAY_MS)
    rows = [*today.filter(operator=operator), *today.filter(device=device).exclude(operator=operator)]
    return [
        Attempt(operator=row.operator, device=DeviceId(bytes.fromhex(row.device)), at_ms=row.at_ms)
        for row in rows
    ]


def _counters(device: str) -> list[int]:
    """The numbers of a device's reports that were heard over SMS or voice, ascending."""
    rows = TellingRow.objects.filter(device=device, carried__in=(Carried.SMS.value, Carried.VOICE.value))
    return sorted(set(rows.values_list("counter", flat=True)))


def _state(
    own: OwnNode,
    report: ShortReport,
    *,
    known: Known,
    carried: Carried,
    text: str,
    actor: str,
    at_ms: int,
) -> None:
    state(
        own,
        kind=HEARD,
        subject=subject_of(known.key.id),
        place=report.place,
        actor=actor,
        body=heard_body(report, reporter=known.key.id, carried=carried, text=text),
        at_ms=at_ms,
        election=_election_at(report.place),
    )


def _election_at(place: str) -> str:
    """The newest election in whose territory a place lies."""
    regions = [place[:digits] for digits in (2, 4, 6, 10)]
    row = OperationRow.objects.filter(region__in=regions).order_by("-voting_day").first()
    return row.event if row else NO_ELECTION


def take_sms(own: OwnNode, sms: Sms, *, at_ms: int, voice: VoiceKey, verify: Verify) -> Reply | None:
    """Take a message in. A signed report becomes an event `report.heard` and is answered by its receipt.

    What is no report, of an unknown device, or not signed is kept and listed, and has no answer. The same
    message again has the same answer and counts once.
    """
    row = SmsRow(sender=sms.sender[:30], text=sms.text[:2000], at_ms=at_ms, outcome="unreadable")
    with transaction.atomic():
        reply = _read(row, own=own, sms=sms, voice=voice, verify=verify)
        row.save()
    return reply


def _read(row: SmsRow, *, own: OwnNode, sms: Sms, voice: VoiceKey, verify: Verify) -> Reply | None:
    try:
        message = read_sms(sms.text)
    except Malformed:
        return None
    candidates = devices_beginning(message.device_start.hex())
    row.outcome = "unsigned" if candidates else "unknown"
    known = next((one for one in candidates if is_signed_by(message, key=one.key, verify=verify)), None)
    if known is None:
        return None
    row.device, row.place, row.counter = known.name, message.report.place, message.report.counter
    row.outcome = "again" if message.report.counter in _counters(known.name) else "taken"
    if row.outcome == "taken":
        _state(
            own,
            message.report,
            known=known,
            carried=Carried.SMS,
            text=sms.text,
            actor="sms",
            at_ms=row.at_ms,
        )
    text = receipt_text(message, key=voice(known.key.id))
    return Reply(to=sms.sender, text=text, reference=f"{known.name}-{message.report.counter}")


def keep_tellings(events: Sequence[Stored]) -> None:
    """Write down which short reports some events state; what cannot be read stays in the ledger only."""
    TellingRow.objects.bulk_create([row for one in events for row in _telling(one)], ignore_conflicts=True)


def _telling(one: Stored) -> list[TellingRow]:
    try:
        told = telling_of(one.event, digest=one.digest)
    except Malformed:
        return []
    return [
        TellingRow(
            device=told.device.hex(),
            counter=told.report.counter,
            kind=told.report.kind.value,
            argument=told.report.argument,
            place=told.report.place,
            carried=told.carried.value,
            digest=one.digest.hex(),
            at_ms=one.received_ms,
            actor=one.event.actor,
        )
    ]


def forget_tellings() -> None:
    """Forget what was said and heard; messages and wrong codes stay."""
    TellingRow.objects.all().delete()


def all_tellings() -> list[list[object]]:
    """All of them in one order; the times of arrival are the node's own and left out."""
    names = ("device", "counter", "kind", "argument", "place", "carried", "digest")
    return [list(row) for row in TellingRow.objects.order_by("digest").values_list(*names)]
