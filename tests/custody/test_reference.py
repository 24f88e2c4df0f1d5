from enum import Enum
from pathlib import Path

import pytest
from scripts.code_vectors import KEY, REPORTS

from sampai.custody.model import (
    BoxKind,
    Condition,
    GapKind,
    Guard,
    Kind,
    Mismatch,
    Phase,
    Quietness,
    SealLife,
    Trouble,
)
from sampai.custody.rules.indicators import Indicator
from sampai.fieldwork.model import ReportKind
from sampai.fieldwork.rules.voice import voice_code
from sampai.packs.custody_rules import load_custody_rules

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference"
CUSTODY = (REFERENCE / "custody.md").read_text(encoding="utf-8")
CODES = (REFERENCE / "codes.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "words",
    [BoxKind, Condition, GapKind, Guard, Indicator, Kind, Mismatch, Phase, Quietness, SealLife, Trouble],
)
def test_reference_names_every_word_of_the_model(words: type[Enum]) -> None:
    assert [one.value for one in words if f"`{one.value}`" not in CUSTODY] == []


def test_reference_says_what_the_pack_says_of_guards() -> None:
    for rule in load_custody_rules().guards:
        (line,) = [line for line in CUSTODY.splitlines() if line.startswith(f"| `{rule.guard}` |")]
        steps = line.split("|")[3].strip().removesuffix(", on the way back").split(", ")
        assert [f"custody.{step}" for step in steps] == list(rule.steps)
        assert line.split("|")[4].strip() == str(rule.institutions)


def test_reference_lists_every_report_and_a_true_code() -> None:
    assert [
        kind for kind in ReportKind if f"{kind.value} {kind.name.lower().split('_')[0]}" not in CODES
    ] == []
    assert voice_code(REPORTS[0], key=KEY) in CODES
