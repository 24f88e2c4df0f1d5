"""Short reports as sentences that an operator reads back."""

from collections.abc import Mapping

from sampai.fieldwork.model import ARGUMENTS, Argument, ReportKind
from sampai.kernel.text import Text, say

REPORTED: Mapping[ReportKind, Text] = {
    ReportKind.LOADED: say("loaded"),
    ReportKind.DEPARTED: say("departed"),
    ReportKind.PASSED: say("passed a checkpoint"),
    ReportKind.ARRIVED: say("arrived"),
    ReportKind.GIVEN: say("handed over"),
    ReportKind.TAKEN: say("taken over"),
    ReportKind.STORED: say("stored"),
    ReportKind.READY_TO_VOTE: say("ready to vote"),
    ReportKind.OPENED: say("opened"),
    ReportKind.VOTING: say("voting"),
    ReportKind.VOTING_CLOSED: say("voting closed"),
    ReportKind.COUNTED: say("counted"),
    ReportKind.RESEALED: say("sealed again"),
    ReportKind.RETURNED: say("returned"),
    ReportKind.DELAYED: say("delayed"),
    ReportKind.DIVERTED: say("goes another way"),
    ReportKind.SHORTAGE: say("shortage"),
    ReportKind.SEAL_BROKEN: say("seal broken"),
    ReportKind.WET: say("wet"),
    ReportKind.DAMAGED: say("damaged"),
    ReportKind.WRONG_GOODS: say("wrong goods"),
    ReportKind.PERSON_MISSING: say("person missing"),
    ReportKind.INCIDENT: say("incident"),
    ReportKind.HELP: say("needs help"),
    ReportKind.SAFE: say("is safe"),
    ReportKind.QUIET: say("will be silent"),
}
OUTCOME: Mapping[str, Text] = {
    "unreadable": say("no report can be read in it"),
    "unknown": say("no such device is enrolled"),
    "unsigned": say("not signed by the device that it names"),
}


def read_back(kind: ReportKind, argument: int) -> Text:
    """What a report says, to be read back to the officer."""
    what = REPORTED[kind]
    match ARGUMENTS.get(kind, Argument.BOXES):
        case Argument.BOXES:
            return say("{what}, {count} boxes", what=what, count=argument)
        case Argument.HALF_HOURS:
            return say("{what}, {count} half hours", what=what, count=argument)
        case Argument.CHECKPOINT:
            return say("{what}, number {count}", what=what, count=argument)
        case Argument.PEOPLE:
            return say("{what}, {count} people", what=what, count=argument)
        case Argument.INCIDENT:
            return say("{what}, kind {count}", what=what, count=argument)
        case _:
            return what
