"""Asking logs and witnesses over HTTP, with bounds on time and size."""

from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from sampai.engines.tlog.folder import reader
from sampai.kernel.errors import Refused, Unreadable
from sampai.kernel.text import say
from sampai.ledger.rules.tiles import MOST_ENTRY_BYTES, WIDTH, Fetch

TIMEOUT_S = 20
_MOST_BYTES = WIDTH * (MOST_ENTRY_BYTES + 2)
"""No file of a log is larger than the largest bundle."""


class _NoRedirect(HTTPRedirectHandler):
    """An address that sends us elsewhere is not the one that a person chose."""

    def redirect_request(self, *_: object) -> None:
        """Never follow."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side said."""

    status: int
    content_type: str
    body: bytes


def log_at(place: str) -> Fetch:
    """Reads a log's files from a folder or from a web address; `OSError` for those that are not there."""
    if urlsplit(place).scheme in {"http", "https"}:
        return _fetch_from(place.rstrip("/"))
    if Path(place).is_dir():
        return reader(Path(place))
    raise Refused(
        "log-place",
        say("“{place}” is neither a folder nor a web address.", place=place),
        say("Write a folder, or an address that begins with http:// or https://"),
    )


def _fetch_from(address: str) -> Fetch:
    def fetch(path: str) -> bytes:
        answer = ask(f"{address}/{path}")
        if answer.status != 200:
            raise FileNotFoundError(f"{address}/{path}: {answer.status}")
        return answer.body

    return fetch


def ask(address: str, *, body: bytes | None = None) -> Answer:
    """GET an address, or POST a body to it. Raises `Unreadable` where nobody answers in time."""
    if urlsplit(address).scheme not in {"http", "https"}:
        raise _silent(address, "http:// https://")
    request = Request(address, data=body, headers={"Content-Type": "text/plain; charset=utf-8"})  # noqa: S310 -- scheme checked
    try:
        with build_opener(_NoRedirect).open(request, timeout=TIMEOUT_S) as response:
            return _answer(response, status=response.status)
    except HTTPError as error:
        with error:
            return Answer(error.code, error.headers.get_content_type(), error.read(_MOST_BYTES))
    except (OSError, HTTPException) as error:
        raise _silent(address, str(error) or type(error).__name__) from error


def _answer(response: HTTPResponse, *, status: int) -> Answer:
    body = response.read(_MOST_BYTES + 1)
    if len(body) > _MOST_BYTES:
        raise HTTPException("too large")
    return Answer(status, response.headers.get_content_type(), body)


def _silent(address: str, cause: str) -> Unreadable:
    return Unreadable(
        "no-answer",
        say("No answer from {address}: {cause}.", address=address, cause=cause),
        say("Check the address and the connection, then try again."),
    )
