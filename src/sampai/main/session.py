"""How one run of the command line speaks: its language, and whether it shows what went wrong inside."""

import os
from dataclasses import dataclass, field

import click

from sampai.kernel.text import Text, Words
from sampai.main.words import LANGUAGES, words

USUAL_LANGUAGE = "id"
"""Unless `SAMPAI_LANG` or `--lang` says otherwise."""


def usual_language() -> str:
    """The language of `SAMPAI_LANG` where it is one that Sampai speaks, else Indonesian."""
    asked = os.environ.get("SAMPAI_LANG", USUAL_LANGUAGE)
    return asked if asked in LANGUAGES else USUAL_LANGUAGE


@dataclass(slots=True)
class Session:
    """One run. `--lang` and `-v` set it wherever they stand on the line."""

    lang: str = field(default_factory=usual_language)
    verbose: bool = False

    @property
    def words(self) -> Words:
        """The words of the session's language."""
        return words(self.lang)

    def say(self, text: Text) -> str:
        """A sentence in the session's language."""
        return self.words.say(text)

    def translate(self, sentence: str | None) -> str | None:
        """A sentence without data in the session's language; itself where no translation exists."""
        return self.words.catalogue.get(sentence or "") or sentence


def session() -> Session:
    """The session of the command that is running."""
    return click.get_current_context().ensure_object(Session)
