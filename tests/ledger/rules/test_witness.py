from http import HTTPStatus

import pytest
from tests.ledger.log import ORIGIN, checkpoint_of, cosigned, entries, log_key, secret, witness_key

from sampai.engines.signing import verify
from sampai.ledger.model import Digest, Malformed
from sampai.ledger.rules.merkle import Tree, consistency_proof, root
from sampai.ledger.rules.notes import Checkpoint, Note, NoteKey, Type, signed
from sampai.ledger.rules.witness import Request, Ruling, cosigned_by, read_request, rule

GROWN = Tree(entries(300))


def at(size: int, *, tree: Tree = GROWN) -> Checkpoint:
    return Checkpoint(origin=ORIGIN, size=size, root=root(size, hashes=tree))


def request(old: int, size: int, *, tree: Tree = GROWN) -> Request:
    proof = tuple(consistency_proof(old, size=size, hashes=tree)) if old <= size else ()
    return Request(old, proof, cosigned(at(size, tree=tree), by=[]))


def ruled(asked: Request, *, last: Checkpoint | None) -> Ruling:
    return rule(asked, last=last, keys=[log_key()], verify=verify)


@pytest.mark.parametrize(
    ("old", "size"), [(0, 0), (0, 1), (0, 300), (1, 2), (17, 300), (256, 257), (300, 300)]
)
def test_a_log_that_only_grew_is_cosigned(old: int, size: int) -> None:
    assert ruled(request(old, size), last=at(old) if old else None) == Ruling(HTTPStatus.OK, at(size))


def test_what_another_log_signed_is_unknown_and_what_nobody_signed_forbidden() -> None:
    asked = request(0, 3)
    unsigned = Request(
        0, (), Note(asked.note.text, (signed(asked.note.text, key=other(), sign=secret("x")),))
    )
    forged = Request(0, (), Note(str(at(4)), asked.note.lines))

    assert rule(asked, last=None, keys=[], verify=verify).status == HTTPStatus.NOT_FOUND
    assert ruled(unsigned, last=None).status == HTTPStatus.FORBIDDEN
    assert ruled(forged, last=None).status == HTTPStatus.FORBIDDEN


def other() -> NoteKey:
    return NoteKey(ORIGIN, Type.LOG, secret("x").key.public)


def test_a_stale_size_is_told_the_one_that_is_known() -> None:
    for old, size in ((0, 300), (5, 300), (5, 5), (20, 300)):
        assert ruled(request(old, size), last=at(17)) == Ruling(HTTPStatus.CONFLICT, size=17)


def test_a_log_never_goes_back() -> None:
    assert ruled(request(17, 5), last=at(17)).status == HTTPStatus.BAD_REQUEST
    assert ruled(request(5, 5), last=at(17)) == Ruling(HTTPStatus.CONFLICT, size=17)


def test_two_roots_of_one_size_are_never_cosigned() -> None:
    fork = Tree([*entries(299), b"another"])

    assert ruled(request(300, 300, tree=fork), last=at(300)) == Ruling(HTTPStatus.CONFLICT)


def test_a_log_that_rewrote_an_old_entry_is_not_cosigned() -> None:
    fork = Tree([b"another", *entries(309)[1:]])

    assert ruled(request(300, 309, tree=fork), last=at(300)).status == HTTPStatus.UNPROCESSABLE_ENTITY


@pytest.mark.parametrize("wrong", [(), (Digest(bytes(32)),)])
def test_a_proof_that_shows_nothing_is_refused(wrong: tuple[Digest, ...]) -> None:
    asked = Request(17, wrong, request(17, 300).note)

    assert ruled(asked, last=at(17)).status == HTTPStatus.UNPROCESSABLE_ENTITY


def test_the_first_checkpoint_comes_without_a_proof() -> None:
    asked = Request(0, (Digest(bytes(32)),), request(0, 3).note)

    assert ruled(asked, last=None).status == HTTPStatus.UNPROCESSABLE_ENTITY


def test_a_request_is_read_as_it_was_written() -> None:
    for asked in (request(0, 3), request(17, 300)):
        assert read_request(str(asked).encode()) == asked


@pytest.mark.parametrize(
    "head",
    ["", "old", "old 01", "old -1", "new 3", "old 1\nxx", "old 1\nAAAA", "old 1" + "\n" + "A" * 43 + "=x"],
)
def test_no_request(head: str) -> None:
    with pytest.raises(Malformed):
        read_request(f"{head}\n\n{request(0, 3).note}".encode())


def test_more_hashes_than_a_tree_can_need_are_no_request() -> None:
    with pytest.raises(Malformed):
        read_request(str(Request(1, (Digest(bytes(32)),) * 64, request(0, 3).note)).encode())


def test_of_an_answer_only_the_line_of_the_witness_counts() -> None:
    note = cosigned(checkpoint_of(GROWN), by=["bawaslu"])
    line, key = note.lines[1], witness_key("bawaslu")

    assert cosigned_by(str(line).encode(), note=note, key=key, verify=verify) == line
    assert cosigned_by(str(line).encode(), note=note, key=witness_key("polri"), verify=verify) is None
    with pytest.raises(Malformed):
        cosigned_by(str(line).encode(), note=cosigned(at(5), by=[]), key=key, verify=verify)
    with pytest.raises(Malformed):
        cosigned_by(f"text\n\n{line}".encode(), note=note, key=key, verify=verify)
