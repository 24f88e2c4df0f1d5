import hashlib

from tests.ledger.worlds import Phone

from sampai.ledger.model import Link
from sampai.ledger.rules.cbor import encode
from sampai.ledger.rules.envelope import digest_of, event_bytes
from sampai.ledger.rules.judge import linked
from sampai.ledger.rules.state import digest_of_chains, state_digest


def links(count: int) -> list[Link]:
    return [linked(event, digest=digest_of(event_bytes(event))) for event in Phone("a").run(count)]


def test_the_order_of_arrival_does_not_show() -> None:
    device = Phone("a").key.id
    one, two, twin = links(3)

    first = {device: {0: [one], 1: [two, twin]}}
    other = {device: {1: [twin, two], 0: [one]}}

    assert state_digest(first) == state_digest(other)


def test_a_missing_or_further_event_shows() -> None:
    device = Phone("a").key.id
    one, two, twin = links(3)
    states = [{0: [one]}, {0: [one], 1: [two]}, {0: [one], 1: [two, twin]}, {1: [two]}]

    assert len({state_digest({device: chain}) for chain in states}) == 4


def test_chains_one_by_one_have_the_digest_of_the_whole_map() -> None:
    """As docs/reference/event.md has it: a map by device in hex of counters and digests, gaps, oddities."""
    one, two, _ = links(3)
    devices = sorted(Phone(f"phone {number}").key.id for number in range(30))
    chains = {device: {0: [one], 1: [two]} for device in reversed(devices)}

    whole = {device.hex(): [[[0, [one.digest]], [1, [two.digest]]], [], []] for device in devices}
    assert state_digest(chains) == hashlib.sha256(encode(whole)).digest()
    assert digest_of_chains(sorted(chains.items()), count=len(chains)) == state_digest(chains)
