from tests.ledger.worlds import Phone

from sampai.ledger.rules.cbor import decode
from sampai.ledger.rules.envelope import event_bytes
from sampai.ledger.rules.leaves import commitment, hidden_leaf_bytes, leaf_bytes


def test_a_leaf_shows_chain_and_commitment_but_nothing_of_the_content() -> None:
    event = Phone("a").says(subject="box:secret")
    raw = event_bytes(event)

    leaf = leaf_bytes(event, raw=raw, salt=b"1" * 16, signature=b"s" * 64)

    assert decode(leaf)[6] == commitment(raw, salt=b"1" * 16) != commitment(raw, salt=b"2" * 16)
    assert decode(leaf)[2] == "box"
    for hidden in (b"secret", b"A1", event.actor.encode(), event.place.encode()):
        assert hidden not in leaf
    assert len(leaf) < 220


def test_a_hidden_leaf_shows_only_the_commitment() -> None:
    raw = event_bytes(Phone("a").says())

    assert decode(hidden_leaf_bytes(raw, salt=b"1" * 16)) == {1: 1, 6: commitment(raw, salt=b"1" * 16)}
