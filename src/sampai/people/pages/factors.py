"""Second factors: asking for one on the way in, and setting them up."""

import json
import secrets
from base64 import urlsafe_b64decode

import pyotp
import segno
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sampai.kernel.clock import now
from sampai.kernel.errors import Refused
from sampai.people.actions.factors import (
    begin_codes,
    check_code,
    check_passkey,
    confirm_codes,
    keep_passkey,
    passkey_offer,
    passkey_question,
)
from sampai.people.pages import Request
from sampai.people.pages.session import ACCOUNT, enter, waiting
from sampai.people.queries import entrant, factor_kinds

CHALLENGE = "challenge"
MOST_BYTES = 20_000


@require_http_methods(["GET", "POST"])
def factor(request: Request) -> HttpResponse:
    """Ask for the second factor of somebody who gave the right password."""
    account = waiting(request)
    if account is None:
        return redirect("login")
    error = None
    if request.method == "POST":
        try:
            check_code(account, code=request.POST.get("code", ""), at=now())
        except Refused as refused:
            error = refused
        else:
            return enter(request, lang=entrant(account).lang)
    shown = {"error": error, "kinds": factor_kinds(account)}
    return render(request, "factor.jinja", shown, status=422 if error else 200)


@require_GET
def question(request: Request) -> HttpResponse:
    """The question that a passkey answers on the way in."""
    account = waiting(request)
    if account is None:
        return redirect("login")
    return _json(passkey_question(account, challenge=_fresh(request), host=_host(request)))


@require_POST
def answer(request: Request) -> HttpResponse:
    """The passkey's answer. Tells where to go on."""
    account = waiting(request)
    if account is None:
        return redirect("login")
    credential = request.body[:MOST_BYTES].decode()
    try:
        check_passkey(
            account,
            credential=credential,
            credential_id=_credential_id(credential),
            challenge=_asked(request),
            host=_host(request),
            origin=_origin(request),
        )
    except Refused as error:
        return JsonResponse({"trouble": request.words.say(error.sentence)}, status=422)
    onward = enter(request, lang=entrant(account).lang)
    response = JsonResponse({"onward": onward["Location"]})
    response.cookies = onward.cookies
    return response


@require_http_methods(["GET", "POST"])
def own(request: Request) -> HttpResponse:
    """One's own second factors: set up one-time codes with a QR code, or a passkey."""
    account: int = request.session[ACCOUNT]
    error = None
    if request.method == "POST":
        try:
            confirm_codes(account, code=request.POST.get("code", ""), at=now())
        except Refused as refused:
            error = refused
        else:
            return redirect("factors")
    secret = pyotp.random_base32()
    address = begin_codes(account, secret=secret, at=now()) if error is None else ""
    shown = {
        "error": error,
        "kinds": factor_kinds(account),
        "secret": secret if address else "",
        "qr": segno.make(address).svg_data_uri(scale=5, light="white") if address else "",
    }
    return render(request, "factors.jinja", shown, status=422 if error else 200)


@require_GET
def offer(request: Request) -> HttpResponse:
    """What the browser needs to make a passkey."""
    account: int = request.session[ACCOUNT]
    return _json(passkey_offer(account, challenge=_fresh(request), host=_host(request)))


@require_POST
def keep(request: Request) -> HttpResponse:
    """Keep a passkey that the browser made."""
    try:
        keep_passkey(
            request.session[ACCOUNT],
            credential=request.body[:MOST_BYTES].decode(),
            challenge=_asked(request),
            host=_host(request),
            origin=_origin(request),
            name=request.headers.get("User-Agent", "")[:80],
            at=now(),
        )
    except Refused as error:
        return JsonResponse({"trouble": request.words.say(error.sentence)}, status=422)
    return JsonResponse({"onward": request.build_absolute_uri().partition("/passkey")[0]})


def _fresh(request: Request) -> bytes:
    challenge = secrets.token_bytes(32)
    request.session[CHALLENGE] = challenge.hex()
    return challenge


def _asked(request: Request) -> bytes:
    """The challenge that was given out; it is good once."""
    return bytes.fromhex(request.session.pop(CHALLENGE, ""))


def _credential_id(credential: str) -> bytes:
    try:
        raw = json.loads(credential)["rawId"]
        return urlsafe_b64decode(raw + "=" * (-len(raw) % 4))
    except (ValueError, KeyError, TypeError):
        return b""


def _host(request: Request) -> str:
    return request.get_host().partition(":")[0]


def _origin(request: Request) -> str:
    return f"{request.scheme}://{request.get_host()}"


def _json(text: str) -> HttpResponse:
    return HttpResponse(text, content_type="application/json")
