"""Letters to another program: a signed POST, known by its key."""

import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from sampai.incidents.model import Media
from sampai.incidents.ports import Letter
from sampai.kernel.errors import Refused
from sampai.kernel.text import say

LEAST_SECRET = 16
MOST_BYTES = 2_000


class _NoRedirect(HTTPRedirectHandler):
    """Another address was never agreed on."""

    def redirect_request(self, *_: object) -> None:
        """Never follow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """One receiver. `Sampai-Signature: t=SECONDS,v1=HEX` is HMAC-SHA-256 over `SECONDS.BODY`."""

    url: str
    secret: str
    clock: Callable[[], float]
    """Seconds since 1970."""
    timeout_s: int = 20

    def __post_init__(self) -> None:
        """Only web addresses, and a secret that nobody guesses."""
        parts = urlsplit(self.url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or len(self.secret) < LEAST_SECRET:
            raise Refused(
                "webhook",
                say("“{url}” is no web address, or its secret is too short.", url=self.url),
                say("Write an address with https:// and a secret of {n} characters or more.", n=LEAST_SECRET),
            )

    @property
    def medium(self) -> Media:
        """Webhook."""
        return Media.WEBHOOK

    def __call__(self, letter: Letter, /) -> bool:
        """Call the receiver; False unless it answers with 2xx."""
        told = {"key": letter.key, "incident": letter.incident, "text": letter.text, "page": letter.address}
        body = json.dumps(told, ensure_ascii=False, sort_keys=True).encode()
        at = str(int(self.clock()))
        request = Request(  # noqa: S310 -- scheme checked
            self.url,
            data=body,
            headers={
                "Content-Type": "application/json",
                "Idempotency-Key": letter.key,
                "Sampai-Signature": f"t={at},v1={signature(self.secret, at=at, body=body)}",
            },
        )
        try:
            with build_opener(_NoRedirect).open(request, timeout=self.timeout_s) as answer:
                answer.read(MOST_BYTES)
                return bool(200 <= answer.status < 300)
        except (OSError, HTTPException):
            return False


def signature(secret: str, *, at: str, body: bytes) -> str:
    """What a receiver works out for itself and compares."""
    return hmac.new(secret.encode(), f"{at}.".encode() + body, "sha256").hexdigest()
