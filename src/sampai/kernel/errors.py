"""Errors that speak to a person.

SampaiError             something a person can mend; carries a code, a sentence and a hint
├── InputFaults         the tables have faults; every one is listed (exit code 1)
├── Unreadable          a file is missing, damaged, locked or too large (exit code 1)
└── Refused             a request that cannot be met as asked (exit code 2)
"""

from collections.abc import Sequence

from sampai.kernel.faults import Fault
from sampai.kernel.text import Text, say


class SampaiError(Exception):
    """Base of all errors that are shown to a person. `code` is stable; `hint` says what to do next."""

    exit_code = 1

    def __init__(self, code: str, sentence: Text, hint: Text) -> None:
        super().__init__(str(sentence))
        self.code = code
        self.sentence = sentence
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.sentence} {self.hint}"


class Unreadable(SampaiError):
    """A file cannot be read at all."""


class Refused(SampaiError):
    """A request cannot be met as asked. Facts are never refused; only requests are."""

    exit_code = 2


class InputFaults(SampaiError):
    """The tables have faults; `faults` lists every one of them."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(
            "input-faults",
            say("The tables have {count} faults.", count=len(faults)),
            say("Mend the rows listed and run the command again; nothing was changed."),
        )
        self.faults = tuple(faults)
