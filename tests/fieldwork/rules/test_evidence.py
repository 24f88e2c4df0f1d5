from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampai.fieldwork.model import Carried, Evidence, ReportKind, ShortReport, Telling
from sampai.fieldwork.rules.evidence import HEARD, SAID, heard_body, records, said_body, telling_of
from sampai.ledger.model import FIRST_PREVIOUS, Data, DeviceId, Digest, Event, Malformed, Observed

PLACE = "1704012003001"
REPORT = ShortReport(kind=ReportKind.TAKEN, argument=2, counter=7, place=PLACE)
PHONE, DESK = DeviceId(bytes([1]) * 16), DeviceId(bytes([2]) * 16)


def event(kind: str, body: Mapping[str, Data], *, device: DeviceId = DESK) -> Event:
    return Event(
        kind=kind,
        version=1,
        election="pilkada-2024",
        subject=f"place:{PLACE}",
        place=PLACE,
        after=(),
        device=device,
        counter=0,
        previous=FIRST_PREVIOUS,
        actor="sari",
        observed=Observed(wall_ms=0, monotonic_ms=0, boot=bytes(16)),
        salt=bytes(16),
        body=body,
    )


def telling(carried: Carried, report: ShortReport = REPORT) -> Telling:
    digest = Digest(f"{carried.value}{report.argument}".encode().ljust(32))
    if carried is Carried.SYNC:
        return telling_of(event(SAID, said_body(report), device=PHONE), digest=digest)
    body = heard_body(report, reporter=PHONE, carried=carried, text="035G-N1P3-GBK9")
    return telling_of(event(HEARD, body), digest=digest)


@pytest.mark.parametrize(
    ("carried", "evidence"),
    [
        (Carried.SYNC, Evidence.A),
        (Carried.SMS, Evidence.B),
        (Carried.VOICE, Evidence.C),
        (Carried.WORD, Evidence.D),
    ],
)
def test_evidence_is_told_by_how_a_report_came(carried: Carried, evidence: Evidence) -> None:
    (record,) = records([telling(carried)])

    assert (record.device, record.report, record.evidence) == (PHONE, REPORT, evidence)


def test_later_sync_makes_a_spoken_report_a_signed_one() -> None:
    (record,) = records([telling(Carried.VOICE), telling(Carried.SYNC)])

    assert (record.evidence, record.contradicted_by) == (Evidence.A, ())
    assert len(record.statements) == 2


def test_phone_that_says_something_else_than_what_was_heard_is_an_incident() -> None:
    heard, own = telling(Carried.WORD), telling(Carried.SYNC, replace(REPORT, argument=1))
    (record,) = records([heard, own])

    assert record.report == own.report
    assert record.contradicted_by == (heard.digest,)


def test_reports_of_two_numbers_or_devices_are_two() -> None:
    other = replace(telling(Carried.VOICE), device=DESK)
    next_ = telling(Carried.VOICE, replace(REPORT, counter=8))

    assert len(records([telling(Carried.VOICE), other, next_])) == 3


@given(st.permutations([telling(carried) for carried in Carried] * 2))
def test_order_and_repetition_change_no_record(tellings: list[Telling]) -> None:
    assert records(tellings) == records([telling(carried) for carried in Carried])


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"said": "flown"}, "said"),
        ({"said": 6}, "said"),
        ({"argument": 32}, "argument"),
        ({"argument": True}, "argument"),
        ({"counter": -1}, "counter"),
        ({"reporter": b"short"}, "reporter"),
        ({"carried": "sync"}, "carried"),
        ({"carried": 7}, "carried"),
    ],
)
def test_body_that_is_no_report_names_the_field(changes: Mapping[str, Data], name: str) -> None:
    body = heard_body(REPORT, reporter=PHONE, carried=Carried.VOICE, text="")

    with pytest.raises(Malformed, match=f"^{name}$"):
        telling_of(event(HEARD, {**body, **changes}), digest=Digest(bytes(32)))
