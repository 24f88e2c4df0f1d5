"""Checks a bundle of evidence with hashlib and `cryptography` alone: check_bundle.py FOLDER VKEY [VKEY ...]

Keys are those of logs and of witnesses. Each checkpoint must be signed by its log and by all witnesses.
"""

import hashlib
import json
import sys
from base64 import b64decode
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256


def sha(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def verify(algorithm: int, public: bytes, signature: bytes, message: bytes) -> None:
    if algorithm == 1:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    else:
        r, s = (int.from_bytes(half, "big") for half in (signature[:32], signature[32:]))
        point = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), public)
        point.verify(encode_dss_signature(r, s), message, ECDSA(SHA256()))


def signed(note: str, vkey: str) -> None:
    name, _, code = vkey.split("+", 2)
    text, _, lines = note.rpartition("\n\n")
    raw = b64decode(code)
    key_id = sha(name.encode(), b"\n", raw)[:4]
    found = [b64decode(line.split(" ")[2]) for line in lines.splitlines() if line.split(" ")[1] == name]
    signature = next(one for one in found if one[:4] == key_id)[4:]
    message = f"{text}\n".encode()
    if raw[0] == 4:
        message = f"cosignature/v1\ntime {int.from_bytes(signature[:8], 'big')}\n".encode() + message
        signature = signature[8:]
    verify(1, raw[1:], signature, message)


def included(entry: bytes, index: int, size: int, path: list[bytes], root: bytes) -> bool:
    at, last, found = index, size - 1, sha(b"\x00", entry)
    for other in path:
        if at % 2 or at == last:
            found = sha(b"\x01", other, found)
            while at % 2 == 0 and at:
                at, last = at >> 1, last >> 1
        else:
            found = sha(b"\x01", found, other)
        at, last = at >> 1, last >> 1
    return index < size and last == 0 and found == root


folder, *vkeys = sys.argv[1:]
names = [line.split("  ", 1) for line in Path(folder, "SHA256SUMS").read_text(encoding="utf-8").splitlines()]
assert all(sha(Path(folder, name).read_bytes()).hex() == digest for digest, name in names), "SHA256SUMS"
bundle = json.loads(Path(folder, "bundle.json").read_text(encoding="utf-8"))
checkpoints = [path.read_text(encoding="utf-8") for path in sorted(Path(folder).glob("checkpoint*"))]
logs = {vkey.split("+")[0]: vkey for vkey in vkeys if b64decode(vkey.split("+", 2)[2])[0] == 1}
for checkpoint in checkpoints:
    for vkey in [logs[checkpoint.split("\n")[0]], *(vkey for vkey in vkeys if vkey not in logs.values())]:
        signed(checkpoint, vkey)
keys = {one["device"]: (one["algorithm"], bytes.fromhex(one["public"])) for one in bundle["keys"]}
for event in bundle["events"]:
    raw, salt = bytes.fromhex(event["raw"]), bytes.fromhex(event["salt"])
    algorithm, public = keys[event["device"]]
    assert sha(bytes([algorithm]), public)[:16].hex() == event["device"], "device"
    assert b"\x08\x50" + bytes.fromhex(event["device"]) + b"\x09" in raw, "another device's event"
    head = sha(raw)
    for following in map(bytes.fromhex, event["run"]):
        assert b"\x0a\x58\x20" + head in following, "run"
        head = sha(following)
    verify(algorithm, public, bytes.fromhex(event["signature"]), b"sampai/chain/v1\n" + head)
    proof = Path(folder, "proofs", event["name"] + ".tlog-proof").read_text(encoding="utf-8")
    lines, _, note = proof.partition("\n\n")
    _, extra, index, *path = lines.split("\n")
    entry = b64decode(extra.removeprefix("extra "))
    assert note in checkpoints, "checkpoint"
    _, size, root = note.split("\n")[:3]
    assert index == f"index {event['index']}", "index"
    assert b"\x06\x58\x20" + sha(salt, raw) in entry, "commitment"
    assert entry.endswith(b"\x08\x1b" + event["received_ms"].to_bytes(8, "big")), "received_ms"
    assert included(entry, event["index"], int(size), [b64decode(one) for one in path], b64decode(root)), (
        "root"
    )
sys.stdout.write(f"OK {len(bundle['events'])} events\n")
