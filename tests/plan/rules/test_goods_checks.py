from dataclasses import replace

from tests.worlds import ELECTION, FULL_REGISTER, KITS, PLACES, register, station
from tests.worlds import PORT as VILLAGE

from sampai.kernel.ids import PlaceCode
from sampai.materials.model import Needs, StockLine
from sampai.materials.rules.needs import needs_of
from sampai.places.model import Place, PlaceKind, Register
from sampai.plan.model import Severity, StoreDay
from sampai.plan.rules.goods_checks import overfull, rooms, rooms_unknown, stock, voters


def _needs(places: Register = FULL_REGISTER) -> Needs:
    return needs_of(places.stations, election=ELECTION, kits=KITS)


def _with_room(code: str, *, volume_m3: float | None) -> tuple[Place, ...]:
    return tuple(replace(p, volume_m3=volume_m3) if p.code == code else p for p in PLACES)


def test_voters_above_the_rule_are_warned_of_and_above_the_law_stop() -> None:
    crowded = register([station(VILLAGE, n, voters=count) for n, count in ((1, 600), (2, 601), (3, 801))])

    problems = [(p.code, p.severity, p.subject) for p in voters(crowded, election=ELECTION)]

    assert problems == [
        ("voters-above-rule", Severity.WARN, f"{VILLAGE}002"),
        ("voters-above-law", Severity.STOP, f"{VILLAGE}003"),
    ]


def test_a_store_with_room_for_everything_is_no_problem() -> None:
    assert list(rooms(_needs(), register=FULL_REGISTER)) == []


def test_the_store_must_hold_all_boxes_and_booths_of_all_levels() -> None:
    litres = _needs().total_load().volume_l
    tight = register(FULL_REGISTER.stations, places=_with_room("GUDANG", volume_m3=litres / 1000))
    small = register(FULL_REGISTER.stations, places=_with_room("GUDANG", volume_m3=(litres - 1) / 1000))

    assert list(rooms(_needs(), register=tight)) == []
    assert [p.subject for p in rooms(_needs(), register=small)] == ["GUDANG"]


def _day(place: str, day: int, *, peak_l: int) -> StoreDay:
    return StoreDay(place=place, day=day, peak_l=peak_l, came_l=0, left_l=0, ends_l=peak_l)


def test_a_ppk_must_hold_what_lies_there_on_its_fullest_day_and_its_first_such_day_is_named() -> None:
    days = [_day("PPK-2", -3, peak_l=501), _day("PPK-2", -2, peak_l=900), _day("PPK-2", -1, peak_l=900)]
    small = register(FULL_REGISTER.stations, places=_with_room("PPK-2", volume_m3=0.5))
    tight = register(FULL_REGISTER.stations, places=_with_room("PPK-2", volume_m3=0.9))

    [problem] = overfull(days, register=small)

    assert (problem.code, problem.subject) == ("store-overfull", "PPK-2")
    assert str(problem.what) == "PPK Bukit has 0.5 m3 of room; by the plan 0.9 m3 lie there on H-2."
    assert str(problem.remedy).startswith("Find 0.4 m3 more room nearby")
    assert list(overfull(days, register=tight)) == []


def test_a_village_without_a_listed_office_and_the_store_itself_are_not_called_overfull() -> None:
    days = [_day("GUDANG", -4, peak_l=10**9), _day("9901012001", -2, peak_l=10**9)]

    assert list(overfull(days, register=FULL_REGISTER)) == []


def test_of_several_stores_each_must_hold_what_the_plan_fetches_there() -> None:
    second = replace(FULL_REGISTER.places[0], code=PlaceCode("GUDANG-2"), kind=PlaceKind.STORE, volume_m3=0.8)
    two = register(FULL_REGISTER.stations, places=(*_with_room("GUDANG", volume_m3=0.5), second))
    days = [_day("GUDANG", -4, peak_l=600), _day("GUDANG-2", -4, peak_l=700)]

    assert [problem.subject for problem in overfull(days, register=two)] == ["GUDANG"]


def test_unknown_rooms_are_noted_once() -> None:
    unknown = register(places=_with_room("PPK-2", volume_m3=None))

    assert [(p.code, p.subject) for p in rooms_unknown(unknown)] == [("store-size-unknown", "PPK-2")]
    assert list(rooms(_needs(), register=unknown)) == []


def _line(item: str, *, good: int, damaged: int = 0) -> StockLine:
    return StockLine(item=item, place=PlaceCode("GUDANG"), good=good, damaged=damaged)


def test_short_stock_is_a_problem_and_surplus_is_none() -> None:
    lines = (
        _line("bilik", good=30, damaged=4),
        _line("kotak_suara", good=21),
        _line("surat_suara", good=9_999),
    )

    problems = list(stock(_needs(), lines=lines, kits=KITS))

    assert [(p.subject, p.severity) for p in problems] == [("bilik", Severity.WARN)]
    assert str(problems[0].what) == "bilik: 32 needed, 30 ready, 4 damaged, 2 missing."


def test_items_that_nobody_counted_are_unknown_and_not_short() -> None:
    problems = list(stock(_needs(), lines=(_line("bilik", good=32),), kits=KITS))

    assert [(p.code, p.severity) for p in problems] == [("stock-unknown", Severity.NOTE)]
    assert str(problems[0].what).startswith("The stock of 3 items")
