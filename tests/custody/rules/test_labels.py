import pytest
import segno
from scripts.custody_cases import BOX, CONTAINER

from sampai.custody.model import BoxKind, parts_of
from sampai.custody.rules.labels import boxes_of, containers_of, is_ours, label_text, read_label
from sampai.kernel.errors import Refused
from sampai.kernel.ids import StationCode
from sampai.kernel.quantity import Load
from sampai.materials.rules.packing import PackedBox, PackedItem, PackingList

KEY = bytes(range(32))
STATION = StationCode("1704012003001")
PACKING = PackingList(
    station=STATION,
    boxes=tuple(
        PackedBox(
            number=number,
            contest=contest,
            contents=(PackedItem("surat_suara", 410),),
            weight_g=1,
            content_ml=1,
            room_ml=1,
        )
        for number, contest in ((1, "pilgub"), (2, "pilbup"))
    ),
    outside=(PackedItem("bilik", 4),),
    load=Load(),
)


def text(box: str = "") -> str:
    return label_text(BOX, election="pilkada-2024", key=KEY).replace(BOX.code, box or BOX.code)


def test_boxes_of_a_station_are_those_of_its_packing_list_and_a_kit() -> None:
    boxes = boxes_of(PACKING, dapil="KAUR 2")

    assert [(box.code, box.kind, box.contest) for box in boxes] == [
        ("1704012003001-B1", BoxKind.BALLOT_BOX, "pilgub"),
        ("1704012003001-B2", BoxKind.BALLOT_BOX, "pilbup"),
        ("1704012003001-K1", BoxKind.KIT, ""),
    ]
    assert boxes[0].dapil == "KAUR 2"


def test_committee_has_containers_for_the_way_back() -> None:
    assert [box.code for box in containers_of("170401", count=2)] == ["170401-C1", "170401-C2"]
    assert parts_of(CONTAINER.code) == ("170401", BoxKind.CONTAINER)


def test_label_fits_a_small_qr_code() -> None:
    assert segno.make(text(), error="m").designator == "2-M"


def test_label_of_the_commission_is_told_from_one_that_somebody_made() -> None:
    label = read_label(f"  {text().lower()} ")

    assert is_ours(label, election="pilkada-2024", key=KEY)
    assert not is_ours(label, election="pilkada-2024", key=bytes(32))
    assert not is_ours(label, election="pemilu-2024", key=KEY)
    assert not is_ours(read_label(text("1704012003002-B1")), election="pilkada-2024", key=KEY)


@pytest.mark.parametrize(
    "other", ["", "https://kpu.go.id", "S1/1704012003001-B1/PILGUB", "S1/17-X1/A/ABCDEFGH"]
)
def test_other_qr_codes_are_no_labels(other: str) -> None:
    with pytest.raises(Refused):
        read_label(other)


@pytest.mark.parametrize("code", ["", "1704012003001", "1704012003001-B0", "1704012003001-B100", "a b-B1"])
def test_code_that_no_label_holds_is_refused(code: str) -> None:
    with pytest.raises(Refused):
        parts_of(code)
