"""Enrolment over HTTP, and what a device asks about itself; docs/reference/sync.md is the protocol."""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_POST

from sampai.kernel.clock import now
from sampai.kernel.errors import Refused
from sampai.ledger.api import Record, Turned, answer, bounded_body, call, signed_by, speaks_our_protocol
from sampai.ledger.model import Data, DeviceId, Malformed
from sampai.ledger.queries.record import Known
from sampai.ledger.rules.enrolment import (
    PROTOCOL,
    Application,
    Certificate,
    certificate_message,
    read_application,
)
from sampai.people.actions.devices import enrol as enrol_device
from sampai.people.model import DeviceRules
from sampai.people.queries import persons_on

MOST_BODY = 16 << 10
RULES = DeviceRules()

Voice = Callable[[DeviceId], bytes]
"""A device's key for codes over the radio."""


@require_POST
@call
def enrol(request: HttpRequest, *, record: Record, voice: Voice) -> HttpResponse:
    """Take a new key in exchange for a one-time secret."""
    speaks_our_protocol(request)
    asked = _application(bounded_body(request, most=MOST_BODY), record=record)
    try:
        known = enrol_device(asked, at=now(), own=record.own)
    except Refused as error:
        raise Turned(410, "secret") from error
    return answer(_card(known, record=record) | {8: voice(known.key.id)})


def _application(raw: bytes, *, record: Record) -> Application:
    try:
        return read_application(raw, verify=record.own.node.verify)
    except Malformed as error:
        raise Turned(400, "malformed") from error


@require_GET
@call
def own_device(request: HttpRequest, *, record: Record) -> HttpResponse:
    """The device's certificate, persons and rules as they are now; also for one that was revoked."""
    return answer(_card(signed_by(request, record=record, believed=False), record=record))


def _card(known: Known, *, record: Record) -> dict[int, Data]:
    certificate = Certificate(
        node=record.own.name,
        device=known.key.id,
        name=known.holder,
        territory=known.territory,
        institution=known.institution,
        enrolled_ms=int(known.enrolled_at.timestamp() * 1000),
        persons=persons_on(known.name, roles=settings.ROLES()),
    ).raw()
    return {
        1: PROTOCOL,
        2: certificate,
        3: record.own.node.sign(certificate_message(certificate)),
        4: record.own.key.public,
        5: known.next,
        6: _rules(),
        7: known.revoked_from,
    }


def _rules() -> dict[str, Data]:
    return {
        "pin_digits": RULES.pin_digits,
        "pin_tries": RULES.pin_tries,
        "lock_ms": RULES.lock // timedelta(milliseconds=1),
        "keep_ms": RULES.keep // timedelta(milliseconds=1),
        "position_ms": RULES.position // timedelta(milliseconds=1),
    }
