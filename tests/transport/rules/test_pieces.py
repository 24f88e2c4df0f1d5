from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sampai.kernel.clock import HTime
from sampai.kernel.ids import StationCode
from sampai.kernel.quantity import Load, total
from sampai.places.model import Mode
from sampai.transport.rules.pieces import Piece, convoy, gather, half

ROOM = Load(20, 3_000, 800_000)
BOX = Load(5, 500, 60_000)
TRUCK = Mode("truk")


def piece(village: int, number: int, *, load: Load = BOX, target: str = "PPK", release: int = 0) -> Piece:
    return Piece(
        origin="GUDANG",
        target=target,
        stations=(StationCode(f"990101200{village}{number:03d}"),),
        load=load,
        release=HTime(release),
        due=None,
        modes=(TRUCK,),
    )


def village(number: int, *, stations: int) -> list[Piece]:
    return [piece(number, n) for n in range(1, stations + 1)]


def sizes(pieces: tuple[Piece, ...]) -> list[int]:
    return sorted(len(piece.stations) for piece in pieces)


def test_a_village_that_fills_half_a_vehicle_stays_together() -> None:
    assert sizes(gather(village(1, stations=2), room=ROOM)) == [2]


def test_a_larger_village_becomes_full_vehicles_and_a_rest() -> None:
    assert sizes(gather(village(1, stations=9), room=ROOM)) == [1, 4, 4]


def test_small_villages_share_a_full_vehicle() -> None:
    both = gather([*village(1, stations=2), *village(2, stations=2)], room=ROOM)

    assert sizes(both) == [4]


def test_what_fills_no_vehicle_is_left_by_village_for_the_solver() -> None:
    three = [*village(1, stations=1), *village(2, stations=1), *village(3, stations=1)]

    assert sizes(gather(three, room=ROOM)) == [1, 1, 1]


def test_goods_for_different_places_are_never_joined() -> None:
    apart = [piece(1, 1, target="PPK-1"), piece(1, 2, target="PPK-2")]

    assert sizes(gather(apart, room=ROOM)) == [1, 1]


def test_a_joined_piece_leaves_when_its_last_goods_are_there() -> None:
    [one] = gather([piece(1, 1, release=5), piece(1, 2, release=9)], room=ROOM)

    assert one.release == 9


def test_a_link_that_takes_few_boxes_makes_smaller_loads() -> None:
    narrow = [replace(p, most_boxes=10) for p in village(1, stations=4)]

    assert sizes(gather(narrow, room=ROOM)) == [2, 2]


def test_a_station_larger_than_the_vehicle_stays_whole() -> None:
    [one] = gather([piece(1, 1, load=Load(30, 9_000, 900_000))], room=ROOM)

    assert one.load.boxes == 30


def test_a_convoy_is_as_large_as_the_measure_that_needs_most() -> None:
    motorbike = Load(1, 130, 50_000)

    assert convoy(Load(2, 100, 10_000), room=motorbike) == 2
    assert convoy(Load(1, 400, 10_000), room=motorbike) == 4
    assert convoy(Load(1, 100, 210_000), room=motorbike) == 5
    assert convoy(Load(0, 0, 0), room=motorbike) == 1
    assert convoy(Load(1, 1, 1), room=Load(0, 130, 50_000)) is None


@given(seed=st.integers(0, 10_000))
@settings(max_examples=100, deadline=None)
def test_nothing_is_lost_split_or_larger_than_a_vehicle(seed: int) -> None:
    draw = np.random.Generator(np.random.PCG64(seed))
    pieces = [
        piece(v, n, load=Load(int(draw.integers(1, 8)), int(draw.integers(50, 900)), 60_000))
        for v in range(1, int(draw.integers(2, 6)))
        for n in range(1, int(draw.integers(2, 12)))
    ]

    joined = gather(pieces, room=ROOM)

    assert sorted(s for p in joined for s in p.stations) == sorted(s for p in pieces for s in p.stations)
    assert total([p.load for p in joined]) == total([p.load for p in pieces])
    assert all(p.load.fits(ROOM) for p in joined)
    whole = {v: total([p.load for p in pieces if p.stations[0][9] == str(v)]) for v in range(1, 7)}
    for v, load in whole.items():
        if load.fits(half(ROOM)):
            assert sum(any(s[9] == str(v) for s in p.stations) for p in joined) <= 1
