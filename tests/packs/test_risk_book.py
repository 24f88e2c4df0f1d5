import tomllib
from decimal import Decimal
from importlib.resources import files

import pytest

from sampai.election.model import Standing
from sampai.guarding.model import RiskClass
from sampai.kernel.errors import Unreadable
from sampai.packs.risk_book import load_risk_book, risk_book_of
from sampai.packs.toml_table import Table

TEXT = (files("sampai") / "packs" / "indonesia" / "risks.toml").read_text(encoding="utf-8")


def read(text: str) -> Table:
    return Table(tomllib.loads(text, parse_float=Decimal), file="risks.toml", name="")


def test_a_re_vote_and_a_special_location_rest_on_practice_and_other_classes_are_unverified() -> None:
    rules = {rule.code: rule for rule in load_risk_book("pemilu-2024").rules}

    assert rules["psu"].risk is RiskClass.VERY
    assert rules["lokasi-khusus"].risk is RiskClass.SPECIAL
    practice = {code for code, rule in rules.items() if rule.basis.standing is Standing.PRACTICE}
    assert practice == {"psu", "lokasi-khusus"}
    assert {rule.risk for code, rule in rules.items() if code not in practice} == {RiskClass.VULNERABLE}


@pytest.mark.parametrize(
    ("election", "variables", "listed", "unknown"),
    [("pemilu-2024", 7, 22, 0), ("pilkada-2024", 8, 25, 3)],
)
def test_the_supervisor_s_list_says_what_it_does_not_know(
    election: str, variables: int, listed: int, unknown: int
) -> None:
    found = load_risk_book(election).indicators

    assert found is not None
    assert (len(found.variables), len(found.indicators), found.unknown) == (variables, listed, unknown)
    assert {one.variable for one in found.indicators} == set(found.variables)
    assert len({one.code for one in found.indicators}) == listed
    assert found.basis.source


def test_an_election_without_a_list_has_the_rules_all_the_same() -> None:
    book = load_risk_book("sendiri.toml")

    assert book.indicators is None
    assert book.rules


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('class = "sangat-rawan"', 'class = "gawat"', "class"),
        ('when = { riwayat-psu = ["ya"] }', "when = {}", "when"),
        ("counted = 22", "counted = 21", "counted"),
        ('variable = "keamanan"', 'variable = "cuaca"', "variable"),
        ('["dptb", "Pemilih pindahan (DPTb)", "Voters from elsewhere (DPTb)"]', '["dptb"]', "names"),
    ],
)
def test_faults_are_told_with_table_and_key(old: str, new: str, key: str) -> None:
    assert old in TEXT

    with pytest.raises(Unreadable) as told:
        risk_book_of(read(TEXT.replace(old, new, 1)), election="pemilu-2024")

    assert "risks.toml" in str(told.value.sentence)
    assert f"key {key}:" in str(told.value.sentence)
