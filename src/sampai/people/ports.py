"""What people's pages ask of others."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from sampai.kernel.rights import Institution
from sampai.people.model import Identity, Question


class IdentityProvider(Protocol):
    """An institution's own login, whose word is taken for its accounts."""

    @property
    def name(self) -> str:
        """What the button on the login page says."""

    @property
    def issuer(self) -> str:
        """The provider's address, as it signs with it."""

    @property
    def institution(self) -> Institution:
        """Whose provider it is."""

    def address(self, question: Question, *, back: str) -> str:
        """Where to send the browser; `back` is our address to which it returns.

        Raises `Refused` when the provider cannot be asked.
        """

    def identity(self, answer: Mapping[str, str], question: Question, *, back: str, at: datetime) -> Identity:
        """Who came back, by the provider's signed word.

        Raises `Refused` when anything does not fit the question.
        """
