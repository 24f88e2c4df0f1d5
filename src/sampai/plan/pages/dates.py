"""The calendar of an operation: stages, deadlines and voting day in order."""

from dataclasses import dataclass

from sampai.election.model import Basis, Deadline, Direction, Election, Stage, WayBack
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
    lines += _way_back(election.way_back) if election.way_back is not None else []
    lines.append(DateLine(at=HTime(0), what=say("Voting day"), is_day=True))
    return sorted(lines, key=lambda line: (line.at, line.is_day, line.is_deadline))


def _way_back(way: WayBack) -> list[DateLine]:
    """Counting, and the stages and deadlines after it."""
    counting = DateLine(
        at=way.counting.voting_ends,
        what=say("Voting ends, counting begins; boxes go back when a station has counted"),
        basis=way.counting.basis,
    )
    return [counting, *(_stage(s) for s in way.stages), *(_deadline(d, is_back=True) for d in way.deadlines)]


def _stage(stage: Stage) -> DateLine:
    levels = {"giver": stage.giver.upper(), "receiver": stage.receiver.upper()}
    out = say("Goods go from {giver} to {receiver}", **levels)
    back = say("Boxes go back from {giver} to {receiver}", **levels)
    return DateLine(
        at=stage.earliest,
        until=stage.latest,
        opens=HTime(stage.opens_s),
        closes=HTime(stage.closes_s),
        what=back if stage.direction is Direction.BACK else out,
        basis=stage.basis,
    )


def _deadline(deadline: Deadline, *, is_back: bool = False) -> DateLine:
    level = deadline.level.upper()
    out = say("Deadline: goods are at {level}", level=level)
    back = say("Deadline: boxes are back at {level}", level=level)
    return DateLine(
        at=deadline.at,
        what=back if is_back else out,
        basis=deadline.basis,
        is_deadline=True,
    )
