from scripts.custody_cases import STORE, Way
from tests.custody.folding import after, state_of

from sampai.custody.model import BoxCode, Kind, SealLife, SealRun, SealsMoved
from sampai.custody.rules.register import SealMove, SealRegister, numbers_of, register_of


def moved(kind: Kind, first: int, last: int, *, at: int, to: str = "", holder: str = "") -> SealMove:
    run = SealRun(prefix="KPU-", first=first, last=last, width=4)
    body = SealsMoved(batch="B1", runs=(run,), by=STORE, to=to, holder=holder)
    return SealMove(kind=kind, at_ms=at, digest=bytes([at]), body=body)


MOVES = (
    moved(Kind.SEALS_RECEIVED, 1, 100, at=1),
    moved(Kind.SEALS_ISSUED, 11, 20, at=2, to="GUDANG"),
    moved(Kind.SEALS_SPOILED, 20, 20, at=3, holder="GUDANG"),
    moved(Kind.SEALS_RETURNED, 19, 19, at=4, holder="GUDANG"),
    moved(Kind.SEALS_COUNTED, 11, 16, at=5, holder="GUDANG"),
    moved(Kind.SEALS_DESTROYED, 90, 100, at=6),
)


def packed() -> SealRegister:
    way = Way()
    way.packed_and_sealed()
    return register_of(MOVES, boxes=[after(way)])


def test_register_closes_when_issued_is_applied_spoiled_returned_and_counted() -> None:
    (balance,) = packed().balances

    assert (balance.issued, balance.applied, balance.spoiled, balance.returned, balance.counted) == (
        10,
        2,
        1,
        1,
        6,
    )
    assert balance.unaccounted == 0


def test_stock_that_nobody_counted_is_not_accounted_for() -> None:
    way = Way()
    way.packed_and_sealed()
    (balance,) = register_of(MOVES[:4], boxes=[after(way)]).balances

    assert balance.counted is None
    assert balance.unaccounted == 6


def test_each_seal_is_somewhere_in_its_life() -> None:
    lives = packed().lives

    assert [
        lives[number] for number in ("KPU0001", "KPU0012", "KPU0017", "KPU0020", "KPU0019", "KPU0095")
    ] == [
        SealLife.IN_STOCK,
        SealLife.ISSUED,
        SealLife.APPLIED,
        SealLife.SPOILED,
        SealLife.IN_STOCK,
        SealLife.DESTROYED,
    ]


def test_seal_is_read_broken_and_replaced_as_the_box_says() -> None:
    resealed = register_of((), boxes=[state_of("resealed")]).lives
    opened = register_of((), boxes=[state_of("whole-life")]).lives

    assert (resealed["KPU0017"], resealed["KPU0018"], resealed["KPU0500"]) == (
        SealLife.READ,
        SealLife.REPLACED,
        SealLife.APPLIED,
    )
    assert opened["KPU0101"] is SealLife.READ


def test_number_on_two_boxes_and_one_that_nobody_issued_are_told() -> None:
    state, other = state_of("way-out"), Way()
    other.packed_and_sealed()
    twin = Way(
        other.box.__class__(code=BoxCode("1704012003002-B1"), kind=other.box.kind, owner="1704012003002")
    )
    twin.packed_and_sealed()
    register = register_of(MOVES[:1], boxes=[state, after(twin)])

    assert register.twice == ("KPU0017", "KPU0018")
    assert register.never_issued == ("KPU0017", "KPU0018")
    assert register.elsewhere["KPU0017"] == state.box.code


def test_order_in_which_the_register_is_given_is_no_matter() -> None:
    boxes = [state_of("resealed")]

    assert register_of(MOVES[::-1], boxes=boxes) == register_of(MOVES, boxes=boxes)


def test_run_names_every_number_with_its_zeros() -> None:
    assert list(numbers_of([SealRun(prefix="K-", first=8, last=10, width=3)])) == ["K008", "K009", "K010"]
