"""Every role at every address and every deed: nothing foreign is shown, nothing is done without a right."""

import sys
from types import ModuleType

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path
from tests.matrix import (
    ARGUMENTS,
    FOREIGN,
    OWN,
    PLACELESS,
    STRANGE,
    World,
    account_for,
    account_of,
    addresses,
    deed_of,
    leaks,
    outcome,
    world,
)
from tests.store import as_role

from sampai.election.tables import OperationRow
from sampai.kernel.clock import now
from sampai.kernel.rights import Deed, Forbidden, Institution
from sampai.ledger.actions import CATALOGUE
from sampai.main.web.urls import urlpatterns
from sampai.main.web.wiring import roles


@pytest.fixture
def two_regencies(any_store: str) -> World:  # noqa: ARG001 -- the store is open meanwhile
    return world()


def test_no_role_sees_anything_foreign_at_any_address(two_regencies: World) -> None:
    paths = [*addresses(two_regencies.own), *addresses(two_regencies.foreign)]

    found = [
        leak
        for role in roles().values()
        for leak in leaks(role, account=account_for(role, two_regencies.own), paths=paths)
    ]

    assert found == []


def test_every_address_of_the_server_is_in_the_matrix(two_regencies: World) -> None:
    asked = {one.partition("?")[0].split("/")[1] for one in addresses(two_regencies.own)}

    assert asked == {str(one.pattern).split("/")[0] for one in urlpatterns}


def _careless(_request: HttpRequest) -> HttpResponse:
    """A page as somebody could write it in a hurry: it asks the table without a scope."""
    return HttpResponse(", ".join(OperationRow.objects.values_list("name", flat=True)))


@pytest.mark.usefixtures("sqlite_store")
def test_a_page_that_forgets_the_scope_is_found_by_the_matrix(monkeypatch: pytest.MonkeyPatch) -> None:
    made = world()
    leaky = ModuleType("leaky")
    leaky.__dict__["urlpatterns"] = [*urlpatterns, path("ceroboh", _careless, name="careless")]
    monkeypatch.setitem(sys.modules, leaky.__name__, leaky)
    clerk = roles()["kpu-logistik"]

    with override_settings(ROOT_URLCONF=leaky.__name__):
        found = leaks(clerk, account=account_for(clerk, made.own), paths=addresses(made.own))

    assert [one.split(" (")[0] for one in found] == ["kpu-logistik GET /ceroboh"]
    assert STRANGE in found[0]


def test_every_deed_is_done_where_the_table_says_so_and_forbidden_elsewhere(two_regencies: World) -> None:
    wrong = []
    for name, (right, _) in CATALOGUE.items():
        for code, role in roles().items():
            for at in (two_regencies.own, two_regencies.foreign):
                by = as_role(code, territory=OWN)
                may = right in role.deeds and (at.region == OWN or name in PLACELESS)
                ended = outcome(name, by=by, at=at)
                if may == (ended == "forbidden"):
                    wrong.append((name, code, at.region, ended))

    assert wrong == []


def test_every_deed_is_in_the_matrix() -> None:
    assert [name for name in CATALOGUE if name not in ARGUMENTS] == []


def test_no_administrator_touches_an_account_of_another_institution(two_regencies: World) -> None:
    admins = [code for code, role in roles().items() if Deed.MANAGE_ACCOUNTS in role.deeds]
    names = [name for name, (right, _) in CATALOGUE.items() if right is Deed.MANAGE_ACCOUNTS]

    for code in admins:
        by = as_role(code, territory=OWN)
        for other in (one for one in Institution if one is not by.institution):
            for name in names:
                given = dict(ARGUMENTS[name](by, two_regencies.own))
                if "role" in given:
                    given["role"] = next(one for one in roles().values() if one.institution is other)
                else:
                    given["username"] = account_of(other, OWN)
                with pytest.raises(Forbidden):
                    deed_of(name)(by, now(), **given)


def test_the_two_regencies_of_the_matrix_do_not_touch() -> None:
    assert not OWN.startswith(FOREIGN)
    assert not FOREIGN.startswith(OWN)
