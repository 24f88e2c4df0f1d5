"""Login with an institution's OpenID Connect provider: code flow with PKCE, by Authlib."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from typing import Any
from urllib.parse import urlsplit

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core.claims import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from sampai.kernel.errors import Refused
from sampai.kernel.rights import Institution
from sampai.kernel.text import say
from sampai.people.model import MOST_SUBJECT, Identity, Question

ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
"""Signatures that are accepted. Never `none`, nor one that the client's secret could make."""
LEEWAY_S = 60
"""By how much two clocks may differ."""
TIMEOUT_S = 5
MOST_BYTES = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenIdProvider:
    """One provider as the server's operator configured it. Asked anew for each login; nothing is cached."""

    name: str
    issuer: str
    client: str
    secret: str
    institution: Institution

    def __post_init__(self) -> None:
        """Only over TLS, except to this machine."""
        parts = urlsplit(self.issuer)
        local = parts.hostname in {"localhost", "127.0.0.1", "::1"}
        if (
            not parts.hostname
            or parts.query
            or parts.scheme not in ({"https", "http"} if local else {"https"})
        ):
            raise Refused(
                "oidc-issuer",
                say("“{issuer}” is no address of an identity provider.", issuer=self.issuer),
                say("Write it as the provider does, beginning with https://."),
            )

    def address(self, question: Question, *, back: str) -> str:
        """Where the browser goes to log in there."""
        known = self._discovered()
        with self._session(back) as session:
            url, _ = session.create_authorization_url(
                known["authorization_endpoint"],
                state=question.state,
                nonce=question.nonce,
                code_verifier=question.verifier,
            )
        return str(url)

    def identity(self, answer: Mapping[str, str], question: Question, *, back: str, at: datetime) -> Identity:
        """Who came back; the code of the answer is exchanged for the provider's signed word."""
        if not compare_digest(answer.get("state", "").encode(), question.state.encode()):
            raise self._refused("oidc-state")
        known = self._discovered()
        # RFC 9207: an answer that another provider made is not taken to this one.
        if answer.get("iss", "" if _names_itself(known) else self.issuer) != self.issuer:
            raise self._refused("oidc-issuer")
        if "code" not in answer:
            raise self._refused("oidc-denied")
        token = self._token(answer["code"], question, known=known, back=back)
        claims = self._claims(str(token.get("id_token", "")), token, question, known=known, at=at)
        subject = claims["sub"]
        if not isinstance(subject, str) or not 0 < len(subject) <= MOST_SUBJECT:
            raise self._refused("oidc-subject")
        return Identity(issuer=self.issuer, subject=subject, institution=self.institution)

    def _session(self, back: str) -> OAuth2Session:
        return OAuth2Session(
            self.client,
            self.secret or None,
            scope="openid",
            redirect_uri=back,
            code_challenge_method="S256",
            token_endpoint_auth_method="client_secret_basic" if self.secret else "none",
            default_timeout=TIMEOUT_S,
        )

    def _discovered(self) -> Mapping[str, Any]:
        """The provider's description of itself. One that signs under another name is not believed."""
        known = self._json(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        wanted = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")
        if not all(isinstance(known.get(key), str) for key in wanted) or known["issuer"] != self.issuer:
            raise self._refused("oidc-discovery")
        return known

    def _token(
        self, code: str, question: Question, *, known: Mapping[str, Any], back: str
    ) -> Mapping[str, Any]:
        try:
            with self._session(back) as session:
                token: Mapping[str, Any] = session.fetch_token(
                    known["token_endpoint"],
                    code=code,
                    code_verifier=question.verifier,
                    allow_redirects=False,
                )
        except (AuthlibBaseError, requests.RequestException, ValueError) as error:
            raise self._refused("oidc-code") from error
        return token

    def _claims(
        self,
        id_token: str,
        token: Mapping[str, Any],
        question: Question,
        *,
        known: Mapping[str, Any],
        at: datetime,
    ) -> CodeIDToken:
        """What the provider signed, checked as OpenID Connect Core 1.0 asks in section 3.1.3.7."""
        try:
            keys = KeySet.import_key_set({"keys": self._json(known["jwks_uri"])["keys"]})
            signed = jwt.decode(id_token, keys, algorithms=list(ALGORITHMS))
            claims = CodeIDToken(
                signed.claims,
                signed.header,
                {
                    "iss": {"essential": True, "value": self.issuer},
                    "aud": {"essential": True, "value": self.client},
                },
                {
                    "nonce": question.nonce,
                    "client_id": self.client,
                    "access_token": token.get("access_token"),
                },
            )
            claims.validate(now=int(at.timestamp()), leeway=LEEWAY_S)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise self._refused("oidc-token") from error
        return claims

    def _json(self, url: str) -> dict[str, Any]:
        try:
            with requests.get(url, timeout=TIMEOUT_S, allow_redirects=False, stream=True) as answer:
                answer.raise_for_status()
                found = json.loads(_body(answer))
        except (requests.RequestException, OSError, ValueError, RecursionError) as error:
            raise Refused(
                "oidc-silent",
                say("{name} does not answer.", name=self.name),
                say("Log in with name and password, or try again later."),
            ) from error
        return found if isinstance(found, dict) else {}

    def _refused(self, code: str) -> Refused:
        """One sentence for all causes: the code tells the operator which it was."""
        return Refused(
            code,
            say("The login with {name} did not succeed.", name=self.name),
            say(
                "Start again from the login page. If it happens again, tell the operator: {code}.", code=code
            ),
        )


def _body(answer: requests.Response) -> bytes:
    body = b""
    for chunk in answer.iter_content(65_536):
        body += chunk
        if len(body) > MOST_BYTES:
            raise ValueError(MOST_BYTES)
    return body


def _names_itself(known: Mapping[str, Any]) -> bool:
    """Whether the provider says who it is in each answer."""
    return known.get("authorization_response_iss_parameter_supported") is True
