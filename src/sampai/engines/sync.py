"""Calls of the sync protocol to another server, signed with an own key."""

import ssl
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, HTTPSHandler, Request, build_opener

from sampai.kernel.errors import Refused
from sampai.kernel.text import say
from sampai.ledger.model import DeviceId, Malformed
from sampai.ledger.ports import Sign
from sampai.ledger.rules.cbor import decode
from sampai.ledger.rules.enrolment import PROTOCOL, request_message

MOST_ANSWER = 32 << 20
_TIMEOUT_S = 60


class _NoRedirect(HTTPRedirectHandler):
    """An address that sends us elsewhere is not the one that a person chose."""

    def redirect_request(self, *_: object) -> None:
        """Never follow."""


@dataclass(slots=True)
class Upstream:
    """Another server, as the device that we are there."""

    url: str
    device: DeviceId
    sign: Sign
    now_ms: Callable[[], int]
    authority: Path | None = None
    """The certificate of its own authority, where it has one."""
    _ahead_ms: int = 0
    _opener: Any = field(init=False)

    def __post_init__(self) -> None:
        """Only web addresses: no files, no other protocols."""
        parts = urlsplit(self.url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise Refused(
                "sync-address",
                say("“{url}” is no address of a server.", url=self.url),
                say("Write it like https://192.168.1.10:8000"),
            )
        trusted = ssl.create_default_context(cafile=None if self.authority is None else str(self.authority))
        self._opener = build_opener(_NoRedirect, HTTPSHandler(context=trusted))

    def post(self, path: str, body: bytes) -> Mapping[int, Any]:
        """The answer to a POST."""
        return self._call("POST", path, body)

    def get(self, path: str) -> Mapping[int, Any]:
        """The answer to a GET."""
        return self._call("GET", path, b"")

    def _call(self, method: str, path: str, body: bytes) -> Mapping[int, Any]:
        status, found = self._once(method, path, body)
        if status == 401 and found.get(2) == "time":
            status, found = self._once(method, path, body)
        if status != 200:
            raise _refused(self.url, f"{status} {found.get(2, '')}".strip())
        return found

    def _once(self, method: str, path: str, body: bytes) -> tuple[int, Mapping[int, Any]]:
        request = Request(  # noqa: S310 -- the scheme was looked at
            self.url.rstrip("/") + path,
            data=body if method == "POST" else None,
            method=method,
            headers=self._headers(method, path, body) | {"Content-Type": "application/cbor"},
        )
        try:
            with self._opener.open(request, timeout=_TIMEOUT_S) as answer:
                told = answer.headers.get("Sampai-Time", "")
                return self._read(answer.status, told, answer.read(MOST_ANSWER))
        except HTTPError as error:
            with error:
                told = error.headers.get("Sampai-Time", "")
                return self._read(error.code, told, error.read(MOST_ANSWER))
        except (URLError, HTTPException, OSError) as error:
            raise _refused(self.url, str(error)) from error

    def _headers(self, method: str, path: str, body: bytes) -> dict[str, str]:
        time_ms = self.now_ms() + self._ahead_ms
        message = request_message(method, path, time_ms=time_ms, body=body)
        return {
            "Sampai-Protocol": str(PROTOCOL),
            "Sampai-Device": self.device.hex(),
            "Sampai-Time": str(time_ms),
            "Sampai-Signature": b64encode(self.sign(message)).decode(),
        }

    def _read(self, status: int, told: str, raw: bytes) -> tuple[int, Mapping[int, Any]]:
        if told.isascii() and told.isdecimal():
            self._ahead_ms = int(told) - self.now_ms()
        try:
            found = decode(raw)
        except Malformed:
            found = None
        return (status, found) if isinstance(found, dict) else (status if status != 200 else 502, {})


def _refused(url: str, what: str) -> Refused:
    return Refused(
        "sync-upstream",
        say("The server {url} did not take it: {what}.", url=url, what=what),
        say("Nothing is lost: run the same command again when it is reachable."),
    )
