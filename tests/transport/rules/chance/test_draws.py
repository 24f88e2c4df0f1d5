import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampai.kernel.errors import Refused
from sampai.transport.model import Lognormal, Points, Spread
from sampai.transport.rules.chance.draws import BLOCK, Dice, blocks, value_at

SPREADS = st.one_of(
    st.builds(Lognormal, st.floats(0, 100), st.floats(0, 2)),
    st.just(Points(((0.2, 0.0), (0.5, 1.0), (0.3, 4.0)))),
)


@given(spread=SPREADS, a=st.floats(0, 0.999999), b=st.floats(0, 0.999999))
def test_a_higher_number_never_means_less(spread: Spread, a: float, b: float) -> None:
    low, high = value_at(spread, np.array(sorted((a, b))))

    assert low <= high


def test_values_have_their_probabilities() -> None:
    u = (np.arange(1000) + 0.5) / 1000

    points = value_at(Points(((0.2, 0.0), (0.5, 1.0), (0.3, 4.0))), u)
    lognormal = value_at(Lognormal(7.0, 0.4), u)

    assert [int((points == value).sum()) for value in (0.0, 1.0, 4.0)] == [200, 500, 300]
    assert float(np.median(lognormal)) == pytest.approx(7.0)
    assert float(np.log(lognormal).std()) == pytest.approx(0.4, rel=0.01)


def test_a_name_always_gets_the_same_numbers_and_another_gets_others() -> None:
    dice = Dice(1, 0, 50)

    assert (dice.uniform("a", rows=2) == dice.uniform("a", rows=2)).all()
    assert not (dice.uniform("a", rows=2) == dice.uniform("b", rows=2)).any()
    assert not (dice.uniform("a", rows=2) == Dice(1, 1, 50).uniform("a", rows=2)).any()


def test_blocks_hold_all_scenarios_and_no_more() -> None:
    assert [dice.count for dice in blocks(2 * BLOCK + 7, seed=1)] == [BLOCK, BLOCK, 7]
    assert blocks(0, seed=1) == []


@pytest.mark.parametrize("pairs", [((0.5, 1.0),), ((0.5, 2.0), (0.5, 1.0))])
def test_points_that_cannot_be_are_refused(pairs: tuple[tuple[float, float], ...]) -> None:
    with pytest.raises(Refused, match="probabilities"):
        Points(pairs)
