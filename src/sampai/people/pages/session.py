"""What a session holds while somebody gets in, and afterwards."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from sampai.people.pages import Request

ACCOUNT = "account"
"""The account's number, once its holder is in."""
HALF = "half"
"""The account's number, while the second factor is still asked for."""
ONWARD = "onward"
HOME = "/"
YEAR_S = 365 * 86_400


def begin(request: Request, *, account: int, onward: str) -> None:
    """Remember who gave the right password, or for whom a provider vouches. The session's key changes."""
    request.session.flush()
    request.session[HALF] = account
    request.session[ONWARD] = onward


def waiting(request: Request) -> int | None:
    """Whose second factor is asked for."""
    found = request.session.get(HALF)
    return found if isinstance(found, int) else None


def enter(request: Request, *, lang: str) -> HttpResponse:
    """Let the person in, and on to where they wanted to go."""
    account, onward = request.session[HALF], request.session[ONWARD]
    request.session.flush()
    request.session[ACCOUNT] = account
    response = redirect(onward)
    response.set_cookie("lang", lang, max_age=YEAR_S, samesite="Lax")
    return response


def inside(asked: str | None) -> str:
    """An address on this server; the first page for anything else."""
    return asked if asked and url_has_allowed_host_and_scheme(asked, allowed_hosts=None) else HOME
