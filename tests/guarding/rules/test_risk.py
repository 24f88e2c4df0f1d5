from dataclasses import replace
from datetime import date

import pytest
from tests.worlds import FIELD, ROAD_STATIONS, VERY_VULNERABLE, police_claim

from sampai.guarding.model import RiskClaim, RiskClass
from sampai.guarding.rules.risk import class_of, station_risks
from sampai.kernel.quantity import Certainty
from sampai.places.model import SpecialKind, Station


def _classes(*claims: RiskClaim, stations: tuple[Station, ...] = ROAD_STATIONS) -> dict[str, RiskClass]:
    risks, _ = station_risks(stations, claims=claims)
    return {risk.station: risk.risk for risk in risks}


def test_stations_nobody_spoke_of_are_less_vulnerable_and_say_so() -> None:
    risks, doubts = station_risks(ROAD_STATIONS, claims=())

    assert [risk.risk for risk in risks] == [RiskClass.LESS] * 6
    assert str(risks[0].why) == "No police statement names another class."
    assert doubts == ()


def test_police_claim_makes_one_station_very_vulnerable() -> None:
    classes = _classes(police_claim(VERY_VULNERABLE, "sangat-rawan"))

    assert [code for code, risk in classes.items() if risk is RiskClass.VERY] == [VERY_VULNERABLE]


@pytest.mark.parametrize("word", ["Sangat Rawan", " sangat_rawan ", "SANGAT-RAWAN"])
def test_classes_are_read_as_offices_write_them(word: str) -> None:
    assert class_of(police_claim(VERY_VULNERABLE, word)) is RiskClass.VERY


def test_words_that_name_no_class_name_none() -> None:
    assert class_of(police_claim(VERY_VULNERABLE, "agak rawan")) is None


def test_supervisors_statement_never_changes_the_class() -> None:
    claim = replace(police_claim(VERY_VULNERABLE, "sangat-rawan"), institution="bawaslu")

    assert _classes(claim)[VERY_VULNERABLE] is RiskClass.LESS


def test_polices_other_indicators_never_change_the_class() -> None:
    claim = replace(police_claim(VERY_VULNERABLE, "sangat-rawan"), indicator="akses")

    assert _classes(claim)[VERY_VULNERABLE] is RiskClass.LESS


def test_special_location_is_special_unless_the_police_say_otherwise() -> None:
    prison = replace(ROAD_STATIONS[0], special=SpecialKind.PRISON)

    assert _classes(stations=(prison,))[prison.code] is RiskClass.SPECIAL
    assert (
        _classes(police_claim(prison.code, "rawan"), stations=(prison,))[prison.code] is RiskClass.VULNERABLE
    )


def test_claim_on_a_village_holds_for_its_stations_without_their_own() -> None:
    classes = _classes(police_claim(FIELD, "rawan"), police_claim(VERY_VULNERABLE, "sangat-rawan"))

    assert classes[f"{FIELD}001"] is RiskClass.VULNERABLE
    assert classes[VERY_VULNERABLE] is RiskClass.VERY


def test_surest_statement_wins_and_both_are_kept_as_a_doubt() -> None:
    sure = police_claim(VERY_VULNERABLE, "rawan", source="Polsek", confidence=0.9)
    late = police_claim(VERY_VULNERABLE, "sangat-rawan", source="pers", day=date(2024, 11, 1), confidence=0.4)

    risks, doubts = station_risks(ROAD_STATIONS, claims=(late, sure))

    assert {risk.risk for risk in risks if risk.station == VERY_VULNERABLE} == {RiskClass.VULNERABLE}
    assert [(doubt.accepted, doubt.others) for doubt in doubts] == [(sure, (late,))]


def test_among_equally_sure_ones_the_latest_wins_then_the_stricter() -> None:
    old = police_claim(VERY_VULNERABLE, "sangat-rawan", day=date(2024, 1, 1))
    new = police_claim(VERY_VULNERABLE, "rawan", day=date(2024, 11, 1))
    same_day = police_claim(VERY_VULNERABLE, "kurang-rawan", day=date(2024, 11, 1))

    assert _classes(old, new, same_day)[VERY_VULNERABLE] is RiskClass.VULNERABLE


def test_unstated_confidence_counts_by_how_the_statement_was_had() -> None:
    assumed = replace(police_claim(VERY_VULNERABLE, "sangat-rawan"), certainty=Certainty.ASSUMED)
    reported = police_claim(VERY_VULNERABLE, "rawan")

    assert _classes(assumed, reported)[VERY_VULNERABLE] is RiskClass.VULNERABLE


def test_sources_that_agree_are_no_doubt() -> None:
    claims = (police_claim(VERY_VULNERABLE, "rawan", source=name) for name in ("Polsek", "Polres"))

    assert station_risks(ROAD_STATIONS, claims=claims)[1] == ()
