"""An exercise has a record of its own: nothing of it gets into a real one, nor the other way round."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client, override_settings
from tests.ledger.nodes import enrolled, take
from tests.ledger.worlds import Phone
from tests.store import as_role

from sampai.kernel.clock import now
from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode
from sampai.ledger.actions.append import begin_exercise
from sampai.ledger.model import EXERCISE, Event, Reason, Standing
from sampai.ledger.queries.record import is_exercise
from sampai.ledger.rules.envelope import digest_of, event_bytes
from sampai.ledger.tables import EventRow, QuarantineRow
from sampai.main.web.serving import check_kind
from sampai.people.actions.accounts import make_account


def saying(phone: Phone, election: str) -> Event:
    """The phone's next statement, on an election."""
    event = replace(phone.says(), election=election)
    phone.previous = digest_of(event_bytes(event))
    return event


@pytest.mark.parametrize("exercise", [False, True])
def test_statements_of_the_other_kind_lie_in_quarantine(sqlite_store: Path, exercise: bool) -> None:  # noqa: FBT001 -- a parameter of pytest
    if exercise:
        begin_exercise()
    phone = enrolled("one")
    elections = ["-", "pilkada-2024 2024-11-27", f"{EXERCISE}pilkada-2024 2024-11-27"]

    answers = take(*(phone.batch([saying(phone, election)]) for election in elections))

    assert sqlite_store.exists()
    verdicts = [answer.verdicts[0] for answer in answers]
    own, other = (verdicts[2], verdicts[1]) if exercise else (verdicts[1], verdicts[2])
    assert verdicts[0].standing is own.standing is Standing.STORED
    assert (other.standing, other.reason) == (Standing.QUARANTINED, Reason.OTHER_RECORD)
    assert EventRow.objects.count() == 2
    assert list(QuarantineRow.objects.values_list("reason", flat=True)) == ["other-record"]


def test_a_record_is_an_exercise_from_its_first_day_on_or_never(sqlite_store: Path) -> None:
    assert sqlite_store.exists()
    phone = enrolled("one")
    take(phone.batch([phone.says()]))

    with pytest.raises(Refused):
        begin_exercise()

    assert not is_exercise()


def test_a_store_in_which_something_was_done_is_real(sqlite_store: Path) -> None:
    assert sqlite_store.exists()
    admin = as_role("kpu-admin", territory=RegionCode("1704"))
    make_account(admin, now(), username="rina", name="Rina", role=admin.role, territory=RegionCode("1704"))

    with pytest.raises(Refused):
        begin_exercise()


def test_an_exercise_stays_one(sqlite_store: Path) -> None:
    assert sqlite_store.exists()
    begin_exercise()
    phone = enrolled("one")
    take(phone.batch([saying(phone, f"{EXERCISE}pilkada-2024")]))

    begin_exercise()

    assert is_exercise()


def test_a_store_is_served_as_what_it_is(sqlite_store: Path) -> None:
    assert sqlite_store.exists()
    check_kind(exercise=False)
    check_kind(exercise=True)

    with pytest.raises(Refused):
        check_kind(exercise=False)


@pytest.fixture
def shown() -> Iterator[None]:
    with override_settings(OPTIONS=replace(settings.OPTIONS, exercise=True)):
        yield


@pytest.mark.usefixtures("sqlite_store", "shown")
def test_every_page_of_an_exercise_says_so() -> None:
    assert (
        "Latihan: tidak ada yang sungguhan di sini."
        in Client(SERVER_NAME="localhost").get("/masuk").content.decode()
    )


@pytest.mark.usefixtures("sqlite_store")
def test_no_other_page_does() -> None:
    assert "Latihan" not in Client(SERVER_NAME="localhost").get("/masuk").content.decode()
