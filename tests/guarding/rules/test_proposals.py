from dataclasses import replace

import pytest
from tests.worlds import COAST, FIELD, HARD_STATION, PORT, ROAD_STATIONS, station

from sampai.guarding.model import RiskClaim, RiskClass
from sampai.guarding.rules.proposals import proposals_of
from sampai.packs.risk_book import load_risk_book
from sampai.places.model import SpecialKind, Station

RULES = load_risk_book("pilkada-2024").rules


def said(place: str, indicator: str, value: str = "ya", *, confidence: float | None = None) -> RiskClaim:
    return RiskClaim(
        place=place, institution="bawaslu", indicator=indicator, value=value, confidence=confidence
    )


def _proposed(*claims: RiskClaim, stations: tuple[Station, ...] = ROAD_STATIONS) -> dict[str, RiskClass]:
    return {one.station: one.risk for one in proposals_of(stations, claims=claims, rules=RULES)}


def test_stations_with_nothing_special_are_proposed_nothing() -> None:
    assert _proposed() == {}


def test_voting_repeated_at_the_last_election_makes_very_vulnerable() -> None:
    (proposal,) = proposals_of(ROAD_STATIONS, claims=[said(f"{FIELD}001", "Riwayat PSU", "Ya")], rules=RULES)

    assert (proposal.station, proposal.risk, proposal.rules) == (f"{FIELD}001", RiskClass.VERY, ("psu",))
    assert str(proposal.why) == "Voting had to be repeated here at the last election."


def test_a_statement_that_denies_proposes_nothing() -> None:
    assert _proposed(said(f"{FIELD}001", "riwayat-psu", "tidak")) == {}


def test_the_surest_of_contradicting_statements_counts() -> None:
    yes, no = said(FIELD, "rawan-bencana", "ya", confidence=0.3), said(FIELD, "rawan-bencana", "tidak")

    assert _proposed(yes, no) == {}
    assert _proposed(replace(yes, confidence=0.9), no) != {}


def test_what_is_said_of_a_kecamatan_holds_in_it_unless_the_station_s_own_differs() -> None:
    found = _proposed(said(COAST, "rawan-bencana"), said(f"{PORT}001", "rawan-bencana", "tidak"))

    assert f"{PORT}001" not in found
    assert found[f"{PORT}002"] is RiskClass.VULNERABLE


def test_a_special_location_is_special_and_a_hard_one_without_signal_says_both_reasons() -> None:
    prison = replace(station(PORT, 901), special=SpecialKind.PRISON)

    proposals = proposals_of((prison, HARD_STATION), claims=(), rules=RULES)

    assert [one.risk for one in proposals] == [RiskClass.SPECIAL, RiskClass.VULNERABLE]
    assert proposals[1].rules == ("akses", "sinyal")
    assert str(proposals[1].why) == "It is hard to reach. No telephone works there."


def test_the_strictest_rule_decides() -> None:
    found = _proposed(said(FIELD, "rawan-bencana"), said(FIELD, "riwayat-psu"))

    assert set(found.values()) == {RiskClass.VERY}


@pytest.mark.parametrize(("value", "proposed"), [("tinggi", True), ("rendah", False), ("51 : 49", False)])
def test_even_support_counts_as_high_or_low_only(value: str, *, proposed: bool) -> None:
    assert bool(_proposed(said(FIELD, "keseimbangan-dukungan", value))) is proposed
