"""Kaur's sample in a store, its plan published, and people at their desks."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from django.test import Client
from tests.store import KINDS, as_role, store

from sampai.engines.solver.savings import SavingsSolver
from sampai.kernel.clock import now
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Actor, Deed
from sampai.main.operations import load_operation, operation_path
from sampai.main.web.accounts import _keeper as of_the_machine
from sampai.main.web.bundle import packed
from sampai.main.web.wiring import rights, roles
from sampai.people.actions.accounts import accept_invitation, invite, make_account
from sampai.plan.actions import check_plan, import_plan, import_register, publish_plan, sign_plan
from sampai.plan.forms.kept import kept_bytes
from sampai.plan.model import OperationPlan
from sampai.plan.rules.make import make_plan
from sampai.plan.tables import PlanRow

KAUR = RegionCode("1704")
PASSWORD = "gunung merah laut"
Entering = Callable[..., Client]


@dataclass(frozen=True)
class World:
    """A published plan in a store."""

    plan: OperationPlan
    number: int


@cache
def _kaur() -> OperationPlan:
    loaded = load_operation("sample:kaur")
    return make_plan(loaded.operation, rules=loaded.rules, solver=SavingsSolver(), seed=1, effort=1)


@cache
def _tables() -> bytes:
    return packed(operation_path("sample:kaur"))


@pytest.fixture(scope="session")
def kaur_plan() -> OperationPlan:
    return _kaur()


@pytest.fixture(scope="session")
def kaur_tables() -> bytes:
    return _tables()


def kaur_draft() -> int:
    """Kaur's tables and its plan as a draft."""
    clerk = as_role("kpu-logistik", territory=KAUR)
    import_register(clerk, now(), operation=_kaur().operation, document=_tables())
    return import_plan(clerk, now(), plan=_kaur(), document=kept_bytes(_kaur()))


def kaur_published() -> None:
    """The same, published."""
    publish(kaur_draft())


@pytest.fixture(params=KINDS)
def any_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh store of each kind, with what the test asks for by its other fixtures."""
    recipes = {"world": kaur_published, "draft": kaur_draft}
    recipe = next((made for name, made in recipes.items() if name in request.fixturenames), None)
    with store(request.param, folder=tmp_path, recipe=recipe) as url:
        yield url


@pytest.fixture
def draft(any_store: str) -> World:  # noqa: ARG001 -- the store is open meanwhile
    return World(_kaur(), PlanRow.objects.get().pk)


@pytest.fixture
def world(draft: World) -> World:
    return draft


def publish(number: int) -> None:
    clerk = as_role("kpu-logistik", territory=KAUR)
    check_plan(clerk, now(), plan=number, note="read")
    sign_plan(clerk, now(), plan=number)
    sign_plan(as_role("kabag-ops", territory=KAUR), now(), plan=number)
    publish_plan(clerk, now(), plan=number, signers=rights().signers)


@pytest.fixture
def entering() -> Entering:
    """Log somebody in: `entering("bawaslu")`."""

    def enter(role: str, territory: str = KAUR) -> Client:
        name = f"{role}-{territory}"
        keeper = _keeper(role)
        code = RegionCode(territory)
        make_account(keeper, now(), username=name, name=name, role=roles()[role], territory=code)
        invite(keeper, now(), username=name, secret=name, roles=roles())
        accept_invitation(secret=name, password=PASSWORD, at=now())
        client = Client(SERVER_NAME="localhost")
        client.post("/masuk", {"username": name, "password": PASSWORD})
        client.cookies["lang"] = "en"
        return client

    return enter


def _keeper(role: str) -> Actor:
    institution = roles()[role].institution
    admins = (one for one in roles().values() if Deed.MANAGE_ACCOUNTS in one.deeds)
    admin = next((one for one in admins if one.institution is institution), None)
    if admin is not None:
        return as_role(admin.code, territory=RegionCode(""))
    return of_the_machine(roles()[role])
