"""What a reminder of a meeting or promise says."""

from enum import StrEnum

from sampai.kernel.text import Text, say


class Reminded(StrEnum):
    """What an institution is reminded of."""

    MEETING = "meeting"
    DUE = "due"
    OVERDUE = "overdue"


def sentence_of(what: Reminded, *, title: str, when: str, promise: str = "", owner: str = "") -> Text:
    """A reminder as a sentence; `when` in the words of the reader."""
    match what:
        case Reminded.MEETING:
            return say("Meeting “{title}”: {when}.", title=title, when=when)
        case Reminded.DUE:
            return say(
                "Promise of the meeting “{title}”, due on {when}: {promise} ({owner}).",
                title=title,
                when=when,
                promise=promise,
                owner=owner,
            )
        case Reminded.OVERDUE:
            return say(
                "Promise of the meeting “{title}”, overdue since {when}: {promise} ({owner}).",
                title=title,
                when=when,
                promise=promise,
                owner=owner,
            )
