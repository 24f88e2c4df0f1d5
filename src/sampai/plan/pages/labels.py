"""What people call the values of enums."""

from collections.abc import Iterable
from typing import assert_never

from sampai.election.model import Standing
from sampai.guarding.model import RiskClass
from sampai.kernel.quantity import Certainty
from sampai.kernel.text import Text, say
from sampai.materials.model import ItemGroup
from sampai.places.model import Mode, RoadClass
from sampai.plan.model import Severity
from sampai.transport.model import ModeRule

RESTRICTED = say("RESTRICTED until the journeys are done: routes and times of loaded vehicles")
"""Stands on every file that tells routes (class R4 of the rules on secrecy)."""

ESTIMATED_WAYS = say("Times and distances are estimated. Wait for the go of the one who gives the goods.")

RISK = {
    RiskClass.LESS: say("less vulnerable"),
    RiskClass.VULNERABLE: say("vulnerable"),
    RiskClass.VERY: say("very vulnerable"),
    RiskClass.SPECIAL: say("special location"),
}

SEVERITY = {
    Severity.STOP: say("must be solved"),
    Severity.WARN: say("needs a decision"),
    Severity.NOTE: say("for information"),
}

CERTAINTY = {
    Certainty.MEASURED: say("measured"),
    Certainty.REPORTED: say("reported"),
    Certainty.ESTIMATED: say("estimated"),
    Certainty.ASSUMED: say("assumed"),
}

STANDING = {
    Standing.LAW: say("law"),
    Standing.PRACTICE: say("practice"),
    Standing.UNVERIFIED: say("unverified"),
}

GROUP = {
    ItemGroup.VOTING: say("Voting equipment"),
    ItemGroup.SUPPORT: say("Supporting equipment"),
    ItemGroup.OTHER: say("Other voting equipment"),
}


ROAD = {
    RoadClass.URBAN: say("in town"),
    RoadClass.VILLAGE: say("village road"),
    RoadClass.TRACK: say("track"),
}


def mode_names(rules: Iterable[ModeRule], *, lang: str) -> dict[Mode, str]:
    """What the pack calls each means of transport."""
    return {rule.mode: rule.name_en if lang == "en" else rule.name for rule in rules}


def label(value: RiskClass | Severity | Certainty | Standing | ItemGroup | RoadClass) -> Text:
    """The words for one value."""
    match value:
        case RiskClass():
            return RISK[value]
        case Severity():
            return SEVERITY[value]
        case Certainty():
            return CERTAINTY[value]
        case Standing():
            return STANDING[value]
        case ItemGroup():
            return GROUP[value]
        case RoadClass():
            return ROAD[value]
        case _:
            assert_never(value)
