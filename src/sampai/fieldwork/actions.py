"""Taking short reports: a voice code that an operator hears, a signed message that a gateway brings."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest

from sampai.election.tables import OperationRow
from sampai.fieldwork.model import (
    MOST_COUNTER,
    Attempt,
    Budget,
    Carried,
    Fix,
    Heard,
    Hearing,
    PositionRules,
    Reply,
    ShortReport,
    Sms,
)
from sampai.fieldwork.ports import SmsGateway
from sampai.fieldwork.queries import Tasks
from sampai.fieldwork.rules.budgets import DAY_MS, may_try
from sampai.fieldwork.rules.evidence import HEARD, heard_body, telling_of
from sampai.fieldwork.rules.positions import COARSE_E7, COARSE_M
from sampai.fieldwork.rules.sms import is_signed_by, read_sms, receipt_text
from sampai.fieldwork.rules.voice import WINDOW, hear
from sampai.fieldwork.tables import AttemptRow, PositionRow, SmsOutRow, SmsRow, TellingRow
from sampai.kernel.errors import Refused
from sampai.kernel.rights import Actor, Deed, Forbidden, Secrecy
from sampai.kernel.text import say
from sampai.ledger.actions import Done, deed, note_look
from sampai.ledger.actions.own import OwnNode, state
from sampai.ledger.model import NO_ELECTION, DeviceId, Malformed
from sampai.ledger.ports import Verify
from sampai.ledger.queries.record import Known, Stored, devices_beginning, known_device
from sampai.ledger.rules.audience import subject_of

VoiceKey = Callable[[DeviceId], bytes]


def note_handed_out(work: Tasks, *, device: str, at: datetime) -> None:
    """Note for each person on a phone that it was told of journeys (R4)."""
    told = {one.actor for one in work.tasks if one.journey}
    for one in work.people:
        if one.actor in told:
            note_look(
                one.actor, at, institution=one.institution, subject=f"tasks:{device}", secrecy=Secrecy.EMBARGO
            )


def take_fixes(fixes: Sequence[Fix], *, device: str) -> None:
    """Write down where a phone was; the same moment twice counts once."""
    rows = [PositionRow(device=device, **asdict(one)) for one in fixes]
    PositionRow.objects.bulk_create(rows, ignore_conflicts=True)


def tidy_positions(*, now_ms: int, rules: PositionRules) -> None:
    """Make positions coarse that are a day old, and delete those of before the dispute period's end."""
    PositionRow.objects.filter(at_ms__lt=now_ms - rules.keep_ms).delete()
    old = PositionRow.objects.filter(at_ms__lt=now_ms - rules.coarse_after_ms, is_coarse=False)
    old.update(
        lat_e7=F("lat_e7") - F("lat_e7") % COARSE_E7,
        lon_e7=F("lon_e7") - F("lon_e7") % COARSE_E7,
        accuracy_m=Greatest(F("accuracy_m"), Value(COARSE_M)),
        is_coarse=True,
    )


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


@deed(Deed.HEAR_REPORTS)
def hear_word(
    by: Actor,
    at: datetime,
    *,
    own: OwnNode,
    device: str,
    report: ShortReport | None,
    text: str,
) -> Done[None]:
    """Write down what somebody told by mouth, without a code: evidence of class D.

    `text`: who told it, when, and to whom. Raises `Refused` for nothing told, `Forbidden` elsewhere.
    """
    if report is None or not text.strip():
        raise Refused(
            "word",
            say("It is not said what was told, or by whom."),
            say("Fill in report, place and who told it."),
        )
    by.needs(Deed.HEAR_REPORTS, region=report.place)
    known = known_device(device)
    if known is None or not (
        by.scope.covers(known.territory) or by.scope.territory.startswith(known.territory)
    ):
        raise Forbidden(Deed.HEAR_REPORTS)
    _state(
        own,
        report,
        known=known,
        carried=Carried.WORD,
        text=text.strip()[:MOST_WORDS],
        actor=by.account,
        at_ms=round(at.timestamp() * 1_000),
    )
    return Done(None, f"device:{device}", {"kind": report.kind.name, "place": report.place})


MOST_WORDS = 500


def number_of_word(device: str) -> int:
    """A number for a report whose own number nobody knows: from the highest down, where no phone comes to."""
    return MOST_COUNTER - TellingRow.objects.filter(device=device, carried=Carried.WORD.value).count()


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


MOST_FAILURES = 3
"""In one turn: a gateway that is away is asked no further, one wrong number holds up nobody."""
MOST_TRIES = 200
"""Of one answer; whoever wrote sends the report again, or syncs it."""


def keep_reply(reply: Reply, *, at_ms: int) -> None:
    """Lay an answer out to be sent; a report that comes again has its answer sent again."""
    SmsOutRow.objects.update_or_create(
        reference=reply.reference,
        defaults={"to": reply.to[:30], "text": reply.text, "at_ms": at_ms, "is_sent": False},
    )


def send_replies(gateway: SmsGateway) -> int:
    """Hand out what waits; how many the gateway took. What it did not take is tried again the next time."""
    sent = failed = 0
    for row in SmsOutRow.objects.filter(is_sent=False, tries__lt=MOST_TRIES).order_by("at_ms", "pk"):
        row.is_sent = gateway(Reply(to=row.to, text=row.text, reference=row.reference))
        row.tries += 1
        row.save(update_fields=["is_sent", "tries"])
        sent, failed = sent + row.is_sent, failed + (not row.is_sent)
        if failed == MOST_FAILURES:
            break
    return sent


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
