"""What people call the steps, states and troubles of boxes."""

from collections.abc import Mapping
from enum import StrEnum

from sampai.custody.model import (
    BoxKind,
    Condition,
    Entry,
    GapKind,
    Guard,
    Holding,
    Kind,
    Mismatch,
    Phase,
    Quietness,
    SealLife,
    Trouble,
)
from sampai.custody.queries.back import Stage
from sampai.custody.rules.indicators import Indicator
from sampai.election.model import Direction
from sampai.kernel.text import Text, say

WORDS: tuple[tuple[StrEnum, Text], ...] = (
    (BoxKind.BALLOT_BOX, say("ballot box")),
    (BoxKind.KIT, say("kit beside the boxes")),
    (BoxKind.CONTAINER, say("container")),
    (Phase.PLANNED, say("planned")),
    (Phase.AT_STORE, say("received at the store")),
    (Phase.ASSEMBLED, say("assembled")),
    (Phase.PACKED, say("packed")),
    (Phase.SEALED, say("sealed")),
    (Phase.READY, say("ready to go")),
    (Phase.LOADED, say("loaded")),
    (Phase.UNDER_WAY, say("under way")),
    (Phase.ARRIVED, say("arrived")),
    (Phase.HANDED_OVER, say("handed over")),
    (Phase.STORED, say("stored")),
    (Phase.RECEIVED, say("received by the KPPS")),
    (Phase.OPENED, say("opened")),
    (Phase.USED, say("used")),
    (Phase.RESEALED, say("sealed again")),
    (Phase.RETURNED, say("returned to the KPU")),
    (Phase.ARCHIVED, say("archived")),
    (Phase.DISPUTED, say("kept for a court")),
    (Phase.DISPOSED, say("disposed of")),
    (Trouble.DISCREPANCY, say("counts differ")),
    (Trouble.DAMAGED, say("damaged")),
    (Trouble.SEAL_BROKEN, say("seal broken")),
    (Trouble.WET, say("wet")),
    (Trouble.MISROUTED, say("sent to the wrong place")),
    (Trouble.HELD, say("held back")),
    (Trouble.MISSING, say("missing")),
    (Trouble.REPLACED, say("replaced by another box")),
    (Trouble.QUARANTINED, say("kept as evidence")),
    (Condition.WET, say("wet")),
    (Condition.TORN, say("torn")),
    (Condition.DENTED, say("dented")),
    (Condition.CRUSHED, say("crushed")),
    (Condition.OPEN, say("open")),
    (Condition.BURNT, say("burnt")),
    (Condition.UNWRAPPED, say("without wrapping")),
    (GapKind.UNEXPECTED, say("A step between is missing")),
    (GapKind.UNKNOWN_BEFORE, say("The statement before it has not come in")),
    (GapKind.FORK, say("Two devices state the same step")),
    (GapKind.TWINS, say("One device stated two things under one number")),
    (GapKind.TIME, say("Its time lies before that of the step before it")),
    (GapKind.ONE_PERSON, say("One person alone, where two are asked for")),
    (GapKind.MISMATCH, say("The reporter's own phone states something else")),
    (Entry.PHONE, say("phone")),
    (Entry.DESK, say("desk, from paper")),
    (Entry.SMS, say("SMS")),
    (Entry.VOICE, say("radio or telephone")),
    (Entry.WORD, say("told by mouth, written down later")),
    (Mismatch.MISREAD, say("misread")),
    (Mismatch.WEAR, say("worn on the way")),
    (Mismatch.WRONG_BOX, say("of another box")),
    (Mismatch.MISSING, say("no seal")),
    (Mismatch.TAMPER, say("tampering suspected")),
    (SealLife.IN_STOCK, say("in stock")),
    (SealLife.ISSUED, say("issued")),
    (SealLife.APPLIED, say("on a box")),
    (SealLife.READ, say("on a box, read by another")),
    (SealLife.BROKEN, say("broken")),
    (SealLife.REPLACED, say("replaced")),
    (SealLife.SPOILED, say("spoiled")),
    (SealLife.DESTROYED, say("destroyed")),
    (Quietness.IN_TIME, say("in time")),
    (Quietness.NO_SIGNAL_EXPECTED, say("no signal expected")),
    (Quietness.PHONE_OFF, say("phone off, as was said")),
    (Quietness.DIVERTED, say("diverted, as was said")),
    (Quietness.OVERDUE, say("overdue")),
    (Quietness.DONE, say("done")),
    (Indicator.CHAIN, say("The chain has no gap")),
    (Indicator.BOTH_SIDES, say("Both halves of every handover")),
    (Indicator.SEALS, say("Seals read and right at every handover")),
    (Indicator.COUNTED, say("Counted in by two")),
    (Indicator.UNTROUBLED, say("No exception open")),
    (Indicator.COPIES, say("Results photographed")),
    (Indicator.HOME, say("Back at the KPU")),
    (Guard.LABEL, say("The label is that of this box")),
    (Guard.DAPIL, say("The ballots are of this electoral district")),
    (Guard.COUNT, say("What was counted is what is needed")),
    (Guard.SEAL, say("The seal numbers are those applied")),
    (Guard.DEADLINE, say("Within the deadline")),
    (Guard.WEATHER, say("The weather is good enough")),
    (Guard.NIGHT_BOAT, say("The boat leaves by daylight")),
    (Guard.LOAD, say("No more boxes than the vehicle holds")),
    (Guard.PASSENGERS, say("No more people than the boat holds")),
    (Guard.LIFE_VESTS, say("A life vest for each")),
    (Guard.COPIES, say("Results photographed before the box goes")),
    (Guard.TWO_PERSONS, say("Two persons by name")),
    (Holding.HOLDS, say("holds")),
    (Holding.AGAINST, say("does not hold")),
    (Holding.NOT_KNOWN, say("not known, counts as not holding")),
    (Stage.UNHEARD, say("not stated to be opened")),
    (Stage.STATION, say("at the station")),
    (Stage.PPS, say("at the PPS")),
    (Stage.PPK, say("at the PPK")),
    (Stage.ON_THE_WAY, say("on the way")),
    (Stage.HOME, say("back at the KPU")),
    (Stage.MISSING, say("missing")),
    (Direction.OUT, say("on the way out")),
    (Direction.BACK, say("on the way back")),
    (Kind.STOCKED, say("Received at the store")),
    (Kind.ASSEMBLED, say("Assembled")),
    (Kind.PACKED, say("Packed")),
    (Kind.SEALED, say("Sealed")),
    (Kind.READIED, say("Ready to go")),
    (Kind.LOADED, say("Loaded")),
    (Kind.DEPARTED, say("Departed")),
    (Kind.PASSED, say("Passed a checkpoint")),
    (Kind.DIVERTED, say("Goes another way")),
    (Kind.ARRIVED, say("Arrived")),
    (Kind.GIVEN, say("Handed over: the giver")),
    (Kind.TAKEN, say("Handed over: the receiver")),
    (Kind.STORED, say("Stored")),
    (Kind.CHECKED, say("Looked at again")),
    (Kind.OPENED, say("Opened")),
    (Kind.USED, say("Used")),
    (Kind.COPIED, say("Results photographed")),
    (Kind.ARCHIVED, say("Archived")),
    (Kind.DISPUTED, say("Kept for a court")),
    (Kind.DISPOSED, say("Disposed of")),
    (Kind.EXCEPTED, say("Something is wrong")),
    (Kind.RESOLVED, say("Exception resolved")),
    (Kind.REPLACED, say("Box replaced")),
    (Kind.APPROVED, say("Step against a guard approved")),
    (Kind.QUIET, say("Will be silent for a while")),
    (Kind.SEALS_RECEIVED, say("Seals received")),
    (Kind.SEALS_ISSUED, say("Seals issued")),
    (Kind.SEALS_RETURNED, say("Seals returned")),
    (Kind.SEALS_SPOILED, say("Seals spoiled")),
    (Kind.SEALS_COUNTED, say("Seals counted in stock")),
    (Kind.SEALS_DESTROYED, say("Seals destroyed")),
)
"""Pairs, because words of two kinds may be equal: a wet box, and the exception that it is."""

DIFFERS: Mapping[str, Text] = {
    "seals": say("seal numbers"),
    "condition": say("condition"),
    "contents": say("contents"),
    "envelopes": say("envelopes"),
    "keepers": say("who gave and who took"),
    "goods": say("loose goods"),
}


WAYBILL: Mapping[str, Text] = {
    "authorised_by": say("Who authorised it"),
    "transporter": say("Transport company"),
    "driver": say("Driver"),
    "vehicle": say("Vehicle"),
    "plate": say("Number plate"),
    "schedule": say("Departure of the boat or plane"),
    "itinerary": say("Stops on the way, with commas"),
    "overnight": say("Where it stays over night, with commas"),
    "dispatcher_phone": say("Telephone of whoever sends it"),
    "copies": say("How many copies of the paper"),
}
"""The fields of a handover form beside who, what and when (ACE Project, vcf01c), as bodies name them."""


def word(of: StrEnum) -> Text:
    """What people call it."""
    return _BY_KIND[type(of), of.value]


_BY_KIND = {(type(one), one.value): text for one, text in WORDS}


ODD: Mapping[str, Text] = {
    "gaps": say("gaps in the chain"),
    "troubles": say("open exceptions"),
    "lone": say("lone half of a handover"),
    "misfits": say("seals that did not fit"),
    "silent": say("nothing was stated"),
}


def box_choices() -> list[tuple[str, Text]]:
    """What is odd about boxes, and their phases, to choose from."""
    return [*ODD.items(), *((phase.value, word(phase)) for phase in Phase)]
