"""Pages of people: logging in and out, accepting an invitation, choosing a language."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from sampai.kernel.clock import now
from sampai.kernel.errors import Refused
from sampai.kernel.rights import Actor
from sampai.kernel.text import Words
from sampai.people.actions import accept_invitation, log_in

HOME = "/"
YEAR_S = 365 * 86_400


class Request(HttpRequest):
    """A request as pages get it: with the reader's words and, after a login, who is acting."""

    words: Words
    actor: Actor


@require_http_methods(["GET", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """The login page; after it, back to where the person wanted to go."""
    onward = _onward(request)
    if request.method == "GET":
        return render(request, "login.jinja", {"error": None, "username": "", "onward": onward})
    username = request.POST.get("username", "").strip()
    try:
        account = log_in(
            username=username,
            password=request.POST.get("password", ""),
            address=request.META.get("REMOTE_ADDR", ""),
            at=now(),
        )
    except Refused as error:
        shown = {"error": error, "username": username, "onward": onward}
        return render(request, "login.jinja", shown, status=422)
    request.session.cycle_key()
    request.session["account"] = account.pk
    response = redirect(onward)
    response.set_cookie("lang", account.lang, max_age=YEAR_S, samesite="Lax")
    return response


@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """Forget who it was."""
    request.session.flush()
    return redirect("login")


@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Set a password with a one-time invitation."""
    error = None
    if request.method == "POST":
        try:
            accept_invitation(secret=secret, password=request.POST.get("password", ""), at=now())
        except Refused as refused:
            error = refused
        else:
            return redirect("login")
    return render(request, "invitation.jinja", {"error": error}, status=422 if error else 200)


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Choose the language of what one reads."""
    response = redirect(_onward(request))
    response.set_cookie("lang", request.POST.get("lang", "id")[:2], max_age=YEAR_S, samesite="Lax")
    return response


def _onward(request: HttpRequest) -> str:
    asked = request.POST.get("lanjut") or request.GET.get("lanjut") or HOME
    inside = url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if inside else HOME
