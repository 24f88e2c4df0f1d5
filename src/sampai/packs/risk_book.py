"""Reads what a pack says of vulnerability: `risks.toml`."""

from collections.abc import Iterator
from typing import Any

from sampai.guarding.model import Condition, Indicator, IndicatorList, RiskBook, RiskClass, RiskRule
from sampai.kernel.text import Text, say
from sampai.packs.profiles import PACK, pack_folder
from sampai.packs.toml_table import Table, read_toml


def load_risk_book(election: str, *, pack: str = PACK) -> RiskBook:
    """Rules of proposals, who signs, and the supervisor's indicators of an election, where they are known.

    Raises `Unreadable` for a fault in the file.
    """
    return risk_book_of(read_toml(pack_folder(pack) / "risks.toml"), election=election)


def risk_book_of(table: Table, *, election: str) -> RiskBook:
    """The book that a file's outermost table says. Raises `Unreadable` for a fault in it."""
    signatures = table.table("signatures")
    lists = dict(_list(row) for row in table.tables("indicators"))
    book = RiskBook(
        rules=tuple(_rule(row) for row in table.tables("rule")),
        needed=signatures.texts("needed"),
        asked=signatures.texts("asked"),
        indicators=lists.get(election),
    )
    for read in (signatures, table):
        read.close()
    return book


def _rule(row: Table) -> RiskRule:
    when = row.table("when")
    names = when.keys()
    rule = RiskRule(
        code=row.text("code"),
        risk=row.choice("class", RiskClass),
        conditions=tuple(Condition(name=name, values=when.texts(name)) for name in names),
        reason=Text(row.text("reason")),
        basis=row.basis(),
    )
    if not rule.conditions:
        row.stop("when", say("it names no condition"), say("Name a fact or an indicator and its values."))
    row.close()
    return rule


def _list(row: Table) -> tuple[str, IndicatorList]:
    variables, basis = row.texts("variables"), row.basis()
    found = IndicatorList(
        institution=row.text("institution"),
        variables=variables,
        indicators=tuple(
            Indicator(code=code, name=name, name_en=name_en, variable=part.text("variable"), basis=basis)
            for part in row.tables("indicator")
            for code, name, name_en in _names(part, variables=variables)
        ),
        counted=row.whole("counted"),
        basis=basis,
    )
    election = row.text("election")
    if found.unknown < 0:
        row.stop("counted", say("more indicators are listed"), say("Write how many there are in all."))
    row.close()
    return election, found


def _names(part: Table, *, variables: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    if part.text("variable") not in variables:
        part.stop(
            "variable",
            say("it is not among the variables"),
            say("Choose one of: {choices}.", choices=", ".join(variables)),
        )
    part.has("names")
    for triple in part.data.get("names", ()):
        if not _is_triple(triple):
            part.stop(
                "names",
                say("“{value}” does not fit", value=str(triple)[:40]),
                say("Write code, Indonesian name and English name."),
            )
        yield triple[0], triple[1], triple[2]
    part.close()


def _is_triple(value: Any) -> bool:  # noqa: ANN401 -- as TOML gives it
    return isinstance(value, list) and len(value) == 3 and all(isinstance(one, str) for one in value)
