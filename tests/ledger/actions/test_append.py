from copy import copy
from dataclasses import replace
from datetime import UTC, datetime
from threading import Thread

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from tests.ledger.nodes import AT_MS, NODE, SECRET, all_stored, enrolled, standings, take
from tests.ledger.worlds import Phone

from sampai.engines.signing import verify
from sampai.ledger.actions.append import append, enrol_device, revoke_device
from sampai.ledger.model import Reason, Standing
from sampai.ledger.rules.envelope import batch_bytes, digest_of, read_receipt, receipt_message
from sampai.ledger.tables import DeviceRow, EventRow, QuarantineRow, SequenceRow, SignatureRow

pytestmark = pytest.mark.usefixtures("any_store")


def numbers() -> list[int]:
    stored = EventRow.objects.using("default").values_list("seq", flat=True)
    kept = QuarantineRow.objects.using("default").values_list("seq", flat=True)
    return sorted([*stored, *kept])


def device(phone: Phone) -> DeviceRow:
    return DeviceRow.objects.using("default").get(name=phone.key.id.hex())


def test_events_are_stored_word_for_word_in_the_order_of_the_record() -> None:
    one, other = enrolled("a"), enrolled("b")
    first, second = one.batch(one.run(3)), other.batch(other.run(2))

    answers = take(first, second)

    rows = list(EventRow.objects.using("default").order_by("seq"))
    assert all_stored(answers)
    assert [bytes(row.raw) for row in rows] == [*first.items, *second.items]
    assert [row.seq for row in rows] == [0, 1, 2, 3, 4]
    assert SequenceRow.objects.using("default").get().next == 5
    assert len({bytes(row.salt) for row in rows}) == 5
    assert SignatureRow.objects.using("default").count() == 2


def test_sending_again_in_any_grouping_changes_nothing() -> None:
    phone = enrolled("a")
    events = phone.run(5)
    take(phone.batch(events))

    for again in (events, events[1:3], events[4:]):
        answer = take(phone.batch(again))[0]
        assert standings(answer) == ["already"] * len(again)
    twice = take(phone.batch(events), phone.batch(events))

    assert [standings(answer) for answer in twice] == [["already"] * 5] * 2
    assert numbers() == [0, 1, 2, 3, 4]


def test_the_same_new_batch_twice_in_one_commit_is_stored_once() -> None:
    phone = enrolled("a")
    batch = phone.batch(phone.run(2))

    answers = take(batch, batch)

    assert [standings(answer) for answer in answers] == [["stored"] * 2, ["already"] * 2]
    assert numbers() == [0, 1]


def test_the_receipt_names_what_is_durable_and_is_signed() -> None:
    phone = enrolled("a")
    batch = phone.batch(phone.run(2))
    answer = take(batch)[0]
    receipt = read_receipt(answer.receipt)

    assert verify(SECRET.key, message=receipt_message(answer.receipt), signature=answer.signature)
    assert receipt.stored == tuple((n, digest_of(raw)) for n, raw in enumerate(batch.items))
    assert (receipt.node, receipt.device, receipt.at_ms) == ("post-1704", phone.key.id, AT_MS)


def test_a_cloned_phone_is_kept_and_flagged() -> None:
    phone = enrolled("a")
    take(phone.batch([phone.says()]))
    clone = copy(phone)
    take(phone.batch([phone.says()]))

    answer = take(clone.batch([clone.says(body={"seals": []})]))[0]

    assert standings(answer) == ["stored"]
    assert [flag.value for flag in answer.verdicts[0].flags] == ["equivocation"]
    twins = EventRow.objects.using("default").filter(counter=1).order_by("variant")
    assert [(row.variant, row.flags) for row in twins] == [(0, ""), (1, "equivocation")]
    assert device(phone).twins == 1


def test_gaps_show_until_they_are_filled_whatever_the_order() -> None:
    phone = enrolled("a")
    events = phone.run(6)

    for part, missing in ((events[4:], 0), (events[:2], 2), (events[3:4], 2), (events[2:3], 6)):
        take(phone.batch(part))
        assert (device(phone).next, device(phone).highest) == (missing, 5)


def test_one_bad_item_hides_no_other_and_is_kept_word_for_word() -> None:
    phone = enrolled("a")
    batch = phone.batch(phone.run(50))
    bad = replace(batch, items=(*batch.items[:20], b"\xff" * 40, *batch.items[21:]))

    answer = take(bad)[0]

    assert standings(answer) == ["unproven"] * 21 + ["stored"] * 29
    assert numbers() == list(range(50))
    kept = QuarantineRow.objects.using("default").values_list("raw", flat=True)
    assert {bytes(raw) for raw in kept} == set(bad.items[:21])
    assert len(read_receipt(answer.receipt).quarantined) == 21


def test_quarantined_items_are_stored_when_they_come_again_with_their_proof() -> None:
    phone = enrolled("a")
    batch = phone.batch(phone.run(3))
    take(replace(batch, signature=bytes(64)))

    assert standings(take(batch)[0]) == ["stored"] * 3
    assert numbers() == list(range(6))


def test_the_same_rubbish_again_does_not_grow_the_quarantine() -> None:
    for _ in range(3):
        answer = append([b"rubbish", b""], at_ms=AT_MS, node=NODE)
        assert [standings(found) for found in answer] == [["unreadable"]] * 2

    assert numbers() == [0, 1]


def test_a_stranger_is_kept_until_somebody_enrols_the_phone() -> None:
    phone = Phone("stranger")
    batch = phone.batch(phone.run(2))

    assert standings(take(batch)[0]) == ["unknown-device"] * 2
    enrol_device(phone.key, holder="x", at=datetime(2024, 11, 26, tzinfo=UTC))
    assert standings(take(batch)[0]) == ["stored"] * 2


def test_a_revoked_phone_is_believed_up_to_its_last_receipt() -> None:
    phone = enrolled("a")
    events = phone.run(4)
    take(phone.batch(events[:2]))
    revoke_device(phone.key.id, from_counter=2)

    assert standings(take(phone.batch(events))[0]) == ["already"] * 2 + ["revoked"] * 2
    revoke_device(phone.key.id, from_counter=9)
    assert device(phone).revoked_from == 2


def test_every_item_that_came_in_is_stored_or_in_quarantine() -> None:
    phone, stranger = enrolled("a"), Phone("b")
    foreign = replace(phone.batch([stranger.says()]), device=phone.key.id)
    batches = [phone.batch(phone.run(3)), stranger.batch(stranger.run(2)), foreign]

    answers = take(*batches)

    found = [verdict.standing for answer in answers for verdict in answer.verdicts]
    assert found.count(Standing.STORED) == EventRow.objects.using("default").count() == 3
    assert found.count(Standing.QUARANTINED) == QuarantineRow.objects.using("default").count() == 3
    assert answers[2].verdicts[0].reason is Reason.OTHER_DEVICE


def test_many_batches_cost_few_queries() -> None:
    phones = [enrolled(name) for name in "abc"]
    counts = []
    for count in (1, 20):
        batches = [batch_bytes(phone.batch(phone.run(count))) for phone in phones]
        with CaptureQueriesContext(connections["default"]) as queries:
            append(batches, at_ms=AT_MS, node=NODE)
        counts.append(len(queries))

    assert counts[1] <= counts[0] <= 25


def test_numbers_have_no_gap_when_several_append_at_once() -> None:
    phones = [enrolled(name) for name in "abcd"]

    def send(phone: Phone) -> None:
        for _ in range(5):
            take(phone.batch(phone.run(3)))
        connections.close_all()

    threads = [Thread(target=send, args=(phone,), daemon=True) for phone in phones]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert numbers() == list(range(60))
    assert [device(phone).next for phone in phones] == [15] * 4


def test_an_event_that_names_another_predecessor_than_the_stored_one_is_flagged() -> None:
    phone = enrolled("a")
    clone = copy(phone)
    take(phone.batch(phone.run(2)))
    foreign = [clone.says(body={}), clone.says(body={"n": 1}), clone.says(body={"n": 2})]

    answer = take(clone.batch(foreign[2:]))[0]

    assert [flag.value for flag in answer.verdicts[0].flags] == ["broken-link"]
