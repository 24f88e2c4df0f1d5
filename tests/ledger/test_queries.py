"""What is read once and kept: until the next deed of whomever, never beyond a store or a transaction."""

from contextlib import ExitStack, suppress
from pathlib import Path
from threading import Thread

import pytest
from django.db import connections, transaction
from django.test.utils import CaptureQueriesContext
from tests.store import as_role, store

from sampai.kernel.clock import now
from sampai.kernel.ids import RegionCode
from sampai.ledger.actions import note
from sampai.ledger.queries import Remembered, beginning, one_moment
from sampai.ledger.tables import DeviceRow

CLERK = as_role("kpu-logistik", territory=RegionCode("1704"))


class Board:
    """Something to be read, which counts how often it is."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.reads = 0

    def read(self) -> str:
        self.reads += 1
        return self.text


def asked_by(remembered: Remembered[str]) -> int:
    with ExitStack() as stack:
        seen = [stack.enter_context(CaptureQueriesContext(connections[one])) for one in connections]
        remembered()
        return sum(len(one) for one in seen)


def do_a_deed() -> None:
    note(CLERK, now(), "register.import", subject="register:x")


@pytest.mark.usefixtures("any_store")
def test_a_reading_is_kept_until_the_next_deed() -> None:
    board = Board("before")
    remembered = Remembered(board.read)

    assert [remembered(), remembered()] == ["before", "before"]
    assert board.reads == 1

    board.text = "after"
    do_a_deed()
    assert remembered() == "after"


@pytest.mark.usefixtures("any_store")
def test_a_deed_over_another_connection_counts_as_well() -> None:
    def elsewhere() -> None:
        do_a_deed()
        connections.close_all()

    board = Board("before")
    remembered = Remembered(board.read)
    remembered()
    board.text = "after"

    other = Thread(target=elsewhere, daemon=True)
    other.start()
    other.join()

    assert remembered() == "after"


@pytest.mark.usefixtures("any_store")
def test_what_was_read_in_a_transaction_that_was_undone_is_not_kept() -> None:
    board = Board("undone")
    remembered = Remembered(board.read)

    with suppress(ZeroDivisionError), transaction.atomic():
        do_a_deed()
        assert remembered() == "undone"
        raise ZeroDivisionError

    board.text = "done"
    do_a_deed()  # it bears the number that the undone one had
    assert remembered() == "done"


@pytest.mark.usefixtures("any_store")
def test_a_request_asks_once_for_the_number_of_deeds_and_sees_its_own_deed() -> None:
    board = Board("before")
    remembered = Remembered(board.read)

    with one_moment():
        remembered()
        assert asked_by(remembered) == 0
        board.text = "after"
        do_a_deed()
        assert remembered() == "after"

    assert asked_by(remembered) == 1


def test_one_store_is_not_taken_for_another(tmp_path: Path) -> None:
    board = Board("")
    remembered = Remembered(board.read)
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        board.text = name
        with store("sqlite", folder=folder):
            assert remembered() == name


@pytest.mark.usefixtures("any_store")
@pytest.mark.parametrize("start", ["", "1704", "17040120", "ab", "8"])
def test_codes_that_begin_so_are_those_of_startswith_and_come_from_an_index(start: str) -> None:
    codes = ["1704", "1703", "17049999", "1704012007001", "1705", "ab", "abff", "aa", "ac"]
    devices = [
        DeviceRow(name=code, algorithm=1, public=b"", holder=code, enrolled_at=now()) for code in codes
    ]
    DeviceRow.objects.bulk_create(devices)

    found = DeviceRow.objects.filter(**beginning("name", start))
    asked = DeviceRow.objects.filter(name__startswith=start)

    assert {one.name for one in found} == {one.name for one in asked}
    if start and connections["default"].vendor == "sqlite":
        assert "SCAN" in asked.explain()
        assert "SEARCH" in found.explain()
