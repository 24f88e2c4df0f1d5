import tomllib
from decimal import Decimal
from importlib.resources import files

import pytest

from sampai.custody.model import Trouble
from sampai.incidents.model import Lead, LegalPath, RuleName
from sampai.kernel.errors import Unreadable
from sampai.packs.incident_rules import incident_book_of, load_incident_book
from sampai.packs.toml_table import Table

FILE = (files("sampai.packs") / "indonesia" / "incidents.toml").read_text(encoding="utf-8")


def table(text: str) -> Table:
    return Table(tomllib.loads(text, parse_float=Decimal), file="incidents.toml", name="")


def test_every_rule_that_raises_claims_has_a_kind() -> None:
    assert set(load_incident_book().by_rule) == set(RuleName) - {RuleName.TROUBLE}


def test_every_trouble_but_a_decision_on_a_box_has_a_kind() -> None:
    decided = {Trouble.REPLACED, Trouble.QUARANTINED}

    assert set(load_incident_book().by_trouble) == set(Trouble) - decided


def test_what_may_put_voting_off_leads_there_from_its_playbook() -> None:
    book = load_incident_book()

    assert Lead.POSTPONE in book.playbooks[book.kinds["flood"].playbook].leads
    assert set(book.paths) == set(LegalPath)


@pytest.mark.parametrize(
    ("was", "becomes", "fault"),
    [
        ('chains = ["kpu", "bawaslu"]', 'chains = ["dukun"]', "names “dukun”"),
        ('playbook = "late"', 'playbook = "later"', "names “later”"),
        ('key = "other"', 'key = "others"', "names “other”"),
        ("severe = 10 }", "severe = 0 }", "has no time to answer"),
        ('reach = "village"', 'reach = "province"', "“province” is not known"),
        ('key = "psu"', 'key = "pss"', "“psu” is missing"),
        ("reminders = 3", "reminder = 3", "it is missing"),
    ],
)
def test_a_fault_in_the_file_is_named(was: str, becomes: str, fault: str) -> None:
    assert was in FILE

    with pytest.raises(Unreadable, match=fault):
        incident_book_of(table(FILE.replace(was, becomes)))
