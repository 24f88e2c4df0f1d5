"""The guard plan of a whole regency: Kabupaten Kaur, Pilkada 2024, as its police would send out."""

from collections import Counter
from dataclasses import replace
from functools import cache

import pytest

from sampai.engines.grouping.anneal import AnnealGrouper
from sampai.guarding.model import DutyKind, GuardPlan, RiskClass
from sampai.guarding.rules.demand import plan_guard
from sampai.guarding.rules.sending import send_out
from sampai.main.operations import Loaded, load_operation
from sampai.plan.rules.make import off_road
from sampai.plan.rules.strengths import with_strengths


@cache
def _kaur() -> Loaded:
    return load_operation("sample:kaur")


@cache
def _guard(polres: int = 60) -> GuardPlan:
    loaded = _kaur()
    rules = loaded.rules
    operation = with_strengths(loaded.operation, available={"polres-1704": polres})
    assert rules.sending is not None
    plan = plan_guard(
        operation.register,
        claims=operation.risks,
        units=operation.units,
        patterns=rules.patterns,
        territory=rules.territory,
        cut_off=off_road(rules.modes),
        grouper=AnnealGrouper(1_000),
        sending=rules.sending,
    )
    return send_out(
        plan,
        register=operation.register,
        units=operation.units,
        territory=rules.territory,
        cut_off=off_road(rules.modes),
        sets=rules.pattern_sets,
        sending=rules.sending,
    )


def test_each_of_the_three_very_vulnerable_stations_gets_two_officers() -> None:
    guard = _guard()

    very = [cluster for cluster in guard.clusters if cluster.risk is RiskClass.VERY]
    assert Counter(cluster.kecamatan for cluster in very) == {"170402": 2, "170404": 1}
    sent: Counter[str] = Counter()
    for duty in guard.duties:
        sent[duty.subject] += duty.officers
    assert [(len(cluster.stations), sent[cluster.code]) for cluster in very] == [(1, 2)] * 3


def test_all_other_stations_are_guarded_two_to_five() -> None:
    guard = _guard()

    assert all(c.pattern == "2 : 5 : 10" for c in guard.clusters if c.risk is RiskClass.LESS)
    assert guard.shortage.missing == 0
    stations = sum(duty.officers for duty in guard.duties if duty.kind is DutyKind.STATIONS)
    assert stations == guard.officers_needed == 2 * len(guard.clusters)


def test_the_reserve_stands_near_the_very_vulnerable_stations() -> None:
    guard = _guard()

    assert sum(post.officers for post in guard.reserve) == guard.shortage.reserve == 27
    assert sorted(len(post.stations) for post in guard.reserve) == [1, 1, 1]
    assert max(post.response_s for post in guard.reserve) < 3_600


def test_clusters_tell_how_far_and_how_long_a_round_is() -> None:
    large = [cluster for cluster in _guard().clusters if len(cluster.stations) > 1]

    assert all(0 < cluster.leg_m <= 1.2 * cluster.reach_m + 1 for cluster in large)
    assert all(cluster.round_s > 0 and cluster.post in cluster.stations for cluster in large)


@pytest.mark.parametrize("polres", [0, 20])
def test_what_is_missing_is_told_with_neighbours_and_cheaper_patterns(polres: int) -> None:
    shortage = _guard(polres).shortage

    available = 15 * 8 + polres
    assert shortage.missing == _guard().officers_needed + shortage.reserve - available > 0
    assert shortage.loans[0].name == "Kabupaten Bengkulu Selatan"
    lampung = next(other for other in shortage.patterns if other.code == "lampung-2024")
    assert (lampung.missing, lampung.officers < 60) == (0, True)


def test_fewer_officers_leave_the_same_stations_unguarded_and_more() -> None:
    few, fewer = ({one.cluster for one in _guard(n).shortage.unguarded} for n in (20, 0))

    assert few < fewer


def test_clusters_are_no_wider_than_those_of_the_plain_path() -> None:
    loaded = _kaur()
    searched = _guard().clusters

    plain = plan_guard(
        loaded.operation.register,
        claims=loaded.operation.risks,
        units=loaded.operation.units,
        patterns=loaded.rules.patterns,
        territory=loaded.rules.territory,
        cut_off=off_road(loaded.rules.modes),
    ).clusters

    assert len(searched) == len(plain)
    assert sum(c.leg_m for c in searched) < sum(c.leg_m for c in plain)


def test_the_same_tables_in_another_order_give_the_same_guard_plan() -> None:
    loaded = _kaur()
    assert loaded.rules.sending is not None
    shuffled = replace(loaded.operation, units=loaded.operation.units[::-1])
    register = replace(shuffled.register, stations=shuffled.register.stations[::-1])

    plan = plan_guard(
        register,
        claims=shuffled.risks[::-1],
        units=shuffled.units[::-1],
        patterns=loaded.rules.patterns,
        territory=loaded.rules.territory,
        cut_off=off_road(loaded.rules.modes),
        grouper=AnnealGrouper(1_000),
        sending=loaded.rules.sending,
    )
    again = send_out(
        plan,
        register=register,
        units=shuffled.units[::-1],
        territory=loaded.rules.territory,
        cut_off=off_road(loaded.rules.modes),
        sets=loaded.rules.pattern_sets,
        sending=loaded.rules.sending,
    )

    assert again == _guard(60)
