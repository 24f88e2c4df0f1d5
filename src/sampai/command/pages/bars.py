"""One measure of a region as a bar: which states its stations are in, the worst first."""

from collections.abc import Sequence
from dataclasses import dataclass

from sampai.command.pages.labels import STATE, STATE_CLASS
from sampai.kernel.text import Words
from sampai.places.rules.promises import State

WORST_FIRST = (State.WRONG, State.DOUBT, State.RIGHT, State.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Part:
    """The stations in one state: `x` and `width` in hundredths of the whole."""

    look: str
    said: str
    x: str
    width: str


def bar(counts: Sequence[int], *, words: Words) -> Sequence[Part]:
    """The parts of a bar; nothing for a region without stations. What is not known has its part, too."""
    total = sum(counts)
    parts = []
    before = 0
    for state in WORST_FIRST:
        count = counts[state]
        if count:
            said = f"{words.number(count)} {words.say(STATE[state])}"
            parts.append(Part(STATE_CLASS[state], said, _percent(before, total), _percent(count, total)))
        before += count
    return parts


def _percent(count: int, total: int) -> str:
    return f"{100 * count / total:.2f}"
