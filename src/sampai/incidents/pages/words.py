"""What people call severities, states, deeds and notices."""

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum

from sampai.incidents.model import (
    HAPPENED,
    Colour,
    Deed,
    Effect,
    Entry,
    IncidentBook,
    Item,
    Lead,
    Media,
    Mood,
    Severity,
    Status,
    What,
)
from sampai.kernel.quantity import Certainty
from sampai.kernel.text import Text, say

WORDS: tuple[tuple[StrEnum, Text], ...] = (
    (Severity.LIGHT, say("light")),
    (Severity.SERIOUS, say("serious")),
    (Severity.SEVERE, say("severe")),
    (Colour.GREEN, say("green")),
    (Colour.YELLOW, say("yellow")),
    (Colour.RED, say("red")),
    (Status.REPORTED, say("reported")),
    (Status.VERIFIED, say("verified")),
    (Status.ASSIGNED, say("unit sent")),
    (Status.IN_HAND, say("in hand")),
    (Status.RESOLVED, say("settled")),
    (Status.CLOSED, say("closed")),
    (Status.REJECTED, say("rejected")),
    (Effect.NONE, say("none")),
    (Effect.DELAY, say("delay")),
    (Effect.PSS, say("voting later (PSS)")),
    (Effect.PSL, say("voting carried on later (PSL)")),
    (Effect.PSU, say("voting again (PSU)")),
    (Entry.PHONE, say("phone")),
    (Entry.SMS, say("SMS")),
    (Entry.VOICE, say("radio or telephone")),
    (Entry.DESK, say("desk")),
    (Entry.RULE, say("noticed by the system")),
    (Deed.JOIN, say("joined with another")),
    (Deed.PART, say("claim taken out")),
    (Deed.UNDO, say("taken back")),
    (Deed.SETTLE, say("contested fact settled")),
    (Deed.ASSIGN, say("unit sent")),
    (Deed.START, say("in hand")),
    (Deed.RESOLVE, say("settled")),
    (Deed.CLOSE, say("closed")),
    (Deed.REOPEN, say("opened again")),
    (Deed.REJECT, say("rejected")),
    (Deed.ANSWER, say("answered")),
    (Deed.GRADE, say("severity changed")),
    (Deed.STEP, say("step done")),
    (Lead.INSPECT, say("Inspection")),
    (Lead.REPLACE, say("Replacement from the reserve")),
    (Lead.REPLAN, say("Closure and new plan")),
    (Lead.MOVE, say("Moving the station")),
    (Lead.POSTPONE, say("Postponement")),
    (Lead.OVERSIGHT, say("Oversight")),
    (Item.BOX, say("Box")),
    (Item.STATION, say("Station")),
    (Item.STORE, say("Store that gives from its reserve")),
    (Item.JOURNEY, say("Journey that takes it along; - for one of its own")),
    (Item.ESCORT, say("Escort")),
    (Item.CLOSED, say("Closed way or place")),
    (Item.FROM, say("Closed from")),
    (Item.UNTIL, say("Closed until")),
    (Item.OLD_PLACE, say("Old place")),
    (Item.NEW_PLACE, say("New place")),
    (Item.VOTERS_TOLD, say("How the voters are told, and by whom")),
    (Item.WITNESS, say("Witnesses of the inspection")),
    (Media.IN_APP, say("in the app")),
    (Media.EMAIL, say("e-mail")),
    (Media.SMS, say("SMS")),
    (Media.WEBHOOK, say("another program")),
    (Mood.ASKED, say("asked")),
    (Mood.ANSWERED, say("answered")),
    (Mood.SILENT, say("nobody answered")),
    (What.NOTIFY, say("asked to answer")),
    (What.REMIND, say("reminded")),
    (What.ASK, say("asked whether it is settled")),
    (What.DISPATCH, say("sent there")),
    (What.ALREADY_SENT, say("another unit is on its way")),
    (What.CALL_BACK, say("call who reported it")),
    (What.CLOSE, say("closed")),
    (Certainty.MEASURED, say("measured")),
    (Certainty.REPORTED, say("reported")),
    (Certainty.ESTIMATED, say("estimated")),
    (Certainty.ASSUMED, say("assumed")),
)
_BY_KIND = {(type(one), one.value): text for one, text in WORDS}

LETTERS: Mapping[str, Text] = {
    "waiting": say("waits"),
    "sent": say("gone out"),
    "given-up": say("not taken, given up"),
}
FACTS: Mapping[str, Text] = {
    HAPPENED: say("It happened"),
    "boxes": say("Boxes"),
    "people": say("Persons"),
    "half-hours": say("Half hours"),
    "checkpoint": say("Number of the checkpoint"),
    "missing": say("Missing side of the handover"),
    "seal": say("Seal"),
}
VALUES: Mapping[str, Text] = {
    "yes": say("yes"),
    "no": say("no"),
    "giver": say("giver"),
    "receiver": say("receiver"),
    "misread": say("misread"),
    "wear": say("worn on the way"),
    "wrong-box": say("of another box"),
    "missing": say("no seal"),
    "tamper": say("tampering suspected"),
}


def word(of: StrEnum) -> Text:
    """What people call it."""
    return _BY_KIND[type(of), of.value]


def fact_word(name: str) -> Text | str:
    """A fact's name: ours in words, others as their source wrote them."""
    return FACTS.get(name, name.replace("_", " "))


def value_word(name: str, value: str) -> Text | str:
    """A fact's value; words only for facts of our own."""
    return VALUES.get(value, value) if name in FACTS else value


def kind_name(key: str, *, book: IncidentBook, lang: str) -> str:
    """A kind in the reader's language."""
    kind = book.kind_of(key)
    return kind.name_en if lang == "en" else kind.name


def source_word(name: str) -> Text | str:
    """Who says so; rules are no persons."""
    return say("the system") if name.startswith("rule:") else name


def moment_of(at_ms: int) -> datetime:
    """A time of the record."""
    return datetime.fromtimestamp(at_ms / 1000, tz=UTC)
