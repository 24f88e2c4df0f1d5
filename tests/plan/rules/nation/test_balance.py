from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from sampai.kernel.ids import RegionCode
from sampai.packs.nation_rules import load_nation_rules
from sampai.places.model import Mode
from sampai.plan.model import Figures
from sampai.plan.rules.nation.balance import BalanceRules, Help, balance_of, least_cost
from sampai.plan.rules.nation.tally import People, Tally, Vessels

FIGURES = Figures(
    stations=10,
    voters=2_000,
    boxes=50,
    volume_m3=4.0,
    journeys=3,
    distance_km=12.5,
    duration_h=4.0,
    vehicles=2,
    officers_needed=8,
    officers_available=9,
    unplanned=0,
    problems=0,
)


def tally(code: str, *, at: float, spare: int = 0, missing: int = 0, island: int = 1) -> Tally:
    return Tally(
        code=RegionCode(code),
        name=code,
        digest=f"sha256:{code}",
        figures=FIGURES,
        stops=0,
        people=(People(institution="polri", spare=spare, missing=missing),),
        lat=0.0,
        lon=at,
        landmass=island,
    )


@pytest.fixture(scope="module")
def rules() -> BalanceRules:
    return load_nation_rules()


def test_the_nearest_regency_with_a_whole_platoon_helps(rules: BalanceRules) -> None:
    balance = balance_of(
        [
            tally("1101", at=100.0, missing=25),
            tally("1102", at=100.2, spare=29),
            tally("1103", at=101.0, spare=95),
            tally("1104", at=105.0, spare=95),
        ],
        rules=rules,
    )

    assert [(one.lender, one.borrower, one.count) for one in balance.help] == [("1103", "1101", 25)]
    assert balance.people_left == {}


def test_nobody_lends_to_its_own_regency(rules: BalanceRules) -> None:
    balance = balance_of([tally("1101", at=100.0, spare=60, missing=40)], rules=rules)

    assert balance.help == ()
    assert balance.people_left == {"1101": 40}


def test_a_way_over_water_costs_the_wait_at_ports(rules: BalanceRules) -> None:
    lacking = tally("1101", at=100.0, missing=30)
    island, mainland = tally("1102", at=101.0, spare=30, island=2), tally("1103", at=102.0, spare=30)

    balance = balance_of([lacking, island, mainland], rules=rules)

    assert [one.lender for one in balance.help] == ["1103"]


def test_whoever_is_too_far_does_not_come_and_the_gap_is_named(rules: BalanceRules) -> None:
    balance = balance_of(
        [tally("1101", at=95.0, missing=40), tally("9101", at=140.0, spare=90, island=2)], rules=rules
    )

    assert balance.help == ()
    assert balance.people_left == {"1101": 40}


def test_soldiers_are_asked_only_where_no_police_can_come(rules: BalanceRules) -> None:
    near = replace(
        tally("1102", at=100.1), people=(People(institution="polri"), People(institution="tni", spare=60))
    )
    police = tally("1103", at=103.0, spare=30)

    balance = balance_of([tally("1101", at=100.0, missing=60), near, police], rules=rules)

    assert [(one.kind, one.lender, one.count) for one in balance.help] == [
        ("tni", "1102", 30),
        ("polri", "1103", 30),
    ]


def test_a_boat_that_stays_at_home_carries_what_another_regency_leaves(rules: BalanceRules) -> None:
    mode = Mode("perahu")
    has = replace(tally("1101", at=100.0), vessels=(Vessels(mode=mode, is_air=False, spare=3),))
    wants = replace(tally("1102", at=100.5), vessels=(Vessels(mode=mode, is_air=False, spare=1, missing=5),))

    balance = balance_of([has, wants], rules=rules)

    assert [(one.kind, one.lender, one.borrower, one.count) for one in balance.help] == [
        (mode, "1101", "1102", 3)
    ]
    assert balance.vessels_left == {mode: {"1102": 2}}


def test_the_order_of_regencies_changes_nothing(rules: BalanceRules) -> None:
    known = [tally(f"11{n:02}", at=95.0 + n, spare=31 * (n % 3), missing=40 * (n % 2)) for n in range(12)]

    assert balance_of(known, rules=rules) == balance_of(reversed(known), rules=rules)


whole = st.integers(0, 6)


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_a_balance_is_whole_and_costs_what_an_integer_programme_says(data: st.DataObject) -> None:
    lenders, borrowers = data.draw(st.integers(1, 4)), data.draw(st.integers(1, 4))
    spare = np.array(data.draw(st.lists(whole, min_size=lenders, max_size=lenders)), dtype=np.int64)
    short = np.array(data.draw(st.lists(whole, min_size=borrowers, max_size=borrowers)), dtype=np.int64)
    many = lenders * borrowers
    drawn = data.draw(st.lists(st.integers(-1, 50), min_size=many, max_size=many))
    cost = np.array(drawn, dtype=np.int64).reshape(lenders, borrowers)

    sent = least_cost(cost, spare=spare, short=short)

    assert (sent >= 0).all()
    assert not sent[cost < 0].any()
    assert (sent.sum(axis=1) <= spare).all()
    assert (sent.sum(axis=0) <= short).all()
    assert (int(sent.sum()), int((sent * cost).sum())) == _by_milp(cost, spare=spare, short=short)


def _by_milp(cost: np.ndarray, *, spare: np.ndarray, short: np.ndarray) -> tuple[int, int]:
    """Most that can go, and the least cost of that, by branch and bound over dense rows."""
    lenders, borrowers = cost.shape
    rows = np.vstack(
        [np.kron(np.eye(lenders), np.ones(borrowers)), np.kron(np.ones(lenders), np.eye(borrowers))]
    )
    most = np.where(cost.ravel() < 0, 0, 1_000)
    found = milp(
        cost.ravel() - 10_000,
        constraints=LinearConstraint(rows, ub=np.concatenate([spare, short])),
        bounds=Bounds(0, most),
        integrality=np.ones(cost.size, dtype=np.int64),
    )
    assert found.x is not None
    sent = np.rint(found.x).astype(int)
    return int(sent.sum()), int((sent * cost.ravel()).sum())


def test_help_says_how_far_and_how_long(rules: BalanceRules) -> None:
    balance = balance_of(
        [tally("1101", at=100.0, missing=30), tally("1102", at=101.0, spare=30)], rules=rules
    )

    help_ = balance.help[0]
    assert isinstance(help_, Help)
    assert 110_000 < help_.distance_m < 160_000
    assert help_.travel_s == help_.distance_m * 18 // (5 * rules.road_kmh)
