from dataclasses import replace

from tests.worlds import (
    CLAIMS,
    COAST,
    FULL_REGISTER,
    HILLS,
    PATTERNS,
    REGENCY,
    SENDING,
    TERRITORY,
    UNITS,
    VERY_VULNERABLE,
    police_claim,
    register,
    unit,
)

from sampai.guarding.model import GuardPlan, Pattern, RiskClaim, RiskClass, Unit
from sampai.guarding.rules.demand import plan_guard
from sampai.guarding.rules.sending import send_out
from sampai.kernel.ids import RegionCode
from sampai.places.model import Register, Signal, SignalGrade, Territory
from sampai.plan.model import Severity
from sampai.plan.rules.guard_checks import (
    doubts,
    lent,
    officers,
    ranges,
    reaches,
    responses,
    signals,
    unguarded,
    unknown_classes,
)

CHEAP = replace(
    PATTERNS,
    code="murah",
    patterns=(Pattern(risk=RiskClass.LESS, officers=1, stations=5, linmas=10), *PATTERNS.patterns[1:]),
)


def _guard(
    places: Register = FULL_REGISTER,
    *,
    claims: tuple[RiskClaim, ...] = CLAIMS,
    units: tuple[Unit, ...] = UNITS,
) -> GuardPlan:
    return plan_guard(places, claims=claims, units=units, patterns=PATTERNS, territory=TERRITORY)


def _with_signal(*signal: Signal) -> Register:
    return register(
        replace(s, signal=signal) if s.code == VERY_VULNERABLE else s for s in FULL_REGISTER.stations
    )


def test_kecamatan_short_of_officers_are_named_while_the_total_suffices() -> None:
    problems = list(officers(_guard(), territory=TERRITORY))

    assert [(p.code, p.subject) for p in problems] == [
        ("officers-short-kecamatan", COAST),
        ("officers-short-kecamatan", HILLS),
    ]
    assert str(problems[0].what) == "4 officers are needed here; the units based here can send 3."


def test_too_few_officers_in_all_stop_the_plan() -> None:
    few = (unit("POLRES", base="POLRES", available=2),)

    problem = next(officers(_guard(units=few), territory=TERRITORY))

    assert (problem.code, problem.severity, problem.subject) == ("officers-short", Severity.STOP, REGENCY)
    assert "missing" in str(problem.what)


def test_contradicting_statements_are_noted_with_both_sources() -> None:
    claims = (
        police_claim(VERY_VULNERABLE, "sangat-rawan", source="Polres", confidence=0.9),
        police_claim(VERY_VULNERABLE, "rawan", source="pers", confidence=0.4),
    )

    problems = list(doubts(_guard(claims=claims)))

    assert [(p.code, p.severity, p.subject) for p in problems] == [
        ("class-doubtful", Severity.NOTE, VERY_VULNERABLE)
    ]
    said = str(problems[0].what)
    assert all(word in said for word in ("sangat-rawan", "Polres", "rawan", "pers"))


def test_a_class_that_is_none_of_the_four_is_not_dropped_silently() -> None:
    claims = [police_claim(VERY_VULNERABLE, "agak rawan"), *CLAIMS]

    assert [(p.code, p.subject) for p in unknown_classes(claims)] == [("class-unknown", VERY_VULNERABLE)]


def test_very_vulnerable_station_without_signal_is_a_problem() -> None:
    mute = _with_signal(Signal("A", SignalGrade.NONE), Signal("B", SignalGrade.NONE))
    one_operator = _with_signal(Signal("A", SignalGrade.NONE), Signal("B", SignalGrade.VOICE))

    assert [p.code for p in signals(_guard(mute), register=mute)] == ["very-vulnerable-no-signal"]
    assert list(signals(_guard(one_operator), register=one_operator)) == []


def test_unknown_signal_of_a_very_vulnerable_station_is_noted() -> None:
    unsaid = _with_signal()

    assert [p.code for p in signals(_guard(unsaid), register=unsaid)] == ["very-vulnerable-signal-unknown"]


def test_a_cluster_of_stations_far_apart_is_noted() -> None:
    assert [p.code for p in reaches(_guard())] == ["cluster-wide"]


def _sent(*, available: int, territory: Territory = TERRITORY) -> GuardPlan:
    units = (unit("POLRES", base="POLRES", available=available),)
    return send_out(
        _guard(units=units),
        register=FULL_REGISTER,
        units=units,
        territory=territory,
        sending=SENDING,
        sets=(CHEAP,),
    )


def test_the_reserve_counts_when_officers_are_missing() -> None:
    guard = _sent(available=8)

    problem = next(officers(guard, territory=TERRITORY))

    assert str(problem.what) == (
        "8 officers are needed, and 1 are kept in reserve; 8 can be sent, so 1 are missing."
    )


def test_a_neighbour_and_a_cheaper_pattern_are_named_as_ways_out() -> None:
    neighbour = replace(TERRITORY.regions[REGENCY], code=RegionCode("9902"), name="Kabupaten Tetangga")

    guard = _sent(available=8, territory=replace(TERRITORY, neighbours=(neighbour,)))

    remedy = str(next(officers(guard, territory=TERRITORY)).remedy)
    assert "Kabupaten Tetangga" in remedy
    assert "murah" in remedy


def test_where_the_plan_sends_others_a_kecamatan_that_is_short_is_only_noted() -> None:
    problems = list(officers(_sent(available=40), territory=TERRITORY))

    assert {problem.severity for problem in problems} == {Severity.NOTE}


def test_stations_without_their_officers_are_named_and_very_vulnerable_ones_stop_the_plan() -> None:
    few, none = (list(unguarded(_sent(available=n))) for n in (8, 1))

    assert {problem.severity for problem in few} == {Severity.WARN}
    assert "get 1 of 2 officers by pattern 2 : 5 : 10" in str(few[0].what)
    assert [p.subject for p in none if p.severity is Severity.STOP] == [VERY_VULNERABLE]


def test_a_reserve_that_comes_too_late_is_noted() -> None:
    guard = _sent(available=40)
    slow = tuple(replace(post, response_s=4_000) for post in guard.reserve)

    assert [p.code for p in responses(replace(guard, reserve=slow))] == ["reserve-far"]
    assert "67 minutes" in str(next(responses(replace(guard, reserve=slow))).what)


def test_groups_below_their_pattern_s_range_are_noted_once() -> None:
    less = Pattern(risk=RiskClass.LESS, officers=2, stations=20, linmas=40, least_stations=12)
    small = replace(PATTERNS, patterns=(less, *PATTERNS.patterns[1:]))
    guard = plan_guard(FULL_REGISTER, claims=(), units=UNITS, patterns=small, territory=TERRITORY)

    found = list(ranges(guard))

    assert [(p.code, p.severity) for p in found] == [("clusters-below-range", Severity.NOTE)]
    assert "(pattern 2 : 12-20 : 40)" in str(found[0].what)


def test_a_reserve_that_had_to_lend_people_is_told() -> None:
    guard = _sent(available=40)
    posts = tuple(replace(post, officers=post.officers - 1) for post in guard.reserve)

    assert list(lent(guard)) == []
    assert [p.code for p in lent(replace(guard, reserve=posts))] == ["reserve-lent"]
