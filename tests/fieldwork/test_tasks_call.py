"""What a phone is told of its work, on both stores."""

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from tests.ledger.calls import client, get, headers
from tests.ledger.worlds import Phone
from tests.matrix import CONVOY, STRANGE, world
from tests.store import KINDS, as_role, store

from sampai.fieldwork.queries import tasks_for
from sampai.kernel.clock import now
from sampai.kernel.ids import RegionCode
from sampai.ledger.actions.append import enrol_device
from sampai.ledger.queries.record import known_device
from sampai.ledger.rules.cbor import decode, encode
from sampai.ledger.tables import LookRow
from sampai.main.web.chores import lay_out_boxes
from sampai.main.web.field_tasks import for_tasks
from sampai.main.web.wiring import roles
from sampai.people.actions.accounts import make_account
from sampai.people.actions.devices import set_bearers
from sampai.places.tables import StationRow

KAUR = RegionCode("1704")


@pytest.fixture(params=KINDS)
def station(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with store(request.param, folder=tmp_path, recipe=world):
        lay_out_boxes()
        yield (
            StationRow.objects.filter(code__startswith=KAUR)
            .order_by("code")
            .values_list("code", flat=True)[0]
        )


def _phone(name: str, role: str, territory: str) -> Phone:
    phone, code = Phone(name), RegionCode(territory)
    institution = roles()[role].institution
    admin = as_role(f"{institution.value}-admin", territory=KAUR)
    make_account(admin, now(), username=name, name=name, role=roles()[role], territory=code)
    enrol_device(phone.key, holder=name, at=now(), territory=code, institution=institution.value)
    set_bearers(admin, now(), device=phone.key.id.hex(), accounts=[name])
    return phone


def _told(phone: Phone) -> dict[int, Any]:
    status, body, _ = get("/sync/tasks", phone=phone)
    assert status == 200
    return body


def test_a_kpps_learns_its_own_station_only(station: str) -> None:
    told = _told(_phone("siti", "kpps", station))

    assert told[3] == "Asia/Jakarta"
    assert told[4] == {"siti": {"name": "siti", "institution": "kpu", "level": "tps", "office": "KPPS"}}
    assert {task["place"] for task in told[5]} == {station}
    assert [task["step"] for task in told[5]] == ["take", "open", "copy", "close", "report", "return"]
    assert {code[:13] for code in told[6]} == {station}
    assert CONVOY not in str(told)


def test_a_ppk_takes_from_the_regency_and_gives_to_every_station(station: str) -> None:
    _phone("siti", "kpps", station)

    told = _told(_phone("dewi", "ppk", station[:6]))

    gives = [task for task in told[5] if task["step"] == "give"]
    assert len(gives) == 14
    assert [task["meet"]["name"] for task in gives if task["place"] == station] == ["siti"]
    assert [task["until_ms"] - task["at_ms"] > 0 for task in gives] == [True] * 14
    assert STRANGE not in str(told)


def test_an_empty_list_is_a_right_answer_and_strangers_get_none(station: str) -> None:
    assert _told(_phone("jauh", "ppk", "170499"))[5] == []
    assert get("/sync/tasks")[0] == 401
    assert get("/sync/tasks", phone=Phone("stranger"))[0] == 401
    assert station


def test_a_list_costs_the_same_queries_for_one_station_as_for_many(station: str) -> None:
    counts = []
    for name, role, territory in (("siti", "kpps", station), ("dewi", "ppk", station[:6])):
        _told(phone := _phone(name, role, territory))
        known = known_device(phone.key.id.hex())
        assert known is not None
        alias = "reader" if connection.vendor == "sqlite" else "default"
        with CaptureQueriesContext(connections[alias]) as queries:
            tasks_for(known, roles=roles(), **for_tasks())
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_what_has_not_changed_is_not_told_again(station: str) -> None:
    phone = _phone("siti", "kpps", station)
    first = _told(phone)
    have = ",".join(digest.hex() for digest in (first[8], *first[7].values()))

    again = get(f"/sync/tasks?have={have}", phone=phone)[1]
    other = get(f"/sync/tasks?have={'00' * 8}", phone=phone)[1]

    assert sorted(again) == [1, 2, 6, 7, 8]
    assert (again[6], again[7], again[8]) == ({}, first[7], first[8])
    assert {key: other[key] for key in (3, 4, 5, 6)} == {key: first[key] for key in (3, 4, 5, 6)}


def test_who_is_told_of_journeys_is_noted_each_time_that_they_are_told(station: str) -> None:
    phone = _phone("dewi", "ppk", station[:6])
    told = _told(phone)
    have = ",".join(digest.hex() for digest in (told[8], *told[7].values()))

    get(f"/sync/tasks?have={have}", phone=phone)

    looks = LookRow.objects.filter(subject=f"tasks:{phone.key.id.hex()}")
    assert [*looks.values_list("account", "institution", "secrecy")] == [("dewi", "kpu", 4)]


def test_a_long_list_goes_packed(station: str) -> None:
    phone = _phone("dewi", "ppk", station[:6])

    plain = get("/sync/tasks", phone=phone)
    signed = headers(phone, "GET", "/sync/tasks") | {"Accept-Encoding": "gzip"}
    packed = client().get("/sync/tasks", headers=signed).content

    assert len(packed) * 4 < len(encode(plain[1]))
    told = decode(gzip.decompress(packed))
    assert isinstance(told, dict)
    assert told[5] == plain[1][5]
