"""One's own keys for the JSON interface."""

import secrets

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from sampai.kernel.clock import now
from sampai.kernel.errors import Refused
from sampai.people.actions.keys import LONGEST_DAYS, end_key, make_key
from sampai.people.pages import Request
from sampai.people.queries import keys_of

MARK = "sampai_"
"""How keys begin, so that scanners find those that leaked."""


@require_http_methods(["GET", "POST"])
def own(request: Request) -> HttpResponse:
    """The list, with a form to make a key; a new key is shown once."""
    error, fresh = None, ""
    if request.method == "POST":
        try:
            fresh = _done(request)
        except Refused as refused:
            error = refused
        else:
            if not fresh:
                return redirect("keys")
    shown = {"keys": keys_of(request.actor), "fresh": fresh, "error": error, "most": LONGEST_DAYS}
    return render(request, "keys.jinja", shown, status=422 if error else 200)


def _done(request: Request) -> str:
    """Do what a form asks; returns a key where one was made."""
    ended, days = request.POST.get("end", ""), request.POST.get("days", "")
    if ended:
        end_key(request.actor, now(), key=_whole(ended))
        return ""
    secret = MARK + secrets.token_urlsafe(32)
    name = request.POST.get("name", "").strip()
    make_key(request.actor, now(), name=name, secret=secret, days=_whole(days))
    return secret


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
