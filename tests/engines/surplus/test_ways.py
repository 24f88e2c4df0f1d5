import numpy as np

from sampai.engines.surplus import StraightWays, TimedWays
from sampai.kernel.geo import Position
from sampai.kernel.ids import StationCode
from sampai.kernel.quantity import Certainty
from sampai.materials.model.surplus import Way

A, B, C = (StationCode(f"1704012001{number:03d}") for number in (1, 2, 3))


def test_ways_of_a_table_are_nearest_first_and_leave_out_what_is_closed() -> None:
    table = np.array([[0, 9, 9], [300, 0, 9], [-1, 9, 0]])

    found = TimedWays((A, B, C), table, certainty=Certainty.MEASURED).nearest([A], [C, B], most=5)

    assert found == (Way(B, A, 300),)


def test_straight_ways_are_nearest_first_and_as_many_as_asked() -> None:
    positions = {A: Position(-4.0, 103.0), B: Position(-4.02, 103.0), C: Position(-4.01, 103.0)}
    ways = StraightWays(positions, speed_kmh=20)

    assert ways.nearest([A], [B, C], most=1) == (Way(C, A, 281),)
    assert [way.giver for way in ways.nearest([A], [B, C], most=5)] == [C, B]
    assert ways.nearest([A], [], most=5) == ()
