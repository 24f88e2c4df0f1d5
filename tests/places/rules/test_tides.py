"""Hours of the tide, as people write them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import worlds

from sampai.kernel.clock import DAY, HOUR, MINUTE
from sampai.kernel.errors import Refused
from sampai.places.model import Link
from sampai.places.rules.tides import has_hours, hours_unknown, windows


def link(tide: str) -> Link:
    return replace(worlds.CROSSING, tide=tide)


def on_voting_day(tide: str) -> list[tuple[int, int]]:
    return [span for span in windows(link(tide), first_day=0, last_day=0) if span[1] > 0]


@pytest.mark.parametrize(
    "tide", ["05.30-09.00", "05:30 - 09:00", "5.30–09.00", "05.30 sd 09.00", "05.30 s.d. 09.00"]
)
def test_hours_are_read_however_an_office_writes_them(tide: str) -> None:
    assert on_voting_day(tide) == [(5 * HOUR + 30 * MINUTE, 9 * HOUR)]


@pytest.mark.parametrize(
    "tide", ["hanya saat air pasang", "05.30", "25.00-26.00", "05.70-06.00", "07.00-07.00"]
)
def test_what_tells_no_hours_is_asked_for(tide: str) -> None:
    assert not has_hours(link(tide))
    assert hours_unknown([link(tide), link(""), link("05.30-09.00")]) == (link(tide),)
    with pytest.raises(Refused, match="not told in hours"):
        windows(link(tide), first_day=0, last_day=0)


def test_hours_of_a_day_take_the_place_of_those_of_every_day() -> None:
    found = windows(link("05.00-06.00; H-1 07.00-08.00; H+1 09.00-10.00"), first_day=-1, last_day=1)

    assert [(start // DAY, start % DAY // HOUR) for start, _ in found] == [(-2, 5), (-1, 7), (0, 5), (1, 9)]


def test_a_tide_over_midnight_ends_on_the_next_day() -> None:
    assert on_voting_day("22.00-02.00") == [(-2 * HOUR, 2 * HOUR), (22 * HOUR, 26 * HOUR)]


@given(start=st.integers(0, 23), length=st.integers(1, 12), first=st.integers(-9, 9), count=st.integers(0, 5))
def test_every_day_has_its_hours_in_order(start: int, length: int, first: int, count: int) -> None:
    found = windows(link(f"{start}.00-{(start + length) % 24}.00"), first_day=first, last_day=first + count)

    assert len(found) == count + 2
    assert list(found) == sorted(found)
    assert {end - start for start, end in found} == {length * HOUR}
