"""Sentences for people.

Code says *what* is to be said as a `Text`: an English sentence that serves as the gettext key, with its data.
Words are chosen at the edge, by `Words`, from `locale/<lang>/LC_MESSAGES/sampai.po`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Datum = "str | int | float | Text"


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence to be said: a key with `{named}` places, and what stands in them."""

    key: str
    data: tuple[tuple[str, "str | int | float | Text"], ...] = ()

    def __str__(self) -> str:
        """The English sentence, for logs and tests."""
        return PLAIN.say(self)


def say(key: str, /, **data: "str | int | float | Text") -> Text:
    """Make a `Text`. The extractor of translations looks for calls of this name."""
    return Text(key, tuple(sorted(data.items())))


def _english_number(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}".rstrip("0").rstrip(".")


@dataclass(frozen=True, slots=True)
class Words:
    """Turns `Text` into the words of one language."""

    lang: str
    catalogue: Mapping[str, str] = field(default_factory=dict)
    number: Callable[[float], str] = _english_number

    def say(self, text: Text) -> str:
        """The sentence in this language; the English key where no translation exists."""
        pattern = self.catalogue.get(text.key) or text.key
        return pattern.format_map({name: self._datum(value) for name, value in text.data})

    def _datum(self, value: "str | float | Text") -> str:
        if isinstance(value, Text):
            return self.say(value)
        if isinstance(value, str):
            return value
        return self.number(value)


PLAIN = Words("en")
