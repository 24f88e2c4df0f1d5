import json
import sys
from collections.abc import Iterator, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from tests.ledger.go import VERIFIER, built
from tests.ledger.log import log_key, witness_key, write
from tests.ledger.witnessed import BOX, POLICY, told, witnessed
from tests.processes import ran

from sampai.engines.signing import verify
from sampai.ledger.rules.audit import Fault, Wrong
from sampai.ledger.rules.envelope import digest_of, read_event
from sampai.ledger.rules.evidence import BUNDLE, READABLE, SUMS, bundle_files, check_bundle, concerns, sums
from sampai.ledger.rules.evidence import POLICY as POLICY_FILE
from sampai.ledger.rules.policy import read_policy
from sampai.ledger.rules.proofs import read_proof

KEYS = [str(log_key()), str(witness_key("bawaslu")), str(witness_key("polri"))]
EXPLAINED = {"README.txt": b"How to check.\n"}


def bundle(*, hidden: bool = False) -> dict[str, bytes]:
    return bundle_files(BOX, witnessed(told(), hidden=hidden), policy=POLICY, extra=EXPLAINED)


def faults(files: Mapping[str, bytes]) -> list[Fault]:
    return check_bundle(files, policy=read_policy(POLICY), verify=verify)


def resummed(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """As somebody would leave it who changed something and put the digests right."""
    return {**files, SUMS: sums(files)}


@pytest.mark.parametrize("hidden", [False, True])
def test_a_bundle_proves_itself(*, hidden: bool) -> None:
    assert faults(bundle(hidden=hidden)) == []


def test_it_holds_what_concerns_the_subject_only() -> None:
    first, _, third = [read_event(one.raw) for one in told()]

    assert concerns(first, "box:17")
    assert concerns(third, "box:17")
    assert not concerns(first, "box:18")
    assert not concerns(third, "box:1")


def test_one_changed_byte_in_any_file_is_named() -> None:
    files = bundle()
    for name, content in files.items():
        for at in range(0, len(content), max(1, len(content) // 60)):
            wrong = {**files, name: content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]}
            assert faults(wrong), (name, at)
            assert name in {fault.path for fault in faults(wrong)} or name == SUMS


def test_one_changed_byte_is_named_though_the_digests_were_put_right() -> None:
    """Of every file that says something; what only explains is left to the digests."""
    files = bundle()
    for name, content in files.items():
        if name in {SUMS, *EXPLAINED}:
            continue
        for at in range(0, len(content), max(1, len(content) // 150)):
            wrong = resummed({**files, name: content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]})
            assert faults(wrong), (name, at, content[at - 5 : at + 5])


def fields(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every single value of a JSON text."""
    match value:
        case dict():
            for key, part in value.items():
                yield from fields(part, (*at, key))
        case list():
            for number, part in enumerate(value):
                yield from fields(part, (*at, number))
        case _:
            yield at


def changed(value: Any) -> Iterator[Any]:
    if isinstance(value, int):
        yield from (value + 1, value - 1, str(value), True)
    else:
        yield from (value + "0", value[:-2], value.upper() if value.upper() != value else value + "ab")
        yield from ({"0": "1"}.get(value[:1], "0") + value[1:], value[:-1] + {"0": "1"}.get(value[-1:], "0"))


def test_every_field_of_every_event_is_held_to_something() -> None:
    files = bundle()
    told_json = json.loads(files[BUNDLE])
    ways = list(fields(told_json))
    assert {way[-1] for way in ways if isinstance(way[-1], str)} >= {"raw", "salt", "received_ms", "index"}
    for way in ways:
        for value in changed(_at(told_json, way)):
            wrong = deepcopy(told_json)
            _at(wrong, way[:-1])[way[-1]] = value
            assert faults(resummed({**files, BUNDLE: json.dumps(wrong).encode()})), (way, value)


def _at(value: Any, way: tuple[Any, ...]) -> Any:
    for step in way:
        value = value[step]
    return value


def test_every_field_that_is_left_out_or_added_is_named() -> None:
    files = bundle()
    told_json = json.loads(files[BUNDLE])
    for place in ((), ("keys", 0), ("events", 0)):
        for name in [*_at(told_json, place), "more"]:
            wrong = deepcopy(told_json)
            _at(wrong, place).pop(name, None) if name != "more" else _at(wrong, place).update(more=1)
            assert faults(resummed({**files, BUNDLE: json.dumps(wrong).encode()})), (place, name)


def test_an_event_that_was_left_out_is_missed_by_those_that_name_it() -> None:
    first, second, third = told()
    files = bundle_files(BOX, witnessed([second, third]), policy=POLICY, extra=EXPLAINED)

    assert faults(files) == [Fault(f"events/{first.digest.hex()}", Wrong.MISSING)]


def test_a_checkpoint_without_the_rivals_proves_nothing() -> None:
    files = bundle()
    alone = {
        name: content.replace(content[content.rindex("— witness.polri".encode()) :], b"")
        if b"witness.polri" in content and name != POLICY_FILE
        else content
        for name, content in files.items()
    }

    assert Fault("checkpoint", Wrong.UNSIGNED) in faults(resummed(alone))


def test_a_policy_that_came_with_the_bundle_is_compared_with_ones_own() -> None:
    weak = POLICY.replace("rivals all", "rivals any")
    files = bundle_files(BOX, witnessed(told()), policy=weak, extra=EXPLAINED)

    assert faults(files) == [Fault(POLICY_FILE, Wrong.ALTERED)]
    assert check_bundle(files, policy=None, verify=verify) == []


@pytest.mark.parametrize("lost", [BUNDLE, SUMS, POLICY_FILE, READABLE, "checkpoint"])
def test_a_missing_file_is_named(lost: str) -> None:
    files = bundle()
    del files[lost]

    assert Fault(lost, Wrong.MISSING) in faults(files)


def third_party(folder: Path) -> str:
    """What the script says that shares no code with us: Python without our package."""
    run = ran([sys.executable, "-I", VERIFIER / "check_bundle.py", folder, *KEYS])
    return run.stdout if run.returncode == 0 else "REJECTED"


def test_a_third_party_accepts_the_bundle_and_rejects_what_was_changed(tmp_path: Path) -> None:
    files = bundle()
    write(files, folder=tmp_path)
    assert "sampai" not in (VERIFIER / "check_bundle.py").read_text().replace("sampai/chain/v1", "")
    assert third_party(tmp_path) == "OK 3 events\n"

    told_json = json.loads(files[BUNDLE])
    for way in (
        ("events", 0, "raw"),
        ("events", 1, "salt"),
        ("events", 0, "run", 0),
        ("events", 2, "signature"),
    ):
        wrong = deepcopy(told_json)
        value = _at(wrong, way)
        _at(wrong, way[:-1])[way[-1]] = value[:-2] + ("00" if value[-2:] != "00" else "01")
        write(resummed({**files, BUNDLE: json.dumps(wrong).encode()}), folder=tmp_path)
        assert third_party(tmp_path) == "REJECTED", way
    for name in ("checkpoint", next(name for name in files if name.startswith("proofs/"))):
        raw = files[name]
        write(resummed({**files, name: raw[:-9] + bytes([raw[-9] ^ 1]) + raw[-8:]}), folder=tmp_path)
        assert third_party(tmp_path) == "REJECTED", name


def test_go_accepts_a_proof_and_rejects_every_changed_byte(tmp_path: Path) -> None:
    program = built("proof/main.go", folder=tmp_path)
    proof = str(witnessed(told())[0][1]).encode()
    file = tmp_path / "one.tlog-proof"

    def said(raw: bytes) -> str:
        file.write_bytes(raw)
        return ran([program, file, *KEYS]).stdout

    assert said(proof) == "OK 1 of 6\n"
    for at in range(0, len(proof), 7):
        assert "OK" not in said(proof[:at] + bytes([proof[at] ^ 1]) + proof[at + 1 :]), at
    assert read_proof(proof).index == 1


def test_openssl_accepts_a_device_s_signature(tmp_path: Path) -> None:
    """The recipe of the bundle's README."""
    one = told()[0]
    head = digest_of(one.run[-1])
    (tmp_path / "key.der").write_bytes(bytes.fromhex("302a300506032b6570032100") + one.key.public)
    (tmp_path / "signature").write_bytes(one.signature)
    command = [
        "openssl",
        "pkeyutl",
        "-verify",
        "-pubin",
        "-keyform",
        "DER",
        "-inkey",
        str(tmp_path / "key.der"),
    ]
    command += ["-rawin", "-in", str(tmp_path / "message"), "-sigfile", str(tmp_path / "signature")]
    for message, code in ((b"sampai/chain/v1\n" + head, 0), (b"sampai/chain/v2\n" + head, 1)):
        (tmp_path / "message").write_bytes(message)
        assert ran(command).returncode == code
