import pymerkle
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ledger.log import entries, plain_root

from sampai.ledger.rules.merkle import (
    EMPTY,
    Growth,
    Tree,
    consistency_proof,
    inclusion_proof,
    is_consistent,
    is_included,
    leaf_hash,
    root,
)

# The test entries of Certificate Transparency and the roots of their first 1 to 8.
KNOWN = [
    ("", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
    ("00", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
    ("10", "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"),
    ("2021", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"),
    ("3031", "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"),
    ("40414243", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"),
    ("5051525354555657", "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"),
    (
        "606162636465666768696a6b6c6d6e6f",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ),
]
MOST = 40
TREE = Tree(entries(MOST))


def test_roots_are_those_of_certificate_transparency() -> None:
    tree = Tree(bytes.fromhex(entry) for entry, _ in KNOWN)

    assert [root(size, hashes=tree).hex() for size in range(1, 9)] == [known for _, known in KNOWN]
    assert root(0, hashes=tree) == EMPTY


@pytest.mark.parametrize("size", range(MOST + 1))
def test_every_root_is_the_definitions(size: int) -> None:
    assert root(size, hashes=TREE) == plain_root(entries(size))


@pytest.mark.parametrize("size", range(1, MOST + 1))
def test_every_entry_is_proven_at_its_place_and_no_other(size: int) -> None:
    top = root(size, hashes=TREE)
    for index, entry in enumerate(entries(size)):
        proof = inclusion_proof(index, size=size, hashes=TREE)
        places = [
            at
            for at in range(size + 1)
            if is_included(leaf_hash(entry), at, size=size, proof=proof, tree_root=top)
        ]
        assert index in places
        assert all(entries(size)[at] == entry for at in places)


@pytest.mark.parametrize("size", range(1, MOST + 1))
def test_growth_is_proven_from_every_size(size: int) -> None:
    top = root(size, hashes=TREE)
    for old in range(size + 1):
        proof = consistency_proof(old, size=size, hashes=TREE)
        old_root = root(old, hashes=TREE)
        assert is_consistent(old=old, old_root=old_root, size=size, tree_root=top, proof=proof)
        if 0 < old < size:
            assert not is_consistent(old=old, old_root=top, size=size, tree_root=top, proof=proof)
            assert not is_consistent(old=old, old_root=old_root, size=size, tree_root=old_root, proof=proof)
            assert not is_consistent(old=old, old_root=old_root, size=size, tree_root=top, proof=[])


@given(st.integers(1, MOST), st.data())
def test_a_proof_with_one_changed_cut_or_added_hash_proves_nothing(size: int, data: st.DataObject) -> None:
    top = root(size, hashes=TREE)
    index = data.draw(st.integers(0, size - 1))
    old = data.draw(st.integers(0, size))
    leaf = leaf_hash(entries(size)[index])
    included = inclusion_proof(index, size=size, hashes=TREE)
    consistent = consistency_proof(old, size=size, hashes=TREE)
    for proof in (included, consistent):
        for at in range(len(proof)):
            wrong = [*proof[:at], EMPTY, *proof[at + 1 :]]
            for bad in (wrong, proof[:at], [*proof, EMPTY]):
                if proof is included:
                    assert not is_included(leaf, index, size=size, proof=bad, tree_root=top)
                else:
                    old_root = root(old, hashes=TREE)
                    assert not is_consistent(old=old, old_root=old_root, size=size, tree_root=top, proof=bad)


def test_a_rewritten_entry_is_not_consistent() -> None:
    other = Tree([b"rewritten", *entries(MOST)[1:]])
    proof = consistency_proof(20, size=MOST, hashes=other)

    assert not is_consistent(
        old=20,
        old_root=root(20, hashes=TREE),
        size=MOST,
        tree_root=root(MOST, hashes=other),
        proof=proof,
    )


@pytest.mark.parametrize("index", [-1, 3, 4])
def test_there_is_no_proof_outside_the_tree(index: int) -> None:
    with pytest.raises(IndexError):
        inclusion_proof(index, size=3, hashes=TREE)
    with pytest.raises(IndexError):
        consistency_proof(index if index != 3 else 4, size=3, hashes=TREE)


def test_pymerkle_makes_the_same_roots_and_accepts_our_proofs() -> None:
    theirs = pymerkle.InmemoryTree(algorithm="sha256")
    for entry in entries(MOST):
        theirs.append_entry(entry)

    for size in range(1, MOST + 1):
        assert theirs.get_root(size) == root(size, hashes=TREE)
    for index in range(MOST):
        proof = theirs.prove_inclusion(index + 1, MOST)
        assert [bytes.fromhex(found) for found in proof.serialize()["path"]][1:] == inclusion_proof(
            index, size=MOST, hashes=TREE
        )


@pytest.mark.parametrize("before", range(20))
def test_a_tree_that_grows_on_has_the_same_hashes(before: int) -> None:
    made = entries(20)
    grown = Growth(before, before=Tree(made[:before]))
    for entry in made[before:]:
        grown.append(leaf_hash(entry))

    assert root(20, hashes=grown) == plain_root(made)
