"""A post hands its record on to the server above, through the network and in a file."""

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest
from tests.ledger.nodes import enrolled, take
from tests.ledger.real_server import serving
from tests.ledger.worlds import Phone
from tests.store import store

from sampai.engines.signing import verify
from sampai.kernel.clock import now
from sampai.kernel.errors import Refused
from sampai.ledger.actions.relay import runs_from
from sampai.ledger.rules.carry import carried
from sampai.ledger.rules.enrolment import application, spelled
from sampai.ledger.rules.envelope import read_batch
from sampai.ledger.tables import DeviceRow, EventRow, QuarantineRow
from sampai.main.web.record import own_node
from sampai.main.web.relaying import enrol_at, export, import_file, pull, push, upstream
from sampai.people.actions.devices import enrol
from sampai.people.tables import TicketRow

POST = b"post's own code!"
PHONE = b"a phone's code.."


def _ticket(secret: bytes, *, territory: str, server: bool = False) -> None:
    TicketRow.objects.create(
        digest=hashlib.sha256(secret).hexdigest(),
        name="post" if server else "HP PPK",
        territory=territory,
        institution="kpu",
        server=server,
        made_by="rina",
        made_at=now(),
        ends_at=now() + timedelta(minutes=10),
    )


def _phone_of_the_desk() -> Phone:
    phone = Phone("phone")
    _ticket(PHONE, territory="1704")
    enrol(application(PHONE, key=phone.key, facts={}, sign=phone.secret), at=now(), own=own_node())
    return phone


def _above(folder: Path) -> Path:
    """The folder of a server above, on whose page of devices a code for this post was shown."""
    folder.mkdir()
    with store("sqlite", folder=folder):
        _ticket(POST, territory="17", server=True)
    return folder


@pytest.mark.usefixtures("any_store")
def test_what_is_handed_on_carries_the_phones_own_signatures() -> None:
    phone = _phone_of_the_desk()
    take(phone.batch(phone.run(5)))
    take(phone.batch(phone.run(3)))
    runs = list(runs_from(0, verify=verify))

    assert [run.events for run in runs] == [1, 5, 3]
    assert [read_batch(run.raw).device for run in runs] == [own_node().key.id, phone.key.id, phone.key.id]


@pytest.mark.usefixtures("any_store")
def test_a_run_of_which_a_part_was_there_before_is_handed_on_whole() -> None:
    phone = enrolled("phone")
    events = phone.run(6)
    take(phone.batch(events[3:5]))
    take(phone.batch(events[:4]))
    take(phone.batch(events))
    rows = EventRow.objects.count()

    carried_on = [item for run in runs_from(0, verify=verify) for item in read_batch(run.raw).items]

    assert rows == 6
    assert {bytes(row.raw) for row in EventRow.objects.all()} == set(carried_on)


@pytest.mark.usefixtures("any_store")
def test_a_file_that_is_carried_brings_the_same_record_any_number_of_times(tmp_path: Path) -> None:
    phone = enrolled("phone")
    take(phone.batch(phone.run(5)))
    take(phone.batch(phone.run(200)))
    file = tmp_path / "record.sampai"
    assert export(file, since=0) == (205, 205)
    EventRow.objects.all().delete()
    DeviceRow.objects.update(next=0, highest=-1, heads=b"")

    first, again = import_file(file), import_file(file)

    assert (first.stored, first.quarantined) == (205, 0)
    assert (again.stored, again.already) == (0, 205)
    assert QuarantineRow.objects.count() == 0


@pytest.mark.parametrize("content", [b"", b"something else", b"".join(carried([b"x" * 100]))[:-1]])
def test_another_file_or_one_that_was_cut_is_refused(sqlite_store: Path, content: bytes) -> None:
    file = sqlite_store.with_name("odd")
    file.write_bytes(content)

    with pytest.raises(Refused, match="cut off"):
        import_file(file)


def test_a_post_pushes_to_the_real_server_above_and_pulls_from_it(sqlite_store: Path) -> None:
    phone = _phone_of_the_desk()
    take(phone.batch(phone.run(5)))
    above_folder = sqlite_store.with_name("above")
    with serving(_above(above_folder)) as server:
        above = upstream(f"http://127.0.0.1:{server.port}")
        with pytest.raises(Refused, match="not enrolled"):
            push(above)
        enrol_at(above, code=spelled(POST))

        first, again, fetched = push(above), push(above, again=True), pull(above)

    assert (first.stored, first.quarantined) == (6, 0)
    assert (again.stored, again.already) == (0, 6)
    assert fetched.quarantined == 0
