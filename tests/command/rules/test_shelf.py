"""What was made is kept up to a size."""

import os

from sampai.command.rules.shelf import Board, Shelf


def test_what_nobody_asked_for_longest_goes_first() -> None:
    shelf = Shelf(most_bytes=10)
    shelf.keep("a", b"1234")
    shelf.keep("b", b"1234")
    assert shelf.get("a") == b"1234"

    shelf.keep("c", b"1234")

    assert (shelf.get("a"), shelf.get("b"), shelf.get("c")) == (b"1234", None, b"1234")
    assert shelf.size == 8


def test_the_same_key_takes_its_room_once() -> None:
    shelf = Shelf(most_bytes=10)
    for _ in range(5):
        shelf.keep("a", b"12345678")
    assert (shelf.get("a"), shelf.size) == (b"12345678", 8)


def test_what_is_larger_than_the_shelf_is_not_kept() -> None:
    shelf = Shelf(most_bytes=4)
    shelf.keep("a", b"12345")
    assert (shelf.get("a"), shelf.size) == (None, 0)


def test_what_one_process_laid_on_the_board_another_finds() -> None:
    board = Board(places=8, place_bytes=1_024)
    mine, other = Shelf(most_bytes=10_000), Shelf(most_bytes=10_000)
    mine.board = other.board = board
    child = os.fork()
    if not child:
        other.keep(("tile", 1), b"drawn")
        os._exit(0)
    os.waitpid(child, 0)

    assert mine.get(("tile", 1)) == b"drawn"
    assert mine.get(("tile", 2)) is None
    board.keep(("tile", 1), b"else")
    assert mine.get(("tile", 1)) == b"drawn"


def test_what_is_half_written_or_too_large_or_another_key_in_the_same_place_is_not_there() -> None:
    board = Board(places=1, place_bytes=256)
    board.keep("a", b"1" * 100)
    assert board.get("a") == b"1" * 100
    assert board.get("b") is None

    torn = bytearray(board._memory[:])
    torn[100] ^= 1
    board._memory[:] = bytes(torn)
    assert board.get("a") is None

    board.keep("c", b"2" * 250)
    assert board.get("c") is None
