"""Sync over HTTP, for devices and for servers below; docs/reference/sync.md is the protocol."""

import zlib
from base64 import b64decode
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sampai.ledger.actions.append import Answer
from sampai.ledger.actions.blobs import MOST_PIECE, Progress, add_piece, blob_digest, fits
from sampai.ledger.actions.own import OwnNode
from sampai.ledger.model import Data, Verdict
from sampai.ledger.ports import Blobs
from sampai.ledger.queries.record import Known, changes_for, kept_blob, known_device
from sampai.ledger.rules.cbor import encode
from sampai.ledger.rules.enrolment import (
    MOST_SKEW_MS,
    PROTOCOL,
    accepted,
    blob_message,
    is_device,
    request_message,
)

CBOR = "application/cbor"
MOST_BODY = 2 << 20


@dataclass(frozen=True, slots=True)
class Record:
    """What the calls are handed: this server, its clock, its one appending thread, its place for blobs."""

    own: OwnNode
    now_ms: Callable[[], int]
    submit: Callable[[bytes, Known | None], Future[Answer]]
    """Hand a batch to the thread that appends, with the device that brought it."""
    blobs: Blobs


Opens = Callable[[], Record]


class Turned(Exception):
    """A request that is not served: a status, a code for programs, more headers and data."""

    def __init__(self, status: int, code: str, *, data: Data = None, **headers: int) -> None:
        """`headers` by their name after `Sampai-`."""
        super().__init__(code)
        self.status = status
        self.body: dict[int, Data] = {1: PROTOCOL, 2: code}
        if data is not None:
            self.body[3] = data
        self.headers = {f"Sampai-{name}": str(value) for name, value in headers.items()}


Call = Callable[..., HttpResponse]


def call(view: Call) -> Call:
    """Answer in CBOR, with our version and our clock; without cookies, so without their guards."""

    @csrf_exempt
    def run(request: HttpRequest, *, opens: Opens, **more: Any) -> HttpResponse:  # noqa: ANN401 -- as the address says
        record = opens()
        try:
            response = view(request, record=record, **more)
        except Turned as turned:
            response = answer(turned.body, status=turned.status, headers=turned.headers)
        response["Sampai-Protocol"] = str(PROTOCOL)
        response["Sampai-Time"] = str(record.now_ms())
        return response

    return run


def answer(
    body: Mapping[int, Data], *, status: int = 200, headers: Mapping[str, str] | None = None
) -> HttpResponse:
    """A CBOR answer."""
    return HttpResponse(encode(body), content_type=CBOR, status=status, headers=dict(headers or {}))


@require_POST
@call
def events(request: HttpRequest, *, record: Record) -> HttpResponse:
    """Take one batch; facts are never refused."""
    body = bounded_body(request, most=MOST_BODY)
    known = _sender(request, record=record, body=body)
    found = record.submit(_unpacked(request, body), known).result()
    told: dict[int, Data] = {
        1: PROTOCOL,
        2: found.receipt,
        3: found.signature,
        4: [_verdict(verdict) for verdict in found.verdicts],
        5: record.own.key.public,
    }
    return answer(told)


def _verdict(verdict: Verdict) -> list[Data]:
    reason = None if verdict.reason is None else verdict.reason.value
    return [verdict.standing.value, reason, [flag.value for flag in verdict.flags]]


def _unpacked(request: HttpRequest, body: bytes) -> bytes:
    """The batch of a body; what says to be gzip and is not is taken as it came."""
    if request.headers.get("Content-Encoding") != "gzip":
        return body
    opened = zlib.decompressobj(wbits=31)
    try:
        raw = opened.decompress(body, MOST_BODY + 1)
    except zlib.error:
        return body
    if len(raw) > MOST_BODY:
        raise Turned(413, "too-large")
    return raw if opened.eof else body


@require_GET
@call
def changes(request: HttpRequest, *, record: Record) -> HttpResponse:
    """What the device must know, from a position on."""
    known = signed_by(request, record=record)
    since = request.GET.get("since", "0")
    if not since.isascii() or not since.isdecimal() or len(since) > 16:
        raise Turned(400, "malformed")
    found = changes_for(known, since=int(since))
    items: list[Any] = [
        {1: one.position, 2: one.raw, 3: one.received_ms, 4: list(one.flags), 5: one.signature}
        for one in found.items
    ]
    return answer({1: PROTOCOL, 2: found.next, 3: found.more, 4: items})


@require_http_methods(["GET", "HEAD", "POST"])
@call
def blob(request: HttpRequest, *, record: Record, digest: str) -> HttpResponse:
    """A piece of a blob, how much of it is there, or its content."""
    raw = blob_digest(digest)
    if raw is None:
        raise Turned(404, "unknown")
    if request.method == "POST":
        return _piece(request, record=record, digest=raw)
    known = signed_by(request, record=record, believed=request.method == "GET")
    row = kept_blob(known, digest=digest)
    have = record.blobs.have(raw)
    if row is None:
        raise Turned(404, "unknown", Have=0)
    headers = {"Sampai-Have": str(have), "Sampai-Size": str(row.size)}
    if request.method == "HEAD":
        return answer({1: PROTOCOL}, headers=headers)
    if not row.whole:
        raise Turned(404, "unknown", Have=have)
    return _content(request, record=record, digest=raw, size=row.size, headers=headers)


def _piece(request: HttpRequest, *, record: Record, digest: bytes) -> HttpResponse:
    body = bounded_body(request, most=MOST_PIECE)
    known = signed_by(request, record=record, body=body, believed=False)
    offset, size = _whole(request, "Sampai-Offset"), _whole(request, "Sampai-Size")
    if not fits(known.name, digest=digest, size=size):
        raise Turned(413, "too-large")
    found = add_piece(
        known.name,
        digest=digest,
        offset=offset,
        size=size,
        piece=body,
        blobs=record.blobs,
        at_ms=record.now_ms(),
    )
    if not found.whole and found.have != offset + len(body):
        raise Turned(409, "offset", Have=found.have)
    return answer(_told(found, record=record, digest=digest), headers={"Sampai-Have": str(found.have)})


def _told(found: Progress, *, record: Record, digest: bytes) -> dict[int, Data]:
    told: dict[int, Data] = {1: PROTOCOL, 2: found.have, 3: found.whole}
    return told | ({4: record.own.node.sign(blob_message(digest))} if found.whole else {})


def _content(
    request: HttpRequest, *, record: Record, digest: bytes, size: int, headers: dict[str, str]
) -> HttpResponse:
    first, end = _range(request.headers.get("Range", ""), size=size)
    whole = (first, end) == (0, size)
    if not whole:
        headers = headers | {"Content-Range": f"bytes {first}-{end - 1}/{size}"}
    return HttpResponse(
        record.blobs.read(digest, first=first, end=end),
        content_type="application/octet-stream",
        status=200 if whole else 206,
        headers=headers | {"Accept-Ranges": "bytes"},
    )


def _range(text: str, *, size: int) -> tuple[int, int]:
    """The one range that is asked for; all of it for anything else."""
    first, dash, last = text.removeprefix("bytes=").partition("-")
    if not text.startswith("bytes=") or not dash or not first.isdecimal() or not (last or "0").isdecimal():
        return 0, size
    end = min(size, int(last) + 1) if last else size
    return (int(first), end) if int(first) < end else (0, size)


def _whole(request: HttpRequest, header: str) -> int:
    text = request.headers.get(header, "")
    if not text.isascii() or not text.isdecimal() or len(text) > 16:
        raise Turned(400, "malformed")
    return int(text)


def bounded_body(request: HttpRequest, *, most: int) -> bytes:
    """The body as it came."""
    said = request.META.get("CONTENT_LENGTH") or "0"
    if not said.isdecimal() or int(said) > most:
        raise Turned(413, "too-large")
    return request.body


def signed_by(request: HttpRequest, *, record: Record, body: bytes = b"", believed: bool = True) -> Known:
    """The device that signed a request of our protocol just now; if `believed`, not a revoked one."""
    speaks_our_protocol(request)
    known = _sender(request, record=record, body=body)
    if known is None:
        raise Turned(401, "unsigned")
    if abs(_whole(request, "Sampai-Time") - record.now_ms()) > MOST_SKEW_MS:
        raise Turned(401, "time")
    if believed and known.revoked_from is not None:
        raise Turned(403, "revoked", data=known.revoked_from)
    return known


def speaks_our_protocol(request: HttpRequest) -> None:
    """Turn a request of a version away that we do not know."""
    if not accepted(request.headers.get("Sampai-Protocol", "")):
        raise Turned(400, "protocol", data=[1, PROTOCOL])


def _sender(request: HttpRequest, *, record: Record, body: bytes) -> Known | None:
    """The enrolled device whose key signed a request, revoked or not; at whatever time."""
    device, time = request.headers.get("Sampai-Device", ""), request.headers.get("Sampai-Time", "")
    known = known_device(device) if is_device(device) else None
    if known is None or not time.isascii() or not time.isdecimal() or len(time) > 16:
        return None
    path = request.get_full_path()
    message = request_message(str(request.method), path, time_ms=int(time), body=body)
    valid = record.own.node.verify(known.key, message=message, signature=_signature(request))
    return known if valid else None


def _signature(request: HttpRequest) -> bytes:
    try:
        return b64decode(request.headers.get("Sampai-Signature", ""), validate=True)
    except ValueError:
        return b""
