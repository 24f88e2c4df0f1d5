"""Meetings in a store and on their pages, from the call to the next meeting."""

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from time import monotonic, sleep
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdfium2 import PdfDocument
from tests.command.people import KAUR, logged_in
from tests.store import as_role

from sampai.coordination.actions import attend, call_meeting, mark_attendance, sign_minutes
from sampai.coordination.actions.deciding import (
    await_again,
    begin_version,
    decide,
    make_promise,
    remind,
    settle_promise,
)
from sampai.coordination.actions.letters import Post, send_reminders
from sampai.coordination.model import (
    AgendaItem,
    Agreed,
    Attendance,
    Effect,
    Meeting,
    Promise,
    PromiseState,
)
from sampai.coordination.queries import MeetingView, decided_in, one_meeting, open_promises, reminders
from sampai.coordination.queries.agenda import present_plan
from sampai.coordination.rules.signing import minutes_digest
from sampai.engines.solver.savings import SavingsSolver
from sampai.incidents.model import Media
from sampai.incidents.ports import Letter
from sampai.kernel.clock import now
from sampai.kernel.errors import Refused
from sampai.kernel.rights import Forbidden
from sampai.main.operations import load_operation
from sampai.main.web.meetings import lost, make_version, meeting_room
from sampai.main.web.supervision import means
from sampai.main.web.wiring import rights, roles
from sampai.main.words import words
from sampai.oversight.actions.cases import open_report
from sampai.oversight.model import Person
from sampai.people.tables import AccountRow
from sampai.plan.actions import check_plan, import_plan, import_register, publish_plan, sign_plan
from sampai.plan.forms.kept import kept_bytes
from sampai.plan.model import OperationPlan
from sampai.plan.rules.make import make_plan

CLERK, POLICE, SUPERVISOR, TOWN = (
    as_role(code, territory=KAUR) for code in ("kpu-logistik", "kabag-ops", "bawaslu", "kesbangpol")
)
ASKED = (Attendance(institution="polri", role="Kabag Ops"), Attendance(institution="bawaslu", role=""))


@pytest.fixture(scope="module")
def plan() -> OperationPlan:
    """One kecamatan of Kaur: what meetings do hangs on no size."""
    loaded = load_operation("sample:kaur")
    register = loaded.operation.register
    first = register.stations[0].code[:6]
    few = replace(register, stations=tuple(one for one in register.stations if one.code.startswith(first)))
    operation = replace(loaded.operation, register=few, risks=())
    return make_plan(operation, rules=loaded.rules, solver=SavingsSolver(), seed=1, effort=1)


@pytest.fixture
def operation(any_store: str, plan: OperationPlan) -> int:  # noqa: ARG001 -- the store is open meanwhile
    done = import_register(CLERK, now(), operation=plan.operation, document=b"tables")
    _publish(import_plan(CLERK, now(), plan=plan, document=kept_bytes(plan)))
    return done.operation


def _publish(number: int) -> None:
    check_plan(CLERK, now(), plan=number, note="dibaca")
    sign_plan(CLERK, now(), plan=number)
    sign_plan(POLICE, now(), plan=number)
    publish_plan(CLERK, now(), plan=number, signers=rights().signers)


def _meeting(operation: int, *, title: str = "Rakor", starts: datetime = datetime(2024, 11, 20, 9)) -> int:  # noqa: DTZ001 -- local
    present = present_plan(CLERK.scope, operation=operation)
    assert present is not None
    meeting = Meeting(title=title, starts=starts, invited=ASKED, agenda=(AgendaItem(title="Jalur laut"),))
    return call_meeting(CLERK, now(), operation=operation, meeting=meeting, plan=present.pk)


def _view(meeting: int) -> MeetingView:
    return one_meeting(CLERK.scope, meeting)


def _promise(due: date = date(2024, 11, 22), institution: str = "pemda") -> Promise:
    return Promise(number=0, text="Perahu cadangan", owner="Kadishub", institution=institution, due=due)


def test_a_class_that_is_decided_becomes_a_version_linked_both_ways(
    operation: int, plan: OperationPlan
) -> None:
    meeting, station = _meeting(operation), plan.operation.register.stations[0].code
    effect = Effect(place=station, risk="khusus", signers=("kpu", "polri"))
    number = decide(CLERK, now(), meeting=meeting, text="TPS 1 khusus", agreed=Agreed.CLASS, effect=effect)

    begin_version(CLERK, now(), meeting=meeting)
    made = make_version(CLERK, meeting)

    assert _view(meeting).plan_of(number) == made
    assert [(one.meeting, one.number) for one in decided_in(CLERK.scope, plan=made)] == [(meeting, number)]
    with pytest.raises(Refused):
        begin_version(CLERK, now(), meeting=meeting)  # nothing waits any more

    _publish(made)
    later = _meeting(operation, starts=datetime(2024, 11, 21, 9))  # noqa: DTZ001 -- local
    page = _page(logged_in("kabag-ops"), f"/rakor/{later}")
    assert f"TPS {station}</a>" in page
    assert "→ lokasi khusus" in page
    assert f"/rencana/{made}/perubahan?dengan=" in page
    assert "TPS 1 khusus" in _page(logged_in("bawaslu"), f"/rencana/{made}")


@pytest.mark.parametrize("any_store", ["sqlite"], indirect=True)
def test_tables_that_are_uploaded_again_lose_no_decision(operation: int, plan: OperationPlan) -> None:
    meeting, station = _meeting(operation), plan.operation.register.stations[0].code
    effect = Effect(place=station, risk="khusus", signers=("kpu", "polri"))
    number = decide(CLERK, now(), meeting=meeting, text="TPS 1 khusus", agreed=Agreed.CLASS, effect=effect)
    begin_version(CLERK, now(), meeting=meeting)
    made = make_version(CLERK, meeting)
    clerk, address = logged_in("kpu-logistik"), f"/rakor/{meeting}"
    assert "versi-lagi" not in _page(clerk, address)

    settings = replace(plan.operation.settings, name="Pilkada, tabel baru")
    other = replace(plan, operation=replace(plan.operation, settings=settings), digest="sha256:again")
    again = import_plan(CLERK, now(), plan=other, document=kept_bytes(other))

    assert [one.number for one in lost(CLERK.scope, operation)[1]] == [number]
    assert "TPS 1 khusus" in _page(clerk, f"/rencana/{again}")
    assert "versi-lagi" in _page(clerk, address)
    await_again(CLERK, now(), meeting=meeting, decisions=[number])
    begin_version(CLERK, now(), meeting=meeting)
    back = make_version(CLERK, meeting)
    assert back > again
    assert lost(CLERK.scope, operation)[1] == []
    for version in (made, back):
        assert [one.number for one in decided_in(CLERK.scope, plan=version)] == [number]


def _page(client: Client, address: str, *, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def test_what_is_not_kept_opens_the_next_meeting_until_somebody_shows_that_it_is(operation: int) -> None:
    first = _meeting(operation)
    make_promise(CLERK, now(), meeting=first, promise=_promise())
    later = _meeting(operation, starts=datetime(2024, 11, 21, 9))  # noqa: DTZ001 -- local
    clerk = logged_in("kpu-logistik")
    form = _page(clerk, "/rakor/baru")
    assert "Janji yang belum ditepati: 1" in form
    assert "Perahu cadangan" in _page(clerk, f"/rakor/{later}")

    number = open_promises(CLERK.scope, operation=operation)[0].pk
    with pytest.raises(Refused):
        settle_promise(TOWN, now(), promise=number, state=PromiseState.KEPT, evidence=" ")
    with pytest.raises(Refused):
        settle_promise(SUPERVISOR, now(), promise=number, state=PromiseState.KEPT, evidence="foto")
    settle_promise(TOWN, now(), promise=number, state=PromiseState.KEPT, evidence="BA 12/2024")

    assert "Perahu cadangan" not in _page(clerk, f"/rakor/{later}")
    assert "BA 12/2024" in _page(clerk, f"/rakor/{first}")


def test_signed_minutes_do_not_change_and_nobody_signs_what_they_have_not_read(operation: int) -> None:
    meeting = _meeting(operation)
    read = minutes_digest(_view(meeting).meeting)
    decide(CLERK, now(), meeting=meeting, text="Dicatat")

    with pytest.raises(Refused):
        sign_minutes(POLICE, now(), meeting=meeting, seen=read)
    sign_minutes(POLICE, now(), meeting=meeting, seen=minutes_digest(_view(meeting).meeting))
    with pytest.raises(Refused):
        decide(CLERK, now(), meeting=meeting, text="Nanti")
    with pytest.raises(Refused):
        make_promise(CLERK, now(), meeting=meeting, promise=_promise())
    assert [one.institution for one in _view(meeting).signatures] == ["polri"]


def test_reinforcement_comes_with_its_promise(operation: int, plan: OperationPlan) -> None:
    meeting = _meeting(operation)
    effect = Effect(unit=plan.operation.units[0].code, officers=4)

    decide(
        CLERK,
        now(),
        meeting=meeting,
        text="Minta BKO",
        agreed=Agreed.REINFORCEMENT,
        effect=effect,
        promise=_promise(institution="polri"),
    )

    found = _view(meeting).meeting
    assert (found.decisions[0].effect.promise, found.promises[0].institution) == (1, "polri")
    with pytest.raises(Refused):
        begin_version(CLERK, now(), meeting=meeting)


def test_each_institution_is_reminded_once(operation: int) -> None:
    at = datetime(2024, 11, 19, 12, tzinfo=now().tzinfo)
    meeting = _meeting(operation)
    make_promise(CLERK, now(), meeting=meeting, promise=_promise(due=date(2024, 11, 20)))

    told = [remind(at), remind(at), remind(at + timedelta(days=2))]

    assert told == [3, 0, 1]  # two institutions and a promise; nobody twice; the promise is overdue
    assert [one.what for one in reminders(TOWN, at=at)] == ["overdue"]
    assert [one.what for one in reminders(SUPERVISOR, at=at)] == ["meeting"]


def test_attendance_by_the_code_in_the_room(operation: int) -> None:
    meeting, town = _meeting(operation), logged_in("kesbangpol")
    paper = _page(logged_in("kpu-logistik"), f"/rakor/{meeting}/cetak")
    address = re.search(r"/rakor/\d+/hadir/\w+", paper)
    assert address
    assert address[0] not in _page(town, f"/rakor/{meeting}/cetak")
    assert paper.count("<svg") == 2

    assert town.get(f"/rakor/{meeting}/hadir/{'0' * 16}").status_code == 403
    assert town.post(address[0]).status_code == 302
    attend(TOWN, now(), meeting=meeting)  # an account of another name

    came = [(one.institution, one.came) for one in _view(meeting).meeting.invited]
    assert came == [("polri", None), ("bawaslu", None), ("pemda", True), ("pemda", True)]


def test_attendance_that_is_marked_keeps_those_who_came_by_the_code(operation: int) -> None:
    meeting = _meeting(operation)
    attend(TOWN, now(), meeting=meeting)
    first = _view(meeting).attendance[0][0]

    mark_attendance(
        CLERK, now(), meeting=meeting, came=[first], more=[Attendance(institution="bmkg", role="")]
    )

    came = {one.institution: one.came for one in _view(meeting).meeting.invited}
    assert came == {"polri": True, "bawaslu": False, "pemda": True, "bmkg": True}


def test_a_meeting_is_called_with_the_agenda_that_was_proposed_and_changed(operation: int) -> None:
    clerk = logged_in("kpu-logistik")
    proposed = _page(clerk, "/rakor/baru")
    assert "Pembukaan" in proposed

    sent = {
        "jenis": "tfg",
        "judul": "TFG",
        "mulai": "2024-11-22T09:00",
        "undangan": "polri | Kabag Ops\nbmkg",
        "agenda": "Pembukaan dan daftar hadir | 5\nJalur laut | 20 | Dishub",
    }
    done = clerk.post("/rakor/baru", sent)
    assert done.status_code == 302
    meeting = _view(int(done["Location"].rpartition("/")[2]))

    assert [one.title for one in meeting.meeting.agenda] == ["Pembukaan dan daftar hadir", "Jalur laut"]
    assert meeting.meeting.agenda[0].proposed_by == "opening"
    assert [one.institution for one in meeting.meeting.invited] == ["polri", "bmkg"]
    assert clerk.post("/rakor/baru", sent | {"mulai": "besok"}).status_code == 422
    calendar = clerk.get(f"/rakor/{meeting.pk}/undangan.ics").content.decode()
    assert "DTSTART:20241122T020000Z" in calendar
    assert "2. Jalur laut" in calendar.replace("\r\n ", "")
    assert operation == meeting.operation


def test_whoever_may_not_see_meetings_finds_none_and_others_hold_none(operation: int) -> None:
    meeting = _meeting(operation)

    assert logged_in("publik").get(f"/rakor/{meeting}").status_code == 403
    assert logged_in("bawaslu").get("/rakor/baru").status_code == 403
    with pytest.raises(Forbidden):
        decide(SUPERVISOR, now(), meeting=meeting, text="x")
    with pytest.raises(Forbidden):
        make_version(POLICE, meeting)


def test_the_page_does_what_its_forms_say(operation: int, plan: OperationPlan) -> None:
    meeting, clerk = _meeting(operation), logged_in("kpu-logistik")
    station = plan.operation.register.stations[0].code
    address = f"/rakor/{meeting}"
    sent = [
        {"perbuatan": "agenda", "agenda": "Jalur laut", "notulen": "Dibuka pukul 09.00"},
        {"perbuatan": "hadir", "hadir": str(_view(meeting).attendance[0][0])},
        {
            "perbuatan": "putusan",
            "macam": "penutupan",
            "putusan": "Ditutup",
            "kode": station[:10],
            "dari": "2024-11-26T06:00",
            "hingga": "2024-11-26T08:00",
        },
        {"perbuatan": "putusan", "macam": "pentahapan", "putusan": "Lewat PPS", "pentahapan": "pps"},
        {
            "perbuatan": "janji",
            "janji": "Perahu",
            "oleh": "Kadishub",
            "lembaga": "pemda",
            "tenggat": "2024-11-22",
        },
    ]
    for one in sent:
        assert clerk.post(address, one).status_code == 302, one
    digest = minutes_digest(_view(meeting).meeting)
    paper = {"perbuatan": "tandatangan-kertas", "lembaga": "TNI", "nama": "Dandim", "sidik": digest}
    assert clerk.post(address, paper).status_code == 302
    assert clerk.post(address, {"perbuatan": "tandatangan", "sidik": digest}).status_code == 302

    refused = clerk.post(address, sent[0])
    assert refused.status_code == 422
    page = _page(clerk, address)
    for text in ("Dibuka pukul 09.00", "Ditutup", "pps", "Perahu", "TNI", "Dandim", "2 keputusan"):
        assert text in page, text


def test_the_list_asks_as_often_for_three_meetings_as_for_one(operation: int, any_store: str) -> None:
    client = logged_in("bawaslu")
    counts = []
    for number in (1, 3):
        for each in range(number):
            _meeting(operation, title=f"Rakor {number}-{each}")
        client.get("/rakor")
        with CaptureQueriesContext(connections["default" if any_store else "reader"]) as seen:
            assert f"Rakor {number}-0" in _page(client, "/rakor")
        counts.append(len(seen))

    assert counts[0] == counts[1]


def test_the_rooms_code_is_the_meetings_own() -> None:
    tag = meeting_room().tag

    assert tag(1) != tag(2)
    assert tag(1) == tag(1)


def test_a_reminder_rings_the_bell_until_it_is_read(operation: int) -> None:
    meeting = _meeting(operation, title="Rakor Besok", starts=datetime(2024, 11, 20, 9))  # noqa: DTZ001 -- local
    make_promise(CLERK, now(), meeting=meeting, promise=_promise(due=date(2024, 11, 21), institution="polri"))
    police, clerk = logged_in("kabag-ops"), logged_in("kpu-logistik")
    quiet = _page(police, "/rakor")

    remind(now())

    assert "<strong>1</strong>" not in quiet
    assert "<strong>1</strong>" in _page(police, "/rakor")
    assert "<strong>1</strong>" not in _page(clerk, "/rakor")
    page = _page(police, "/pemberitahuan")
    assert "Perahu cadangan" in page
    assert f'href="/rakor/{meeting}"' in page
    upto = re.search(r'name="sampai-lain" value="(\d+)"', page)
    assert upto is not None
    police.post("/pemberitahuan", {"sampai": "0", "sampai-lain": upto[1]})
    assert "<strong>1</strong>" not in _page(police, "/rakor")


@dataclass
class Postbox:
    """Takes letters, or refuses them."""

    medium: Media = Media.EMAIL
    takes: bool = True
    letters: list[Letter] = field(default_factory=list)

    def __call__(self, letter: Letter, /) -> bool:
        self.letters.append(letter)
        return self.takes


def test_a_reminder_goes_out_once_by_e_mail_to_those_who_take_part(operation: int) -> None:
    at = datetime(2024, 11, 20, 1, tzinfo=UTC)
    meeting = _meeting(operation)
    make_promise(CLERK, at, meeting=meeting, promise=_promise(due=date(2024, 11, 21), institution="polri"))
    for role, email in (("kabag-ops", "ops@polres.example"), ("polri-admin", "adm@polres.example")):
        logged_in(role)
        AccountRow.objects.filter(role=role).update(email=email)
    logged_in("kpu-logistik")
    AccountRow.objects.filter(role="kpu-logistik").update(email="log@kpu.example")
    remind(at)
    box = Postbox(takes=False)
    post = Post(channel=box, words=words, roles=roles())

    taken = [send_reminders(post, at=at)]
    box.takes = True
    taken += [send_reminders(post, at=at + timedelta(seconds=minutes * 60)) for minutes in (0, 2, 200)]

    assert taken == [0, 0, 2, 0]  # of the meeting and of the promise
    assert {one.to for one in box.letters} == {"ops@polres.example"}
    assert len({one.key for one in box.letters}) == 2
    told = " ".join(one.text for one in box.letters)
    assert "Perahu cadangan" in told
    assert "20 November 2024 09.00 WIB" in told
    assert {one.address for one in box.letters} == {f"/rakor/{meeting}"}


def test_without_a_channel_reminders_are_at_the_bell_alone_and_never_sent_later(operation: int) -> None:
    at = datetime(2024, 11, 20, 1, tzinfo=UTC)
    _meeting(operation)
    logged_in("kabag-ops")
    AccountRow.objects.update(email="ops@polres.example")
    remind(at)
    box = Postbox()

    first = send_reminders(None, at=at)
    later = send_reminders(Post(channel=box, words=words, roles=roles()), at=at)

    assert (first, later, box.letters) == (0, 0, [])


@pytest.mark.parametrize("any_store", ["sqlite"], indirect=True)
def test_the_button_writes_the_meeting_s_own_pack_and_says_when_it_is_old(operation: int) -> None:
    meeting = _meeting(operation, title="Rakor Kesiapan")
    decide(CLERK, now(), meeting=meeting, text="Tambah satu perahu di dermaga")
    make_promise(CLERK, now(), meeting=meeting, promise=_promise())
    at = now() - timedelta(minutes=1)
    known: dict[str, Any] = {"operation": operation, "region": KAUR, "subject": f"region:{KAUR}"}
    open_report(
        SUPERVISOR,
        at,
        means=means(),
        known_at=at,
        event="Segel",
        reporters=(Person(name="Siti"),),
        number="9/LP",
        **known,
    )
    person, present = logged_in("kpu-logistik"), present_plan(CLERK.scope, operation=operation)
    assert present is not None
    address = f"/rencana/{present.pk}/rakor?rapat={meeting}"

    person.post(address)

    until = monotonic() + 300
    while "rakor.txt" not in person.get(address).content.decode() and monotonic() < until:
        sleep(0.2)
    pages = PdfDocument(b"".join(person.get(address.replace("?", "/rakor.pdf?"))))
    text = " ".join(page.get_textpage().get_text_range() for page in pages)
    told = ("Rakor Kesiapan", "Jalur laut", "Tambah satu perahu", "Perahu cadangan", "9/LP")
    assert [one for one in told if one not in " ".join(text.split())] == []
    assert "<button>" not in _part(person, address)
    decide(CLERK, now(), meeting=meeting, text="Satu lagi")
    assert "<button>" in _part(person, address)
    assert person.get(f"/rencana/{present.pk}/rakor/rakor.pdf").status_code == 404


def _part(client: Client, address: str) -> str:
    """What a page says of its pack."""
    return _page(client, address).partition('<div id="pack">')[2]
