"""Incidents in the store: folded from events in any order, clocks that go on, nobody asked twice."""

from collections.abc import Sequence

import pytest
from tests.incidents.desk import (
    FieldPhone,
    after,
    all_incidents,
    done,
    fold,
    ms,
    offices,
    person,
    seen,
    told,
)
from tests.incidents.saying import BOOK

from sampai.incidents.actions.clocks import tick_due
from sampai.incidents.model import Deed, Severity, Status
from sampai.incidents.reactions import Incidents
from sampai.incidents.tables import IncidentRow, NoticeRow, WatchRow
from sampai.kernel.errors import Refused
from sampai.kernel.rights import Forbidden, Institution
from sampai.ledger.actions.react import rebuild, unlike_record
from sampai.ledger.model import Digest
from sampai.ledger.queries.record import Stored, stored_from

STATION = "1704012003001"
pytestmark = pytest.mark.usefixtures("any_store")


def test_a_phones_word_is_an_incident_and_its_offices_are_asked_once() -> None:
    phone = FieldPhone("kpps-1", territory=STATION)

    phone.states("incident.reported", place=STATION, at=after(0), body={"what": "flood", "note": "air"})
    fold()

    assert all_incidents() == [("flood", "reported", 1)]
    (row,) = IncidentRow.objects.all()
    assert (row.colour, row.is_verified, row.label) == ("merah", False, 1704012003)
    assert offices(row.id) == [
        "notify PPS",
        "notify PPK",
        "notify Panwascam",
        "notify Bawaslu kabupaten",
        "notify Polsek",
        "notify Polres",
    ]
    assert set(NoticeRow.objects.values_list("office", "region")) >= {
        ("PPS", "1704012003"),
        ("PPK", "170401"),
        ("Polres", "1704"),
    }
    rebuild(Incidents(BOOK))
    assert NoticeRow.objects.count() == 6


def test_two_sources_verify_a_severe_one_and_a_deed_is_taken_back() -> None:
    ppk = person("ppk", "170401")
    first = told("flood", STATION, at=after(0), by=ppk, source="Camat")
    told("flood", "1704012003002", at=after(5), by=ppk, source="BPBD")
    far = told("flood", "1704012009001", at=after(6), by=ppk, source="Warga")
    assert all_incidents() == [("flood", "reported", 1), ("flood", "verified", 2)]

    done(ppk, after(7), first, Deed.JOIN, other=far)
    assert all_incidents() == [("flood", "verified", 3)]
    assert seen(ppk, far[:12]).incident.id == first
    join = seen(ppk, first).decisions[0].id

    done(ppk, after(8), first, Deed.UNDO, other=join)
    assert all_incidents() == [("flood", "reported", 1), ("flood", "verified", 2)]
    assert WatchRow.objects.filter(joined="").count() == 2


def test_an_earlier_claim_that_comes_late_changes_the_number_and_asks_nobody_anew() -> None:
    ppk = person("ppk", "170401")
    late = told("flood", STATION, at=after(30), by=ppk, source="Camat")
    asked = NoticeRow.objects.count()

    early = told("flood", STATION, at=after(1), by=ppk, source="BPBD")

    assert seen(ppk, late).incident.id == early
    assert NoticeRow.objects.count() == asked
    assert WatchRow.objects.get(incident=late).joined == early


def test_clocks_remind_go_up_and_stop_at_an_answer() -> None:
    ppk, police = person("ppk", "170401"), person("kabag-ops", "1704")
    code = told("road-cut", STATION, at=after(0), by=ppk, on_site=True)

    tick_due(now_ms=ms(after(29)), book=BOOK)
    assert offices(code) == ["notify PPS", "notify Polsek"]
    tick_due(now_ms=ms(after(30)), book=BOOK)
    assert offices(code)[2:] == ["remind PPS", "notify PPK", "remind Polsek", "notify Polres"]
    done(police, after(31), code, Deed.ANSWER, other="polri")
    tick_due(now_ms=ms(after(91)), book=BOOK)
    tick_due(now_ms=ms(after(91)), book=BOOK)

    assert offices(code)[6:] == ["remind PPK", "notify KPU"]


def test_nobody_is_sent_twice_until_the_first_is_called_back() -> None:
    police = person("kapolsek", "170401")
    code = told("theft", STATION, at=after(0), by=police)
    sent = done(police, after(1), code, Deed.ASSIGN, other="POLSEK-KAUR-UTARA")

    with pytest.raises(Refused):
        done(police, after(2), code, Deed.ASSIGN, other="POLSEK-MAJE")
    assert seen(police, code).incident.unit == "POLSEK-KAUR-UTARA"
    done(police, after(3), code, Deed.UNDO, other=sent)
    done(police, after(4), code, Deed.ASSIGN, other="POLSEK-MAJE")

    assert [one for one in offices(code) if one.startswith("dispatch")] == ["dispatch Polsek"] * 2


def test_it_is_closed_only_after_it_was_settled_and_opened_again_when_it_is_not_well() -> None:
    ppk = person("ppk", "170401")
    code = told("wet", STATION, at=after(0), by=ppk, on_site=True)
    with pytest.raises(Refused):
        done(ppk, after(1), code, Deed.CLOSE)

    done(ppk, after(2), code, Deed.RESOLVE)
    tick_due(now_ms=ms(after(62)), book=BOOK)
    assert offices(code)[-1] == "call-back PPS"
    done(ppk, after(63), code, Deed.REOPEN, reason="masih basah")
    assert seen(ppk, code).incident.status is Status.VERIFIED
    assert offices(code)[-2:] == ["notify PPK", "notify Bawaslu kabupaten"]
    done(ppk, after(64), code, Deed.RESOLVE)
    done(ppk, after(65), code, Deed.CLOSE)

    (row,) = IncidentRow.objects.all()
    assert (row.is_open, row.status) == (False, "closed")


def test_severity_playbook_and_settling_are_deeds_of_who_may() -> None:
    ppk, watch = person("ppk", "170401"), person("panwascam", "170401")
    code = told("held", STATION, at=after(0), by=ppk, boxes_seized="119")
    told("held", STATION, at=after(1), by=watch, boxes_seized="0")

    assert seen(ppk, code).incident.is_contested
    done(ppk, after(2), code, Deed.SETTLE, other="boxes_seized=0")
    done(ppk, after(3), code, Deed.STEP, other="3")
    done(ppk, after(4), code, Deed.GRADE, other="serious")
    with pytest.raises(Refused):
        done(ppk, after(5), code, Deed.STEP, other="1")
    with pytest.raises(Refused):
        done(ppk, after(5), code, Deed.ANSWER, other="polri")
    with pytest.raises(Refused):
        done(ppk, after(5), code, Deed.SETTLE, other="boxes_seized=7")
    with pytest.raises(Refused):
        done(ppk, after(5), code, Deed.REJECT, reason=" ")

    one = seen(ppk, code).incident
    assert (one.is_contested, one.severity, one.steps_done) == (False, Severity.SERIOUS, frozenset({3}))


def test_nobody_sees_or_changes_what_lies_elsewhere() -> None:
    ppk, other = person("ppk", "170401"), person("ppk", "170402")
    code = told("flood", STATION, at=after(0), by=ppk)

    for deed in (lambda: seen(other, code), lambda: done(other, after(1), code, Deed.START)):
        with pytest.raises(Forbidden):
            deed()
    with pytest.raises(Forbidden):
        told("flood", STATION, at=after(0), by=other)
    with pytest.raises(Forbidden):
        seen(person("publik", "1704"), code)


def test_a_phone_cannot_speak_as_a_rule_or_decide() -> None:
    phone = FieldPhone("kpps-1", territory=STATION)
    code = phone.states("incident.reported", place=STATION, at=after(0), body={"what": "wet"})

    phone.states(
        "incident.raised", place=STATION, at=after(1), body={"what": "held", "id": "0" * 64, "source": "x"}
    )
    phone.states("incident.decided", place=STATION, at=after(2), body={"deed": "reject", "claim": code})
    phone.states("incident.reported", place=STATION, at=after(3), body={"what": 7})

    assert all_incidents() == [("wet", "verified", 1)]


def test_short_reports_are_claims_once_however_they_come() -> None:
    phone = FieldPhone("kpps-1", territory=STATION)
    number = next(code for code, kind in BOOK.by_code.items() if kind == "crowd")

    phone.states(
        "report.said", place=STATION, at=after(0), body={"said": "incident", "argument": number, "counter": 0}
    )
    phone.states("report.said", place=STATION, at=after(1), body={"said": "wet", "argument": 4, "counter": 1})
    phone.states(
        "report.said", place=STATION, at=after(2), body={"said": "arrived", "argument": 4, "counter": 2}
    )

    assert sorted(all_incidents()) == [("crowd", "verified", 1), ("wet", "verified", 1)]
    wet = IncidentRow.objects.get(kind="wet")
    assert [
        fact.values for fact in seen(person("ppk", "170401"), wet.id).incident.facts if fact.name == "boxes"
    ]


class Backwards(Incidents):
    """The same events, the last ones first."""

    def take(self, events: Sequence[Stored], /) -> None:
        super().take(list(reversed(events)))


def test_equal_events_make_equal_incidents_in_any_order() -> None:
    ppk = person("ppk", "170401")
    phone = FieldPhone("kpps-1", territory=STATION, institution=Institution.KPU)
    for number in range(6):
        phone.states(
            "incident.reported",
            place=f"170401200300{number % 3 + 1}",
            at=after(200 * number),
            body={"what": "wet" if number % 2 else "flood"},
        )
    code = told("wet", STATION, at=after(900), by=ppk)
    done(ppk, after(901), code, Deed.START)
    first = Incidents(BOOK).digest()

    rebuild(Backwards(BOOK))

    assert Digest(Incidents(BOOK).digest()) == first
    assert unlike_record(Incidents(BOOK)) == []
    assert len(stored_from(0, most=50)) == 8
