"""Reactions see each event once, in order, wherever the others stand; what all are to see is read once."""

from collections.abc import Callable, Sequence

import pytest
from django.db import connections, router
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from tests.ledger.nodes import enrolled, take
from tests.ledger.worlds import Phone

from sampai.ledger.actions import react
from sampai.ledger.actions.react import catch_up, catch_up_all
from sampai.ledger.model import Digest
from sampai.ledger.queries.record import Stored
from sampai.ledger.tables import EventRow

pytestmark = pytest.mark.usefixtures("any_store")


class Noting:
    """Notes what it is given, and then does something, once."""

    version = 1
    tables: Sequence[type[Model]] = ()

    def __init__(self, name: str) -> None:
        self.name = name
        self.seen: list[int] = []
        self.then: Callable[[], object] | None = None

    def take(self, events: Sequence[Stored], /) -> None:
        self.seen += [one.position for one in events]
        then, self.then = self.then, None
        if then is not None:
            then()

    def forget(self) -> None:
        self.seen.clear()

    def digest(self) -> Digest:
        return Digest(bytes(32))


def _some(phone: Phone, count: int) -> None:
    take(phone.batch(phone.run(count)))


def _stored() -> list[int]:
    return [*EventRow.objects.order_by("seq").values_list("seq", flat=True)]


@pytest.fixture(autouse=True)
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(react, "MOST", 4)
    monkeypatch.setattr(react, "FAR", 8)


@pytest.mark.parametrize("ahead", [0, 3, 4, 5, 11])
def test_each_sees_everything_once_wherever_the_others_stand(ahead: int) -> None:
    phone, first, other = enrolled("phone"), Noting("first"), Noting("other")
    if ahead:
        _some(phone, ahead)
    catch_up(first)
    take(Phone("unknown").batch(Phone("unknown").run(2)))
    _some(phone, 9)

    catch_up_all([first, other])
    catch_up_all([first, other])

    assert first.seen == other.seen == _stored()


def test_what_comes_while_they_read_is_passed_over_by_nobody() -> None:
    phone, first, other = enrolled("phone"), Noting("first"), Noting("other")
    _some(phone, 5)
    catch_up(other)
    first.then = lambda: _some(phone, 3)

    catch_up_all([first, other])
    catch_up_all([first, other])

    assert first.seen == other.seen == _stored()


def test_who_catches_up_ends_though_more_comes_all_the_time() -> None:
    phone, busy = enrolled("phone"), Noting("busy")
    _some(phone, 2)
    busy.then = lambda: _some(phone, 1)

    assert catch_up(busy) == 2


def test_what_several_are_to_see_is_read_once_though_one_is_ahead() -> None:
    phone, names = enrolled("phone"), [Noting("one"), Noting("two"), Noting("three")]
    _some(phone, 2)
    catch_up(names[1])
    _some(phone, 1)

    with CaptureQueriesContext(connections[router.db_for_read(EventRow)]) as asked:
        catch_up_all(names)

    reads = [one for one in asked.captured_queries if 'FROM "event"' in one["sql"] and "seq" in one["sql"]]
    assert len(reads) == 1
    assert [one.seen for one in names] == [_stored()] * 3
