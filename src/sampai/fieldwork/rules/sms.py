"""One signed report in one SMS, and the receipt that goes back.

S1.<base64url of 95 bytes>       130 of 160 characters

1  layout          1 byte, 1
2  kind, argument  2 bytes
3  counter         3 bytes, of short reports
4  device          8 bytes, start of its name
5  event           8 bytes, start of the digest of the event that the phone keeps
6  minutes         3 bytes, since 2024
7  place           6 bytes: 4 bits how many digits (15: no digits), 44 bits number or start of SHA-256
8  signature       64 bytes, over `sampai/sms/v1`, a newline and all before
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from hashlib import sha256

from sampai.fieldwork.model import MOST_ARGUMENT, ReportKind, ShortReport, SignedReport
from sampai.fieldwork.rules.symbols import of_bits, written
from sampai.ledger.model import SIGNATURE_BYTES, DeviceId, DeviceKey, Digest, Malformed
from sampai.ledger.ports import Sign, Verify
from sampai.ledger.rules.cbor import encode

MARK = "S1."
SMS = b"sampai/sms/v1\n"
SMS_RECEIPT = "sampai/sms-receipt/v1"
MOST_CHARACTERS = 160
"""Of the GSM 7-bit alphabet (3GPP TS 23.038) in one message."""
PACKED_BYTES = 31
START_BYTES = 8
EPOCH_MIN = 28_401_120
"""Minutes from 1970 to 2024, UTC."""
MOST_MINUTES = 2**24 - 1
NAMED = 15
"""Stands where the number of digits is, for places whose codes are no digits."""
_PLACE_BITS = 44
GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The basic alphabet: one septet each."""


def fits_one_sms(text: str) -> bool:
    """Whether a text goes as one message."""
    return len(text) <= MOST_CHARACTERS and GSM_7.issuperset(text)


def sms_text(report: ShortReport, *, device: DeviceId, event: Digest, at_ms: int, sign: Sign) -> str:
    """The message of a report, signed by the device's key."""
    packed = _packed(report, device=device, event=event, at_min=at_ms // 60_000 - EPOCH_MIN)
    whole = packed + sign(SMS + packed)
    return MARK + urlsafe_b64encode(whole).decode().rstrip("=")


def _packed(report: ShortReport, *, device: DeviceId, event: Digest, at_min: int) -> bytes:
    return b"".join(
        (
            bytes([1, report.kind.value, report.argument]),
            report.counter.to_bytes(3, "big"),
            device[:START_BYTES],
            event[:START_BYTES],
            min(max(at_min, 0), MOST_MINUTES).to_bytes(3, "big"),
            place_bits(report.place).to_bytes(6, "big"),
        )
    )


def place_bits(place: str) -> int:
    """A place's code in 48 bits: digits exactly, another code by the start of its SHA-256."""
    if place.isascii() and place.isdigit() and len(place) <= 13:
        return len(place) << _PLACE_BITS | int(place)
    if not place:
        return 0
    start = int.from_bytes(sha256(place.encode()).digest()[:6], "big") >> 4
    return NAMED << _PLACE_BITS | start


def place_of(bits: int) -> str:
    """The code that the bits say; for a named place `#` and 11 hex digits."""
    digits, number = bits >> _PLACE_BITS, bits & (1 << _PLACE_BITS) - 1
    if digits == NAMED:
        return f"#{number:011x}"
    if digits > 13 or len(str(number)) > max(digits, 1):
        raise Malformed("place")
    return f"{number:0{digits}d}" if digits else ""


def read_sms(text: str) -> SignedReport:
    """The report of a message; its signature is not looked at yet. Raises `Malformed`, naming the part."""
    raw = _bytes(text)
    if len(raw) != PACKED_BYTES + SIGNATURE_BYTES or raw[0] != 1:
        raise Malformed("layout")
    if raw[1] not in list(ReportKind) or raw[2] > MOST_ARGUMENT:
        raise Malformed("kind")
    return SignedReport(
        report=ShortReport(
            kind=ReportKind(raw[1]),
            argument=raw[2],
            counter=int.from_bytes(raw[3:6], "big"),
            place=place_of(int.from_bytes(raw[25:31], "big")),
        ),
        device_start=raw[6:14],
        event_start=raw[14:22],
        at_min=int.from_bytes(raw[22:25], "big"),
        signed=raw[:PACKED_BYTES],
        signature=raw[PACKED_BYTES:],
    )


def _bytes(text: str) -> bytes:
    """Carriers fold lines and add blanks; those change nothing."""
    plain = "".join(text.split())
    if not plain.startswith(MARK):
        raise Malformed("mark")
    body = plain[len(MARK) :]
    try:
        raw = urlsafe_b64decode(body + "=" * (-len(body) % 4))
    except (Error, ValueError) as error:
        raise Malformed("characters") from error
    if urlsafe_b64encode(raw).decode().rstrip("=") != body:
        raise Malformed("characters")
    return raw


def is_signed_by(message: SignedReport, *, key: DeviceKey, verify: Verify) -> bool:
    """Whether the device of this key signed it."""
    named = key.id[:START_BYTES] == message.device_start
    return named and verify(key, message=SMS + message.signed, signature=message.signature)


def belongs_to(message: SignedReport, *, event: Digest) -> bool:
    """Whether an event that synced later is the one that the message announced."""
    return event[:START_BYTES] == message.event_start


def receipt_text(message: SignedReport, *, key: bytes) -> str:
    """The answer: `S1 OK`, the report's counter, and eight characters that only node and device can make.

    The same message twice has the same answer, so a repeated one does no harm.
    """
    return f"S1 OK {message.report.counter} {_receipt(message.signed, key=key)}"


def is_receipt(text: str, *, signed: bytes, counter: int, key: bytes) -> bool:
    """Whether an answer is the true node's, for the report with these signed bytes."""
    return hmac.compare_digest(
        text.strip().upper().encode(), f"S1 OK {counter} {_receipt(signed, key=key)}".encode()
    )


def _receipt(signed: bytes, *, key: bytes) -> str:
    digest = hmac.digest(key, encode([SMS_RECEIPT, signed]), sha256)
    return written(of_bits(int.from_bytes(digest[:5], "big"), count=8))
