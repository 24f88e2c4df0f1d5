"""A rehearsed day in the mouths of telephones: chains, both halves, the mark; what a record is held to."""

from functools import cache

from tests.rehearsal.days import plan

from sampai.custody.model import Kind
from sampai.custody.model.bodies import Departed
from sampai.custody.rules.bodies import statement_of
from sampai.engines.signing import verify
from sampai.fieldwork.rules.evidence import SAID, report_of
from sampai.fieldwork.rules.sms import is_signed_by, read_sms
from sampai.ledger.model import FIRST_PREVIOUS, DeviceId, Digest, Event
from sampai.ledger.rules.envelope import chain_message, read_event
from sampai.main.rehearsing_live import boxes_in, keys, script_for
from sampai.packs.rehearsals import load_world
from sampai.rehearsal.rules.events import events_of
from sampai.rehearsal.rules.phones import Found, Script, compare, script_of
from sampai.rehearsal.rules.rehearse import stage_of


@cache
def script() -> Script:
    return script_for(plan(), profile="monsoon", seed=3)


def events() -> list[Event]:
    return [read_event(one.item.raw) for one in script().said]


def record() -> list[Found]:
    """What a server has that took everything in."""
    return [
        (one.device, one.item.counter, one.item.digest, event.previous)
        for one, event in zip(script().said, events(), strict=True)
    ]


def test_every_telephone_keeps_an_unbroken_signed_chain_and_begins_it() -> None:
    last: dict[DeviceId, tuple[int, Digest]] = {}
    keys = {one.key.id: one.key for one in script().telephones}

    for one, event in zip(script().said, events(), strict=True):
        counter, previous = last.get(one.device, (-1, FIRST_PREVIOUS))
        assert (event.counter, event.previous) == (counter + 1, previous)
        assert (event.kind == "device.began") is (event.counter == 0)
        last[one.device] = event.counter, one.item.digest
    one = script().said[-1]
    assert verify(keys[one.device], message=chain_message(one.item.digest), signature=one.signature)
    assert set(last) == set(keys)


def test_every_statement_can_be_read_and_bears_the_mark_of_an_exercise() -> None:
    said = [event for event in events() if event.kind != "device.began"]

    assert all(event.election.startswith("latihan-") for event in said)
    read = [statement_of(event, digest=Digest(bytes(32))) for event in said]
    assert all(one is not None for one in read)
    bodies = [one.body for one in read if one is not None]
    goals = [one.to for one in bodies if isinstance(one, Departed)]
    assert goals
    assert all(goals)


def test_every_handover_has_two_halves_from_two_telephones() -> None:
    given = {(e.body["handover"], e.subject): e.device for e in events() if e.kind == Kind.GIVEN.value}
    taken = {(e.body["handover"], e.subject): e.device for e in events() if e.kind == Kind.TAKEN.value}

    assert given
    assert given.keys() == taken.keys()
    assert all(given[half] != taken[half] for half in given)


def test_a_record_that_took_everything_is_exact_in_any_order() -> None:
    assert compare(script(), reversed(record())).is_exact


def test_what_is_lost_doubled_or_altered_is_found() -> None:
    whole = record()
    device, counter, _, previous = whole[-1]
    other = (device, counter, Digest(bytes(32)), previous)

    lost = compare(script(), whole[:-1])
    doubled = compare(script(), [*whole, whole[4]])
    altered = compare(script(), [*whole[:-1], other])

    assert (lost.lost, lost.doubled, lost.altered, lost.is_exact) == (1, 0, 0, False)
    assert (doubled.lost, doubled.doubled, doubled.altered, doubled.is_exact) == (0, 1, 0, False)
    assert (altered.lost, altered.doubled, altered.altered, altered.is_exact) == (1, 0, 1, False)


def test_statements_of_others_are_none_of_ours() -> None:
    stranger = (DeviceId(bytes(16)), 0, Digest(bytes(32)), FIRST_PREVIOUS)

    assert compare(script(), [*record(), stranger]).is_exact


def test_a_station_without_signal_reports_shortly_too_and_keeps_a_statement_of_it() -> None:
    one = plan()
    settings = one.operation.settings
    stations = [station.code for station in one.operation.register.stations]
    found = script_of(
        events_of(stage_of(one, world=load_world("2024")), day=0, runs=1, seed=1),
        boxes=boxes_in(one),
        region=settings.region,
        election="x",
        instant=lambda at: int(settings.calendar.instant(at).timestamp() * 1_000),
        key_of=keys(bytes(32)),
        begin=False,
        by_short=set(stations[:3]),
    )

    said = {(o.device, o.item.digest): read_event(o.item.raw) for o in found.said}
    secrets = {one.key.id: one.key for one in found.telephones}
    assert {short.report.place for short in found.shorts} == set(stations[:3])
    for short in found.shorts:
        kept = said[short.device, short.digest]
        assert kept.kind == SAID
        assert report_of(kept) == short.report
        assert is_signed_by(read_sms(short.sms), key=secrets[short.device], verify=verify)
    assert not [event for event in said.values() if event.kind == "device.began"]
    assert {o.item.counter for o in found.said} >= {0, 1}
