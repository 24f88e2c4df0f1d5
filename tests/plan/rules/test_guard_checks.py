from dataclasses import replace

from tests.worlds import (
    CLAIMS,
    COAST,
    FULL_REGISTER,
    HILLS,
    PATTERNS,
    REGENCY,
    TERRITORY,
    UNITS,
    VERY_VULNERABLE,
    police_claim,
    register,
    unit,
)

from sampai.guarding.model import GuardPlan, RiskClaim, Unit
from sampai.guarding.rules.demand import plan_guard
from sampai.places.model import Register, Signal, SignalGrade
from sampai.plan.model import Severity
from sampai.plan.rules.guard_checks import doubts, officers, reaches, signals, unknown_classes


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
