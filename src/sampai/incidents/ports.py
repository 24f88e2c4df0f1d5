"""What incidents need from outside: somebody who carries notices."""

from dataclasses import dataclass
from typing import Protocol

from sampai.incidents.model import Media


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One notice to one person, in words. The same key is the same letter: who carries it twice does no harm.

    `to` is an address, a number, or empty for a medium that has one receiver only.
    """

    key: str
    to: str
    subject: str
    text: str
    incident: str
    address: str = ""
    """Of the incident's page, without the server's name."""


class Channel(Protocol):
    """Carries letters by one medium: e-mail, the outbox of short messages, a webhook."""

    @property
    def medium(self) -> Media:
        """Which one."""

    def __call__(self, letter: Letter, /) -> bool:
        """Whether it was taken. Where it was not, it is brought again later."""
