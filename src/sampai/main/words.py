"""The words of one language: catalogue, numbers, days and clock times."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache, lru_cache, partial
from importlib.resources import files

from babel import Locale
from babel.dates import format_date
from babel.messages.mofile import read_mo
from babel.numbers import format_decimal, get_group_symbol

from sampai.kernel.errors import Refused
from sampai.kernel.text import Words, say

LANGUAGES = ("id", "en")
"""Languages that people are spoken to in. English is the key itself and has no catalogue."""

_BABEL_LOCALES = {"id": "id", "en": "en_GB"}
"""English with the day before the month, as everywhere but in one country."""


@cache
def words(lang: str) -> Words:
    """The words of a language: `id` or `en`; read once in a process.

    Raises `Refused` for any other.
    """
    if lang not in LANGUAGES:
        raise Refused(
            "language",
            say("“{lang}” is no language that Sampai speaks.", lang=lang),
            say("Write id for Indonesian or en for English."),
        )
    locale = Locale.parse(_BABEL_LOCALES[lang])
    return Words(
        lang=lang,
        catalogue=_catalogue(lang),
        number=partial(_number, locale=locale, group=get_group_symbol(locale)),
        day=partial(_day, locale=locale, pattern="EEEE, d MMMM y"),
        short_day=partial(_day, locale=locale, pattern="EEE d MMM"),
        clock=partial(_clock, point="." if lang == "id" else ":"),
    )


def _catalogue(lang: str) -> Mapping[str, str]:
    if lang == "en":
        return {}
    with (files("sampai") / "locale" / lang / "LC_MESSAGES" / "sampai.mo").open("rb") as file:
        return {str(message.id): str(message.string) for message in read_mo(file) if message.id}


def _number(value: float, *, locale: Locale, group: str) -> str:
    if isinstance(value, int):  # most numbers of a page; a fortieth of the time
        return f"{value:,}".replace(",", group)
    return str(format_decimal(value, format="#,##0.##", locale=locale))


@lru_cache(maxsize=1_000)  # a plan has few days and names each of them thousands of times
def _day(day: date, *, locale: Locale, pattern: str) -> str:
    return str(format_date(day, format=pattern, locale=locale))


def _clock(at: datetime, *, point: str) -> str:
    return f"{at.hour:02d}{point}{at.minute:02d}"
