"""The JSON interface: who asks, how much, and errors as RFC 9457 tells them. No page of another host."""

import logging
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.security import APIKeyCookie, HttpBearer
from ninja.throttling import SimpleRateThrottle

from sampai.command.api import plans, register
from sampai.command.api.answers import Problem
from sampai.kernel.clock import now
from sampai.kernel.errors import SampaiError
from sampai.kernel.rights import Actor, Forbidden
from sampai.kernel.text import Text, say
from sampai.main.web.wiring import roles
from sampai.people.actions.keys import key_digest
from sampai.people.pages import Request
from sampai.people.queries import acting_by_key

MOST_BYTES = 64_000
"""Of a request's body."""
PROBLEM = "application/problem+json"
LOG = logging.getLogger("sampai.api")
_STATUSES = (400, 401, 403, 413, 422, 429, 500)
_SENTENCES = {
    400: (say("The request cannot be read."), say("Send JSON as the description says.")),
    401: (say("Nobody is logged in."), say("Send a key: Authorization: Bearer ….")),
    403: (say("The request was not sent by one of our pages."), say("Send a key, or the page's token.")),
    404: (say("There is nothing at this address."), say("Read {address}.", address="/api/v1/openapi.json")),
    405: (
        say("This cannot be done at this address."),
        say("Read {address}.", address="/api/v1/openapi.json"),
    ),
    413: (say("The request is too large."), say("Send less at once.")),
    422: (say("The request is not as the description says."), say("Mend what is listed.")),
    429: (say("There were too many requests."), say("Wait a little and send fewer.")),
    500: (say("Something went wrong on our side."), say("Try again; if it stays so, tell whoever runs it.")),
}


class Key(HttpBearer):
    """A key of an account; it may do what the account may."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """Who has the key."""
        found = acting_by_key(key_digest(token), at=now(), roles=roles())
        return None if found is None else _takes(request, actor=found)


class Session(APIKeyCookie):
    """A person's session; deeds need the page's token besides (CSRF)."""

    param_name = settings.SESSION_COOKIE_NAME

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:  # noqa: ARG002 -- ninja's
        """Who is logged in."""
        found: Actor | None = getattr(request, "actor", None)
        return None if found is None else _takes(request, actor=found)


def _takes(request: HttpRequest, *, actor: Actor) -> Actor:
    """The actor, once it is known that the request is small enough."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        raise HttpError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "")
    cast("Request", request).actor = actor
    return actor


class Rate(SimpleRateThrottle):
    """So many requests a minute for one account, counted in this process."""

    def __init__(self) -> None:
        super().__init__(f"{settings.API_A_MINUTE}/m")

    def get_cache_key(self, request: HttpRequest) -> str:
        """Under what the account's requests are counted."""
        account = cast("Request", request).actor.account
        return self.cache_format % {"scope": "api", "ident": key_digest(account)}

    def allow_request(self, request: HttpRequest) -> bool:
        """Whether the account may send one more."""
        self.num_requests = settings.API_A_MINUTE
        return super().allow_request(request)


def _tells_method(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ANN401 -- any view's
        answer = view(request, *args, **kwargs)
        if answer.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
            return answer
        told = _told(request, HTTPStatus.METHOD_NOT_ALLOWED)
        told["Allow"] = ", ".join(sorted(answer["Allow"].split(", ")))
        return told

    return answered


class Interface(NinjaAPI):
    """Ninja's interface whose errors are all told alike, and whose description says how."""

    def _get_urls(self) -> list[Any]:
        """The addresses; ninja's own answer to a wrong method is plain text."""
        found = super()._get_urls()
        for one in found:
            if isinstance(one, URLPattern) and one.callback is not None:
                one.callback = _tells_method(one.callback)
        return found

    def get_openapi_schema(self, *args: Any, **kwargs: Any) -> OpenAPISchema:  # noqa: ANN401 -- ninja's
        """The description, with the errors of every address."""
        schema = super().get_openapi_schema(*args, **kwargs)
        problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        schema["components"]["schemas"] |= problem.pop("$defs") | {"Problem": problem}
        told = {"schema": {"$ref": "#/components/schemas/Problem"}}
        for operations in schema["paths"].values():
            for operation in operations.values():
                operation["responses"] |= {
                    status: {"description": HTTPStatus(status).phrase, "content": {PROBLEM: told}}
                    for status in _STATUSES
                }
        return schema


api = Interface(
    title="Sampai",
    version="1",
    description="What the pages of the command centre show and do, for programs. Same rights, same audit.",
    docs_url=None,
    urls_namespace="api",
    auth=[Key(), Session()],
    throttle=[Rate()],
)
api.add_router("", register.router)
api.add_router("", plans.router)


def unknown(request: Request, rest: str) -> HttpResponse:  # noqa: ARG001 -- the address's
    """What is said at addresses that there are not."""
    return _told(request, HTTPStatus.NOT_FOUND)


def _told(request: HttpRequest, status: int, **more: Any) -> HttpResponse:  # noqa: ANN401 -- JSON
    sentence, hint = _SENTENCES.get(status, _SENTENCES[HTTPStatus.BAD_REQUEST])
    code = HTTPStatus(status).phrase.lower().replace(" ", "-")
    return _problem(request, status, code=code, sentence=sentence, hint=hint, **more)


def _problem(
    request: HttpRequest,
    status: int,
    *,
    code: str,
    sentence: Text,
    hint: Text,
    faults: list[dict[str, str]] | None = None,
) -> HttpResponse:
    words = cast("Request", request).words
    content = {
        "type": f"urn:sampai:{code}",
        "title": words.say(sentence),
        "status": int(status),
        "code": code,
        "hint": words.say(hint),
        "faults": faults,
    }
    return JsonResponse(content, status=status, content_type=PROBLEM)


@api.exception_handler(SampaiError)
def _refused(request: HttpRequest, error: SampaiError) -> HttpResponse:
    status = HTTPStatus.FORBIDDEN if isinstance(error, Forbidden) else HTTPStatus.UNPROCESSABLE_ENTITY
    return _problem(request, status, code=error.code, sentence=error.sentence, hint=error.hint)


@api.exception_handler(ValidationError)
def _misread(request: HttpRequest, error: ValidationError) -> HttpResponse:
    faults = [
        {"where": ".".join(str(part) for part in one["loc"]), "what": one["msg"]} for one in error.errors
    ]
    return _told(request, HTTPStatus.UNPROCESSABLE_ENTITY, faults=faults)


@api.exception_handler(AuthenticationError)
def _stranger(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    answer = _told(request, HTTPStatus.UNAUTHORIZED)
    answer["WWW-Authenticate"] = "Bearer"
    return answer


@api.exception_handler(Throttled)
def _waits(request: HttpRequest, error: Throttled) -> HttpResponse:
    answer = _told(request, HTTPStatus.TOO_MANY_REQUESTS)
    answer["Retry-After"] = str(int(error.wait or 1) + 1)
    return answer


@api.exception_handler(HttpError)
def _other(request: HttpRequest, error: HttpError) -> HttpResponse:
    return _told(request, error.status_code)


@api.exception_handler(Exception)
def _fault(request: HttpRequest, error: Exception) -> HttpResponse:
    LOG.error("%s %s", request.method, request.path, exc_info=error)
    return _told(request, HTTPStatus.INTERNAL_SERVER_ERROR)
