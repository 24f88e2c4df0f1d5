from collections.abc import Sequence
from copy import copy
from dataclasses import replace

import pytest
from tests.ledger.worlds import Phone

from sampai.engines.signing import verify
from sampai.ledger.model import (
    Algorithm,
    Batch,
    DeviceState,
    Event,
    Flag,
    Link,
    Proven,
    Reason,
    Standing,
    Verdict,
)
from sampai.ledger.rules.cbor import decode, encode
from sampai.ledger.rules.envelope import chain_message, digest_of, event_bytes
from sampai.ledger.rules.judge import gaps, judge, linked, oddities, prove


def proven(phone: Phone, batch: Batch) -> list[Proven]:
    return prove(batch, key=phone.key, verify=verify)


def reasons(phone: Phone, batch: Batch) -> list[Reason | None]:
    return [item.reason for item in proven(phone, batch)]


def state_of(phone: Phone, events: Sequence[Event], *, revoked_from: int | None = None) -> DeviceState:
    links: dict[int, list[Link]] = {}
    for event in events:
        links.setdefault(event.counter, []).append(linked(event, digest=digest_of(event_bytes(event))))
    return DeviceState(key=phone.key, revoked_from=revoked_from, links=links)


def verdict(state: DeviceState, phone: Phone, event: Event) -> Verdict:
    return judge(state, proven(phone, phone.batch([event]))[0])


@pytest.mark.parametrize("algorithm", list(Algorithm))
def test_one_signature_proves_the_whole_run(algorithm: Algorithm) -> None:
    phone = Phone("a", algorithm=algorithm)

    assert reasons(phone, phone.batch(phone.run(5))) == [None] * 5


def test_an_item_altered_on_the_way_leaves_those_after_it_proven() -> None:
    phone = Phone("a")
    batch = phone.batch(phone.run(4))
    other = event_bytes(Phone("b").says())

    found = reasons(phone, replace(batch, items=(batch.items[0], other, *batch.items[2:])))

    assert found == [Reason.UNPROVEN, Reason.UNPROVEN, None, None]


def test_a_wrong_signature_proves_nothing() -> None:
    phone = Phone("a")
    batch = phone.batch(phone.run(2))

    assert reasons(phone, replace(batch, signature=bytes(64))) == [Reason.UNPROVEN] * 2


def test_a_left_out_item_leaves_those_before_it_unproven() -> None:
    phone = Phone("a")
    batch = phone.batch(phone.run(3))

    found = reasons(phone, replace(batch, items=(batch.items[0], batch.items[2])))

    assert found == [Reason.UNPROVEN, None]


def test_a_signed_item_with_a_faulty_envelope_is_malformed_and_hides_no_other() -> None:
    phone = Phone("a")
    first = phone.says()
    fields = decode(event_bytes(phone.says()))
    faulty = encode({**fields, 3: 0})
    phone.previous = digest_of(faulty)
    last = phone.says()
    signature = phone.secret(chain_message(digest_of(event_bytes(last))))
    batch = Batch(
        device=phone.key.id, items=(event_bytes(first), faulty, event_bytes(last)), signature=signature
    )

    assert reasons(phone, batch) == [None, Reason.MALFORMED, None]


def test_a_device_cannot_speak_for_another() -> None:
    phone, other = Phone("a"), Phone("b")

    assert reasons(phone, phone.batch([other.says()])) == [Reason.OTHER_DEVICE]


def test_an_unknown_device_is_heard_but_not_believed() -> None:
    phone = Phone("a")
    items = prove(phone.batch(phone.run(2)), key=None, verify=verify)
    state = DeviceState(key=None, links={})

    assert [judge(state, item).reason for item in items] == [Reason.UNKNOWN_DEVICE] * 2


def test_the_same_event_again_is_already_there() -> None:
    phone = Phone("a")
    event = phone.says()

    assert verdict(state_of(phone, []), phone, event) == Verdict(Standing.STORED)
    assert verdict(state_of(phone, [event]), phone, event) == Verdict(Standing.ALREADY)


def test_another_content_under_the_same_counter_is_stored_and_flagged() -> None:
    phone = Phone("a")
    clone = copy(phone)
    event, twin = phone.says(), clone.says(body={"seals": []})

    found = verdict(state_of(phone, [event]), phone, twin)

    assert found == Verdict(Standing.STORED, flags=(Flag.EQUIVOCATION,))


def test_a_gap_is_no_fault_but_a_chain_that_names_another_event_is_flagged() -> None:
    phone = Phone("a")
    first, second, third = phone.run(3)
    stranger = replace(second, body={})

    assert verdict(state_of(phone, [first]), phone, third) == Verdict(Standing.STORED)
    broken = Verdict(Standing.STORED, flags=(Flag.BROKEN_LINK,))
    assert verdict(state_of(phone, [stranger]), phone, third) == broken
    assert verdict(state_of(phone, [third]), phone, stranger) == broken


def test_revocation_ends_belief_from_its_counter_on() -> None:
    phone = Phone("a")
    first, second = phone.run(2)
    state = state_of(phone, [first], revoked_from=1)

    assert verdict(state, phone, first) == Verdict(Standing.ALREADY)
    assert verdict(state, phone, second) == Verdict(Standing.QUARANTINED, Reason.REVOKED)


def test_oddities_do_not_hang_on_the_order_of_arrival() -> None:
    phone = Phone("a")
    first = phone.says()
    clone = copy(phone)
    own = phone.run(2)
    foreign = [clone.says(body={"clone": True}), clone.says(body={"clone": True})]
    events = [first, *own, *foreign]

    one = oddities(state_of(phone, events).links)
    other = oddities(state_of(phone, events[::-1]).links)

    assert one == other == [(1, Flag.EQUIVOCATION), (2, Flag.EQUIVOCATION)]


def test_gaps_are_runs_of_missing_counters() -> None:
    assert gaps([1, 2, 5, 5, 9]) == [(0, 0), (3, 4), (6, 8)]
    assert gaps([0, 1, 2]) == []
