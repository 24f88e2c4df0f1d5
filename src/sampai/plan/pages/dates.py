"""The calendar of an operation: stages, deadlines and voting day in order."""

from dataclasses import dataclass

from sampai.election.model import Basis, Deadline, Election, Stage
from sampai.kernel.clock import HTime
from sampai.kernel.text import Text, say


@dataclass(frozen=True, slots=True, kw_only=True)
class DateLine:
    """One entry: when, until when, what, and its basis. `opens` and `closes`: work hours of a stage."""

    at: HTime
    what: Text
    until: HTime | None = None
    opens: HTime | None = None
    closes: HTime | None = None
    basis: Basis | None = None
    is_deadline: bool = False
    is_day: bool = False


def date_lines(election: Election) -> list[DateLine]:
    """All entries, the earliest first. Of one moment: stages, then deadlines, then the day that begins."""
    lines = [_stage(stage) for stage in election.stages]
    lines += [_deadline(deadline) for deadline in election.deadlines]
    lines.append(DateLine(at=HTime(0), what=say("Voting day"), is_day=True))
    return sorted(lines, key=lambda line: (line.at, line.is_day, line.is_deadline))


def _stage(stage: Stage) -> DateLine:
    return DateLine(
        at=stage.earliest,
        until=stage.latest,
        opens=HTime(stage.opens_s),
        closes=HTime(stage.closes_s),
        what=say(
            "Goods go from {giver} to {receiver}", giver=stage.giver.upper(), receiver=stage.receiver.upper()
        ),
        basis=stage.basis,
    )


def _deadline(deadline: Deadline) -> DateLine:
    return DateLine(
        at=deadline.at,
        what=say("Deadline: goods are at {level}", level=deadline.level.upper()),
        basis=deadline.basis,
        is_deadline=True,
    )
