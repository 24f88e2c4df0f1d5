import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sampai.kernel.clock import DAY, HOUR
from sampai.transport.rules.chance.draws import Time
from sampai.transport.rules.chance.gates import Closure, Gate

TIMES = st.integers(-4 * DAY, DAY)


def array(*values: int) -> Time:
    return np.array(values, dtype=np.int32)


def test_a_gate_lets_through_by_day_and_holds_until_morning() -> None:
    gate = Gate(6 * HOUR, 18 * HOUR)

    found = gate.passes(array(-DAY + 5 * HOUR, -DAY + 6 * HOUR, -DAY + 18 * HOUR, -DAY + 18 * HOUR + 1))

    assert found.tolist() == [-DAY + 6 * HOUR, -DAY + 6 * HOUR, -DAY + 18 * HOUR, 6 * HOUR]


def test_a_closure_holds_who_comes_while_it_lasts() -> None:
    closure = Closure(array(10, 10, 10, 10), array(20, 20, 20, 10))

    assert closure.passes(array(9, 10, 20, 10)).tolist() == [9, 20, 20, 10]


@given(opens=st.integers(0, 12 * HOUR), hours=st.integers(0, 11 * HOUR), comes=TIMES, later=TIMES, by=TIMES)
def test_who_comes_by_the_latest_coming_gets_through_in_time_and_nobody_else(
    opens: int, hours: int, comes: int, later: int, by: int
) -> None:
    first, second = sorted((comes, later))
    for gate in (Gate(opens, opens + hours), Closure(array(-DAY + opens), array(-DAY + opens + hours))):
        assert gate.passes(array(first))[0] <= gate.passes(array(second))[0]
        assert (gate.passes(array(comes))[0] <= by) == (comes <= gate.latest(array(by))[0])
