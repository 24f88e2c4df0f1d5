"""Calls of the sync protocol as a phone makes them, written from its documentation alone."""

import hashlib
from base64 import b64encode
from collections.abc import Mapping
from time import time_ns
from typing import Any

from django.test import Client
from tests.ledger.worlds import Phone

from sampai.engines.signing import verify
from sampai.ledger.model import Algorithm, Batch, DeviceKey, Receipt
from sampai.ledger.rules.cbor import decode
from sampai.ledger.rules.envelope import batch_bytes, read_receipt, receipt_message

Body = dict[int, Any]
Answered = tuple[int, Body, Mapping[str, str]]
"""Status, body, headers."""


def client() -> Client:
    return Client(SERVER_NAME="localhost", enforce_csrf_checks=True)


def headers(
    phone: Phone | None, method: str, path: str, *, body: bytes = b"", time_ms: int | None = None
) -> dict[str, str]:
    """Those of a request that the phone signs."""
    found = {"Sampai-Protocol": "1"}
    if phone is None:
        return found
    at = time_ns() // 1_000_000 if time_ms is None else time_ms
    text = f"sampai/request/v1\n{method}\n{path}\n{at}\n{hashlib.sha256(body).hexdigest()}\n"
    return found | {
        "Sampai-Device": phone.key.id.hex(),
        "Sampai-Time": str(at),
        "Sampai-Signature": b64encode(phone.secret(text.encode())).decode(),
    }


def post(path: str, body: bytes, *, phone: Phone | None = None, **more: str) -> Answered:
    """A POST, signed where a phone is given."""
    signed = headers(phone, "POST", path, body=body) | {
        name.replace("_", "-"): text for name, text in more.items()
    }
    answer = client().post(path, body, content_type="application/cbor", headers=signed)
    return answer.status_code, _read(answer.content), answer.headers


def get(path: str, *, phone: Phone | None = None, time_ms: int | None = None) -> Answered:
    """A GET, signed where a phone is given."""
    answer = client().get(path, headers=headers(phone, "GET", path, time_ms=time_ms))
    return answer.status_code, _read(answer.content), answer.headers


def _read(content: bytes) -> Body:
    found = decode(content)
    assert isinstance(found, dict)
    return found


def send(batch: Batch | bytes, *, phone: Phone | None = None) -> tuple[list[list[Any]], Receipt]:
    """Hand a batch in; its verdicts and the receipt, whose signature is checked."""
    raw = batch if isinstance(batch, bytes) else batch_bytes(batch)
    status, body, _ = post("/sync/events", raw, phone=phone)
    assert status == 200, body
    key = DeviceKey(Algorithm.ED25519, body[5])
    assert verify(key, message=receipt_message(body[2]), signature=body[3])
    return body[4], read_receipt(body[2])


def words(verdicts: list[list[Any]]) -> list[str]:
    """The reason of each verdict, else its standing."""
    return [reason or standing for standing, reason, _ in verdicts]
