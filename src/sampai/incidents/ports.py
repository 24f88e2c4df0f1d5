"""What incidents need from outside: somebody who carries notices."""

from typing import Protocol

from sampai.incidents.model import Media, Notice
from sampai.kernel.text import Text


class Channel(Protocol):
    """Carries notices by one medium: in the app, by e-mail, the outbox of short messages, a webhook."""

    @property
    def medium(self) -> Media:
        """Which one."""

    def __call__(self, notice: Notice, /, *, sentence: Text) -> bool:
        """Whether it was taken. Where it was not, try again: a notice with the same key is carried once."""
