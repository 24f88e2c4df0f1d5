"""Reads what a pack's journeys carry and who drives: `journeys.toml`."""

from sampai.election.model import Level
from sampai.kernel.text import say
from sampai.packs.profiles import PACK, pack_folder
from sampai.packs.toml_table import Table, read_toml
from sampai.places.model import Mode
from sampai.transport.model import CrewRule, JourneyRules, PaperPer, PaperRule


def load_journey_rules(*, pack: str = PACK) -> JourneyRules:
    """The pack's papers and crews. Raises `Unreadable` for a fault in the file."""
    return journey_rules_of(read_toml(pack_folder(pack) / "journeys.toml"))


def journey_rules_of(table: Table) -> JourneyRules:
    """The rules that a file's outermost table says. Raises `Unreadable` for a fault in it."""
    rules = JourneyRules(
        papers=tuple(_paper(row) for row in table.tables("paper")),
        crews=tuple(_crew(row) for row in table.tables("crew")),
    )
    table.close()
    return rules


def _paper(row: Table) -> PaperRule:
    rule = PaperRule(
        code=row.text("code"),
        name=row.text("name"),
        name_en=row.text("name_en"),
        per=row.choice("per", PaperPer),
        receivers=_levels(row, "receivers"),
        escorted=row.flag("escorted"),
        basis=row.basis(),
    )
    row.close()
    return rule


def _levels(row: Table, key: str) -> tuple[Level, ...]:
    words = row.texts(key)
    unknown = [word for word in words if word not in list(Level)]
    if unknown:
        row.stop(
            key,
            say("“{value}” is not known", value=unknown[0]),
            say("Choose one of: {choices}.", choices=", ".join(Level)),
        )
    return tuple(Level(word) for word in words)


def _crew(row: Table) -> CrewRule:
    rule = CrewRule(
        modes=tuple(Mode(code) for code in row.texts("modes")),
        drivers=row.whole("drivers"),
        helpers=row.whole("helpers"),
        basis=row.basis(),
    )
    row.close()
    return rule
