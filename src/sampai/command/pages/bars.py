"""One measure of a region as a bar: which states its stations are in, the worst first."""

from collections.abc import Sequence

from markupsafe import Markup, escape

from sampai.command.pages.labels import STATE, STATE_CLASS
from sampai.kernel.text import Words
from sampai.places.rules.promises import State

WORST_FIRST = (State.WRONG, State.DOUBT, State.RIGHT, State.UNKNOWN)
_OPEN = (
    '<svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
)


def bar(counts: Sequence[int], *, words: Words) -> Markup:
    """The bar and the same in words. What is not known has its part, too.

    Made here and not in a template, which takes five times as long; a page has a hundred of them.
    """
    total = sum(counts)
    drawn, said = _OPEN, ""
    before = 0
    for state in WORST_FIRST:
        count = counts[state]
        if count:
            look, x, width = STATE_CLASS[state], 100 * before / total, 100 * count / total
            drawn += f'<rect class="fill-{look}" x="{x:.2f}" y="0" width="{width:.2f}" height="6"/>'
            said += f'<span class="{look}">{words.number(count)} {escape(words.say(STATE[state]))}</span> '
        before += count
    return Markup(f"{drawn}</svg>\n{said}")  # noqa: S704 -- nothing in it but words, which are escaped
