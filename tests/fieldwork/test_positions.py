"""Positions of phones: taken once, made coarse, deleted, shown to whom they are for and to nobody else."""

from time import time_ns

import pytest
from tests.command.people import logged_in
from tests.ledger.calls import post
from tests.ledger.worlds import Phone

from sampai.fieldwork.actions import tidy_positions
from sampai.fieldwork.model import PositionRules
from sampai.fieldwork.tables import PositionRow
from sampai.kernel.clock import now
from sampai.kernel.ids import RegionCode
from sampai.ledger.actions.append import enrol_device
from sampai.ledger.queries.record import stored_from
from sampai.ledger.rules.cbor import encode
from sampai.ledger.tables import LookRow
from sampai.packs.position_rules import load_position_rules

pytestmark = pytest.mark.usefixtures("any_store")

KAUR = RegionCode("1704")
VILLAGE = RegionCode("1704012003")
RULES = load_position_rules()
NEAR = (-46_123_456, 1_033_876_543, 12)


def _phone(name: str, *, institution: str = "polri", territory: RegionCode = VILLAGE) -> Phone:
    phone = Phone(name)
    enrol_device(phone.key, holder=f"HP {name}", at=now(), territory=territory, institution=institution)
    return phone


def _sends(phone: Phone | None, *rows: object, status: int = 200) -> int:
    answered, body, _ = post("/sync/positions", encode({1: 1, 2: list(rows)}), phone=phone)
    assert answered == status
    return int(body[2]) if status == 200 else 0


def _ms(*, ago_s: int = 0) -> int:
    return time_ns() // 1_000_000 - ago_s * 1_000


def test_the_same_moment_twice_counts_once_and_nothing_reaches_the_record() -> None:
    phone = _phone("bagus")
    row = [_ms(), *NEAR]

    assert _sends(phone, row, row) == 1
    assert _sends(phone, row) == 1
    assert PositionRow.objects.count() == 1
    assert stored_from(0, most=10) == []


def test_what_is_no_position_of_a_day_is_left_out() -> None:
    phone = _phone("bagus")
    odd = ["x", [1, 2], [_ms(), "a", 2, 3], [_ms(), 910_000_000, 0, 1], [_ms(ago_s=90_000), *NEAR]]

    assert _sends(phone, *odd, [_ms(ago_s=-3_600), *NEAR]) == 0
    assert _sends(None, [_ms(), *NEAR], status=401) == 0


def test_positions_are_coarse_after_a_day_and_gone_after_the_dispute_period() -> None:
    phone = _phone("bagus")
    _sends(phone, [_ms(), *NEAR])
    rules = PositionRules(coarse_after_ms=1_000, keep_ms=90_000, basis=RULES.basis)

    tidy_positions(now_ms=_ms() + 5_000, rules=rules)
    coarse = PositionRow.objects.values_list("lat_e7", "lon_e7", "accuracy_m", "is_coarse").get()
    tidy_positions(now_ms=_ms() + 9_000, rules=rules)
    again = PositionRow.objects.values_list("lat_e7", "lon_e7", "accuracy_m", "is_coarse").get()
    tidy_positions(now_ms=_ms() + 95_000, rules=rules)

    assert coarse == again == (-46_100_000, 1_033_800_000, 1_600, True)
    assert not PositionRow.objects.exists()


def test_the_map_shows_the_latest_with_its_age_to_whom_it_is_for_and_notes_the_look() -> None:
    _sends(_phone("bagus"), [_ms(ago_s=7_300), *NEAR], [_ms(ago_s=130), *NEAR])
    _sends(_phone("siti", institution="kpu"), [_ms(ago_s=3_700), *NEAR])
    _sends(_phone("jauh", territory=RegionCode("1813062001")), [_ms(), *NEAR])

    seen = {role: logged_in(role).get("/peta/posisi") for role in ("kpu-logistik", "kapolsek", "ppk")}

    names = {
        role: [one["properties"]["nama"] for one in answer.json()["features"]]
        for role, answer in seen.items()
        if answer.status_code == 200
    }
    assert names == {"kpu-logistik": ["HP bagus", "HP siti"], "kapolsek": ["HP bagus"]}
    assert "2 menit" in seen["kapolsek"].content.decode()
    assert seen["ppk"].status_code == 403
    assert LookRow.objects.filter(subject__startswith="positions:", secrecy=3).count() == 2
