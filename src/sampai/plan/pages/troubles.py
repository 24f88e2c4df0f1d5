"""Problems and unplanned stations, those alike gathered, so that a page stays readable."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sampai.election.model import Level
from sampai.kernel.ids import RegionCode, StationCode
from sampai.kernel.text import Text
from sampai.plan.model import OperationPlan, PlanProblem, Severity
from sampai.plan.pages.spots import by_village, numbers_of

MOST_ALIKE = 6
"""More problems of one kind than this are shown as one line that can be unfolded."""


@dataclass(frozen=True, slots=True)
class ProblemGroup:
    """Problems of one kind and weight; `is_folded` when there are many."""

    severity: Severity
    problems: list[PlanProblem]

    @property
    def is_folded(self) -> bool:
        """Whether they are shown as one line."""
        return len(self.problems) > MOST_ALIKE

    @property
    def remedy(self) -> Text | None:
        """What helps against all of them; None where the remedies differ."""
        first = self.problems[0].remedy
        return first if all(problem.remedy == first for problem in self.problems) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class LostGroup:
    """Stations left out at one stage for one reason: pairs of village and station numbers."""

    giver: Level
    receiver: Level
    reason: Text
    remedy: Text
    count: int
    villages: list[tuple[RegionCode, str]]


def problem_groups(problems: Iterable[PlanProblem]) -> list[ProblemGroup]:
    """Problems by weight, then kind; the most serious first."""
    groups: dict[tuple[int, str], list[PlanProblem]] = defaultdict(list)
    for problem in problems:
        groups[list(Severity).index(problem.severity), problem.code].append(problem)
    return [ProblemGroup(found[0].severity, found) for _, found in sorted(groups.items())]


def lost_groups(plan: OperationPlan) -> list[LostGroup]:
    """Unplanned stations by stage and reason, the largest group first."""
    groups: dict[tuple[Level, Level, Text, Text], list[StationCode]] = defaultdict(list)
    for lost in plan.delivery.unplanned:
        groups[lost.giver, lost.receiver, lost.reason, lost.remedy].append(lost.station)
    made = [
        LostGroup(
            giver=giver,
            receiver=receiver,
            reason=reason,
            remedy=remedy,
            count=len(stations),
            villages=[(village, numbers_of(codes)) for village, codes in by_village(tuple(stations))],
        )
        for (giver, receiver, reason, remedy), stations in groups.items()
    ]
    return sorted(made, key=lambda group: (-group.count, group.villages))
