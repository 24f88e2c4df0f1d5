"""What was made is kept up to a size."""

from sampai.command.rules.shelf import Shelf


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
