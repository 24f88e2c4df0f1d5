"""Phones and servers of the own institution: a code to enrol one, persons on it, revocation."""

import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import segno
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from sampai.kernel.clock import now
from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode
from sampai.ledger.api import Record
from sampai.ledger.rules.enrolment import SECRET_BYTES, spelled
from sampai.people.actions.devices import offer_enrolment, revoke, set_bearers
from sampai.people.pages import Request
from sampai.people.queries import devices as devices_of
from sampai.people.queries import possible_bearers

APP = "lapangan"


@dataclass(frozen=True, slots=True)
class Ticket:
    """A code to enrol a device, as it is shown once."""

    name: str
    server: bool
    address: str
    typed: str
    key: str
    ends_at: datetime

    @property
    def qr(self) -> str:
        """The code as a picture."""
        return segno.make(self.address, error="m").svg_data_uri(scale=5, light="white")


@require_http_methods(["GET", "POST"])
def devices(request: Request, *, opens: Callable[[], Record]) -> HttpResponse:
    """The list, with a form to enrol a device; its code is shown once."""
    error, ticket = None, None
    if request.method == "POST":
        try:
            ticket = _done(request, record=opens())
        except Refused as refused:
            error = refused
        else:
            if ticket is None:
                return redirect("devices")
    shown = {
        "devices": devices_of(request.actor),
        "people": possible_bearers(request.actor, roles=settings.ROLES()),
        "territory": request.actor.scope.territory,
        "error": error,
        "ticket": ticket,
    }
    return render(request, "devices.jinja", shown, status=422 if error else 200)


def _done(request: Request, *, record: Record) -> Ticket | None:
    """Do what a form asks; returns the code for a device where one was made."""
    post, by, at = request.POST, request.actor, now()
    device, accounts = post.get("device", ""), post.getlist("persons")
    match post.get("deed", ""):
        case "revoke":
            revoke(by, at, device=device, own=record.own)
        case "persons":
            set_bearers(by, at, device=device, accounts=accounts)
        case "offer":
            secret = secrets.token_bytes(SECRET_BYTES)
            server, name = post.get("server") == "1", post.get("name", "").strip()
            territory = RegionCode(post.get("territory", "").strip())
            ends_at = offer_enrolment(
                by, at, name=name, territory=territory, accounts=accounts, secret=secret, server=server
            )
            return _ticket(request, secret, record=record, name=name, server=server, ends_at=ends_at)
    return None


def _ticket(
    request: Request, secret: bytes, *, record: Record, name: str, server: bool, ends_at: datetime
) -> Ticket:
    base = settings.OPTIONS.address or request.build_absolute_uri("/")
    key = record.own.key.public
    return Ticket(
        name=name,
        server=server,
        address=f"{base.rstrip('/')}/{APP}#daftar.1.{_text(secret)}.{_text(key)}",
        typed=spelled(secret),
        key=spelled(key),
        ends_at=ends_at,
    )


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")
