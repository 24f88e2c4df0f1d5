from itertools import combinations, product

from hypothesis import given
from hypothesis import strategies as st

from sampai.fieldwork.rules.symbols import (
    ALPHABET,
    LENGTH,
    belong_together,
    read,
    single_slip,
    syndromes,
    times,
    with_checks,
    written,
)

TEN = st.lists(st.integers(0, 31), min_size=10, max_size=10)


def patterns(count: int) -> list[tuple[int, ...]]:
    """Every way to change exactly `count` symbols."""
    found = []
    for places in combinations(range(LENGTH), count):
        for errors in product(range(1, 32), repeat=count):
            pattern = [0] * LENGTH
            for place, error in zip(places, errors, strict=True):
                pattern[place] = error
            found.append(tuple(pattern))
    return found


def test_every_one_and_two_character_slip_is_found_in_every_code() -> None:
    # The code is linear: a slip goes unseen in some code exactly if its pattern of changes is itself a code.
    ones, twos = patterns(1), patterns(2)

    assert (len(ones), len(twos)) == (12 * 31, 66 * 31 * 31)
    assert not [pattern for pattern in (*ones, *twos) if syndromes(pattern) == (0, 0)]


def test_shorter_check_of_one_symbol_would_miss_double_slips() -> None:
    assert [pattern for pattern in patterns(2) if syndromes(pattern)[0] == 0]


@given(TEN, TEN)
def test_sum_of_two_codes_is_a_code_so_patterns_speak_for_all(one: list[int], other: list[int]) -> None:
    added = [a ^ b for a, b in zip(with_checks(one), with_checks(other), strict=True)]

    assert belong_together(with_checks(one))
    assert belong_together(added)


@given(TEN, st.integers(0, 11), st.integers(1, 31))
def test_one_slip_names_its_place_and_the_right_character(symbols: list[int], at: int, error: int) -> None:
    right = with_checks(symbols)
    wrong = (*right[:at], right[at] ^ error, *right[at + 1 :])

    assert single_slip(wrong) == (at + 1, right[at])


@given(st.integers(0, 31), st.integers(0, 31), st.integers(0, 31))
def test_field_has_the_laws_of_a_field(a: int, b: int, c: int) -> None:
    assert times(a, b ^ c) == times(a, b) ^ times(a, c)
    assert times(a, times(b, c)) == times(times(a, b), c)
    assert not a or len({times(a, x) for x in range(32)}) == 32


@given(TEN)
def test_text_is_read_as_people_say_and_type_it(symbols: list[int]) -> None:
    text = written(with_checks(symbols))

    assert len(text) == 14
    assert read(text) == with_checks(symbols)
    assert read(text.lower().replace("-", " ").replace("0", "o").replace("1", "I")) == with_checks(symbols)


def test_character_that_no_code_has_is_not_guessed() -> None:
    assert read("U123") is None
    assert not set("ILOU") & set(ALPHABET)
