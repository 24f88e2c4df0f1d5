from tests.ledger.worlds import Phone

from sampai.engines.signing import verify
from sampai.ledger.model import Digest, Reason, Receipt
from sampai.ledger.rules.envelope import digest_of, event_bytes, receipt_bytes, receipt_message
from sampai.ledger.rules.outbox import Outbox, Waiting, open_receipt

PHONE = Phone("a")
ITEMS = [Waiting(event.counter, digest_of(event_bytes(event)), event_bytes(event)) for event in PHONE.run(5)]


def receipt(*stored: Waiting, refused: tuple[tuple[Digest, Reason], ...] = ()) -> Receipt:
    named = tuple((item.counter, item.digest) for item in stored)
    return Receipt(node="n", device=PHONE.key.id, at_ms=0, stored=named, quarantined=refused)


def test_only_what_a_receipt_names_by_counter_and_digest_leaves() -> None:
    other = Waiting(ITEMS[1].counter, Digest(bytes(32)), b"")

    outbox = Outbox(tuple(ITEMS)).after(receipt(ITEMS[0], other, ITEMS[3]))

    assert outbox.waiting == (ITEMS[1], ITEMS[2], ITEMS[4])


def test_a_run_is_unbroken_and_no_longer_than_asked() -> None:
    outbox = Outbox((*ITEMS[:3], ITEMS[4]))

    assert outbox.run(most=2) == ITEMS[:2]
    assert outbox.run(most=9) == ITEMS[:3]
    assert not Outbox().run(most=9)


def test_an_item_that_is_not_believed_stays_but_holds_nobody_up() -> None:
    refused = ((ITEMS[0].digest, Reason.MALFORMED), (ITEMS[1].digest, Reason.UNPROVEN))

    outbox = Outbox(tuple(ITEMS)).after(receipt(refused=refused))

    assert outbox.waiting == tuple(ITEMS)
    assert outbox.run(most=2) == ITEMS[1:3]
    assert outbox.aside == {ITEMS[0].digest: Reason.MALFORMED}


def test_a_receipt_counts_only_with_the_nodes_signature() -> None:
    node, impostor = Phone("node").secret, Phone("impostor").secret
    raw = receipt_bytes(receipt(ITEMS[0]))
    good, bad = (secret(receipt_message(raw)) for secret in (node, impostor))

    assert open_receipt(raw, good, key=node.key, verify=verify) == receipt(ITEMS[0])
    assert open_receipt(raw, bad, key=node.key, verify=verify) is None
    rubbish = node(receipt_message(b"rubbish"))
    assert open_receipt(b"rubbish", rubbish, key=node.key, verify=verify) is None
