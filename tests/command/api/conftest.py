"""Programs with keys of every role."""

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from tests.command.conftest import KAUR
from tests.store import as_role

from sampai.kernel.clock import now
from sampai.kernel.ids import RegionCode
from sampai.main.web.accounts import _keeper as of_the_machine
from sampai.main.web.wiring import roles
from sampai.people.actions.accounts import make_account
from sampai.people.actions.keys import make_key


@dataclass(frozen=True)
class Program:
    """A program with a key."""

    key: str
    lang: str = "en"

    def get(self, address: str) -> Any:
        return Client(SERVER_NAME="localhost").get(f"/api/v1{address}", headers=self.headers)

    def post(self, address: str, body: object = None, **more: Any) -> Any:
        return Client(SERVER_NAME="localhost", enforce_csrf_checks=True).post(
            f"/api/v1{address}",
            json.dumps(body or {}),
            content_type="application/json",
            headers=self.headers,
            **more,
        )

    @property
    def headers(self) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {self.key}", "Accept-Language": self.lang}


Making = Callable[..., Program]


@pytest.fixture
def program(any_store: str) -> Making:  # noqa: ARG001 -- the store is open meanwhile
    """Make a program: `program("bawaslu", "1704")`."""
    cache.clear()

    def make(role: str, territory: str = KAUR, *, lang: str = "en") -> Program:
        name, code = f"{role}-{territory}-{lang}", RegionCode(territory)
        by = of_the_machine(roles()[role])
        make_account(by, now(), username=name, name=name, role=roles()[role], territory=code)
        own = as_role(role, territory=code)
        key = secrets.token_urlsafe(32)
        make_key(_named(own, name), now(), name="test", secret=key, days=1)
        return Program(key, lang)

    return make


def _named(actor: Any, name: str) -> Any:
    return replace(actor, account=name)
