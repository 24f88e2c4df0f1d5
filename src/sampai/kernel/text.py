"""Sentences for people.

Code says *what* is to be said as a `Text`: an English sentence that serves as the gettext key, with its data.
Words are chosen at the edge, by `Words`, from `locale/<lang>/LC_MESSAGES/sampai.po`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

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


def _iso_day(day: date) -> str:
    return day.isoformat()


def _iso_clock(at: datetime) -> str:
    return f"{at:%H:%M}"


@dataclass(frozen=True, slots=True)
class Words:
    """Turns `Text`, numbers, days and clock times into the words of one language.

    The defaults are for logs and tests; `main` makes the words of a real language.
    """

    lang: str
    catalogue: Mapping[str, str] = field(default_factory=dict)
    number: Callable[[float], str] = _english_number
    day: Callable[[date], str] = _iso_day
    """A day with its weekday, in full: `Rabu, 27 November 2024`."""
    short_day: Callable[[date], str] = _iso_day
    """A day for narrow columns: `Rab 27 Nov`."""
    clock: Callable[[datetime], str] = _iso_clock
    """A clock time: `07.00`."""

    def say(self, text: Text) -> str:
        """The sentence in this language; the English key where no translation exists."""
        pattern = self.catalogue.get(text.key) or text.key
        return pattern.format_map({name: self._datum(value) for name, value in text.data})

    def moment(self, at: datetime) -> str:
        """A day and clock time with its zone: `Rabu, 27 November 2024 07.00 WIB`."""
        return " ".join(filter(None, (self.day(at.date()), self.clock(at), at.tzname())))

    def short_moment(self, at: datetime) -> str:
        """A day and clock time for narrow columns: `Rab 27 Nov 07.00`."""
        return f"{self.short_day(at.date())} {self.clock(at)}"

    def _datum(self, value: "str | float | Text") -> str:
        if isinstance(value, Text):
            return self.say(value)
        if isinstance(value, str):
            return value
        return self.number(value)


PLAIN = Words("en")
