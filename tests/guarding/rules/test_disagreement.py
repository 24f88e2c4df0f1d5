from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from tests.guarding.rules.test_agreements import signature
from tests.guarding.rules.test_proposals import said
from tests.worlds import FIELD, PORT, ROAD_STATIONS, VALLEY, VERY_VULNERABLE, police_claim

from sampai.guarding.model import Disagreement, InstitutionView, RiskClaim, RiskClass, StationRisk
from sampai.guarding.rules.disagreement import disagreements_of
from sampai.guarding.rules.register import vulnerability_register
from sampai.packs.risk_book import load_risk_book

BOOK = load_risk_book("pilkada-2024")
POLICE = police_claim(VERY_VULNERABLE, "sangat-rawan")
COMMISSION = replace(police_claim(VERY_VULNERABLE, "rawan", source="Rakor"), institution="kpu")
PRICE = {RiskClass.LESS: 0, RiskClass.VULNERABLE: 1, RiskClass.VERY: 2, RiskClass.SPECIAL: 2}


def officers_for(risks: Sequence[StationRisk]) -> int:
    """A pattern that can be counted in the head: nobody, one, two, two."""
    assert len({risk.station[:6] for risk in risks}) == 1
    return sum(PRICE[risk.risk] for risk in risks)


def _found(
    *claims: RiskClaim, agreed: RiskClass | None = None
) -> tuple[tuple[Disagreement, ...], tuple[InstitutionView, ...]]:
    acceptances = (signature(VERY_VULNERABLE, agreed),) if agreed else ()
    register = vulnerability_register(ROAD_STATIONS, claims=claims, acceptances=acceptances, book=BOOK)
    return disagreements_of(register, claims=claims, officers_for=officers_for)


def test_nobody_disagrees_where_all_say_the_same() -> None:
    same = replace(COMMISSION, value="sangat-rawan")

    assert _found(POLICE, same) == ((), ())


def test_each_version_says_what_it_costs() -> None:
    (place,), views = _found(POLICE, COMMISSION)

    assert (place.station, place.planned) == (VERY_VULNERABLE, RiskClass.VERY)
    assert [(one.institution, one.risk, one.extra_officers) for one in place.versions] == [
        ("kpu", RiskClass.VULNERABLE, -1),
        ("polri", RiskClass.VERY, 0),
    ]
    assert [(view.institution, view.stations, view.officers) for view in views] == [("kpu", 1, 1)]


def test_two_sources_of_one_institution_are_two_versions() -> None:
    press = police_claim(VERY_VULNERABLE, "kurang-rawan", source="pers", confidence=0.1)

    (place,), views = _found(POLICE, press)

    assert [(one.source, one.extra_officers) for one in place.versions] == [("Polres", 0), ("pers", -2)]
    assert [view.source for view in views] == ["pers"]


def test_the_pack_s_rules_are_a_version_too() -> None:
    psu = said(f"{FIELD}001", "riwayat-psu")

    (place,), _ = _found(police_claim(f"{FIELD}001", "rawan"), psu)

    assert [(one.institution, one.risk) for one in place.versions] == [
        ("", RiskClass.VERY),
        ("polri", RiskClass.VULNERABLE),
    ]


def test_those_who_were_outvoted_stay_visible_after_the_agreement() -> None:
    (place,), views = _found(POLICE, COMMISSION, agreed=RiskClass.VULNERABLE)

    assert place.planned is RiskClass.VULNERABLE
    assert [(one.institution, one.extra_officers) for one in place.versions] == [("kpu", 0), ("polri", 1)]
    assert [(view.institution, view.officers) for view in views] == [("polri", 2)]


def test_a_supervisor_s_indicator_is_no_version_of_a_class() -> None:
    assert _found(POLICE, said(VERY_VULNERABLE, "politik-uang")) == ((), ())


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["polri", "kpu", "bawaslu"]),
            st.sampled_from([FIELD, PORT, f"{VALLEY}001", VERY_VULNERABLE]),
            st.sampled_from(RiskClass),
        ),
        max_size=6,
        unique_by=lambda one: one[:2],
    )
)
def test_a_view_is_the_plan_plus_what_its_stations_cost_more(rows: list[tuple[str, str, RiskClass]]) -> None:
    claims = [
        replace(police_claim(place, risk.value, source=who), institution=who) for who, place, risk in rows
    ]
    register = vulnerability_register(ROAD_STATIONS, claims=claims, book=BOOK)
    planned = sum(PRICE[risk.risk] for risk in register.risks)

    places, views = disagreements_of(register, claims=claims, officers_for=officers_for)

    for view in views:
        extra = [
            one.extra_officers
            for place in places
            for one in place.versions
            if (one.institution, one.source) == (view.institution, view.source)
            and one.risk is not place.planned
        ]
        assert (view.stations, view.officers) == (len(extra), planned + sum(extra))
