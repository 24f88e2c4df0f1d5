from datetime import date
from typing import Any

import pytest
from tests.incidents.saying import BOOK, STATION

from sampai.incidents.model import LegalPath, StationCase, Task, Work
from sampai.incidents.rules.postponement import find_path, path_of
from sampai.kernel.errors import Refused
from sampai.kernel.ids import StationCode

DAY = date(2024, 2, 14)


def case(**known: Any) -> StationCase:
    usual: dict[str, Any] = {
        "has_begun": False,
        "place_usable": True,
        "goods_fit": True,
        "goods_in_time": True,
    }
    return StationCase(station=StationCode(STATION), **{**usual, **known})


@pytest.mark.parametrize(
    ("known", "path"),
    [
        ({}, LegalPath.CONTINUE),
        ({"goods_fit": False}, LegalPath.CONTINUE),
        ({"place_usable": False, "other_place": "SDN 1"}, LegalPath.MOVE),
        ({"place_usable": False}, LegalPath.PSS),
        ({"goods_in_time": False}, LegalPath.PSS),
        ({"goods_in_time": False, "place_usable": None}, LegalPath.PSS),
        ({"has_begun": True, "place_usable": False}, LegalPath.PSL),
        ({"has_begun": True, "place_usable": False, "other_place": "SDN 1"}, LegalPath.PSL),
        ({"has_begun": True, "goods_in_time": False}, LegalPath.PSL),
        ({"has_begun": True, "may_be_invalid": True}, LegalPath.PSU),
        ({"place_usable": None}, None),
        ({"goods_in_time": None}, None),
    ],
)
def test_the_path_follows_from_what_is_known(known: dict[str, Any], path: LegalPath | None) -> None:
    assert path_of(case(**known)) is path


def test_what_nobody_knows_is_asked_before_a_path_is_named() -> None:
    with pytest.raises(Refused, match="Nobody knows yet"):
        find_path(case(place_usable=None), voting_day=DAY, vote_on=DAY, book=BOOK)


@pytest.mark.parametrize("day", [14, 25])
def test_a_later_vote_is_within_ten_days_and_not_on_voting_day(day: int) -> None:
    with pytest.raises(Refused, match="cannot vote"):
        find_path(case(goods_in_time=False), voting_day=DAY, vote_on=date(2024, 2, day), book=BOOK)


def test_whole_goods_are_not_packed_anew_but_a_re_vote_has_ballots_of_its_own() -> None:
    later = find_path(case(place_usable=False), voting_day=DAY, vote_on=date(2024, 2, 24), book=BOOK)
    again = find_path(
        case(has_begun=True, may_be_invalid=True), voting_day=DAY, vote_on=date(2024, 2, 24), book=BOOK
    )

    assert [task.work for task in later.tasks] == [Work.REROUTE, Work.REGUARD, Work.TELL_VOTERS]
    assert again.tasks[0] == Task(work=Work.REKIT, by=date(2024, 2, 23))
    assert (later.new_ballots, again.new_ballots) == (False, True)
