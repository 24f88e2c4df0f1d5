"""A log that two rivals cosigned, with testimony on a box in it."""

import hashlib
from collections.abc import Sequence

from tests.ledger.log import checkpoint_of, cosigned, log_key, witness_key
from tests.ledger.worlds import Phone, random_bytes

from sampai.ledger.model import Algorithm, Event
from sampai.ledger.rules.envelope import chain_message, digest_of, event_bytes
from sampai.ledger.rules.evidence import Testimony
from sampai.ledger.rules.merkle import Tree, inclusion_proof
from sampai.ledger.rules.proofs import Proof

POLICY = (
    f"log {log_key()}\nwitness bawaslu {witness_key('bawaslu')}\nwitness polri {witness_key('polri')}\n"
    "group rivals all bawaslu polri\nquorum rivals\n"
)
AT_MS = 1_732_665_600_000
BOX = "box:17"


def told() -> list[Testimony]:
    """Three events on the box by two phones, one of them without Ed25519; others stand between them."""
    one, other = Phone("a"), Phone("b", algorithm=Algorithm.P256)
    run = [one.says(), one.says(subject="box:18"), one.says(subject="box:19")]
    first = testimony(one, run)
    known = digest_of(event_bytes(run[0]))
    second = testimony(other, [other.says(after=(known,))])
    third = testimony(one, [one.says(subject="load:5", body={"boxes": [{"box": "17"}, {"box": "18"}]})])
    return [first, second, third]


def testimony(phone: Phone, run: Sequence[Event]) -> Testimony:
    raws = [event_bytes(event) for event in run]
    return Testimony(
        raw=raws[0],
        salt=random_bytes("node", raws[0]),
        received_ms=AT_MS,
        key=phone.key,
        run=tuple(raws[1:]),
        signature=phone.secret(chain_message(digest_of(raws[-1]))),
    )


def witnessed(told: Sequence[Testimony], *, hidden: bool = False) -> list[tuple[Testimony, Proof]]:
    """The testimony with its proofs, among other entries of the log."""
    entries = []
    for one in told:
        entries += [hashlib.sha256(one.raw).digest(), one.leaves()[hidden]]
    tree = Tree(entries)
    note = cosigned(checkpoint_of(tree), by=["bawaslu", "polri"])
    return [
        (
            one,
            Proof(
                at,
                tuple(inclusion_proof(at, size=tree.size, hashes=tree)),
                note,
                extra=entries[at],
            ),
        )
        for one, at in zip(told, range(1, len(entries), 2), strict=True)
    ]
