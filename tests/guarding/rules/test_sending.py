from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.worlds import (
    BEACH,
    BOAT,
    CART,
    CLAIMS,
    COAST,
    FIELD,
    FULL_REGISTER,
    PATTERNS,
    PLACES,
    PORT,
    SENDING,
    TERRITORY,
    UNITS,
    VALLEY,
    VERY_VULNERABLE,
    located,
    police_claim,
    register,
    station,
    unit,
)

from sampai.guarding.model import (
    DutyKind,
    GuardPlan,
    GuardRules,
    Pattern,
    PatternSet,
    RiskClaim,
    RiskClass,
    Unit,
)
from sampai.guarding.rules.demand import plan_guard
from sampai.guarding.rules.sending import send_out
from sampai.kernel.ids import PlaceCode, RegionCode, UnitCode
from sampai.places.model import Place, PlaceKind, Register

CUT_OFF = frozenset({BOAT, CART})
NO_RESERVE = replace(SENDING, reserve_percent=0)


def _sent(
    places: Register = FULL_REGISTER,
    *,
    units: Sequence[Unit] = UNITS,
    claims: Sequence[RiskClaim] = CLAIMS,
    sending: GuardRules = NO_RESERVE,
    patterns: PatternSet = PATTERNS,
    sets: Sequence[PatternSet] = (),
) -> GuardPlan:
    plan = plan_guard(
        places,
        claims=claims,
        units=units,
        patterns=patterns,
        territory=TERRITORY,
        cut_off=CUT_OFF,
        sending=sending,
    )
    return send_out(
        plan,
        register=places,
        units=units,
        territory=TERRITORY,
        cut_off=CUT_OFF,
        sending=sending,
        sets=sets,
    )


def _of_units(plan: GuardPlan) -> Counter[str]:
    count: Counter[str] = Counter()
    for duty in plan.duties:
        count[duty.unit] += duty.officers
    return count


def _given(plan: GuardPlan) -> Counter[str]:
    count: Counter[str] = Counter()
    for duty in plan.duties:
        if duty.kind is DutyKind.STATIONS:
            count[duty.subject] += duty.officers
    return count


def test_every_cluster_gets_the_officers_of_its_pattern_where_there_are_enough() -> None:
    plan = _sent()

    assert plan.shortage.missing == 0
    assert _given(plan) == {cluster.code: cluster.officers for cluster in plan.clusters}


def test_a_kecamatans_own_officers_go_to_its_own_stations_first() -> None:
    plan = _sent()

    coast = {cluster.code for cluster in plan.clusters if cluster.kecamatan == COAST}
    local = [duty for duty in plan.duties if duty.unit == "POLSEK-1"]
    assert {duty.subject for duty in local} <= coast
    assert sum(duty.officers for duty in local) == 3


def test_units_from_elsewhere_come_last() -> None:
    guest = unit("POLSEK-TETANGGA", base="TETANGGA", available=20)
    next_door = Place(
        code=PlaceCode("TETANGGA"),
        kind=PlaceKind.POLSEK,
        name="Polsek tetangga",
        region=RegionCode("990201"),
        located=located(6.1, 1.0),
    )
    places = replace(FULL_REGISTER, places=(*FULL_REGISTER.places, next_door))

    assert "POLSEK-TETANGGA" not in _of_units(_sent(places, units=(*UNITS, guest)))


def test_very_vulnerable_stations_are_guarded_before_all_others() -> None:
    plan = _sent(units=(unit("POLRES", base="POLRES", available=2),))

    assert _given(plan) == {f"K-{VERY_VULNERABLE}": 2}
    assert all(one.risk is not RiskClass.VERY for one in plan.shortage.unguarded)


def test_a_shortage_names_stations_pattern_and_how_many_are_missing() -> None:
    plan = _sent(units=(unit("POLRES", base="POLRES", available=7),))

    assert plan.shortage.missing == plan.officers_needed - 7 == 3
    last = plan.shortage.unguarded[-1]
    assert (last.pattern, last.officers, last.given) == ("2 : 5 : 10", 2, 0)
    assert sum(one.missing for one in plan.shortage.unguarded) == 3


def test_soldiers_are_told_as_a_way_out_but_are_not_sent() -> None:
    army = unit("KORAMIL", base="POLSEK-2", available=50, institution="tni")

    plan = _sent(units=(unit("POLRES", base="POLRES", available=7), army))

    assert [(loan.lender, loan.officers, loan.known) for loan in plan.shortage.loans] == [
        ("KORAMIL", 3, True)
    ]
    assert "KORAMIL" not in _of_units(plan)


def test_a_neighbouring_regency_is_asked_for_all_that_is_missing() -> None:
    neighbour = replace(TERRITORY.regions[RegionCode("9901")], code=RegionCode("9902"), name="Tetangga")
    beside = replace(TERRITORY, neighbours=(neighbour,))
    units = (unit("POLRES", base="POLRES", available=7),)
    plan = plan_guard(FULL_REGISTER, claims=CLAIMS, units=units, patterns=PATTERNS, territory=beside)

    sent = send_out(plan, register=FULL_REGISTER, units=units, territory=beside, sending=NO_RESERVE)

    loans = [(loan.lender, loan.officers, loan.known) for loan in sent.shortage.loans]
    assert loans == [("9902", sent.shortage.missing, False)]


def test_a_cheaper_pattern_set_is_computed_for_the_same_stations() -> None:
    less = Pattern(risk=RiskClass.LESS, officers=1, stations=5, linmas=10)
    cheap = replace(PATTERNS, code="murah", patterns=(less, *PATTERNS.patterns[1:]))

    plan = _sent(units=(unit("POLRES", base="POLRES", available=5),), sets=(PATTERNS, cheap))

    with_it = _sent(units=(unit("POLRES", base="POLRES", available=5),), patterns=cheap)
    assert [(other.code, other.officers, other.missing) for other in plan.shortage.patterns] == [
        ("murah", with_it.officers_needed, with_it.shortage.missing)
    ]


def test_the_reserve_comes_from_the_polres_and_stands_nearest_to_the_very_vulnerable() -> None:
    plan = _sent(sending=SENDING)

    assert [(post.place, post.officers, post.stations) for post in plan.reserve] == [
        ("POLSEK-1", 2, (VERY_VULNERABLE,))
    ]
    reserve = [(d.unit, d.officers) for d in plan.duties if d.kind is DutyKind.RESERVE]
    assert reserve == [("POLRES", 2)]
    assert plan.shortage.reserve == 2


def test_forward_posts_of_the_tables_hold_the_reserve_where_there_are_some() -> None:
    forward = Place(
        code=PlaceCode("POS-AJU"),
        kind=PlaceKind.FORWARD_POST,
        name="Pos aju",
        region=PORT,
        located=located(0, 0),
    )

    plan = _sent(replace(FULL_REGISTER, places=(*PLACES, forward)), sending=SENDING)

    assert [post.place for post in plan.reserve] == ["POS-AJU"]


def test_without_units_every_cluster_is_unguarded_and_nothing_breaks() -> None:
    plan = _sent(units=())

    assert plan.duties == ()
    assert len(plan.shortage.unguarded) == len(plan.clusters)


def test_a_unit_without_a_known_base_is_sent_from_nowhere_in_particular() -> None:
    lost = replace(unit("LEPAS", base="POLRES", available=50), base=PlaceCode("TIDAK-ADA"))

    assert _sent(units=(lost,)).shortage.missing == 0


Rows = list[tuple[RegionCode, int, int]]
WORDS = ("kurang-rawan", "rawan", "sangat-rawan", "khusus")

rows_of_stations = st.lists(
    st.tuples(st.sampled_from([PORT, BEACH, FIELD, VALLEY]), st.integers(1, 9), st.integers(0, 3)),
    min_size=1,
    max_size=14,
    unique_by=lambda row: row[:2],
)
strengths = st.tuples(*[st.integers(0, 9)] * 3)
shares = st.sampled_from([0, 10, 50, 100])


def _world(rows: Rows, strength: tuple[int, ...], share: int) -> GuardPlan:
    stations = [station(village, number, shift_km=number / 9) for village, number, _ in rows]
    claims = [police_claim(f"{village}{number:03d}", WORDS[k]) for village, number, k in rows]
    units = [replace(one, available=n, strength=n) for one, n in zip(UNITS, strength, strict=True)]
    sending = replace(SENDING, reserve_percent=share)
    return _sent(register(stations), units=units, claims=claims, sending=sending)


@settings(deadline=None, max_examples=40)
@given(rows_of_stations, strengths, shares)
def test_stations_are_covered_by_their_pattern_or_listed_and_no_unit_is_over_its_strength(
    rows: Rows, strength: tuple[int, ...], share: int
) -> None:
    plan = _world(rows, strength, share)

    given_out, listed = _given(plan), {one.cluster: one.given for one in plan.shortage.unguarded}
    for cluster in plan.clusters:
        assert given_out[cluster.code] == listed.get(cluster.code, cluster.officers)
    known = dict(zip((one.code for one in UNITS), strength, strict=True))
    assert all(count <= known[UnitCode(code)] for code, count in _of_units(plan).items())
    assert plan.shortage.missing == sum(one.missing for one in plan.shortage.unguarded)


@settings(deadline=None, max_examples=40)
@given(rows_of_stations, strengths, shares, st.integers(0, 2), st.integers(1, 3))
def test_more_officers_never_make_the_shortage_larger(
    rows: Rows, strength: tuple[int, ...], share: int, which: int, extra: int
) -> None:
    more = tuple(n + extra * (i == which) for i, n in enumerate(strength))

    before, after = (_world(rows, one, share).shortage for one in (strength, more))

    assert after.missing <= before.missing
    assert {one.cluster for one in after.unguarded} <= {one.cluster for one in before.unguarded}


@settings(deadline=None, max_examples=20)
@given(rows_of_stations, strengths)
def test_the_order_of_rows_changes_nothing(rows: Rows, strength: tuple[int, ...]) -> None:
    assert _world(rows, strength, 10) == _world(rows[::-1], strength, 10)
