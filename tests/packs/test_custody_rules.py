import tomllib
from decimal import Decimal

import pytest

from sampai.custody.model import Guard, Kind
from sampai.election.model import Level, Standing
from sampai.kernel.errors import Unreadable
from sampai.packs.custody_rules import custody_rules_of, load_custody_rules
from sampai.packs.position_rules import load_position_rules, position_rules_of
from sampai.packs.toml_table import Table

FILE = """
[[guard]]
key = "night-boat"
steps = ["custody.departed"]
institutions = 2
basis = { standing = "practice", source = "x" }

[report]
every_min = 60
lone_half_after_min = 120
basis = { standing = "unverified", source = "x" }

[[alarm]]
after_min = 0
level = "ppk"
"""


def table(text: str) -> Table:
    return Table(tomllib.loads(text, parse_float=Decimal), file="custody.toml", name="")


def test_pack_says_which_guards_need_two_institutions() -> None:
    rules = {rule.guard: rule for rule in load_custody_rules().guards}

    assert rules[Guard.NIGHT_BOAT].institutions == 2
    assert rules[Guard.SEAL].basis.standing is Standing.UNVERIFIED
    assert Kind.DEPARTED in rules[Guard.LIFE_VESTS].steps


def test_alarm_goes_to_the_ppk_first() -> None:
    assert [step.level for step in load_custody_rules().alarms] == [Level.PPK, Level.KPU]


@pytest.mark.parametrize(
    ("wrong", "right", "said"),
    [
        ("custody.departed", "custody.flown", "“custody.flown” is not known"),
        ("institutions = 2", "institutions = 0", "nobody answers for it"),
        ('"night-boat"', '"moon"', "“moon” is not known"),
        ("after_min = 0", "after_min = 0\nlevel = 'kpu'\n\n[[alarm]]\nafter_min = 0", "do not go on in time"),
        ("every_min", "each_min", "is missing"),
    ],
)
def test_fault_in_the_file_is_told_with_its_place(wrong: str, right: str, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        custody_rules_of(table(FILE.replace(wrong, right)))


def test_each_ppk_gets_containers_for_the_way_back() -> None:
    (rule,) = load_custody_rules().containers

    assert (rule.level, rule.count, rule.basis.standing) == (Level.PPK, 2, Standing.UNVERIFIED)


def test_positions_are_made_coarse_before_they_are_deleted() -> None:
    rules = load_position_rules()

    assert 0 < rules.coarse_after_ms < rules.keep_ms
    with pytest.raises(Unreadable, match="deleted before they are made coarse"):
        position_rules_of(
            table('coarse_after_h = 48\nkeep_days = 1\nbasis = { standing = "law", source = "x" }')
        )
