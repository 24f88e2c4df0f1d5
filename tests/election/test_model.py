"""An election knows who votes in what, and by when goods must be where."""

from dataclasses import replace

import pytest
from tests.worlds import ELECTION, PRACTICE

from sampai.election.model import Basis, Contest, Deadline, Level, Standing
from sampai.kernel.clock import HTime, parse_h_time
from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode

LAW = Basis(Standing.LAW, "UU 1/2015")


def test_contest_is_held_where_it_is_not_left_out() -> None:
    governor = Contest(code="pilgub", name="Gubernur", not_in=(RegionCode("34"),))
    mayor = Contest(code="pilwali", name="Wali Kota", only_in=(RegionCode("3375"), RegionCode("3374")))

    assert [governor.is_held_in(RegionCode(code)) for code in ("34", "3471", "3375", "17")] == [
        False,
        False,
        True,
        True,
    ]
    assert [mayor.is_held_in(RegionCode(code)) for code in ("3375011001", "3326", "3374")] == [
        True,
        False,
        True,
    ]


def test_contests_keep_the_order_of_the_ballots() -> None:
    assert [contest.code for contest in ELECTION.contests_in(RegionCode("9901"))] == ["pilgub", "pilbup"]


def test_earliest_deadline_of_a_level_counts_and_law_is_told_from_practice() -> None:
    law = Deadline(level=Level.STATION, at=parse_h_time("H-1 24:00"), basis=LAW)
    election = replace(ELECTION, deadlines=(law, *ELECTION.deadlines))

    assert election.deadline(Level.STATION).at == parse_h_time("H-1 18:00")
    assert [deadline.is_binding for deadline in election.deadlines] == [True, False, False]


def test_stage_without_time_in_it_is_refused() -> None:
    stage = ELECTION.stages[0]

    with pytest.raises(Refused, match="has no time in it"):
        replace(stage, latest=stage.earliest)
    with pytest.raises(Refused, match="has no time in it"):
        replace(stage, opens_s=stage.closes_s, earliest=HTime(stage.earliest), basis=PRACTICE)
