from dataclasses import replace
from datetime import datetime

from tests.worlds import COAST, ELECTION, FLEET, FULL, KITS, ROAD_STATIONS, RULES, TERRITORY, UNITS, register

from sampai.election.model import Basis, Standing
from sampai.kernel.quantity import Certainty
from sampai.materials.rules.needs import needs_of
from sampai.packs.profiles import load_weather
from sampai.places.model import Closure, Forecast
from sampai.plan.model import RuleBook
from sampai.plan.rules.source_checks import (
    assumptions,
    closures,
    estimates,
    positions,
    unverified,
    weather,
)

DOUBTFUL = Basis(Standing.UNVERIFIED, "nobody")


def _codes(rules: RuleBook) -> list[tuple[str, str]]:
    needs = needs_of(ROAD_STATIONS, election=ELECTION, kits=KITS)
    return [(p.code, str(p.what)) for p in unverified(rules, needs=needs, fleet=FLEET)]


def test_stations_without_a_position_are_counted_per_kecamatan() -> None:
    lost = register(replace(s, located=None) for s in ROAD_STATIONS[:2])

    problems = list(positions(lost, territory=TERRITORY))

    assert [p.subject for p in problems] == [COAST]
    assert str(problems[0].what).startswith("2 TPS in Pesisir have no position")


def test_estimated_positions_and_voters_are_noted_once_each() -> None:
    guessed = register(
        replace(
            s,
            located=replace(s.located, certainty=Certainty.ESTIMATED, error_m=900) if s.located else None,
            voters_certainty=Certainty.ESTIMATED,
        )
        for s in ROAD_STATIONS
    )

    assert [p.code for p in estimates(guessed)] == ["positions-estimated", "voters-estimated"]
    assert list(estimates(register())) == []


def test_assumed_fleet_and_strength_are_noted() -> None:
    assumed = replace(
        FULL,
        fleet=tuple(replace(group, certainty=Certainty.ASSUMED) for group in FLEET),
        units=(replace(UNITS[0], certainty=Certainty.ASSUMED), *UNITS[1:]),
    )

    assert [str(p.what) for p in assumptions(assumed)] == [
        "5 rows of the fleet are assumptions.",
        "The strength of 1 units is an assumption.",
    ]
    assert list(assumptions(FULL)) == []


def test_unverified_rules_are_summed_up_in_one_note() -> None:
    kits = replace(
        KITS,
        rules=tuple(
            replace(rule, basis=DOUBTFUL) if rule.item in {"bilik", "kotak_suara"} else rule
            for rule in KITS.rules
        ),
    )

    problems = _codes(replace(RULES, kits=kits))

    assert [code for code, _ in problems] == ["rules-unverified"]
    assert "kotak suara, bilik" in problems[0][1]
    assert _codes(RULES) == []


def test_an_unverified_pattern_is_named() -> None:
    patterns = replace(RULES.patterns, basis=DOUBTFUL)

    assert _codes(replace(RULES, patterns=patterns)) == [
        ("practice-unverified", "Nobody has verified the pattern 2:5, 1:1, 2:1.")
    ]


def test_numbers_that_a_patterns_source_leaves_open_are_named() -> None:
    special = [replace(p, assumed=("linmas",)) for p in RULES.patterns.patterns if p.risk == "khusus"]
    patterns = replace(RULES.patterns, patterns=(*RULES.patterns.patterns[:-1], *special))

    assert [(code, said[-7:]) for code, said in _codes(replace(RULES, patterns=patterns))] == [
        ("pattern-assumed", "khusus.")
    ]


def test_only_means_of_transport_that_the_fleet_has_are_doubted() -> None:
    modes = tuple(replace(mode, basis=DOUBTFUL) for mode in RULES.modes)

    assert _codes(replace(RULES, modes=modes)) == [
        ("practice-unverified", "Nobody has verified speed, room and cost of truk, gerobak-sapi, perahu.")
    ]


def test_closures_and_forecasts_are_said_to_be_kept_to_and_the_source_is_named() -> None:
    at = datetime(2024, 11, 26, 6)  # noqa: DTZ001 -- local time of the operation
    told = replace(
        FULL,
        closures=(Closure(subject="L-PERAHU", starts=at, ends=at),),
        forecasts=(
            Forecast(place=COAST, at=at, source="BMKG (data.bmkg.go.id), analisis 24-11-2024 12:00 UTC"),
        ),
    )

    assert [p.code for p in (*closures(told), *weather(told, rules=RULES))] == [
        "closures-kept",
        "weather-kept",
    ]
    assert "Source of the weather: BMKG (data.bmkg.go.id)." in str(next(weather(told, rules=RULES)).what)
    assert [*closures(FULL), *weather(FULL, rules=RULES)] == []
    doubtful = replace(RULES, weather=load_weather())
    assert [p.code for p in weather(told, rules=doubtful)] == ["weather-kept", "practice-unverified"]
