"""Cases that happened, from the first word to the paper, through the store. Sources: rows of the pack."""

import pytest
from tests.incidents.desk import FieldPhone, after, done, fold, ms, offices, person, seen, told
from tests.incidents.saying import BOOK

from sampai.incidents.actions.clocks import tick_due
from sampai.incidents.actions.deeds import SIGNERS, order, sign_order
from sampai.incidents.model import Deed, Item, Lead, Status
from sampai.incidents.tables import IncidentRow, WatchRow
from sampai.kernel.rights import Institution
from sampai.main.web.record import own_node

pytestmark = pytest.mark.usefixtures("any_store")


def ordered(by: str, territory: str, code: str, lead: Lead, *, minute: int, **items: str) -> str:
    names = {item.value.replace("-", "_"): item for item in Item}
    name = order(
        person(by, territory),
        after(minute),
        own=own_node(),
        code=code,
        lead=lead,
        items=[(names[key], said) for key, said in items.items()],
        book=BOOK,
    )
    fold()
    return str(name)


def signed(by: str, territory: str, code: str, name: str, *, minute: int) -> None:
    sign_order(person(by, territory), after(minute), own=own_node(), code=code, order_id=name, book=BOOK)
    fold()


def closed(by: str, territory: str, code: str, *, minute: int) -> None:
    done(person(by, territory), after(minute), code, Deed.RESOLVE)
    tick_due(now_ms=ms(after(minute + 60)), book=BOOK)
    assert offices(code)[-1].startswith("call-back ")
    done(person(by, territory), after(minute + 61), code, Deed.CLOSE)


def test_demak_flood_moves_a_station_with_three_signatures_and_ends_closed() -> None:
    kpu = person("kpu-logistik", "3321")
    code = told("flood", "3321022003001", at=after(0), by=kpu, source="BPBD", stations="114")
    told("flood", "3321022003018", at=after(10), by=kpu, source="PPS", stations="114")
    for lead in (Lead.MOVE, Lead.POSTPONE):
        assert lead in BOOK.playbooks["disaster"].leads

    move = ordered(
        "kpu-logistik",
        "3321",
        code,
        Lead.MOVE,
        minute=20,
        station="3321022003001",
        old_place="Balai desa",
        new_place="SDN 1",
        voters_told="PPS dari rumah ke rumah",
    )
    signed("kabag-ops", "3321", code, move, minute=21)
    signed("bawaslu", "3321", code, move, minute=22)
    closed("kpu-logistik", "3321", code, minute=300)

    one = seen(kpu, code)
    assert (one.incident.status, one.incident.is_verified, len(one.incident.claims)) == (
        Status.CLOSED,
        True,
        2,
    )
    assert {sign.institution for sign in one.orders[0].signed} == set(SIGNERS[Lead.MOVE])
    assert offices(code)[:6] == [
        "notify PPS",
        "notify PPK",
        "notify Panwascam",
        "notify Bawaslu kabupaten",
        "notify Polsek",
        "notify Polres",
    ]


def test_sunter_jaya_is_one_incident_of_twelve_stations_and_goods_are_replaced() -> None:
    for number in range(141, 153):
        place = f"3172021002{number}"
        phone = FieldPhone(f"kpps-{number}", territory=place)
        phone.states("incident.reported", place=place, at=after(number - 140), body={"what": "flood"})
    (row,) = IncidentRow.objects.all()
    assert (row.claims, row.is_verified) == (12, True)

    kpu = person("kpu-logistik", "3172")
    wet = told("wet", "3172021002141", at=after(30), by=kpu, on_site=True, boxes=("3172021002141-B1",))
    ordered("kpu-logistik", "3172", wet, Lead.INSPECT, minute=40, box="3172021002141-B1", witness="PTPS")
    ordered(
        "kpu-logistik",
        "3172",
        wet,
        Lead.REPLACE,
        minute=50,
        box="3172021002141-B1",
        store="GUDANG",
        journey="-",
        escort="POLSEK",
    )

    assert [each.lead for each in seen(kpu, wet).orders] == [Lead.INSPECT, Lead.REPLACE]
    assert "BA Penggantian" in BOOK.playbooks["goods"].forms


def test_mentawai_boat_is_told_by_radio_and_by_a_desk_and_its_hour_stays_contested() -> None:
    polsek, kpu = person("kapolsek", "130901"), person("kpu-logistik", "1309")
    code = told("boat-in-trouble", "130901", at=after(0), by=polsek, journey="J7", on_site=True, hour="21.45")
    told("boat-in-trouble", "130901", at=after(60), by=kpu, source="Polres", journey="J7", hour="23.15")
    done(polsek, after(65), code, Deed.ANSWER, other="polri")
    sent = done(polsek, after(66), code, Deed.ASSIGN, other="POLSEK")
    closed("kpu-logistik", "1309", code, minute=300)

    one = seen(kpu, code).incident
    assert [fact.name for fact in one.facts if fact.is_contested] == ["hour"]
    assert (one.journeys, one.unit, one.status) == (("J7",), "POLSEK", Status.CLOSED)
    assert sent
    assert "notify Polda" not in offices(code)
    assert WatchRow.objects.filter(next_ms__lt=1 << 60).count() == 0
    assert "BA Kehilangan/Kerusakan" in BOOK.playbooks["boat"].forms


def test_hitadipa_stays_contested_and_goes_up_every_chain() -> None:
    tni, police, region = person("dandim", "9408"), person("kapolres", "9408"), person("kesbangpol", "9408")
    code = told("held", "940807", at=after(0), by=tni, boxes_seized="119")
    told("held", "940807", at=after(60), by=police, happened=False)
    told("held", "940807", at=after(120), by=region, boxes_seized="0")
    for minute in (20, 50, 100):
        tick_due(now_ms=ms(after(minute)), book=BOOK)

    one = seen(police, code).incident
    assert (one.status, one.is_verified) == (Status.REPORTED, False)
    assert {fact.name for fact in one.facts if fact.is_contested} == {"happened", "boxes_seized"}
    assert {claim.source.institution for claim in one.claims} == {
        Institution.TNI,
        Institution.POLRI,
        Institution.LOCAL_GOVERNMENT,
    }
    assert {"notify KPU", "notify Bawaslu provinsi", "notify Polda"} <= set(offices(code))


def test_dogiyai_without_a_receiver_reaches_the_commission_and_is_settled_by_a_named_one() -> None:
    polsek, kpu = person("kapolsek", "940501"), person("kpu-logistik", "9405")
    code = told("no-receiver", "940501", at=after(0), by=polsek, on_site=True)
    for minute in (30, 90):
        tick_due(now_ms=ms(after(minute)), book=BOOK)
    assert [one for one in offices(code) if one in {"notify PPS", "notify PPK", "notify KPU"}] == [
        "notify PPS",
        "notify PPK",
        "notify KPU",
    ]

    done(kpu, after(95), code, Deed.ANSWER, other="kpu")
    done(kpu, after(96), code, Deed.STEP, other="1")
    done(polsek, after(97), code, Deed.STEP, other="2")
    closed("kpu-logistik", "9405", code, minute=120)

    assert seen(kpu, code).incident.steps_done == {1, 2}
    assert BOOK.playbooks["receiver"].forms == ("BAST",)


def test_lombok_wet_boxes_have_a_contested_number_until_somebody_settles_it() -> None:
    ppk, kpu = person("ppk", "520306"), person("kpu-logistik", "5203")
    code = told("wet", "520306", at=after(0), by=ppk, on_site=True, wet="21")
    told("wet", "520306", at=after(60), by=kpu, source="pers", wet="28")
    assert seen(kpu, code).incident.is_contested

    done(kpu, after(61), code, Deed.SETTLE, other="wet=21", reason="dihitung berdua")
    ordered(
        "kpu-logistik",
        "5203",
        code,
        Lead.REPLACE,
        minute=62,
        box="21 kotak",
        store="G",
        journey="-",
        escort="P",
    )
    done(kpu, after(70), code, Deed.RESOLVE)

    one = seen(kpu, code).incident
    assert (one.is_contested, one.status) == (False, Status.RESOLVED)
    assert dict(next(fact for fact in one.facts if fact.name == "wet").values) == {
        "21": ("ppk",),
        "28": ("pers",),
    }


def test_pamekasan_swapped_ballots_are_verified_by_two_and_lead_to_the_supervisor() -> None:
    place = "3528042001003"
    voter = FieldPhone("kpps", territory=place)
    watcher = FieldPhone("ptps", territory=place, institution=Institution.BAWASLU)
    code = voter.states("incident.reported", place=place, at=after(0), body={"what": "swapped"})
    assert seen(person("ppk", "352804"), code).incident.status is Status.REPORTED
    watcher.states(
        "report.said", place=place, at=after(1), body={"said": "wrong_goods", "argument": 0, "counter": 0}
    )

    one = seen(person("ppk", "352804"), code)
    assert (one.incident.status, one.region) == (Status.VERIFIED, "3528042001")
    assert offices(code) == ["notify PPS", "notify PPK", "notify Panwascam", "notify Bawaslu kabupaten"]
    assert {Lead.INSPECT, Lead.REPLACE, Lead.OVERSIGHT} <= set(BOOK.playbooks["swapped"].leads)
