from dataclasses import replace

import pytest
from scripts.custody_cases import BOX, DRIVER, EVE_MS, MINUTE_MS, PPK, SEALS, STATION, Phone, Way, seen
from scripts.custody_vectors import LONE_AFTER_MS
from tests.custody.folding import after, state_of

from sampai.custody.model import (
    MOST_BOXES,
    BoxCode,
    BoxRead,
    Handing,
    Keeper,
    Kind,
    Side,
    Statement,
    Waybill,
)
from sampai.custody.rules.bodies import body_data, read_body, statement_of
from sampai.custody.rules.handovers import (
    PAIR_WINDOW_MS,
    handovers_of,
    lone_halves,
    manifest_differences,
    missing_parts,
)
from sampai.kernel.rights import Institution
from sampai.ledger.model import MOST_EVENT_BYTES
from sampai.ledger.rules.envelope import event_bytes


def half(
    kind: Kind, phone: Phone, *, at: int, place: str = "170401", journey: str = "", handover: str = ""
) -> Statement:
    by, other = (DRIVER, PPK) if kind is Kind.GIVEN else (PPK, DRIVER)
    body = Handing(boxes=seen(seals=SEALS), by=by, other=other, handover=handover, journey=journey)
    said = phone.says(kind, body, at=at, place=place)
    statement = statement_of(said.event, digest=said.digest)
    assert statement is not None
    return statement


def paired(first: Statement, second: Statement) -> bool:
    return len(handovers_of([first, second], box=BOX.code)) == 1


def test_halves_without_a_shared_number_pair_within_the_window() -> None:
    minutes = PAIR_WINDOW_MS // MINUTE_MS
    given = half(Kind.GIVEN, Phone("driver"), at=100)

    assert paired(given, half(Kind.TAKEN, Phone("ppk"), at=100 + minutes))
    assert not paired(given, half(Kind.TAKEN, Phone("ppk"), at=101 + minutes))


def test_halves_that_contradict_each_other_are_two_lone_ones() -> None:
    given = half(Kind.GIVEN, Phone("driver"), at=100, journey="J1", handover="aa" * 16)

    assert not paired(given, half(Kind.TAKEN, Phone("ppk"), at=101, journey="J2"))
    assert not paired(given, half(Kind.TAKEN, Phone("ppk"), at=101, place="170402"))
    assert not paired(given, half(Kind.TAKEN, Phone("ppk"), at=101, handover="bb" * 16))
    assert not paired(given, half(Kind.TAKEN, Phone("driver"), at=101))


def test_shared_number_pairs_whatever_the_clocks_say() -> None:
    given = half(Kind.GIVEN, Phone("driver"), at=100, handover="aa" * 16)
    taken = half(Kind.TAKEN, Phone("ppk", slow_ms=400 * 24 * 60 * MINUTE_MS), at=101, handover="aa" * 16)

    assert paired(given, taken)


def test_lone_half_is_an_alarm_after_a_while_and_says_whose_half_is_missing() -> None:
    state = state_of("lone-half")
    given_ms = EVE_MS + 110 * MINUTE_MS

    def lone(now_ms: int) -> list[Side]:
        found = lone_halves(
            state.handovers, statements=state.statements, now_ms=now_ms, after_ms=LONE_AFTER_MS
        )
        return [side for _, side in found]

    assert lone(given_ms + LONE_AFTER_MS) == []
    assert lone(given_ms + LONE_AFTER_MS + 1) == [Side.RECEIVER]


def test_receiver_alone_has_the_box_and_the_givers_half_is_missing() -> None:
    way = Way()
    way.packed_and_sealed()
    way.carried(at=40, to="170401")
    way.hand((way.driver, DRIVER), (way.ppk, PPK), at=110, place="170401")
    del way.said[-2]
    state = after(way)

    found = lone_halves(state.handovers, statements=state.statements, now_ms=EVE_MS * 2, after_ms=0)

    assert state.holder == PPK
    assert [side for _, side in found] == [Side.GIVER]


def test_complete_way_has_no_lone_half() -> None:
    state = state_of("whole-life")

    assert lone_halves(state.handovers, statements=state.statements, now_ms=EVE_MS * 2, after_ms=0) == ()


def test_manifest_lists_every_box_and_says_which_only_one_side_has() -> None:
    def listed(kind: Kind, *numbers: int) -> Statement:
        boxes = tuple(BoxRead(box=BoxCode(f"{STATION}-B{number}")) for number in numbers)
        one = half(kind, Phone("driver"), at=100)
        assert isinstance(one.body, Handing)
        return replace(one, body=replace(one.body, boxes=boxes))

    given = [listed(Kind.GIVEN, 1, 2), listed(Kind.GIVEN, 3)]

    assert manifest_differences(given, [listed(Kind.TAKEN, 1, 3, 4)]) == (
        (BoxCode(f"{STATION}-B2"),),
        (BoxCode(f"{STATION}-B4"),),
    )


def test_list_in_parts_tells_which_part_has_not_come() -> None:
    one = half(Kind.GIVEN, Phone("driver"), at=100)
    assert isinstance(one.body, Handing)
    parts = [replace(one, body=replace(one.body, part=part, parts=4)) for part in (1, 3)]

    assert missing_parts(parts) == (2, 4)
    assert missing_parts([]) == ()


def test_largest_list_of_one_statement_fits_one_event() -> None:
    boxes = tuple(
        BoxRead(
            box=BoxCode(f"1704012003{number:03d}-B1"),
            seals=("KPU-1234567", "KPU-1234568"),
            after=(bytes([number]) * 32,),
        )
        for number in range(MOST_BOXES)
    )
    body = Handing(boxes=boxes, by=DRIVER, other=PPK, handover="ab" * 16, photos=(bytes(32),) * 4)
    said = Phone("driver").says(Kind.GIVEN, body, at=1)

    assert len(event_bytes(said.event)) < MOST_EVENT_BYTES - 500


def test_all_fields_of_the_ace_form_have_a_place() -> None:
    """ACE Project, vcf01c: serials, envelopes, station, destination, pick-up, authority, persons, way."""
    form = Handing(
        boxes=seen(seals=SEALS, envelopes=3),
        by=DRIVER,
        other=PPK,
        handover="ab" * 16,
        destination="170401",
        signers=(Keeper(name="Saksi", institution=Institution.PUBLIC),),
        waybill=Waybill(
            authorised_by="Sekretaris KPU",
            transporter="PT Pos",
            driver="Anton",
            vehicle="truk",
            plate="BD 8123 K",
            schedule="KMP 14.00",
            itinerary=("Bintuhan", "Nasal"),
            overnight=("Polsek Nasal",),
            dispatcher_phone="+62811",
            pick_up_ms=EVE_MS,
            copies=4,
        ),
    )

    assert read_body(Kind.GIVEN, version=1, data=body_data(form)) == form


@pytest.mark.parametrize("name", ["seal-worn", "halves-differ"])
def test_halves_that_disagree_on_seals_say_so(name: str) -> None:
    state = state_of(name)

    assert [one.differs for one in state.handovers] == [("seals",)]
