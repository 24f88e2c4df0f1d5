"""Reading yes and no, and choices from a list."""

import re
from collections.abc import Mapping
from difflib import get_close_matches

from sampai.kernel.table.outcome import Outcome, Trouble
from sampai.kernel.table.sheet import Cell, Column
from sampai.kernel.table.writing import fold, shown
from sampai.kernel.text import say

YES = frozenset({"ya", "y", "yes", "true", "benar", "betul", "ada", "1", "v", "✓", "✔", "√", "iya"})
NO = frozenset(
    {"tidak", "tdk", "t", "no", "n", "false", "salah", "tidak ada", "bukan", "0", "-", "–", "—", "tak"}
)

LISTED = 15
"""Choices that a sentence lists; a longer list is in the template."""

_SEPARATORS = re.compile(r"\s*[,;/]\s*")


def read_yes_no(cell: Cell) -> Outcome:
    """True or False."""
    if isinstance(cell, bool):
        return cell
    word = shown(cell).casefold().strip(" .")
    if word in YES:
        return True
    if word in NO:
        return False
    return Trouble(
        "not-yes-no",
        say("“{value}” is neither yes nor no.", value=shown(cell)),
        say("Write ya or tidak."),
    )


def spellings(choices: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Every folded spelling and the choice that it means."""
    known = {fold(word): choice for choice, words in choices.items() for word in words}
    return known | {fold(choice): choice for choice in choices}


def read_choice(cell: Cell, *, column: Column, known: Mapping[str, str]) -> Outcome:
    """One of the column's choices; any word where the column lists none."""
    word = shown(cell)
    if not known:
        return word
    found = known.get(fold(word))
    return _not_a_choice([word], column=column, known=known) if found is None else found


def read_choices(cell: Cell, *, column: Column, known: Mapping[str, str]) -> Outcome:
    """Several of the column's choices, in the order written, none twice; any words where it lists none."""
    text = cell if isinstance(cell, str) else shown(cell)
    if fold(text) in known:
        return (known[fold(text)],)
    words = [word for word in _SEPARATORS.split(text) if word]
    if not known:
        return tuple(dict.fromkeys(words))
    unknown = [word for word in words if fold(word) not in known]
    if unknown or not words:
        return _not_a_choice(unknown or [text], column=column, known=known)
    return tuple(dict.fromkeys(known[fold(word)] for word in words))


def _not_a_choice(words: list[str], *, column: Column, known: Mapping[str, str]) -> Trouble:
    value = shown(", ".join(words))
    near = get_close_matches(fold(words[0][:40]), sorted(known), n=1, cutoff=0.75)
    listed = ", ".join(list(column.choices)[:LISTED])
    if near:
        mend = say("Perhaps {near} is meant. Write one of: {choices}.", near=known[near[0]], choices=listed)
    else:
        mend = say("Write one of: {choices}.", choices=listed)
    return Trouble("not-a-choice", say("“{value}” is not in the list of this column.", value=value), mend)
