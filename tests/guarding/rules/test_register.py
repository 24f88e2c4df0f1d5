"""What counts first: agreed, stated by the police, proposed by rules, nothing said."""

from dataclasses import replace

from hypothesis import given
from tests.guarding.rules.test_agreements import signature
from tests.guarding.rules.test_proposals import said
from tests.operations import acceptances
from tests.worlds import BEACH, FIELD, PORT, ROAD_STATIONS, VALLEY, VERY_VULNERABLE, police_claim

from sampai.guarding.model import Acceptance, RiskBasis, RiskClaim, RiskClass, VulnerabilityRegister
from sampai.guarding.rules.register import vulnerability_register
from sampai.kernel.quantity import Certainty
from sampai.packs.risk_book import load_risk_book

BOOK = load_risk_book("pilkada-2024")
CLAIMS = (
    police_claim(f"{FIELD}001", "rawan"),
    police_claim(f"{FIELD}001", "sangat-rawan", source="pers", confidence=0.2),
    said(f"{FIELD}001", "riwayat-psu"),
    said(BEACH, "riwayat-psu"),
)


def _register(*claims: RiskClaim, acceptances: tuple[Acceptance, ...] = ()) -> VulnerabilityRegister:
    return vulnerability_register(ROAD_STATIONS, claims=claims, acceptances=acceptances, book=BOOK)


def _of(register: VulnerabilityRegister, station: str) -> tuple[RiskClass, RiskBasis, Certainty]:
    risk = next(one for one in register.risks if one.station == station)
    return risk.risk, risk.basis, risk.certainty


def test_the_police_s_own_statement_is_stronger_than_a_rule() -> None:
    register = _register(*CLAIMS)

    assert _of(register, f"{FIELD}001") == (RiskClass.VULNERABLE, RiskBasis.STATED, Certainty.REPORTED)
    assert [doubt.station for doubt in register.doubts] == [f"{FIELD}001"]


def test_a_rule_is_stronger_than_nothing_and_says_that_nobody_accepted_it() -> None:
    register = _register(*CLAIMS)

    assert _of(register, f"{BEACH}001") == (RiskClass.VERY, RiskBasis.PROPOSED, Certainty.ESTIMATED)
    assert _of(register, f"{VALLEY}001") == (RiskClass.LESS, RiskBasis.DEFAULT, Certainty.ASSUMED)
    why = next(str(risk.why) for risk in register.risks if risk.station == f"{BEACH}001")
    assert why == (
        "Proposed, and not accepted by anybody yet: Voting had to be repeated here at the last election."
    )


def test_an_agreement_is_stronger_than_all_and_ends_the_doubt() -> None:
    agreed = signature(FIELD, RiskClass.SPECIAL, reason="Rakor 23 Januari")

    register = _register(*CLAIMS, acceptances=(agreed,))

    assert _of(register, f"{FIELD}001") == (RiskClass.SPECIAL, RiskBasis.AGREED, Certainty.REPORTED)
    assert register.doubts == ()
    why = next(str(risk.why) for risk in register.risks if risk.station == f"{FIELD}001")
    assert why == "Agreed, version 1, signed by polri: Rakor 23 Januari"


def test_the_supervisor_s_indicators_stand_beside_and_are_all_kept() -> None:
    register = _register(*CLAIMS)

    assert {claim.indicator for claim in register.indicators} == {"riwayat-psu"}
    assert len(register.indicators) == 2


def test_another_class_is_another_version_of_the_document() -> None:
    first = _register(acceptances=(signature(FIELD, RiskClass.VERY),))
    again = _register(acceptances=(signature(FIELD, RiskClass.VERY),))
    other = _register(acceptances=(replace(signature(FIELD, RiskClass.VERY), who="Kapolres"),))

    assert first.digest == again.digest
    assert first.digest != other.digest


@given(acceptances(spots=(PORT, FIELD, VERY_VULNERABLE)))
def test_every_station_has_one_class_and_a_reason(signed: tuple[Acceptance, ...]) -> None:
    register = _register(*CLAIMS, acceptances=signed)

    assert [risk.station for risk in register.risks] == [station.code for station in ROAD_STATIONS]
    assert all(str(risk.why) for risk in register.risks)
    agreed = {one.place for one in register.agreements if one.in_force}
    for risk in register.risks:
        covered = bool(agreed & {risk.station, risk.station[:10]})
        assert (risk.basis is RiskBasis.AGREED) == covered
