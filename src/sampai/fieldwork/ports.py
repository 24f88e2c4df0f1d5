"""What the field work needs from outside: somebody who sends short messages, and the boxes."""

from collections.abc import Iterable
from typing import Protocol

from sampai.fieldwork.model import FieldBox, Reply
from sampai.kernel.ids import RegionCode


class SmsGateway(Protocol):
    """Sends short messages over a modem or a carrier."""

    def __call__(self, reply: Reply, /) -> bool:
        """Whether the gateway took it. Where it did not, try again: a second copy does no harm."""


class BoxesIn(Protocol):
    """The boxes of an election in a territory, as phones are told of them, by code."""

    def __call__(self, territory: RegionCode, /, *, event: str) -> Iterable[FieldBox]:
        """As they stand now."""
