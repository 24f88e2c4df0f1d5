import pytest
from tests.ledger.log import checkpoint_of, cosigned, entries, log_key, witness_key

from sampai.engines.signing import verify
from sampai.ledger.model import Malformed
from sampai.ledger.rules.merkle import Tree, inclusion_proof
from sampai.ledger.rules.policy import read_policy
from sampai.ledger.rules.proofs import Proof, proven_by, read_proof

SIZE, INDEX = 300, 17
TREE = Tree(entries(SIZE))
ENTRY = entries(SIZE)[INDEX]
POLICY = read_policy(
    f"log {log_key()}\nwitness b {witness_key('bawaslu')}\nwitness p {witness_key('polri')}\n"
    "group rivals all b p\nquorum rivals\n"
)
HASHES = tuple(inclusion_proof(INDEX, size=SIZE, hashes=TREE))
PROOF = Proof(INDEX, HASHES, cosigned(checkpoint_of(TREE), by=["bawaslu", "polri"]), extra=b"box 17")


def test_a_proof_stands_alone() -> None:
    proof = read_proof(str(PROOF).encode())

    assert proof == PROOF
    assert proven_by(proof, entry=ENTRY, policy=POLICY, verify=verify) == checkpoint_of(TREE)


def test_it_proves_no_other_entry_and_nothing_without_the_quorum() -> None:
    alone = Proof(INDEX, HASHES, cosigned(checkpoint_of(TREE), by=["bawaslu"]))

    assert proven_by(PROOF, entry=ENTRY + b".", policy=POLICY, verify=verify) is None
    assert proven_by(alone, entry=ENTRY, policy=POLICY, verify=verify) is None


def test_every_changed_byte_but_the_extra_data_is_found() -> None:
    raw = str(Proof(INDEX, HASHES, PROOF.checkpoint)).encode()
    for at in range(len(raw)):
        other = raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]
        try:
            found = proven_by(read_proof(other), entry=ENTRY, policy=POLICY, verify=verify)
        except Malformed:
            continue
        assert found is None, at


@pytest.mark.parametrize(
    "raw", [b"", b"c2sp.org/tlog-proof@v1\n\n", b"c2sp.org/tlog-proof@v1\nindex 01\n\nx", b"\xff\n\n"]
)
def test_no_proof(raw: bytes) -> None:
    with pytest.raises(Malformed):
        read_proof(raw)
