"""Around every page: headers that guard, the reader's language, who is acting, errors as sentences."""

from collections.abc import Callable
from contextlib import nullcontext

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import resolve
from django.utils.http import urlencode

from sampai.kernel.errors import SampaiError
from sampai.kernel.rights import Forbidden
from sampai.ledger.queries import one_moment
from sampai.main.web.options import PAGES
from sampai.main.web.turns import Turns
from sampai.main.web.wiring import roles
from sampai.main.words import LANGUAGES, words
from sampai.people.pages import Request
from sampai.people.pages.session import ACCOUNT
from sampai.people.queries import acting

Answer = Callable[[Request], HttpResponse]

LANGUAGE = "lang"
_READS = frozenset({"GET", "HEAD"})
SYNC, EVENTS = "/sync/", "/sync/events"
ALIVE = "/sehat"
STRAIGHT = (SYNC, "/publik", ALIVE, "/metrics", "/log", "/static/")
"""Addresses without session, cookies and languages: the same for everybody, or signed."""
PROGRAMS = ("/api/", SYNC)
"""Addresses for programs, which get answers where people get pages."""

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
        "font-src 'self'; "
        "connect-src 'self'; worker-src 'self' blob:; form-action 'self'; frame-ancestors 'none'; "
        "base-uri 'none'; manifest-src 'self'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), camera=(self), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
SAVED_AS = "Content-Disposition"
EXERCISE_NAME = "LATIHAN-"
"""In front of the names of all files that an exercise gives away, whatever is in them."""
_SECURE = {"Strict-Transport-Security": "max-age=31536000"}
OPEN = frozenset(
    {
        "login",
        "sms_brought",
        "identity",
        "identity_back",
        "invitation",
        "static",
        "language",
        "factor",
        "passkey-question",
        "passkey-answer",
        "entrance",
        "authority",
        "ready",
        "live",
        "metrics",
        "public_entry",
        "public",
        "public_file",
        "log_list",
        "log_file",
        "field",
        "field-file",
        "field-switch",
    }
)
"""Names of the addresses that need no login."""


class Guarded:
    """Headers on every answer; nothing of a person's pages stays in a cache."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.headers = _HEADERS | (_SECURE if settings.OPTIONS.secure else {})

    def __call__(self, request: Request) -> HttpResponse:
        """Answer a request."""
        response = self.answer(request)
        for name, value in self.headers.items():
            response.headers.setdefault(name, value)
        if settings.OPTIONS.exercise and (saved_as := response.headers.get(SAVED_AS)):
            response.headers[SAVED_AS] = saved_as.replace('filename="', f'filename="{EXERCISE_NAME}')
        return response


class Straight:
    """What needs no session goes straight to its function, so that caches may keep the answer.

    Statements mostly wait for a commit, and whoever asks for health must not wait; all else works, and so few
    at a time.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.turns = Turns(PAGES)

    def __call__(self, request: Request) -> HttpResponse:
        """Answer a request."""
        if request.path_info == EVENTS or request.path_info.startswith(ALIVE):
            return self._straight(request)
        with self.turns.turn():
            if request.path_info.startswith(STRAIGHT):
                return self._straight(request)
            return self.answer(request)

    @staticmethod
    def _straight(request: Request) -> HttpResponse:
        match = request.resolver_match = resolve(request.path_info)
        found: HttpResponse = match.func(request, *match.args, **match.kwargs)
        return found


class Spoken:
    """The reader's words: as the cookie says, else Indonesian; programs say it in a header."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: Request) -> HttpResponse:
        """Answer a request."""
        asked = request.COOKIES.get(LANGUAGE, LANGUAGES[0])
        if request.path.startswith(PROGRAMS):
            asked = request.headers.get("Accept-Language", asked)[:2].lower()
        request.words = words(asked if asked in LANGUAGES else LANGUAGES[0])
        return self.answer(request)


class Acting:
    """Who is acting, read anew for each request, so that a locked account is out at once."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: Request) -> HttpResponse:
        """Answer a request."""
        found = acting(request.session.get(ACCOUNT), roles=roles())
        if found is not None:
            request.actor = found
        with one_moment() if request.method in _READS else nullcontext():
            return self.answer(request)

    def process_view(
        self, request: Request, _view: object, _args: object, _kwargs: object
    ) -> HttpResponse | None:
        """Send whoever has not logged in to the login page; the way back is kept."""
        match = request.resolver_match
        by_itself = request.path.startswith(PROGRAMS)
        if hasattr(request, "actor") or by_itself or (match and match.url_name in OPEN):
            return None
        return redirect(f"{settings.LOGIN_URL}?{urlencode({'lanjut': request.get_full_path()})}")


class Told:
    """Errors that speak to a person become a page with a sentence and what to do next."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: Request) -> HttpResponse:
        """Answer a request."""
        return self.answer(request)

    def process_exception(self, request: Request, error: Exception) -> HttpResponse | None:
        """A page for our own errors; all others are the server's fault."""
        if not isinstance(error, SampaiError):
            return None
        status = 403 if isinstance(error, Forbidden) else 422
        return render(request, "trouble.jinja", {"error": error}, status=status)
