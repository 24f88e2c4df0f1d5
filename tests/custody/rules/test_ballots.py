"""What custody states of ballots becomes counts: of the right account, place, contest and people."""

import pytest

from sampai.custody.model import BoxCode, BoxRead, Content, Handing, Keeper, Kind, Touch
from sampai.custody.rules.ballots import counts_of
from sampai.election.model import Level
from sampai.kernel.rights import Institution
from sampai.materials.model.ballots import Account, Entry

PLACE, OTHER = "1704012001001", "1704012001002"
STORE = Keeper(name="Rina", institution=Institution.KPU, level=Level.KPU)
KPPS = Keeper(name="Sari", institution=Institution.KPU, level=Level.STATION)
HANDOVER = "ab" * 16


def read(*contents: tuple[str, int], box: str = f"{PLACE}-B1") -> BoxRead:
    return BoxRead(box=BoxCode(box), contents=tuple(Content(item=item, count=n) for item, n in contents))


def counted(kind: Kind, body: Touch, place: str = PLACE) -> list[tuple[str, str, Account, int, str]]:
    found = counts_of(kind, body, place=place, actor="akun", at_ms=7)
    return [(one.contest, one.place, one.account, one.sheets, one.by) for one in found]


def test_both_who_packed_have_counted_and_other_goods_are_no_ballots() -> None:
    goods = read(("surat_suara_pilgub", 306), ("tinta", 2), ("surat_suara_psu_pilgub", 9))

    found = counted(Kind.PACKED, Touch(boxes=(goods,), by=STORE, second=KPPS), place="1704")

    assert found == [
        ("pilgub", PLACE, Account.PACKED, 306, "akun"),
        ("pilgub", PLACE, Account.PACKED, 306, "Sari"),
    ]


def test_sheets_of_one_contest_in_several_boxes_are_added_up() -> None:
    boxes = (
        read(("surat_suara_pilgub", 300)),
        read(("surat_suara_pilgub", 6), box=f"{PLACE}-B2"),
    )

    assert counted(Kind.OPENED, Touch(boxes=boxes, by=KPPS)) == [
        ("pilgub", PLACE, Account.RECEIVED, 306, "akun")
    ]


def test_a_stations_report_names_what_became_of_its_sheets() -> None:
    report = read(
        ("surat_suara_terpakai_pilgub", 250),
        ("surat_suara_sisa_pilgub", 54),
        ("surat_suara_keliru_pilgub", 2),
        ("surat_suara_kembali_pilgub", 0),
    )

    found = counts_of(Kind.USED, Touch(boxes=(report,), by=KPPS), place=PLACE, actor="akun", at_ms=7)

    assert {one.account: one.sheets for one in found} == {
        Account.USED: 250,
        Account.UNUSED: 54,
        Account.SPOILED: 2,
        Account.RETURNED: 0,
    }


@pytest.mark.parametrize(
    ("kind", "keeper", "account"),
    [
        (Kind.GIVEN, STORE, Account.SENT),
        (Kind.TAKEN, KPPS, Account.RECEIVED),
        (Kind.GIVEN, KPPS, None),
        (Kind.TAKEN, STORE, None),
    ],
)
def test_handing_over_counts_at_both_ends_of_the_way_out(
    kind: Kind, keeper: Keeper, account: Account | None
) -> None:
    body = Handing(boxes=(read(("surat_suara_pilgub", 306)),), by=keeper, other=STORE, handover=HANDOVER)

    assert [one[2] for one in counted(kind, body)] == ([account] if account else [])


@pytest.mark.parametrize(
    ("kind", "place", "account"),
    [(Kind.GIVEN, PLACE, Account.MOVED_OUT), (Kind.TAKEN, OTHER, Account.MOVED_IN)],
)
def test_loose_ballots_between_stations_are_counted_under_the_orders_number(
    kind: Kind, place: str, account: Account
) -> None:
    goods = (Content(item="surat_suara_pilgub", count=10), Content(item="tinta", count=1))
    body = Handing(boxes=(), by=KPPS, other=KPPS, handover=HANDOVER, goods=goods)

    assert counts_of(kind, body, place=place, actor="akun", at_ms=7) == (
        Entry(
            contest="pilgub",
            place=place,
            account=account,
            sheets=10,
            by="akun",
            number=7,
            paper="GS-ABABABAB/pilgub",
        ),
    )


def test_loose_ballots_at_a_store_or_without_a_handovers_number_are_no_move() -> None:
    goods = (Content(item="surat_suara_pilgub", count=10),)
    unnamed = Handing(boxes=(), by=KPPS, other=KPPS, handover="", goods=goods)
    at_store = Handing(boxes=(), by=KPPS, other=KPPS, handover=HANDOVER, goods=goods)

    assert counted(Kind.GIVEN, unnamed) == []
    assert counted(Kind.GIVEN, at_store, place="1704") == []


def test_a_code_that_no_box_has_counts_nothing() -> None:
    body = Touch(boxes=(read(("surat_suara_pilgub", 1), box="KOTAK"),), by=STORE)

    assert counted(Kind.PACKED, body) == []
