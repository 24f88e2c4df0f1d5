"""Accounts of the own institution: making, inviting, locking out."""

import secrets
from collections.abc import Mapping

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from sampai.kernel.clock import now
from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode
from sampai.kernel.text import say
from sampai.people.actions.accounts import forget_factors, invite, make_account, set_active
from sampai.people.actions.identities import forget_identities, link_identity
from sampai.people.model import MOST_SUBJECT, Identity
from sampai.people.pages import Request
from sampai.people.ports import IdentityProvider
from sampai.people.queries import accounts as accounts_of


@require_http_methods(["GET", "POST"])
def accounts(request: Request) -> HttpResponse:
    """The list, with a form to make an account; a new or renewed invitation is shown once."""
    error, link = None, ""
    if request.method == "POST":
        try:
            link = _done(request)
        except Refused as refused:
            error = refused
        else:
            if not link:
                return redirect("accounts")
    roles = settings.ROLES()
    own = [role for role in roles.values() if role.institution is request.actor.institution]
    shown = {
        "accounts": accounts_of(request.actor, roles=roles),
        "roles": own,
        "territory": request.actor.scope.territory,
        "providers": _providers(request),
        "error": error,
        "link": link,
    }
    return render(request, "accounts.jinja", shown, status=422 if error else 200)


def _done(request: Request) -> str:
    """Do what a form asks; returns an invitation's address where one was made."""
    deed, username = request.POST.get("deed", ""), request.POST.get("username", "").strip()
    by, at, roles = request.actor, now(), settings.ROLES()
    if deed in {"lock", "unlock"}:
        set_active(by, at, username=username, active=deed == "unlock", roles=roles)
        return ""
    if deed == "factors":
        forget_factors(by, at, username=username, roles=roles)
        return ""
    if deed == "unlink":
        forget_identities(by, at, username=username, roles=roles)
        return ""
    if deed == "link":
        link_identity(by, at, username=username, identity=_identity(request), roles=roles)
        return ""
    if deed == "make":
        make_account(
            by,
            at,
            username=username,
            name=request.POST.get("name", "").strip() or username,
            role=roles[request.POST.get("role", "")],
            territory=RegionCode(request.POST.get("territory", "").strip()),
            phone=request.POST.get("phone", "").strip(),
            email=request.POST.get("email", "").strip(),
        )
    secret = secrets.token_urlsafe(24)
    invite(by, at, username=username, secret=secret, roles=roles)
    return request.build_absolute_uri(f"/undangan/{secret}")


def _providers(request: Request) -> dict[str, IdentityProvider]:
    """The providers of the administrator's own institution, by code."""
    every: Mapping[str, IdentityProvider] = settings.PROVIDERS()
    return {code: one for code, one in every.items() if one.institution is request.actor.institution}


def _identity(request: Request) -> Identity:
    """What the form links."""
    provider = _providers(request).get(request.POST.get("provider", ""))
    subject = request.POST.get("subject", "").strip()
    if provider is None or not 0 < len(subject) <= MOST_SUBJECT:
        raise Refused(
            "identity",
            say("This is no identifier of a person at a provider."),
            say("Copy the identifier from what the person reads after the login there."),
        )
    return Identity(issuer=provider.issuer, subject=subject, institution=provider.institution)
