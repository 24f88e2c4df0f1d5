"""The documents are held to the code: fresh references, real commands, links that lead somewhere."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from scripts.reference import PAGES, REFERENCE, help_of, parts_of
from scripts.words import keys

from sampai.election.model import Level
from sampai.main.cli import COMMANDS
from sampai.packs.profiles import load_kits
from sampai.plan.forms.sheets import SHEETS

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
HANDBOOKS = [path for path in DOCUMENTS if path.parent != REFERENCE]

MACHINE_PATH = re.compile(r"(?<![\w.])/(?:work|tmp|root|home|Users)/")
CODE_BLOCK = re.compile(r"```\w*\n(.*?)```", re.DOTALL)
TOML_BLOCK = re.compile(r"```toml\n(.*?)```", re.DOTALL)
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
PATH = re.compile(r"`([a-z_]+(?:/[\w*.-]+)+/?)`")
MADE_BY_RUNS = {"demo/plan/report.html", "first-plan/report.html"}
TARGET = re.compile(r"^([a-z-]+):", re.MULTILINE)


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def command_lines(path: Path) -> list[str]:
    """Lines of a document's code blocks, without remarks."""
    blocks = CODE_BLOCK.findall(path.read_text(encoding="utf-8"))
    lines = (line.split("#")[0].strip() for block in blocks for line in block.splitlines())
    return [line for line in lines if line]


def avoided_words() -> Iterator[tuple[str, str]]:
    """Each word that the glossary tells to avoid, with the term to use."""
    for line in (ROOT / "CONTEXT.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 4 and cells[0] not in {"term", "---"}:
            yield from ((word.strip(), cells[0]) for word in cells[3].split(",") if word.strip())


def said_in_english() -> dict[str, str]:
    """Every sentence that people can read, by where it stands."""
    said = {f"sentence “{key}”": key for key in keys()}
    for sheet in SHEETS:
        said[f"sheet {sheet.key}"] = sheet.help_en
        for column in sheet.columns:
            said[f"column {sheet.key}.{column.key}"] = f"{column.header_en}. {column.help_en}"
    return said


@pytest.mark.parametrize("page", PAGES)
def test_reference_is_what_the_code_declares(page: str) -> None:
    assert (REFERENCE / page).read_text(encoding="utf-8") == PAGES[page]()


@pytest.mark.parametrize("path", HANDBOOKS, ids=name)
def test_commands_in_documents_exist_with_their_options(path: Path) -> None:
    targets = set(TARGET.findall((ROOT / "Makefile").read_text(encoding="utf-8")))

    for line in command_lines(path):
        words = line.split()
        if words[0] == "make":
            assert words[1] in targets, line
        if words[0].endswith("sampai"):
            assert words[1] in COMMANDS, line
            named = " ".join(words[1:3]) if words[2:3] and words[2] in parts_of(words[1]) else words[1]
            known = set(re.findall(r"--[a-z-]+", help_of(named)))
            assert {word for word in words if word.startswith("--")} <= known, line


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_links_in_documents_lead_to_files(path: Path) -> None:
    links = LINK.findall(path.read_text(encoding="utf-8"))

    missing = [link for link in links if "://" not in link and not (path.parent / link).exists()]

    assert missing == []


@pytest.mark.parametrize("path", HANDBOOKS, ids=name)
def test_paths_in_documents_are_there(path: Path) -> None:
    named = PATH.findall(path.read_text(encoding="utf-8"))

    missing = [
        one
        for one in named
        if not any(any(root.glob(one)) for root in (ROOT, ROOT / "src" / "sampai"))
        and one not in MADE_BY_RUNS
    ]

    assert missing == []


def test_both_readmes_show_the_same_commands() -> None:
    assert command_lines(ROOT / "README.id.md") == command_lines(ROOT / "README.md")


def test_every_decision_says_context_options_decision_and_consequences() -> None:
    headings = {
        name(path): re.findall(r"^## (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
        for path in (ROOT / "docs" / "adr").glob("*.md")
    }

    assert headings
    assert [
        file
        for file, found in headings.items()
        if found != ["Context", "Options considered", "Decision", "Consequences"]
    ] == []


def test_nothing_names_a_machine_s_folders() -> None:
    files = [*DOCUMENTS, *(ROOT / "src").rglob("*.py"), *(ROOT / "src").rglob("*.jinja"), ROOT / "Makefile"]

    found = [name(path) for path in files if MACHINE_PATH.search(path.read_text(encoding="utf-8"))]

    assert found == []


def test_avoided_words_are_not_said_to_anybody() -> None:
    said = said_in_english()

    found = [
        f"{where}: “{word}”, say “{term}”"
        for word, term in avoided_words()
        for where, sentence in said.items()
        if re.search(rf"\b{re.escape(word)}s?\b", sentence, re.IGNORECASE)
    ]

    assert found == []


def test_the_profile_in_the_story_of_a_change_is_one_that_can_be_read(tmp_path: Path) -> None:
    story = (ROOT / "docs" / "howto" / "add-an-item.md").read_text(encoding="utf-8")
    profile = tmp_path / "kaur.toml"
    profile.write_text(TOML_BLOCK.findall(story)[0], encoding="utf-8")

    rules = list(load_kits(str(profile)).rules_for("ponco"))

    assert [(rule.level, rule.formula.text) for rule in rules] == [(Level.PPK, "10")]


def test_every_sheet_is_named_in_the_handbook() -> None:
    handbook = (ROOT / "docs" / "howto" / "plan-your-regency.md").read_text(encoding="utf-8")

    assert [sheet.key for sheet in SHEETS if f"`{sheet.key}`" not in handbook] == []
