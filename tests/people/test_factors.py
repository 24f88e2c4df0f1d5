"""Second factors: one-time codes that are good once, and what happens without them."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from django.test import Client
from tests.store import as_role

from sampai.kernel.clock import now
from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode
from sampai.main.web.wiring import roles
from sampai.people.actions.accounts import (
    accept_invitation,
    forget_factors,
    invite,
    log_in,
    make_account,
)
from sampai.people.actions.factors import begin_codes, check_code, check_passkey, confirm_codes
from sampai.people.queries import factor_kinds

KAUR = RegionCode("1704")
PASSWORD = "gunung merah laut"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NOON = datetime(2024, 2, 13, 5, 0, 10, tzinfo=UTC)
ADMIN = as_role("polri-admin", territory=KAUR)


@pytest.fixture
def officer(any_store: str) -> int:  # noqa: ARG001 -- the store is open meanwhile
    make_account(ADMIN, now(), username="budi", name="Budi", role=roles()["kabag-ops"], territory=KAUR)
    invite(ADMIN, now(), username="budi", secret="s", roles=roles())
    accept_invitation(secret="s", password=PASSWORD, at=now())
    return log_in(username="budi", password=PASSWORD, address="::1", at=now()).number


def _code(at: datetime) -> str:
    return pyotp.TOTP(SECRET).at(at)


def _with_codes(officer: int, *, at: datetime = NOON) -> None:
    begin_codes(officer, secret=SECRET, at=at)
    confirm_codes(officer, code=_code(at), at=at)


def test_codes_count_only_after_one_was_typed(officer: int) -> None:
    begin_codes(officer, secret=SECRET, at=NOON)
    assert factor_kinds(officer) == []

    confirm_codes(officer, code=_code(NOON), at=NOON)

    assert factor_kinds(officer) == ["totp"]


def test_a_code_is_good_once_and_not_long(officer: int) -> None:
    _with_codes(officer)
    later = NOON + timedelta(minutes=2)

    check_code(officer, code=_code(later), at=later)

    with pytest.raises(Refused):
        check_code(officer, code=_code(later), at=later)
    with pytest.raises(Refused):
        check_code(officer, code=_code(later), at=later + timedelta(minutes=2))


def test_codes_cannot_be_tried_out(officer: int) -> None:
    _with_codes(officer)
    later = NOON + timedelta(minutes=2)
    for wrong in range(5):
        with pytest.raises(Refused):
            check_code(officer, code=f"{wrong:06d}", at=later)

    with pytest.raises(Refused) as caught:
        check_code(officer, code=_code(later), at=later)

    assert caught.value.code == "locked"


def test_the_password_alone_does_not_open_an_account_with_a_second_factor(officer: int) -> None:
    _with_codes(officer, at=now() - timedelta(minutes=5))
    client = Client(SERVER_NAME="localhost")

    answer = client.post("/masuk", {"username": "budi", "password": PASSWORD, "lanjut": "/hari-ini"})

    assert (answer.status_code, answer["Location"]) == (302, "/faktor")
    assert client.get("/hari-ini").status_code == 302
    wrong = client.post("/faktor", {"code": "000000"})
    assert wrong.status_code == 422
    right = client.post("/faktor", {"code": _code(now())})
    assert (right.status_code, right["Location"]) == (302, "/hari-ini")
    assert client.get("/hari-ini").status_code == 200


def test_the_administrator_takes_lost_factors_away(officer: int) -> None:
    _with_codes(officer)

    forget_factors(ADMIN, now(), username="budi", roles=roles())

    assert factor_kinds(officer) == []


def test_a_passkey_that_nobody_made_is_refused(officer: int) -> None:
    with pytest.raises(Refused):
        check_passkey(
            officer,
            credential="{}",
            credential_id=b"x",
            challenge=b"c",
            host="localhost",
            origin="http://localhost",
        )


def test_the_administrators_page_makes_an_account_and_shows_its_invitation_once(officer: int) -> None:  # noqa: ARG001
    make_account(ADMIN, now(), username="atik", name="Atik", role=roles()["polri-admin"], territory=KAUR)
    invite(ADMIN, now(), username="atik", secret="t", roles=roles())
    accept_invitation(secret="t", password=PASSWORD, at=now())
    client = Client(SERVER_NAME="localhost")
    client.post("/masuk", {"username": "atik", "password": PASSWORD})
    form = {"deed": "make", "username": "sari", "name": "Sari", "role": "kapolsek", "territory": "170402"}

    page = client.post("/akun", form).content.decode()

    assert "/undangan/" in page
    assert "/undangan/" not in client.get("/akun").content.decode()
    refused = client.post("/akun", form | {"username": "dewi", "role": "kpu-logistik"})
    assert refused.status_code == 403
