"""A provider that lies: every word that it does not sign as it must is refused."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey
from tests.processes import answering

from sampai.engines.oidc import OpenIdProvider
from sampai.kernel.errors import Refused
from sampai.kernel.rights import Institution
from sampai.people.model import Identity, Question

NOON = datetime(2024, 11, 26, 5, 0, tzinfo=UTC)
SECRET = "rahasia-bersama-klien-dan-penyedia"
ASKED = Question(provider="kpu", state="s" * 32, nonce="n" * 32, verifier="v" * 64)
ANSWER = {"code": "kode", "state": ASKED.state}
KEY, OTHER = ECKey.generate_key(auto_kid=True), ECKey.generate_key(auto_kid=True)


class Liar(BaseHTTPRequestHandler):
    """Answers as a provider does, with whatever token it was told to give."""

    token: ClassVar[str] = ""
    more: ClassVar[dict[str, Any]] = {}

    def do_GET(self) -> None:
        own = f"http://{self.headers['Host']}"
        if self.path == "/jwks":
            self._tell({"keys": [KEY.as_dict(private=False)]})
            return
        self._tell(
            {
                "issuer": own,
                "authorization_endpoint": f"{own}/auth",
                "token_endpoint": f"{own}/token",
                "jwks_uri": f"{own}/jwks",
                **self.more,
            }
        )

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self._tell({"access_token": "a", "token_type": "Bearer", "id_token": self.token})

    def _tell(self, found: dict[str, Any]) -> None:
        body = json.dumps(found).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with answering(ThreadingHTTPServer(("127.0.0.1", 0), Liar)) as address:
        yield address


def _claims(issuer: str) -> dict[str, Any]:
    at = int(NOON.timestamp())
    return {
        "iss": issuer,
        "sub": "rina",
        "aud": "sampai",
        "nonce": ASKED.nonce,
        "iat": at - 10,
        "exp": at + 600,
    }


def _signed(claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "ES256", "kid": KEY.kid}, claims, KEY)


def _identity(issuer: str, token: str) -> Identity:
    Liar.token = token
    one = OpenIdProvider(
        name="KPU", issuer=issuer, client="sampai", secret=SECRET, institution=Institution.KPU
    )
    return one.identity(ANSWER, ASKED, back="http://localhost/masuk/kpu/kembali", at=NOON)


def test_a_right_word_names_the_person(issuer: str) -> None:
    found = _identity(issuer, _signed(_claims(issuer)))

    assert found == Identity(issuer=issuer, subject="rina", institution=Institution.KPU)


LIES: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "another issuer": lambda one: one | {"iss": "https://lain.example"},
    "for another client": lambda one: one | {"aud": "lain"},
    "for two clients, given to the other": lambda one: one | {"aud": ["sampai", "lain"], "azp": "lain"},
    "another nonce": lambda one: one | {"nonce": "lain"},
    "no nonce": lambda one: {key: value for key, value in one.items() if key != "nonce"},
    "too old": lambda one: one | {"exp": int(NOON.timestamp()) - 120},
    "without an end": lambda one: {key: value for key, value in one.items() if key != "exp"},
    "from the future": lambda one: one | {"iat": int(NOON.timestamp()) + 3_600},
    "nobody": lambda one: one | {"sub": ""},
    "no text for a name": lambda one: one | {"sub": {"a": 1}},
    "a name too long": lambda one: one | {"sub": "x" * 256},
    "another access token": lambda one: one | {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
}


@pytest.mark.parametrize("lie", LIES)
def test_a_signed_word_that_does_not_fit_the_question_is_refused(issuer: str, lie: str) -> None:
    with pytest.raises(Refused):
        _identity(issuer, _signed(LIES[lie](_claims(issuer))))


def test_a_word_that_another_key_signed_is_refused(issuer: str) -> None:
    token = jwt.encode({"alg": "ES256", "kid": KEY.kid}, _claims(issuer), OTHER)

    with pytest.raises(Refused):
        _identity(issuer, token)


def test_a_word_signed_with_the_clients_secret_is_refused(issuer: str) -> None:
    token = jwt.encode({"alg": "HS256"}, _claims(issuer), OctKey.import_key(SECRET))

    with pytest.raises(Refused):
        _identity(issuer, token)


def test_an_unsigned_word_is_refused(issuer: str) -> None:
    head, claims = (
        urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")
        for part in ({"alg": "none"}, _claims(issuer))
    )
    token = f"{head}.{claims}."

    with pytest.raises(Refused):
        _identity(issuer, token)


@pytest.mark.parametrize("token", ["", "a.b.c", "{}", "ä" * 10])
def test_what_is_no_token_is_refused(issuer: str, token: str) -> None:
    with pytest.raises(Refused):
        _identity(issuer, token)


@pytest.mark.parametrize(
    "wrong", [{"issuer": "https://lain.example"}, {"jwks_uri": None}, {"token_endpoint": 3}]
)
def test_a_description_that_does_not_fit_is_refused(
    issuer: str, wrong: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Liar, "more", wrong)

    with pytest.raises(Refused):
        _identity(issuer, _signed(_claims(issuer)))


def test_a_provider_that_names_itself_in_answers_is_held_to_it(
    issuer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Liar, "more", {"authorization_response_iss_parameter_supported": True})

    with pytest.raises(Refused):
        _identity(issuer, _signed(_claims(issuer)))
