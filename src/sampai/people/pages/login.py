"""Logging in and out, accepting an invitation, choosing a language."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from sampai.kernel.clock import now
from sampai.kernel.errors import Refused
from sampai.people.actions.accounts import accept_invitation, log_in
from sampai.people.pages import Request
from sampai.people.pages.session import begin, enter, inside
from sampai.people.queries import factor_kinds

YEAR_S = 365 * 86_400


@require_http_methods(["GET", "POST"])
def login(request: Request) -> HttpResponse:
    """Name and password; then the second factor where the account has one."""
    onward = inside(request.POST.get("lanjut") or request.GET.get("lanjut"))
    shown = {"error": None, "username": "", "onward": onward, "providers": settings.PROVIDERS()}
    if request.method == "GET":
        return render(request, "login.jinja", shown)
    username = request.POST.get("username", "").strip()
    try:
        account = log_in(
            username=username,
            password=request.POST.get("password", ""),
            address=request.META.get("REMOTE_ADDR", ""),
            at=now(),
        )
    except Refused as error:
        return render(request, "login.jinja", shown | {"error": error, "username": username}, status=422)
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
    shown = {"error": error, "secret": secret, "providers": settings.PROVIDERS()}
    return render(request, "invitation.jinja", shown, status=422 if error else 200)


@require_POST
def language(request: Request) -> HttpResponse:
    """Choose the language of what one reads."""
    response = redirect(inside(request.POST.get("lanjut")))
    response.set_cookie("lang", request.POST.get("lang", "id")[:2], max_age=YEAR_S, samesite="Lax")
    return response
