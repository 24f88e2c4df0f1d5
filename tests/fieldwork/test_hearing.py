"""Voice codes and messages become events, count once, and the phone's own event makes them certain."""

from pathlib import Path

import pytest
from tests.command.people import logged_in
from tests.command.queries import statements
from tests.ledger.nodes import enrolled, take
from tests.ledger.worlds import Phone
from tests.store import as_role

from sampai.command.queries.reports import odd_messages, reports
from sampai.fieldwork.actions import hear_code
from sampai.fieldwork.model import Budget, Evidence, Heard, Hearing, ReportKind, ShortReport
from sampai.fieldwork.reactions import ShortReports
from sampai.fieldwork.rules.evidence import SAID, said_body
from sampai.fieldwork.rules.sms import is_receipt, read_sms, sms_text
from sampai.fieldwork.rules.voice import is_our_receipt, voice_code
from sampai.fieldwork.tables import TellingRow
from sampai.kernel.clock import now
from sampai.kernel.ids import RegionCode
from sampai.ledger.actions.react import catch_up, rebuild
from sampai.ledger.model import Digest
from sampai.ledger.queries.record import stored_from
from sampai.ledger.tables import DeviceRow
from sampai.main.web.messages import take_folder
from sampai.main.web.record import own_node, voice_key

KAUR = RegionCode("1704")
PLACE = "1704012003001"
OPERATOR = as_role("kpu-logistik", territory=KAUR)
REPORT = ShortReport(kind=ReportKind.ARRIVED, argument=4, counter=0, place=PLACE)


@pytest.fixture
def phone(any_store: str) -> Phone:  # noqa: ARG001 -- the store is open meanwhile
    found = enrolled("phone")
    DeviceRow.objects.update(territory=KAUR, institution="kpu")
    return found


def _hear(phone: Phone, text: str, *, place: str = PLACE) -> Heard:
    heard = hear_code(
        OPERATOR,
        now(),
        own=own_node(),
        device=phone.key.id.hex(),
        place=place,
        text=text,
        voice=voice_key,
        budget=Budget(),
    )
    catch_up(ShortReports())
    return heard


def _code(phone: Phone, report: ShortReport = REPORT) -> str:
    return voice_code(report, key=voice_key(phone.key.id))


def test_code_becomes_an_event_of_class_c_and_counts_once(phone: Phone) -> None:
    first, again = _hear(phone, _code(phone)), _hear(phone, _code(phone))

    assert (first.hearing, again.hearing) == (Hearing.TRUE, Hearing.AGAIN)
    assert is_our_receipt(first.receipt, report=REPORT, key=voice_key(phone.key.id))
    assert again.receipt == first.receipt
    assert [one.event.kind for one in stored_from(0, most=9)] == ["report.heard"]
    (line,) = reports(OPERATOR.scope)
    assert (line.record.evidence, line.record.report) == (Evidence.C, REPORT)


def _syncs(phone: Phone, report: ShortReport) -> None:
    take(phone.batch([phone.says(SAID, subject=f"device:{phone.key.id.hex()}", body=said_body(report))]))
    catch_up(ShortReports())


def test_phone_that_syncs_later_makes_it_class_a(phone: Phone) -> None:
    _hear(phone, _code(phone))
    _syncs(phone, REPORT)

    (line,) = reports(OPERATOR.scope)
    assert (line.record.evidence, line.record.contradicted_by) == (Evidence.A, ())


def test_phone_that_says_something_else_makes_an_incident(phone: Phone) -> None:
    _hear(phone, _code(phone))
    _syncs(phone, ShortReport(kind=ReportKind.WET, argument=1, counter=0, place=PLACE))

    (line,) = reports(OPERATOR.scope)
    assert line.record.evidence is Evidence.A
    assert len(line.record.contradicted_by) == 1
    digest = ShortReports().digest()
    rebuild(ShortReports())
    assert ShortReports().digest() == digest


def test_wrong_codes_are_counted_and_stopped_and_slips_are_not(phone: Phone) -> None:
    stranger = Phone("stranger")
    wrong = voice_code(REPORT, key=voice_key(stranger.key.id))
    slip = _code(phone)[:-1] + ("0" if _code(phone)[-1] != "0" else "1")

    assert [_hear(phone, slip).hearing for _ in range(8)] == [Hearing.SLIP] * 8
    assert [_hear(phone, wrong).hearing for _ in range(5)] == [Hearing.FALSE] * 5
    assert _hear(phone, _code(phone)).hearing is Hearing.STOPPED
    assert TellingRow.objects.count() == 0


def test_operator_reads_back_the_first_group_and_reads_out_the_receipt(phone: Phone) -> None:
    client = logged_in("kpu-logistik")
    client.cookies["lang"] = "en"
    groups = _code(phone).split("-")
    form = {"perangkat": phone.key.id.hex(), "tempat": PLACE}

    begun = client.post("/lapor/suara", form | {"kelompok1": groups[0]}).content.decode()
    whole = client.post(
        "/lapor/suara", form | {f"kelompok{at}": group for at, group in enumerate(groups, 1)}
    ).content.decode()
    faulty = client.post("/lapor/suara", form | {"kelompok1": "U?"}).content.decode()

    assert "arrived, 4 boxes" in begun
    assert "The code is right" in whole
    assert "none of them U" in faulty
    assert "arrived, 4 boxes" in client.get("/lapor").content.decode()
    assert logged_in("kapolres").get("/lapor/suara").status_code == 403


def test_message_is_taken_once_answered_twice_and_odd_ones_are_listed(phone: Phone, tmp_path: Path) -> None:
    inbox, outbox = tmp_path / "in", tmp_path / "out"
    inbox.mkdir()
    outbox.mkdir()
    text = sms_text(
        REPORT, device=phone.key.id, event=Digest(bytes(32)), at_ms=1_732_665_600_000, sign=phone.secret
    )
    for at, said in enumerate((text, text, "Assalamualaikum", text[:-4] + "AAAA")):
        (inbox / f"IN20241126_08000{at}_00_+62811_00.txt").write_text(said)

    assert take_folder(inbox=inbox, outbox=outbox) == (4, 2)

    assert list(inbox.iterdir()) == []
    (answer,) = outbox.iterdir()
    assert is_receipt(answer.read_text(), signed=_signed(text), counter=0, key=voice_key(phone.key.id))
    (line,) = reports(OPERATOR.scope)
    assert line.record.evidence is Evidence.B
    assert [one.outcome for one in odd_messages(OPERATOR.scope)] == ["unsigned", "unreadable"]


def _signed(text: str) -> bytes:
    return read_sms(text).signed


def test_list_of_reports_asks_no_more_for_many(phone: Phone) -> None:
    client = logged_in("kpu-logistik")
    _hear(phone, _code(phone))
    statements(client, "/lapor")
    few = len(statements(client, "/lapor"))
    for counter in (1, 2):
        report = ShortReport(kind=ReportKind.STORED, argument=1, counter=counter, place=PLACE)
        _hear(phone, _code(phone, report))

    assert len(statements(client, "/lapor")) == few
