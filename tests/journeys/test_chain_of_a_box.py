"""The whole journey of a box over the real calls: KPU store, PPK, PPS, KPPS, opened, sealed again, and back.

Phones of the store, the driver and the PPK have a signal. The PPS has none: the PPK's phone carries its
statements, read from a loop of QR codes. The KPPS has none for days; it reports by SMS and by voice.
"""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from scripts.custody_cases import EVE_MS, KPPS, PPK, PPS, random_bytes
from tests.custody.chains import KAUR, KeyedPhone, SentWay, boxes, folded, published, station
from tests.ledger.calls import Answered, post, words
from tests.store import as_role

from sampai.custody.model import Mismatch, Trouble
from sampai.custody.queries.chain import BoxChain, chain
from sampai.custody.rules.indicators import proven
from sampai.engines.signing import verify
from sampai.fieldwork.model import Carried, Evidence, Heard, Hearing, ReportKind, ShortReport, Telling
from sampai.fieldwork.rules.evidence import HEARD, SAID, heard_body, records, said_body, telling_of
from sampai.fieldwork.rules.sms import belongs_to, fits_one_sms, is_signed_by, read_sms, sms_text
from sampai.fieldwork.rules.voice import hear, is_our_receipt, voice_code
from sampai.kernel.clock import now
from sampai.ledger.actions.append import enrol_device
from sampai.ledger.actions.own import state
from sampai.ledger.model import Event, Observed
from sampai.ledger.queries.record import stored_from
from sampai.ledger.rules.envelope import batch_bytes, digest_of, event_bytes, seal
from sampai.ledger.rules.frames import Gathering, frames
from sampai.main.cli import run
from sampai.main.web.public_logs import PublicLogs
from sampai.main.web.record import own_node, voice_key

CLERK = as_role("kpu-logistik", territory=KAUR)
LOST = {1, 2, 5}
"""Frames that the camera did not catch."""


@pytest.fixture
def way(any_store: str) -> SentWay:  # noqa: ARG001 -- the store is open meanwhile
    published()
    found = SentWay(boxes()[f"{station()}-B1"])
    for phone in _phones(found):
        enrol_device(phone.secret.key, holder=phone.name, at=now(), territory=KAUR, institution="kpu")
    return found


def _phones(way: SentWay) -> Sequence[KeyedPhone]:
    found = (way.store, way.driver, way.ppk, way.pps, way.kpps)
    return [phone for phone in found if isinstance(phone, KeyedPhone)]


def _batch(phone: KeyedPhone, said: Sequence[Event]) -> bytes:
    own = sorted((one for one in said if one.device == phone.device), key=lambda one: one.counter)
    return batch_bytes(seal(own, sign=phone.secret))


def _sent(raw: bytes) -> list[str]:
    answered: Answered = post("/sync/events", raw)
    assert answered[0] == 200
    return words(answered[1][4])


def _filmed(raw: bytes) -> bytes:
    """What another phone reads from a screen that shows frames, some of which it misses."""
    seen = Gathering()
    for number, frame in enumerate(frames(raw)):
        found = None if number in LOST else seen.add(frame)
        if found is not None:
            return found
    raise AssertionError


def _report(phone: KeyedPhone, report: ShortReport, *, at: int) -> Event:
    """The phone's own event of a short report."""
    event = Event(
        kind=SAID,
        version=1,
        election="pilkada-2024",
        subject=f"place:{report.place}",
        place=report.place,
        after=(),
        device=phone.device,
        counter=phone.counter,
        previous=phone.previous,
        actor=phone.name,
        observed=Observed(
            wall_ms=EVE_MS + at * 60_000, monotonic_ms=at, boot=random_bytes("boot", phone.name)
        ),
        salt=random_bytes("salt", phone.name, at),
        body=said_body(report),
    )
    phone.counter, phone.previous = phone.counter + 1, digest_of(event_bytes(event))
    return event


def _heard_over_the_radio(phone: KeyedPhone, report: ShortReport, *, last: int | None) -> Heard:
    """The officer says the code, the operator types it."""
    key = voice_key(phone.device)
    return hear(voice_code(report, key=key), place=report.place, key=key, last=last)


def _written_down(phone: KeyedPhone, report: ShortReport, *, carried: Carried, text: str) -> None:
    body = heard_body(report, reporter=phone.device, carried=carried, text=text)
    state(
        own_node(),
        kind=HEARD,
        subject=f"place:{report.place}",
        place=report.place,
        actor="operator",
        body=body,
        at_ms=EVE_MS,
    )


def _evidence() -> list[Evidence]:
    tellings: list[Telling] = [
        telling_of(one.event, digest=one.digest)
        for one in stored_from(0, most=1_000)
        if one.event.kind in (SAID, HEARD)
    ]
    return [one.evidence for one in records(tellings)]


def _chain(way: SentWay) -> BoxChain:
    folded()
    return chain(CLERK.scope, way.box.code)


def test_the_chain_is_whole_and_proven_though_two_phones_had_no_signal(
    way: SentWay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    store, driver, ppk, pps, kpps = _phones(way)
    opened = ShortReport(kind=ReportKind.OPENED, argument=1, counter=0, place=way.box.owner)
    counted = ShortReport(kind=ReportKind.COUNTED, argument=1, counter=1, place=way.box.owner)

    way.out()
    by_sms = _report(kpps, opened, at=1_505)
    message = sms_text(
        opened, device=kpps.device, event=digest_of(event_bytes(by_sms)), at_ms=EVE_MS, sign=kpps.secret
    )
    read = read_sms(message)
    _written_down(kpps, read.report, carried=Carried.SMS, text=message)
    by_voice = _report(kpps, counted, at=1_506)
    heard = _heard_over_the_radio(kpps, counted, last=0)
    _written_down(kpps, counted, carried=Carried.VOICE, text=voice_code(counted, key=voice_key(kpps.device)))
    before = _evidence()
    way.voted()
    way.back()
    said = [*(one.event for one in way.said), by_sms, by_voice]
    for phone in (store, driver, ppk):
        assert set(_sent(_batch(phone, said))) == {"stored"}
    gaps_before = _chain(way).state.gaps
    carried = _filmed(_batch(pps, said))
    assert set(_sent(carried)) == {"stored"}
    assert set(_sent(_batch(kpps, said))) == {"stored"}
    found = _chain(way)

    assert fits_one_sms(message)
    assert is_signed_by(read, key=kpps.secret.key, verify=verify)
    assert belongs_to(read, event=digest_of(event_bytes(by_sms)))
    assert heard.hearing is Hearing.TRUE
    assert is_our_receipt(heard.receipt, report=counted, key=voice_key(kpps.device))
    assert (before, _evidence()) == ([Evidence.B, Evidence.C], [Evidence.A, Evidence.A])
    assert gaps_before != ()
    assert (found.state.gaps, found.findings, found.state.open_troubles) == ((), (), ())
    assert found.view.phase.value == "returned"
    assert all(proven(found.state).values())
    monkeypatch.setattr(settings, "OPTIONS", replace(settings.OPTIONS, data=tmp_path))
    with closing(PublicLogs()) as logs:
        grown = [*logs.grow()]
    assert sum(one.size for one in grown) >= len(said)
    for one in grown:
        assert run(["ledger", "verify", str(one.folder), "--key", str(one.key), "--lang", "en"]) == 0
    assert "sound" in capsys.readouterr().out


def test_a_swapped_box_and_a_wrong_seal_are_found_where_they_happened(way: SentWay) -> None:
    swapped = SentWay(boxes()[f"{station(1)}-B1"])
    for phone in _phones(swapped):
        enrol_device(phone.secret.key, holder=phone.name, at=now(), territory=KAUR, institution="kpu")
    changed = {"seals": ("KPU-0017", "KPU-7777")}

    way.packed_and_sealed()
    way.carried(at=40, to="170401")
    way.hand((way.driver, PPK), (way.ppk, PPK), at=110, place="170401")
    way.hand((way.ppk, PPK), (way.pps, PPS), at=370, place=station()[:10], given={}, taken=changed)
    swapped.packed_and_sealed()
    swapped.carried(at=40, to=station()[:10])
    swapped.hand((swapped.driver, PPS), (swapped.kpps, KPPS), at=370, place=station())
    for one in (way, swapped):
        for phone in _phones(one):
            said = [said.event for said in one.said]
            if any(event.device == phone.device for event in said):
                _sent(_batch(phone, said))

    (finding,) = _chain(way).findings
    (trouble,) = _chain(swapped).state.open_troubles
    assert (finding.mismatch, finding.read, finding.found) == (
        Mismatch.TAMPER,
        "KPU7777",
        way.said[-1].digest,
    )
    assert finding.holders == ("Sari",)
    assert (trouble.trouble, trouble.cause) == (Trouble.MISROUTED, swapped.said[-1].digest)
