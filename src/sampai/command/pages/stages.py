"""Which stages of an election are done, under way and to come, by the profile's calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sampai.election.model import Election, Standing
from sampai.kernel.clock import Calendar


class Turn(StrEnum):
    """Whether a stage is over, under way or to come."""

    PAST = "past"
    NOW = "now"
    NEXT = "next"


@dataclass(frozen=True, slots=True, kw_only=True)
class StageDays:
    """One stage with its days."""

    giver: str
    receiver: str
    starts: datetime
    ends: datetime
    turn: Turn
    standing: Standing
    source: str


def stage_days(election: Election | None, *, calendar: Calendar, now: datetime) -> Sequence[StageDays]:
    """The stages of a profile as days of this election; none where the pack does not know the profile."""
    return [
        StageDays(
            giver=stage.giver.value.upper(),
            receiver=stage.receiver.value.upper(),
            starts=calendar.instant(stage.earliest),
            ends=calendar.instant(stage.latest),
            turn=_turn(calendar.instant(stage.earliest), calendar.instant(stage.latest), now=now),
            standing=stage.basis.standing,
            source=stage.basis.source,
        )
        for stage in (election.stages if election else ())
    ]


def _turn(starts: datetime, ends: datetime, *, now: datetime) -> Turn:
    if now < starts:
        return Turn.NEXT
    return Turn.NOW if now < ends else Turn.PAST
