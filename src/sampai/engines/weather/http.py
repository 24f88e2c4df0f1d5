"""Asking one web address for JSON, with bounds on time and size."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from typing import Any, NoReturn
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from sampai.engines.weather import trouble

MOST_BYTES = 2_000_000
MOST_WAIT_S = 60
"""Longer than this nobody is made to wait before the second try."""

_CHUNK = 65_536
_NOT_FOUND, _TOO_MANY = 404, 429


class _NoRedirect(HTTPRedirectHandler):
    """An address that sends us elsewhere is not the one that a person chose."""

    def redirect_request(self, *_: object) -> None:
        """Never follow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Web:
    """One address. `timeout_s` bounds each wait for the other side and the whole answer's body.

    `clock` gives seconds that never go back; `sleep` waits, before the one more try that a service at its
    limit gets.
    """

    url: str
    clock: Callable[[], float]
    sleep: Callable[[float], None]
    timeout_s: int = 20

    def __post_init__(self) -> None:
        """Only web addresses: no files, no other protocols."""
        parts = urlsplit(self.url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise trouble.no_address(self.url)

    @property
    def host(self) -> str:
        """Whom we ask."""
        return urlsplit(self.url).netloc

    def get(self, query: Mapping[str, str], *, before_retry: Callable[[], None]) -> Any:  # noqa: ANN401 -- JSON
        """What the address answers, or None when it knows of no such thing (404).

        Raises `Unreadable` for everything else that is no JSON in time.
        """
        try:
            body = self._try(query)
            if isinstance(body, float):
                self.sleep(body)
                before_retry()
                body = self._try(query)
        except (OSError, HTTPException) as error:
            self._explain(error)
        if isinstance(body, float):
            raise trouble.too_often(self.host)
        return None if body is None else self._json(body)

    def _try(self, query: Mapping[str, str]) -> bytes | float | None:
        """The body; None for an unknown thing; seconds to wait where the limit of requests is met."""
        request = Request(f"{self.url}?{urlencode(query)}", headers={"Accept": "application/json"})  # noqa: S310 -- scheme checked
        try:
            with build_opener(_NoRedirect).open(request, timeout=self.timeout_s) as response:
                return self._body(response)
        except HTTPError as error:
            with error:
                if error.code == _NOT_FOUND:
                    return None
                if error.code == _TOO_MANY:
                    return _wait_s(error.headers.get("Retry-After", ""))
                raise trouble.refused(self.host, status=error.code) from error

    def _body(self, response: HTTPResponse) -> bytes:
        end, parts, size = self.clock() + self.timeout_s, [], 0
        while chunk := response.read1(_CHUNK):
            parts.append(chunk)
            size += len(chunk)
            if size > MOST_BYTES:
                raise trouble.too_large(self.host)
            if self.clock() > end:
                raise trouble.too_slow(self.host, seconds=self.timeout_s)
        return b"".join(parts)

    def _json(self, body: bytes) -> Any:  # noqa: ANN401 -- JSON
        try:
            return json.loads(body)
        except (ValueError, RecursionError) as error:
            raise trouble.not_understood(self.host) from error

    def _explain(self, error: Exception) -> NoReturn:
        cause = error.reason if isinstance(error, URLError) else error
        if isinstance(cause, TimeoutError):
            raise trouble.too_slow(self.host, seconds=self.timeout_s) from error
        raise trouble.no_answer(self.host, cause=str(cause) or type(cause).__name__) from error


def _wait_s(said: str) -> float:
    return float(min(int(said), MOST_WAIT_S)) if said.isdecimal() else float(MOST_WAIT_S)
