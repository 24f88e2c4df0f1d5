"""Short messages over a gateway with an HTTP interface of Kannel's kind (`sendsms`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from sampai.fieldwork.model import Reply, Sms
from sampai.kernel.errors import Refused
from sampai.kernel.text import say

ACCEPTED = (200, 202)
"""Kannel answers 202, others 200."""
MOST_BYTES = 2_000


class _NoRedirect(HTTPRedirectHandler):
    """An address that sends us elsewhere would be given the password."""

    def redirect_request(self, *_: object) -> None:
        """Never follow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpSms:
    """One gateway. It is asked by GET with `username`, `password`, `to`, `text`, as Kannel wants it."""

    url: str
    username: str
    password: str
    key: str = ""
    """What the gateway has to say when it brings a message; empty: it brings none."""
    timeout_s: int = 20

    def __post_init__(self) -> None:
        """Only web addresses."""
        parts = urlsplit(self.url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise Refused(
                "sms",
                say("“{url}” is no address of an SMS gateway.", url=self.url),
                say("Write an address that begins with http:// or https://."),
            )

    def __call__(self, reply: Reply, /) -> bool:
        """Ask the gateway to send; False when it does not answer or does not take it."""
        query = urlencode(
            {
                "username": self.username,
                "password": self.password,
                "to": reply.to,
                "text": reply.text,
                "charset": "UTF-8",
            }
        )
        request = Request(f"{self.url}?{query}")  # noqa: S310 -- scheme checked
        try:
            with build_opener(_NoRedirect).open(request, timeout=self.timeout_s) as answer:
                answer.read(MOST_BYTES)
                return answer.status in ACCEPTED
        except (OSError, HTTPException):
            return False


def pushed(query: Mapping[str, str]) -> Sms | None:
    """A message as such a gateway pushes it to us (`?from=%p&text=%a`); None where a part is missing."""
    sender, text = query.get("from", "").strip(), query.get("text", "")
    return Sms(sender=sender, text=text) if sender and text and len(text) <= MOST_BYTES else None
