"""The text of the QR code on a paper: which paper, of which operation, about what. It leads to the record.

Boxes have labels of their own, see `custody/rules/labels.py`; the tag is made in the same way.
"""

import hmac
import re
from dataclasses import dataclass
from hashlib import sha256

from sampai.custody.rules.labels import ALPHABET, LABEL, TAG_SYMBOLS
from sampai.kernel.errors import Refused
from sampai.kernel.text import say

PAPER = "S2"
"""What the text begins with: Sampai, layout of papers."""

_PART = re.compile(r"^[0-9A-Z $%*+.:-]{1,60}$")
_UNFIT = re.compile(r"[^0-9A-Z $%*+.:-]")
_WHOLE = re.compile(rf"({PAPER}/[^/?#]+/[^/?#]+/[^/?#]+/[{ALPHABET}]{{{TAG_SYMBOLS}}})$")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperCode:
    """What a paper's code says. `operation` is region and profile, such as `1704.PILKADA-2024`."""

    paper: str
    operation: str
    subject: str
    tag: str


def paper_code(paper: str, *, operation: str, subject: str, key: bytes) -> str:
    """The code of a paper, in characters that QR codes hold tightly: `S2/SJ/1704.PILKADA-2024/J-7/TAG`."""
    parts = [fit(part) for part in (paper, operation, subject or "-")]
    return "/".join((PAPER, *parts, _tag(*parts, key=key)))


def read_code(text: str) -> PaperCode:
    """The code in a text, also where an address stands before it. Raises `Refused` for any other."""
    found = _WHOLE.search(text.strip().upper())
    if found is None:
        raise Refused(
            "paper-code",
            say("This is no code of a paper."),
            say("Scan the QR code on the paper again, or type the line under it."),
        )
    _, paper, operation, subject, tag = found[1].split("/")
    return PaperCode(paper=paper, operation=operation, subject=subject, tag=tag)


def is_label(text: str) -> bool:
    """Whether a text is the label of a box rather than the code of a paper."""
    return text.strip().upper().startswith(f"{LABEL}/")


def is_genuine(code: PaperCode, *, key: bytes) -> bool:
    """Whether this installation made the code."""
    return hmac.compare_digest(_tag(code.paper, code.operation, code.subject, key=key), code.tag)


def fit(part: str) -> str:
    """A part in the characters of a code: capitals; what has no place in it becomes a point."""
    text = _UNFIT.sub(".", part.upper())[:60]
    assert _PART.match(text), part
    return text


def _tag(paper: str, operation: str, subject: str, *, key: bytes) -> str:
    message = f"sampai/paper/v1\n{paper}\n{operation}\n{subject}".encode()
    bits = int.from_bytes(hmac.digest(key, message, sha256)[:5], "big")
    return "".join(ALPHABET[bits >> shift & 31] for shift in range(35, -5, -5))
