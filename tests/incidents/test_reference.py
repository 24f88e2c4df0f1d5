from enum import Enum
from pathlib import Path

import pytest
from tests.incidents.saying import BOOK

from sampai.incidents.model import (
    Colour,
    Deed,
    Entry,
    Lead,
    LegalPath,
    Media,
    Mood,
    Reach,
    RuleName,
    Severity,
    Status,
    What,
    Work,
)

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "incidents.md"
TEXT = PAGE.read_text(encoding="utf-8")


def cells(key: str) -> list[str]:
    (line,) = [line for line in TEXT.splitlines() if line.startswith(f"| `{key}` |") and " h | " in line]
    return [cell.strip() for cell in line.strip("|").split("|")]


@pytest.mark.parametrize(
    "words",
    [Colour, Deed, Entry, Lead, LegalPath, Media, Mood, Reach, RuleName, Severity, Status, What, Work],
)
def test_reference_names_every_word_of_the_model(words: type[Enum]) -> None:
    assert [one.value for one in words if f"`{one.value}`" not in TEXT] == []


@pytest.mark.parametrize("key", BOOK.kinds)
def test_reference_says_what_the_pack_says_of_kinds(key: str) -> None:
    kind = BOOK.kinds[key]

    assert cells(key)[1:] == [
        kind.name,
        f"`{kind.severity}`",
        f"`{kind.colour}`",
        ", ".join(f"`{effect}`" for effect in kind.effects),
        f"`{kind.reach}`",
        f"{kind.window_s // 3_600} h",
        ", ".join(kind.chains),
        kind.playbook,
    ]


def test_reference_says_how_long_each_office_has() -> None:
    offices = [step for chain in BOOK.chains.values() for step in chain.steps]

    for step in offices:
        minutes = ", ".join(str(seconds // 60) for seconds in step.answer_s.values())
        assert f"{step.office} ({minutes})" in TEXT


def test_reference_says_until_when_each_path_is_open() -> None:
    for rule in BOOK.paths.values():
        assert f"| `{rule.path}` | H+{rule.within_days} | {rule.proposes} | {rule.decides} |" in TEXT
