"""Logging in with an institution's own provider: there, and back with its word."""

import secrets
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from sampai.kernel.clock import now
from sampai.kernel.errors import Refused
from sampai.kernel.text import say
from sampai.people.actions.identities import accept_invitation_as, log_in_as
from sampai.people.model import Entrant, Question
from sampai.people.pages import Request
from sampai.people.pages.session import begin, enter, inside
from sampai.people.ports import IdentityProvider
from sampai.people.queries import factor_kinds

ASKED = "asked"
"""What the session keeps while somebody is at the provider."""
WAIT_S = 600
"""How long a provider may take for its answer."""


@require_GET
def leave(request: Request, provider: str) -> HttpResponse:
    """Send the browser to the provider. An invitation goes along in the session, not in an address."""
    question = Question(
        provider=provider,
        state=secrets.token_urlsafe(32),
        nonce=secrets.token_urlsafe(32),
        verifier=secrets.token_urlsafe(48),
    )
    try:
        address = _provider(provider).address(question, back=_back(request, provider))
    except Refused as error:
        return _told(request, error)
    request.session[ASKED] = {
        "question": asdict(question),
        "at": now().timestamp(),
        "invitation": request.GET.get("undangan", ""),
        "onward": inside(request.GET.get("lanjut")),
    }
    return redirect(address)


@require_GET
def come_back(request: Request, provider: str) -> HttpResponse:
    """Take the provider's word; then the second factor where the account has one."""
    asked: Mapping[str, Any] = request.session.pop(ASKED, {})
    try:
        account = _entrant(request, asked, provider=provider)
    except Refused as error:
        return _told(request, error)
    begin(request, account=account.number, onward=asked["onward"])
    if factor_kinds(account.number):
        return redirect("factor")
    return enter(request, lang=account.lang)


def _entrant(request: Request, asked: Mapping[str, Any], *, provider: str) -> Entrant:
    """Whose account the provider's answer opens. An answer to no question of this browser opens none."""
    found, at = _provider(provider), now()
    if asked.get("question", {}).get("provider") != provider or at.timestamp() - asked["at"] > WAIT_S:
        raise Refused(
            "oidc-unasked",
            say("This answer belongs to no login of this browser, or it came too late."),
            say("Start again from the login page."),
        )
    identity = found.identity(
        request.GET.dict(), Question(**asked["question"]), back=_back(request, provider), at=at
    )
    if asked["invitation"]:
        return accept_invitation_as(identity, secret=asked["invitation"], at=at, roles=settings.ROLES())
    return log_in_as(identity, roles=settings.ROLES())


def _provider(code: str) -> IdentityProvider:
    found: IdentityProvider | None = settings.PROVIDERS().get(code)
    if found is None:
        raise Http404
    return found


def _back(request: Request, provider: str) -> str:
    return request.build_absolute_uri(reverse("identity_back", args=[provider]))


def _told(request: Request, error: Refused) -> HttpResponse:
    shown = {"error": error, "username": "", "onward": inside(None), "providers": settings.PROVIDERS()}
    return render(request, "login.jinja", shown, status=422)
