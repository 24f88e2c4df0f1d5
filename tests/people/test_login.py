"""Getting in: an invitation once, a password, a lock-out; and staying out."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from tests.store import as_role

from sampai.kernel.clock import now
from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Forbidden
from sampai.main.web.wiring import roles
from sampai.people.actions.accounts import accept_invitation, invite, log_in, make_account, set_active

KAUR = RegionCode("1704")
PASSWORD = "gunung merah laut"


@pytest.fixture
def account(any_store: str) -> str:  # noqa: ARG001 -- the store is open meanwhile
    admin = as_role("kpu-admin", territory=KAUR)
    make_account(admin, now(), username="rina", name="Rina", role=roles()["kpu-logistik"], territory=KAUR)
    invite(admin, now(), username="rina", secret="s3cret", roles=roles())
    accept_invitation(secret="s3cret", password=PASSWORD, at=now())
    return "rina"


def _client() -> Client:
    return Client(SERVER_NAME="localhost")


def test_a_person_logs_in_and_sees_the_own_territory(account: str) -> None:
    client = _client()

    answer = client.post("/masuk", {"username": account, "password": PASSWORD, "lanjut": "/hari-ini"})

    assert (answer.status_code, answer["Location"]) == (302, "/hari-ini")
    page = client.get("/hari-ini")
    assert page.status_code == 200
    assert "Kabupaten Kaur" in page.content.decode()


def test_a_foreign_regency_is_refused_with_a_sentence(account: str) -> None:
    client = _client()
    client.post("/masuk", {"username": account, "password": PASSWORD})

    page = client.get("/wilayah/1703")

    assert page.status_code == 403
    assert "Bengkulu Utara" not in page.content.decode()


def test_whoever_is_not_logged_in_comes_to_the_login_page_and_back() -> None:
    answer = _client().get("/wilayah/1704")

    assert (answer.status_code, answer["Location"]) == (302, "/masuk?lanjut=%2Fwilayah%2F1704")


@pytest.mark.usefixtures("any_store")
@pytest.mark.parametrize("onward", ["https://example.org/", "//example.org", "javascript:alert(1)"])
def test_nobody_is_sent_to_another_host_after_login(account: str, onward: str) -> None:
    answer = _client().post("/masuk", {"username": account, "password": PASSWORD, "lanjut": onward})

    assert answer["Location"] == "/"


def test_an_account_that_is_locked_out_is_out_at_once(account: str) -> None:
    client = _client()
    client.post("/masuk", {"username": account, "password": PASSWORD})

    set_active(as_role("kpu-admin", territory=KAUR), now(), username=account, active=False, roles=roles())

    assert client.get("/hari-ini").status_code == 302


def test_an_invitation_is_good_once(account: str) -> None:
    with pytest.raises(Refused):
        accept_invitation(secret="s3cret", password=PASSWORD + account, at=now())


def test_a_name_waits_after_five_wrong_passwords_even_for_the_right_one(account: str) -> None:
    at = now()
    for _ in range(5):
        with pytest.raises(Refused):
            log_in(username=account, password="wrong", address="10.0.0.1", at=at)

    with pytest.raises(Refused) as caught:
        log_in(username=account, password=PASSWORD, address="10.0.0.2", at=at)

    assert caught.value.code == "locked"
    later = at + timedelta(seconds=31)
    assert log_in(username=account, password=PASSWORD, address="10.0.0.2", at=later).username == account


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize(
    ("admin", "territory"),
    [("bawaslu-admin", KAUR), ("kpu-admin", RegionCode("1703")), ("kpu-logistik", KAUR)],
)
def test_only_the_own_institutions_administrator_of_the_territory_touches_an_account(
    admin: str, territory: RegionCode
) -> None:
    with pytest.raises(Forbidden):
        set_active(as_role(admin, territory=territory), now(), username="rina", active=False, roles=roles())


def test_a_session_that_has_ended_lets_nobody_in(account: str) -> None:
    client = _client()
    client.post("/masuk", {"username": account, "password": PASSWORD})
    assert client.get("/hari-ini").status_code == 200

    Session.objects.update(expire_date=now())

    assert client.get("/hari-ini").status_code == 302
