"""Which public log an item of the record goes into: one per election, province and phase."""

from sampai.ledger.model import Event
from sampai.ledger.rules.envelope import Header, class_of

PROVINCE_DIGITS = 2
NATION = "00"
QUARANTINE = "-/00/karantina"
"""The log of items that are not believed."""
HIDDEN = frozenset(
    {
        "journey",
        "position",
        "custody.loaded",
        "custody.departed",
        "custody.passed",
        "custody.diverted",
        "custody.quiet",
    }
)
"""Kinds and classes of which the log shows nothing but a commitment: under embargo, or restricted."""
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")


def shard_of(event: Event | Header, *, phase: str) -> str:
    """The log's name, which is also its folder: `pilkada-2024/17/antar`."""
    election = "".join(sign if sign in _PLAIN else "-" for sign in event.election.lower())
    province = event.place[:PROVINCE_DIGITS]
    known = len(province) == PROVINCE_DIGITS and province.isascii() and province.isdecimal()
    return f"{election}/{province if known else NATION}/{phase}"


def is_hidden(event: Event | Header) -> bool:
    """Whether the log shows nothing of an event but its commitment."""
    return event.kind in HIDDEN or class_of(event.kind) in HIDDEN
