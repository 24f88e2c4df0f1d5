"""Enrolling a phone with a code that is shown once, and revoking a lost one."""

import re
from base64 import urlsafe_b64decode
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.ledger.calls import Body, get, post, send, words
from tests.ledger.worlds import Phone
from tests.store import as_role

from sampai.engines.signing import verify
from sampai.kernel.clock import now
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Forbidden
from sampai.ledger.model import Algorithm, DeviceKey
from sampai.ledger.queries.record import known_device, stored_from
from sampai.ledger.rules.cbor import decode
from sampai.ledger.rules.enrolment import application, certificate_message, compared, read_spelled
from sampai.main.web.record import own_node
from sampai.main.web.wiring import roles
from sampai.people.actions.accounts import accept_invitation, invite, make_account
from sampai.people.actions.devices import offer_enrolment, revoke, set_bearers
from sampai.people.queries import devices

KAUR = RegionCode("1704")
SECRET = bytes(range(16))
ADMIN = as_role("kpu-admin", territory=KAUR)


@pytest.fixture
def desk(any_store: str) -> str:  # noqa: ARG001 -- the store is open meanwhile
    for name in ("rina", "budi"):
        make_account(ADMIN, now(), username=name, name=name.title(), role=roles()["ppk"], territory=KAUR)
    return "rina"


def _offered(secret: bytes = SECRET, *, people: tuple[str, ...] = ("rina", "budi")) -> None:
    offer_enrolment(ADMIN, now(), name="HP PPK", territory=KAUR, accounts=people, secret=secret)


def _enrol(phone: Phone, *, secret: bytes = SECRET) -> tuple[int, Body]:
    asked = application(secret, key=phone.key, facts={"model": "Nokia"}, sign=phone.secret)
    status, body, _ = post("/sync/enrol", asked.raw())
    return status, body


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("algorithm", Algorithm)
def test_a_phone_gets_a_certificate_that_the_server_signed_and_its_events_are_stored(
    algorithm: Algorithm,
) -> None:
    _offered()
    phone = Phone("first", algorithm=algorithm)

    status, body = _enrol(phone)

    assert status == 200
    node = DeviceKey(Algorithm.ED25519, body[4])
    assert verify(node, message=certificate_message(body[2]), signature=body[3])
    certificate = decode(body[2])
    assert isinstance(certificate, dict)
    assert certificate[3] == phone.key.id
    assert [person[:2] for person in certificate[8]] == [["budi", "Budi"], ["rina", "Rina"]]
    assert (body[5], body[7], len(body[8])) == (0, None, 32)
    assert body[6]["pin_tries"] == 10
    assert words(send(phone.batch(phone.run(3)), phone=phone)[0]) == ["stored"] * 3
    assert [one.event.kind for one in stored_from(0, most=1)] == ["device.enrolled"]


@pytest.mark.usefixtures("desk")
def test_a_code_is_good_for_one_phone_only_and_that_one_may_ask_again() -> None:
    _offered()
    phone = Phone("first")

    first, again = _enrol(phone), _enrol(phone)

    assert first[0] == again[0] == 200
    assert first[1][8] == again[1][8]
    assert _enrol(Phone("thief"))[:1] == (410,)
    assert len(stored_from(0, most=10)) == 1


@pytest.mark.usefixtures("desk")
def test_a_code_ends_after_ten_minutes() -> None:
    early = now() - timedelta(minutes=10, seconds=1)
    offer_enrolment(ADMIN, early, name="HP", territory=KAUR, accounts=["rina"], secret=SECRET)

    assert _enrol(Phone("late"))[0] == 410


@pytest.mark.usefixtures("desk")
def test_a_key_that_the_phone_does_not_hold_is_not_enrolled() -> None:
    _offered()
    asked = application(SECRET, key=Phone("a").key, facts={}, sign=Phone("b").secret)

    assert post("/sync/enrol", asked.raw())[0] == 400


@pytest.mark.usefixtures("desk")
def test_a_lost_phone_is_revoked_after_the_last_event_that_is_stored() -> None:
    _offered()
    phone = Phone("lost")
    _enrol(phone)
    early = phone.batch(phone.run(2))
    send(early)

    counter = revoke(ADMIN, now(), device=phone.key.id.hex(), own=own_node())

    assert counter == 2
    assert words(send(early)[0]) == ["already"] * 2
    assert words(send(phone.batch(phone.run(1)))[0]) == ["revoked"]
    assert get("/sync/changes?since=0", phone=phone)[:2] == (403, {1: 1, 2: "revoked", 3: 2})
    assert get("/sync/device", phone=phone)[1][7] == 2
    assert stored_from(0, most=10)[-1].event.kind == "device.revoked"


@pytest.mark.usefixtures("desk")
def test_a_phone_that_lost_its_key_enrols_anew_and_hands_in_what_it_had_signed() -> None:
    _offered()
    old = Phone("before")
    _enrol(old)
    signed = old.batch(old.run(3))
    _offered(b"2" * 16)
    new = Phone("after")
    _enrol(new, secret=b"2" * 16)

    assert words(send(signed, phone=new)[0]) == ["stored"] * 3
    assert words(send(new.batch(new.run(1)), phone=new)[0]) == ["stored"]


@pytest.mark.usefixtures("desk")
def test_who_may_sign_in_can_be_changed_and_the_phone_learns_it() -> None:
    _offered(people=("rina",))
    phone = Phone("shared")
    _enrol(phone)

    set_bearers(ADMIN, now(), device=phone.key.id.hex(), accounts=["budi"])

    certificate = decode(get("/sync/device", phone=phone)[1][2])
    assert isinstance(certificate, dict)
    assert [person[0] for person in certificate[8]] == ["budi"]


@pytest.mark.usefixtures("desk")
def test_nobody_touches_another_institutions_or_territorys_devices() -> None:
    _offered()
    phone = Phone("kpu")
    _enrol(phone)
    strangers = (
        as_role("polri-admin", territory=KAUR),
        as_role("kpu-admin", territory=RegionCode("1703")),
        as_role("kpu-pimpinan", territory=KAUR),
    )

    for stranger in strangers:
        with pytest.raises(Forbidden):
            revoke(stranger, now(), device=phone.key.id.hex(), own=own_node())
    assert known_device(phone.key.id.hex()).revoked_from is None  # type: ignore[union-attr]
    assert devices(strangers[0]) == []
    with pytest.raises(Forbidden):
        offer_enrolment(strangers[1], now(), name="x", territory=KAUR, accounts=["rina"], secret=b"3" * 16)


def _logged_in() -> Client:
    client = Client(SERVER_NAME="localhost")
    make_account(ADMIN, now(), username="adm", name="Admin", role=roles()["kpu-admin"], territory=KAUR)
    invite(ADMIN, now(), username="adm", secret="s", roles=roles())
    accept_invitation(secret="s", password="gunung merah laut", at=now())
    client.post("/masuk", {"username": "adm", "password": "gunung merah laut"})
    return client


@pytest.mark.usefixtures("desk")
def test_the_page_shows_the_code_once_as_qr_and_for_typing_and_lists_the_phone() -> None:
    client = _logged_in()
    form = {"deed": "offer", "name": "HP PPK", "territory": "1704", "persons": ["rina"]}

    page = client.post("/perangkat", form).content.decode()

    typed = re.search(r"<code>([0-9A-Z-]+)</code>", page)
    assert typed is not None
    assert "data:image/svg+xml" in page
    phone = Phone("page")
    assert _enrol(phone, secret=read_spelled(typed[1]))[0] == 200
    listed = client.get("/perangkat").content.decode()
    assert typed[1] not in listed
    assert compared(phone.key.id) in listed
    assert "Rina" in listed
    assert client.post("/perangkat", {"deed": "revoke", "device": phone.key.id.hex()}).status_code == 302
    assert "Dicabut" in client.get("/perangkat").content.decode()


@pytest.mark.usefixtures("desk")
def test_the_list_asks_the_store_as_often_for_three_phones_as_for_one() -> None:
    counts = []
    for number in range(3):
        secret = bytes([number]) * 16
        _offered(secret)
        _enrol(Phone(f"phone {number}"), secret=secret)
        alias = "reader" if connection.vendor == "sqlite" else "default"
        with CaptureQueriesContext(connections[alias]) as queries:
            devices(ADMIN)
        counts.append(len(queries))

    assert counts[0] == counts[2]


def test_the_qr_code_holds_secret_and_key_in_base64url() -> None:
    text = "AAECAwQFBgcICQoLDA0ODw"

    assert urlsafe_b64decode(text + "==") == SECRET
