from hypothesis import given
from hypothesis import strategies as st

from sampai.kernel.ids import StationCode
from sampai.plan.pages.spots import by_village, numbers_of

VILLAGE = "9901012001"


def codes(*numbers: int, village: str = VILLAGE) -> tuple[StationCode, ...]:
    return tuple(StationCode(f"{village}{number:03d}") for number in numbers)


def test_runs_of_numbers_are_drawn_together() -> None:
    assert numbers_of(codes(1, 2, 3, 7, 9, 10)) == "001–003, 007, 009–010"


def test_one_number_stands_alone() -> None:
    assert numbers_of(codes(901)) == "901"


@given(st.sets(st.integers(1, 999), min_size=1))
def test_runs_name_every_number_once(numbers: set[int]) -> None:
    said: list[int] = []
    for run in numbers_of(codes(*numbers)).split(", "):
        first, _, last = run.partition("–")
        said.extend(range(int(first), int(last or first) + 1))

    assert said == sorted(numbers)


def test_stations_are_gathered_by_village_in_code_order() -> None:
    mixed = (*codes(2, village="9901012002"), *codes(1), *codes(1, village="9901012002"))

    assert [(village, len(found)) for village, found in by_village(mixed)] == [
        ("9901012001", 1),
        ("9901012002", 2),
    ]
