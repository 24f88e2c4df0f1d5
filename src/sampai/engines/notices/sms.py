"""Letters as short messages, over whichever gateway there is."""

from collections.abc import Callable
from dataclasses import dataclass

from sampai.fieldwork.model import Reply
from sampai.incidents.model import Media
from sampai.incidents.ports import Letter

MOST_LETTERS = 300
"""Of a text: two or three messages."""


@dataclass(frozen=True, slots=True)
class ShortMessages:
    """`gateway` sends one message, known by its reference: a folder, or a gateway over HTTP."""

    gateway: Callable[[Reply], bool]

    @property
    def medium(self) -> Media:
        """SMS."""
        return Media.SMS

    def __call__(self, letter: Letter, /) -> bool:
        """Hand it to the gateway; False when the gateway does not take it."""
        try:
            return self.gateway(Reply(to=letter.to, text=letter.text[:MOST_LETTERS], reference=letter.key))
        except OSError:
            return False
