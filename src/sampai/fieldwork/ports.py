"""What the field work needs from outside: somebody who sends short messages."""

from typing import Protocol

from sampai.fieldwork.model import Reply


class SmsGateway(Protocol):
    """Sends short messages over a modem or a carrier."""

    def __call__(self, reply: Reply, /) -> bool:
        """Whether the gateway took it. Where it did not, try again: a second copy does no harm."""
