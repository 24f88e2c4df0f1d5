"""Voice code (kode suara): a report in twelve spoken characters, and the four that are answered.

    [counter, low 5 bits][kind 5][argument 5][MAC 35 bits][check 10 bits]

Place and device are said in words and chosen on the operator's screen; the MAC covers them. Keys are known to
node and device, so a code proves nothing against the node: evidence class C.
"""

import hmac
from collections.abc import Sequence
from hashlib import sha256

from sampai.fieldwork.model import MOST_COUNTER, Heard, Hearing, ReportKind, ShortReport
from sampai.fieldwork.rules.symbols import (
    LENGTH,
    belong_together,
    of_bits,
    read,
    single_slip,
    with_checks,
    written,
)
from sampai.ledger.rules.cbor import encode

VOICE = "sampai/voice/v1"
RECEIPT = "sampai/voice-receipt/v1"
WINDOW = 32
"""So many codes of a device may be lost in a row."""
MAC_SYMBOLS = 7
"""35 bits: 7,300 operators with 20 wrong codes a day find one in 235,000 days."""
RECEIPT_SYMBOLS = 4
KEY_BYTES = 32


def voice_code(report: ShortReport, *, key: bytes) -> str:
    """The code of a report, such as `035G-N1P3-GBK9`."""
    symbols = (report.counter & 31, report.kind.value, report.argument, *_mac(report, key=key))
    return written(with_checks(symbols))


def _mac(report: ShortReport, *, key: bytes) -> tuple[int, ...]:
    said = [VOICE, report.place, report.counter, report.kind.value, report.argument]
    return _keyed(encode(said), key=key, count=MAC_SYMBOLS)


def _keyed(message: bytes, *, key: bytes, count: int) -> tuple[int, ...]:
    """The first bits of HMAC-SHA-256 as symbols."""
    digest = hmac.digest(key, message, sha256)
    return of_bits(int.from_bytes(digest[:8], "big") >> 64 - 5 * count, count=count)


def receipt_of(report: ShortReport, *, key: bytes) -> str:
    """Four characters that only the key makes: they tell the officer that the true node heard it."""
    said = [RECEIPT, report.place, report.counter, report.kind.value, report.argument]
    return written(_keyed(encode(said), key=key, count=RECEIPT_SYMBOLS))


def hear(text: str, *, place: str, key: bytes, last: int | None, used: Sequence[int] = ()) -> Heard:
    """What a code says for a place and a device.

    `last` is the device's highest counter that was heard, None for none; `used` are those heard in the window
    before it. A code that was heard before is answered with the same receipt again.
    """
    symbols = read(text)
    if symbols is None or len(symbols) != LENGTH:
        return Heard(hearing=Hearing.SLIP)
    if not belong_together(symbols):
        return Heard(hearing=Hearing.SLIP, maybe=_maybe(symbols))
    low, kind, argument, *mac = symbols[:10]
    if kind not in list(ReportKind):
        return Heard(hearing=Hearing.FALSE)
    for counter in _counters(low, last=last):
        report = ShortReport(kind=ReportKind(kind), argument=argument, counter=counter, place=place)
        if _is_same(mac, _mac(report, key=key)):
            known = counter in used or counter == last
            return Heard(
                hearing=Hearing.AGAIN if known else Hearing.TRUE,
                report=report,
                receipt=receipt_of(report, key=key),
            )
    return Heard(hearing=Hearing.FALSE)


def _counters(low: int, *, last: int | None) -> tuple[int, ...]:
    """The counters with these low bits: the one in the window after the last, and the one in that before."""
    start = 0 if last is None else last + 1
    next_ = start + (low - start) % WINDOW
    return tuple(counter for counter in (next_, next_ - WINDOW) if 0 <= counter <= MOST_COUNTER)


def _is_same(one: Sequence[int], other: Sequence[int]) -> bool:
    return hmac.compare_digest(bytes(one), bytes(other))


def _maybe(symbols: Sequence[int]) -> tuple[tuple[int, str], ...]:
    slip = single_slip(symbols)
    return ((slip[0], written([slip[1]])),) if slip else ()


def opening(text: str) -> tuple[int, ReportKind, int] | None:
    """What the first group already says: low counter, kind, argument. None where no code begins so.

    Unchecked: the operator reads it back while the officer goes on, nothing more.
    """
    symbols = read(text)
    if symbols is None or len(symbols) < 3 or symbols[1] not in list(ReportKind):
        return None
    return symbols[0], ReportKind(symbols[1]), symbols[2]


def is_our_receipt(text: str, *, report: ShortReport, key: bytes) -> bool:
    """Whether the four characters that the officer hears are those of the true node."""
    heard = read(text)
    return heard is not None and _is_same(heard, read(receipt_of(report, key=key)) or ())
