"""What would have helped is judged on the very days that were counted."""

from dataclasses import replace

import pytest
from tests.rehearsal.days import plan, world

from sampai.packs.rehearsals import load_world
from sampai.rehearsal.rules.ideas import Judge
from sampai.rehearsal.rules.rehearse import rehearsal_of, stage_of, tally_of


@pytest.mark.parametrize("code", ["2024", "flood"])
def test_the_judge_counts_the_days_as_the_rehearsal_does(code: str) -> None:
    one = plan()
    stage = stage_of(one, world=load_world(code))
    outcomes = rehearsal_of(one, stage=stage, tally=tally_of(stage, runs=250, seed=5), seed=5).outcomes
    some = [outcomes[0].station, outcomes[-1].station]

    judged = Judge(one, stage, 250, 5)(one.delivery, some)

    assert judged == {o.station: o.by_law for o in outcomes if o.station in some}


def test_a_changed_plan_meets_the_same_days_and_stations_left_out_are_never_in_time() -> None:
    one = plan()
    stage = stage_of(one, world=world(quarrel=0.5, quarrel_h=20.0))
    codes = [station.code for station in stage.stations]
    copy = replace(one.delivery, seed=9)
    without = replace(one.delivery, journeys=one.delivery.journeys[:1])

    judge = Judge(one, stage, 100, 5)

    assert judge(copy, codes) == judge(one.delivery, codes)
    assert sum(judge(without, codes).values()) < len(codes) / 2
