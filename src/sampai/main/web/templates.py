"""How pages are drawn: Jinja2 templates of all rooms, and the words that they say things with."""

from collections.abc import Callable
from datetime import datetime
from functools import cache, lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.middleware.csrf import get_token
from django.template.loader import get_template
from django.urls import NoReverseMatch, reverse
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from sampai.incidents.pages.words import kind_name
from sampai.kernel.clock import ZONES
from sampai.kernel.text import Text, Words, say
from sampai.main.web.files import file_url
from sampai.main.web.incidents import incident_book, ringing
from sampai.main.words import words
from sampai.people.pages import Request

_ROOMS = (
    "sampai.command",
    "sampai.coordination",
    "sampai.incidents",
    "sampai.oversight",
    "sampai.people",
    "sampai.places",
    "sampai.plan",
    "sampai.rehearsal",
)
USUAL_ZONE = "WIB"
_USUAL = ("layout", "parts", "today", "today_live", "search", "station", "list", "map")
_MOST_ADDRESSES = 50_000
_MOST_SENTENCES = 5_000


def environment(**_options: Any) -> Environment:  # noqa: ANN401 -- Django hands over what it likes
    """The environment of all pages: strict about names, escaping everything."""
    found = Environment(
        loader=ChoiceLoader([PackageLoader(room, "templates") for room in _rooms()]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    found.globals.update(url=_url, has_url=_has_url, static=file_url)
    return found


def load_pages() -> None:
    """Make the templates ready that most requests need; whoever asks first for another waits for it."""
    for name in _USUAL:
        get_template(f"{name}.jinja")


def _rooms() -> list[str]:
    from importlib.resources import files  # noqa: PLC0415 -- at the only place that needs it

    return [room for room in _ROOMS if (files(room) / "templates").is_dir()]


@lru_cache(maxsize=_MOST_ADDRESSES)
def _url(name: str, **arguments: str | int) -> str:
    return reverse(name, kwargs=arguments)


@cache
def _has_url(name: str) -> bool:
    """Whether a page of this name without arguments is served."""
    try:
        reverse(name)
    except NoReverseMatch:
        return False
    return True


def voice(request: Request) -> dict[str, Any]:
    """What every page can say: `t` a sentence by its key, `w` a ready text, `n` a number, `moment` a time."""
    return spoken(request.words.lang) | {
        "actor": getattr(request, "actor", None),
        "exercise": settings.OPTIONS.exercise,
        "csrf": get_token(request),
        "here": request.get_full_path(),
        "bell": lambda: ringing(request),
    }


@cache
def spoken(lang: str) -> dict[str, Any]:
    """What is said in a language, whoever reads."""
    said = words(lang)
    return {
        "t": _sayer(said),
        "w": said.say,
        "n": said.number,
        "day": said.day,
        "moment": _teller(said.moment),
        "short_moment": _teller(said.short_moment),
        "lang": lang,
        "incident_kind": lambda key: kind_name(key, book=incident_book(), lang=lang),
    }


def _sayer(spoken: Words) -> Callable[..., str]:
    @lru_cache(maxsize=_MOST_SENTENCES)
    def alone(key: str) -> str:
        return spoken.say(say(key))

    def t(key: str, /, **data: str | float | Text) -> str:
        return spoken.say(say(key, **data)) if data else alone(key)

    return t


def _teller(tell: Callable[[datetime], str]) -> Callable[..., str]:
    def told(at: datetime, zone: str = USUAL_ZONE) -> str:
        return tell(at.astimezone(ZoneInfo(ZONES[zone])))

    return told
