from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from sampai.guarding.rules import reserve
from sampai.guarding.rules.reserve import best_posts

Whole = NDArray[np.int64]


@st.composite
def fields(draw: st.DrawFn) -> Whole:
    sites, stations = draw(st.integers(2, 7)), draw(st.integers(1, 6))
    times = st.lists(st.integers(0, 40), min_size=sites * stations, max_size=sites * stations)
    return np.array(draw(times), dtype=np.int64).reshape(sites, stations)


def _worst(seconds: Whole, posts: tuple[int, ...]) -> int:
    return int(seconds[list(posts)].min(axis=0).max())


@given(fields(), st.integers(1, 3))
def test_no_other_choice_of_posts_has_a_quicker_worst_response(seconds: Whole, count: int) -> None:
    posts = best_posts(seconds, count=count)

    others = combinations(range(len(seconds)), min(count, len(seconds)))
    assert _worst(seconds, posts) == min(_worst(seconds, other) for other in others)


def test_a_post_that_is_near_on_average_loses_against_one_that_is_never_far() -> None:
    seconds = np.array([[0, 0, 100], [50, 50, 50]])

    assert best_posts(seconds, count=1) == (1,)


def test_among_equals_the_sum_decides() -> None:
    seconds = np.array([[60, 60], [60, 10]])

    assert best_posts(seconds, count=1) == (1,)


def test_where_there_are_too_many_choices_exchanges_come_near(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = np.random.Generator(np.random.PCG64(5))
    seconds = chance.integers(0, 5_000, (14, 30))
    exact = best_posts(seconds, count=4)

    monkeypatch.setattr(reserve, "FEW", 0)
    quick = best_posts(seconds, count=4)

    assert len(quick) == 4
    assert _worst(seconds, quick) <= 1.25 * _worst(seconds, exact)


def test_more_posts_than_sites_take_every_site() -> None:
    assert best_posts(np.array([[3], [2]]), count=5) == (0, 1)
