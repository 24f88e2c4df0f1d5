"""Where boxes or vehicles stay on the way, worded for the report."""

from collections.abc import Collection
from dataclasses import dataclass

from sampai.kernel.text import Text, say
from sampai.plan.model import OperationPlan
from sampai.plan.pages.spots import Spots
from sampai.transport.model import Stay, StayKind
from sampai.transport.rules.pieces import is_station
from sampai.transport.rules.stays import stays


@dataclass(frozen=True, slots=True)
class StayLine:
    """A stay with its place's name, what it is, and whether a guard is listed there."""

    stay: Stay
    name: str
    what: Text
    guard: Text | None
    """Who guards boxes there; None for an empty vehicle."""


def stay_lines(plan: OperationPlan, *, spots: Spots) -> list[StayLine]:
    """All stays of both ways, the earliest first."""
    guarded = {str(place.place) for place in plan.operation.guarded}
    return [
        StayLine(stay, spots.name(stay.place), _what(stay), _guard(stay, guarded=guarded))
        for stay in stays(plan.delivery, modes=plan.rules.modes)
    ]


def _guard(stay: Stay, *, guarded: Collection[str]) -> Text | None:
    if not stay.boxes:
        return None
    if is_station(stay.place):
        return say("the guards of the TPS")
    return say("listed") if stay.place in guarded else say("none listed")


def _what(stay: Stay) -> Text:
    match (stay.kind, bool(stay.stations)):
        case (StayKind.NIGHT, True):
            return say("Boxes stay over night")
        case (StayKind.WAIT, True):
            return say("Boxes wait")
        case (StayKind.NIGHT, False):
            return say("The empty vehicle stays over night")
        case _:
            return say("The empty vehicle waits")
