from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ledger.log import ORIGIN, checkpoint_of, cosigned, entries, log_key, secret, witness_key

from sampai.engines.signing import verify
from sampai.ledger.model import Malformed
from sampai.ledger.rules.merkle import Tree
from sampai.ledger.rules.notes import (
    Note,
    NoteKey,
    Type,
    read_checkpoint,
    read_note,
    read_vkey,
    signed,
    signers,
)

NOTE = cosigned(checkpoint_of(Tree(entries(5))), by=["bawaslu", "polri"])
KEYS = [log_key(), witness_key("bawaslu"), witness_key("polri")]


def test_the_example_of_go_is_verified() -> None:
    # From the documentation of golang.org/x/mod/sumdb/note.
    key = read_vkey("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
    raw = (
        "If you think cryptography is the answer to your problem,\n"
        "then you don't know what your problem is.\n"
        "\n"
        "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdng"
        "otpRZb6KE6RyyBwJnAM=\n"
    )

    assert signers(read_note(raw.encode()), keys=[key], verify=verify) == [key]


def test_the_cosignature_of_the_specification_has_a_time_and_is_left_alone_without_its_key() -> None:
    raw = (
        "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
        "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrD"
        "JsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
    )
    note = read_note(raw.encode())

    assert str(note) == raw
    assert int.from_bytes(note.lines[0].signature[:8], "big") == 1_679_315_147
    assert read_checkpoint(note.text).size == 20_852_163
    assert signers(note, keys=KEYS, verify=verify) == []


def test_all_who_signed_are_named() -> None:
    assert signers(read_note(str(NOTE).encode()), keys=KEYS, verify=verify) == KEYS


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.name)
def test_a_key_comes_back_from_its_vkey(key: NoteKey) -> None:
    assert read_vkey(str(key)) == key


def test_a_vkey_whose_base64_holds_a_plus_is_read() -> None:
    key = NoteKey("w", Type.COSIGNATURE, b"ab" + b"\xfb\xef\xbe" * 10)

    assert str(key).count("+") > 2
    assert read_vkey(str(key)) == key


@pytest.mark.parametrize("text", ["", "a+b", "a+00000000+AQ==", "a+00000000+!!", str(log_key())[:-4]])
def test_no_vkey(text: str) -> None:
    with pytest.raises(Malformed):
        read_vkey(text)


def test_a_witness_signature_is_bound_to_its_time() -> None:
    line = NOTE.lines[1]
    other = replace(line, signature=bytes(8) + line.signature[8:])

    with pytest.raises(Malformed, match="bawaslu"):
        signers(Note(NOTE.text, (other,)), keys=KEYS, verify=verify)


def test_a_log_signature_is_no_cosignature_of_the_same_key() -> None:
    line = signed(
        NOTE.text, key=NoteKey(ORIGIN, Type.LOG, secret("bawaslu").key.public), sign=secret("bawaslu")
    )
    key = witness_key("bawaslu")
    passed_off = replace(line, name=key.name, key_id=key.id, signature=bytes(8) + line.signature)

    with pytest.raises(Malformed):
        signers(Note(NOTE.text, (passed_off,)), keys=KEYS, verify=verify)


def test_every_changed_byte_is_refused_or_leaves_fewer_signers() -> None:
    raw = str(NOTE).encode()
    for at in range(len(raw)):
        other = raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]
        try:
            found = signers(read_note(other), keys=KEYS, verify=verify)
        except Malformed:
            continue
        assert len(found) < len(KEYS), at


@given(st.binary(max_size=200))
def test_any_bytes_are_a_note_that_comes_back_or_malformed(raw: bytes) -> None:
    try:
        note = read_note(raw)
    except Malformed:
        return

    assert str(note).encode() == raw


@pytest.mark.parametrize(
    "text",
    [
        "origin\n05\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "origin\n-5\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "\n5\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "origin\n5\nAA==\n",
        "origin\n5\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\nfurther\n",
        "origin\n5\n",
    ],
)
def test_no_checkpoint(text: str) -> None:
    with pytest.raises(Malformed):
        read_checkpoint(text)
