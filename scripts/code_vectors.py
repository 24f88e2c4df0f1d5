"""Writes tests/vectors/codes.json: voice codes and short messages, for every language that makes them."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sampai.engines.signing import read_key
from sampai.fieldwork.model import ARGUMENTS, Argument, ReportKind, ShortReport
from sampai.fieldwork.rules.sms import place_bits, place_of, read_sms, receipt_text, sms_text
from sampai.fieldwork.rules.symbols import ALPHABET, POWERS, read
from sampai.fieldwork.rules.voice import hear, receipt_of, voice_code
from sampai.ledger.model import Digest

VECTORS = Path(__file__).resolve().parent.parent / "tests" / "vectors" / "codes.json"
KEY = bytes(range(1, 33))
"""The voice key of the examples, and the seed of their signing key."""
AT_MS = 1_732_665_600_000
EVENT = Digest(hashlib.sha256(b"event").digest())

REPORTS = (
    ShortReport(kind=ReportKind.TAKEN, argument=2, counter=0, place="1704012003001"),
    ShortReport(kind=ReportKind.ARRIVED, argument=31, counter=31, place="170401"),
    ShortReport(kind=ReportKind.SEAL_BROKEN, argument=1, counter=32, place="1704012003"),
    ShortReport(kind=ReportKind.INCIDENT, argument=9, counter=16_777_215, place="GUDANG-KAUR"),
    ShortReport(kind=ReportKind.SAFE, argument=0, counter=70_000, place=""),
    ShortReport(kind=ReportKind.OPENED, argument=5, counter=1_023, place="0000000000001"),
)


def vectors() -> Mapping[str, Any]:
    """All examples."""
    return {
        "alphabet": ALPHABET,
        "powers": list(POWERS),
        "kinds": {kind.name.lower(): kind.value for kind in ReportKind},
        "arguments": {kind.name.lower(): ARGUMENTS.get(kind, Argument.BOXES).value for kind in ReportKind},
        "key": KEY.hex(),
        "device": read_key(KEY).key.id.hex(),
        "event": EVENT.hex(),
        "at_ms": AT_MS,
        "voice": [_voice(report) for report in REPORTS],
        "heard": [_heard(*case) for case in _cases()],
        "sms": [_sms(report) for report in REPORTS],
    }


def _report(report: ShortReport) -> Mapping[str, Any]:
    return {
        "kind": report.kind.value,
        "argument": report.argument,
        "counter": report.counter,
        "place": report.place,
    }


def _voice(report: ShortReport) -> Mapping[str, Any]:
    return {
        "report": _report(report),
        "code": voice_code(report, key=KEY),
        "receipt": receipt_of(report, key=KEY),
    }


def _cases() -> list[tuple[str, str, int | None]]:
    """Text as typed, place chosen, last counter heard."""
    code, place = voice_code(REPORTS[0], key=KEY), REPORTS[0].place
    wrong = ALPHABET[(ALPHABET.index(code[3]) + 1) % 32]
    return [
        (code, place, None),
        (code.lower().replace("-", " ").replace("0", "o").replace("1", "l"), place, None),
        (code, place, 0),
        (code[:3] + wrong + code[4:], place, None),
        (code[1] + code[0] + code[2:], place, None),
        (code[:-1], place, None),
        (code, "1704012003002", None),
        (code, place, 32),
        ("U" + code[1:], place, None),
    ]


def _heard(text: str, place: str, last: int | None) -> Mapping[str, Any]:
    heard = hear(text, place=place, key=KEY, last=last)
    return {
        "text": text,
        "place": place,
        "last": last,
        "symbols": list(read(text) or ()),
        "hearing": heard.hearing.value,
        "report": _report(heard.report) if heard.report else None,
        "receipt": heard.receipt,
        "maybe": [list(one) for one in heard.maybe],
    }


def _sms(report: ShortReport) -> Mapping[str, Any]:
    secret = read_key(KEY)
    text = sms_text(report, device=secret.key.id, event=EVENT, at_ms=AT_MS, sign=secret)
    message = read_sms(text)
    return {
        "report": _report(report),
        "place_bits": place_bits(report.place),
        "place_read": place_of(place_bits(report.place)),
        "signed": message.signed.hex(),
        "text": text,
        "receipt": receipt_text(message, key=KEY),
    }


if __name__ == "__main__":
    VECTORS.write_text(json.dumps(vectors(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
