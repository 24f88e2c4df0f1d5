"""Deeds of devices: a one-time code at the desk, a key that the phone makes, persons on it, revocation."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Actor, Deed, Forbidden
from sampai.kernel.text import say
from sampai.ledger.actions import Done, deed
from sampai.ledger.actions.append import enrol_device, record_lock, revoke_device
from sampai.ledger.actions.own import OwnNode, state
from sampai.ledger.model import Data
from sampai.ledger.queries.record import Known, known_device
from sampai.ledger.rules.audience import subject_of
from sampai.ledger.rules.enrolment import Application
from sampai.people.tables import AccountRow, BearerRow, FactsRow, TicketRow

TICKET = timedelta(minutes=10)
"""How long a code for enrolment is good (ASVS 5.0, 6.5)."""


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A device after its enrolment."""

    known: Known
    name: str


@deed(Deed.MANAGE_DEVICES)
def offer_enrolment(
    by: Actor,
    at: datetime,
    *,
    name: str,
    territory: RegionCode,
    accounts: Sequence[str],
    secret: bytes,
    server: bool = False,
) -> Done[datetime]:
    """Let one device be enrolled once with this secret. Returns until when.

    Raises `Forbidden` outside the own institution and territory, `Refused` where nobody could sign in on it.
    """
    by.needs(Deed.MANAGE_DEVICES, region=territory)
    people = _people(by, accounts)
    if not people and not server:
        raise Refused(
            "device-persons",
            say("Nobody may sign in on this device."),
            say("Choose at least one person."),
        )
    TicketRow.objects.filter(ends_at__lte=at, device="").delete()
    row = TicketRow.objects.create(
        digest=_digest(secret),
        name=name[:80] or "–",
        territory=territory,
        institution=by.institution.value,
        server=server,
        made_by=by.account,
        made_at=at,
        ends_at=at + TICKET,
    )
    row.accounts.set(people)
    return Done(row.ends_at, f"ticket:{row.pk}", {"name": row.name, "territory": territory, "server": server})


def _people(by: Actor, accounts: Iterable[str]) -> list[AccountRow]:
    """The accounts of these names; only those of the own territory may be given a device."""
    rows = list(AccountRow.objects.filter(username__in=sorted(accounts), is_active=True))
    if not all(by.scope.covers(row.territory) for row in rows):
        raise Forbidden(Deed.MANAGE_DEVICES)
    return rows


def enrol(asked: Application, *, at: datetime, own: OwnNode) -> Known:
    """Enrol the device that a one-time secret was shown to; the record states it.

    The same device may ask again as long as the secret lasts, should the answer be lost. Raises `Refused`
    for a secret that is not known, too old, or used by another device.
    """
    device = asked.key.id
    with transaction.atomic():
        record_lock()
        ticket = TicketRow.objects.filter(digest=_digest(asked.secret), ends_at__gt=at).first()
        if ticket is None or ticket.device not in {"", device.hex()}:
            raise Refused(
                "ticket",
                say("This code is used, too old or not known."),
                say("Ask the desk to show a new one; it lasts ten minutes."),
            )
        if not ticket.device:
            _enrolled(ticket, asked, at=at, own=own)
        known = known_device(device.hex())
    assert known is not None, "it was enrolled just now"
    return known


def _enrolled(ticket: TicketRow, asked: Application, *, at: datetime, own: OwnNode) -> None:
    device = asked.key.id
    if known_device(device.hex()) is not None:
        raise Refused(
            "device-known",
            say("This device is enrolled already."),
            say("Make a new key on it."),
        )
    enrol_device(
        asked.key,
        holder=ticket.name,
        at=at,
        territory=ticket.territory,
        institution=ticket.institution,
        server=ticket.server,
    )
    ticket.device = device.hex()
    ticket.save(update_fields=["device"])
    _let_in(device.hex(), ticket.accounts.all())
    FactsRow.objects.create(device=device.hex(), facts=dict(asked.facts))
    state(
        own,
        kind="device.enrolled",
        subject=subject_of(device),
        place=ticket.territory,
        actor=ticket.made_by,
        body=_statement(ticket, asked),
        at_ms=_ms(at),
    )


def _statement(ticket: TicketRow, asked: Application) -> dict[str, Data]:
    return {
        "algorithm": asked.key.algorithm.value,
        "public": asked.key.public,
        "name": ticket.name,
        "territory": ticket.territory,
        "institution": ticket.institution,
        "server": ticket.server,
    }


def _let_in(device: str, accounts: Iterable[AccountRow]) -> None:
    BearerRow.objects.bulk_create(BearerRow(device=device, account=account) for account in accounts)


@deed(Deed.MANAGE_DEVICES)
def set_bearers(by: Actor, at: datetime, *, device: str, accounts: Sequence[str]) -> Done[None]:
    """Say anew who may sign in on a device; it learns so when it next asks."""
    known = _managed(by, device)
    people = _people(by, accounts)
    BearerRow.objects.filter(device=known.name).delete()
    _let_in(known.name, people)
    names = [row.username for row in people]
    return Done(None, f"device:{known.name}", {"persons": names, "at": at.isoformat()})


@deed(Deed.MANAGE_DEVICES)
def revoke(by: Actor, at: datetime, *, device: str, own: OwnNode) -> Done[int]:
    """Believe a lost device no more, from the first event on that is not stored. Returns its counter.

    Of everything before there may be a receipt; it stays. What comes later lies in quarantine.
    """
    known = _managed(by, device)
    counter = revoke_device(known.key.id)
    if known.revoked_from != counter:
        state(
            own,
            kind="device.revoked",
            subject=subject_of(known.key.id),
            place=known.territory,
            actor=by.account,
            body={"from": counter},
            at_ms=_ms(at),
        )
    return Done(counter, f"device:{known.name}", {"from": counter})


def _managed(by: Actor, device: str) -> Known:
    known = known_device(device)
    own = known is not None and known.institution == by.institution.value
    if known is None or not own or not by.may(Deed.MANAGE_DEVICES, region=known.territory):
        raise Forbidden(Deed.MANAGE_DEVICES)
    return known


def _digest(secret: bytes) -> str:
    return hashlib.sha256(secret).hexdigest()


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)
