"""What would have helped: changes that are planned anew, and driven through the same rehearsed days."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sampai.kernel.clock import HTime
from sampai.kernel.ids import StationCode
from sampai.plan.model import OperationPlan
from sampai.rehearsal.model import Rehearsal
from sampai.rehearsal.rules.course import Course, before, course_of
from sampai.rehearsal.rules.dice import blocks
from sampai.rehearsal.rules.play import Block, block_of, play
from sampai.rehearsal.rules.rehearse import Stage
from sampai.transport.model import Chances, DeliveryPlan, StationChance
from sampai.transport.rules.reliefs import Planner, find_reliefs
from sampai.transport.rules.reliefs.changes import Setting

JUDGED_DAYS = 500
"""Of the rehearsed days, on which changes are judged; the first ones."""


@dataclass(slots=True, eq=False)
class Judge:
    """Drives changed plans through the first rehearsed days, as far as some stations need."""

    plan: OperationPlan
    stage: Stage
    runs: int
    seed: int
    days: list[Block] = field(default_factory=list)

    def __call__(
        self, delivery: DeliveryPlan, stations: Collection[StationCode]
    ) -> Mapping[StationCode, float]:
        """Each station's share of days in time; none for those left without."""
        course = self._course(delivery)
        wanted = {code: course.last[code] for code in sorted(stations) if code in course.last}
        rides = before(course, {number for number, _ in wanted.values()})
        in_time = dict.fromkeys(wanted, 0)
        for block in self._blocks():
            played = play(block_of(course, world=block.world, dice=block.dice, like=block), only=rides)
            for code, key in wanted.items():
                in_time[code] += int((played.done[key] <= course.goals.counts).sum())
        runs = sum(block.dice.count for block in self._blocks())
        return {code: in_time.get(code, 0) / runs for code in stations}

    def _course(self, delivery: DeliveryPlan) -> Course:
        if delivery is self.plan.delivery:
            return self.stage.course
        return course_of(
            delivery,
            register=self.plan.operation.register,
            rules=self.plan.rules,
            world=self.stage.world,
            escorts=self.plan.manning.escorts,
        )

    def _blocks(self) -> Sequence[Block]:
        if not self.days:
            dice = blocks(min(self.runs, JUDGED_DAYS), seed=self.seed)
            self.days += [block_of(self.stage.course, world=self.stage.world, dice=one) for one in dice]
        return self.days


def with_ideas(
    rehearsal: Rehearsal, *, plan: OperationPlan, stage: Stage, setting: Setting, planner: Planner
) -> Rehearsal:
    """The rehearsal with what would have saved stations at risk, most stations for the money first."""
    judge = Judge(plan, stage, rehearsal.runs, rehearsal.seed)
    chances = Chances(stations=tuple(_chances(rehearsal, stage=stage)))
    found = find_reliefs(
        plan.delivery, chances=chances, setting=setting, planner=replace(planner, days=None, judge=judge)
    )
    return replace(rehearsal, ideas=found.reliefs, ideas_tried=found.tried)


def _chances(rehearsal: Rehearsal, *, stage: Stage) -> list[StationChance]:
    """The rehearsed shares in the shape in which help is looked for; only what that reads is told."""
    found = []
    for outcome in rehearsal.outcomes:
        key = stage.course.last.get(outcome.station)
        if key is not None:
            journey = stage.course.rides[key[0]].journey
            stop = journey.stops[key[1]]
            found.append(
                StationChance(
                    station=outcome.station,
                    journey=journey.code,
                    planned=HTime(stop.departs),
                    departs=journey.departs,
                    by_law=outcome.by_law,
                    by_plan=outcome.by_law,
                    mean=stop.arrives,
                    p50=stop.arrives,
                    p90=stop.arrives,
                    p99=stop.arrives,
                    causes=(),
                    latest_departure=None,
                )
            )
    return found
