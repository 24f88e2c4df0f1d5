"""Logging in and out, accepting an invitation, choosing a language."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from sampai.kernel.clock import now
from sampai.kernel.errors import Refused
from sampai.people.actions.accounts import accept_invitation, log_in
from sampai.people.pages import Request
from sampai.people.pages.session import begin, enter
from sampai.people.queries import factor_kinds

HOME = "/"
YEAR_S = 365 * 86_400


@require_http_methods(["GET", "POST"])
def login(request: Request) -> HttpResponse:
    """Name and password; then the second factor where the account has one."""
    onward = inside(request.POST.get("lanjut") or request.GET.get("lanjut"))
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
    begin(request, account=account.number, onward=onward)
    if factor_kinds(account.number):
        return redirect("factor")
    return enter(request, lang=account.lang)


@require_POST
def logout(request: Request) -> HttpResponse:
    """Forget who it was."""
    request.session.flush()
    return redirect("login")


@require_http_methods(["GET", "POST"])
def invitation(request: Request, secret: str) -> HttpResponse:
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
def language(request: Request) -> HttpResponse:
    """Choose the language of what one reads."""
    response = redirect(inside(request.POST.get("lanjut")))
    response.set_cookie("lang", request.POST.get("lang", "id")[:2], max_age=YEAR_S, samesite="Lax")
    return response


def inside(asked: str | None) -> str:
    """An address on this server; the first page for anything else."""
    return asked if asked and url_has_allowed_host_and_scheme(asked, allowed_hosts=None) else HOME
