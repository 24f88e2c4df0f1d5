import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from sampai.election.model import Standing
from sampai.kernel.errors import Unreadable
from sampai.oversight.model import HolidayKind
from sampai.packs.oversight import (
    case_machine_of,
    deadlines_of,
    load_case_machine,
    load_checklists,
    load_deadline_alarms,
    load_deadlines,
    load_work_calendar,
)
from sampai.packs.toml_table import Table

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "oversight.md"

DEADLINE = """
[[deadline]]
key = "x"
regime = "pemilu"
name = "x"
who = "x"
since = "known"
met_by = ["received"]
days = 7
unit = "working"
basis = { standing = "law", source = "x" }
unit_basis = { standing = "law", source = "x" }
"""


def table(text: str) -> Table:
    return Table(tomllib.loads(text, parse_float=Decimal), file="deadlines.toml", name="")


def test_number_of_holidays_is_what_the_ministers_announced() -> None:
    """17 and 10 in each year, two days of voting in 2024, and 18 August 2025, added later."""
    found = [(one.day.year, one.kind) for one in load_work_calendar().holidays]

    assert [found.count((year, kind)) for year in (2024, 2025) for kind in list(HolidayKind)[:2]] == [
        17 + 2,
        10,
        17,
        11,
    ]


def test_working_or_calendar_is_marked_where_the_law_does_not_say() -> None:
    standings = {rule.key: rule.unit_basis.standing for rule in load_deadlines()}

    assert standings["pemilu-laporan"] is Standing.LAW
    assert standings["pemilu-penanganan"] is Standing.UNVERIFIED


@pytest.mark.parametrize(
    ("wrong", "right", "said"),
    [
        ("days = 7", "days = 0", "can never be met"),
        ('unit = "working"', 'unit = "lunar"', "“lunar” is not known"),
        ('["received"]', '["eaten"]', "“eaten” is not known"),
        ("who =", "whom =", "is missing"),
    ],
)
def test_fault_in_the_file_is_told_with_its_place(wrong: str, right: str, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        deadlines_of(table(DEADLINE.replace(wrong, right)))


def test_machine_with_an_unknown_state_is_told_with_its_file() -> None:
    text = """
    starts = { temuan = "a", laporan = "b" }
    [[state]]
    key = "a"
    name = "A"
    end = true
    """

    with pytest.raises(Unreadable, match="The state b is not known"):
        case_machine_of(table(text))


def test_reference_names_every_deadline_alarm_state_step_and_stage() -> None:
    text = REFERENCE.read_text(encoding="utf-8")
    machine = load_case_machine()
    rows = [
        *(f"| `{one.key}` | {one.days} | {one.unit} | `{one.since}` |" for one in load_deadlines()),
        *(f"| `{one.key}` | {one.public or 'not shown'} |" for one in machine.states),
        *(f"| `{one.key}` | {', '.join(one.who)} |" for one in machine.steps),
        *(f"| `{one.stage}` | {len(one.questions)} |" for one in load_checklists()),
        *(f"{one.before_h} hours" for one in load_deadline_alarms()),
    ]

    assert [row for row in rows if row not in text] == []
