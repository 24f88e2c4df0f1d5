import tomllib
from decimal import Decimal
from importlib.resources import files

import pytest

from sampai.election.model import Standing
from sampai.kernel.clock import parse_h_time
from sampai.kernel.errors import Unreadable
from sampai.packs.sending import load_sending, sending_of
from sampai.packs.toml_table import Table

TEXT = (files("sampai") / "packs" / "indonesia" / "guard.toml").read_text(encoding="utf-8")


def read(text: str) -> Table:
    return Table(tomllib.loads(text, parse_float=Decimal), file="guard.toml", name="")


def test_officers_are_at_their_stations_before_the_last_legs_deadline_and_until_the_day_after() -> None:
    rules = load_sending()

    assert rules.starts < parse_h_time("H-1 18:00")
    assert rules.ends > parse_h_time("H+1 00:00")


def test_the_reserve_rests_on_a_named_source_and_speeds_are_marked_as_unverified() -> None:
    rules = load_sending()

    assert (rules.reserve_percent, rules.posts) == (15, 3)
    assert "Lampung Selatan" in rules.reserve_basis.source
    assert rules.pace_basis.standing is Standing.UNVERIFIED


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        ("percent = 15", "percent = 115"),
        ("posts = 3", "posts = 0"),
        ("walk_kmh = 3", "walk_kmh = 0"),
        ('ends = "H+1 18:00"', 'ends = "H-2 18:00"'),
        ("posts = 3", "posts = 3\nposten = 4"),
    ],
)
def test_impossible_rules_are_refused_with_the_name_of_the_file(said: str, instead: str) -> None:
    with pytest.raises(Unreadable, match=r"guard\.toml"):
        sending_of(read(TEXT.replace(said, instead)))
