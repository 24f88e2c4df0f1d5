"""Reads a pack's rules of incidents: kinds, chains, playbooks, legal paths: `incidents.toml`."""

from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

from sampai.custody.model import Trouble
from sampai.fieldwork.model import ReportKind
from sampai.incidents.model import (
    Chain,
    ChainStep,
    Colour,
    Effect,
    IncidentBook,
    IncidentKind,
    Lead,
    LegalPath,
    Media,
    PathRule,
    Playbook,
    PlayStep,
    Reach,
    RuleName,
    Severity,
    Work,
)
from sampai.kernel.rights import Institution
from sampai.kernel.text import say
from sampai.packs.profiles import PACK, pack_folder
from sampai.packs.toml_table import Table, read_toml

MINUTE_S = 60
HOUR_S = 3_600

Word = TypeVar("Word", bound=StrEnum)
Noun = TypeVar("Noun")


def load_incident_book(*, pack: str = PACK) -> IncidentBook:
    """The pack's rules of incidents. Raises `Unreadable` for a fault in the file."""
    return incident_book_of(read_toml(pack_folder(pack) / "incidents.toml"))


def incident_book_of(table: Table) -> IncidentBook:
    """The rules that a file's outermost table says. Raises `Unreadable` for a fault in it."""
    rules = table.table("rules")
    kinds = {one.key: one for one in _rows(table, "kind", _kind)}
    chains = {one.key: one for one in _rows(table, "chain", _chain)}
    playbooks = {one.key: one for one in _rows(table, "playbook", _playbook)}
    paths = {one.path: one for one in _rows(table, "path", _path)}
    missing = [path for path in LegalPath if path not in paths]
    if missing:
        table.stop("path", say("“{value}” is missing", value=missing[0]), say("Give each path once."))
    media = rules.table("media")
    book = table.make(
        "kind",
        lambda: IncidentBook(
            kinds=kinds,
            chains=chains,
            playbooks=playbooks,
            paths=paths,
            media={one: _words(media, one, Media) for one in Severity},
            sources=_by_severity(rules.table("sources")),
            on_site_is_enough=_words(rules, "on_site_is_enough", Severity),
            at_once=_by_severity(rules.table("at_once")),
            settle_s=_by_severity(rules.table("settle_min"), unit_s=MINUTE_S),
            reminders=rules.whole("reminders"),
            call_back_s=rules.whole("call_back_min") * MINUTE_S,
            basis=rules.basis(),
        ),
    )
    for one in (media, rules, table):
        one.close()
    return book


def _rows(table: Table, key: str, make: Callable[[Table], Noun]) -> list[Noun]:
    nouns = []
    for row in table.tables(key):
        nouns.append(make(row))
        row.close()
    return nouns


def _by_severity(table: Table, *, unit_s: int = 1) -> dict[Severity, int]:
    values = {one: table.whole(one) * unit_s for one in Severity}
    table.close()
    return values


def _words(row: Table, key: str, kind: type[Word]) -> tuple[Word, ...]:
    words = row.texts(key)
    unknown = [word for word in words if word not in list(kind)]
    if unknown:
        row.stop(
            key,
            say("“{value}” is not known", value=unknown[0]),
            say("Choose one of: {choices}.", choices=", ".join(kind)),
        )
    return tuple(kind(word) for word in words)


def _kind(row: Table) -> IncidentKind:
    return IncidentKind(
        key=row.text("key"),
        name=row.text("name"),
        name_en=row.text("name_en"),
        severity=row.choice("severity", Severity),
        colour=row.choice("colour", Colour),
        effects=_words(row, "effects", Effect),
        reach=row.choice("reach", Reach),
        window_s=row.whole("window_h") * HOUR_S,
        chains=row.texts("chains"),
        playbook=row.text("playbook"),
        basis=row.basis(),
        troubles=_words(row, "troubles", Trouble),
        raised_by=_words(row, "raised_by", RuleName),
        code=row.whole("code") if row.has("code") else 0,
        reports=tuple(_report(row, word) for word in row.texts("reports")),
    )


def _report(row: Table, word: str) -> ReportKind:
    known = {kind.name.lower(): kind for kind in ReportKind}
    if word not in known:
        row.stop(
            "reports",
            say("“{value}” is not known", value=word),
            say("Choose one of: {choices}.", choices=", ".join(known)),
        )
    return known[word]


def _chain(row: Table) -> Chain:
    key, institution, basis = row.text("key"), row.choice("institution", Institution), row.basis()
    steps = tuple(_rows(row, "step", _chain_step))
    return row.make("step", lambda: Chain(key=key, institution=institution, steps=steps, basis=basis))


def _chain_step(row: Table) -> ChainStep:
    office = row.text("office")
    answer_s = _by_severity(row.table("answer_min"), unit_s=MINUTE_S)
    roles, digits = row.texts("roles"), row.whole("digits")
    return row.make(
        "answer_min", lambda: ChainStep(office=office, answer_s=answer_s, roles=roles, digits=digits)
    )


def _playbook(row: Table) -> Playbook:
    return Playbook(
        key=row.text("key"),
        steps=tuple(_rows(row, "step", _play_step)),
        decides=row.text("decides"),
        forms=row.texts("forms"),
        leads=_words(row, "leads", Lead),
        basis=row.basis(),
    )


def _play_step(row: Table) -> PlayStep:
    return PlayStep(do=row.text("do"), do_en=row.text("do_en"), by=row.choice("by", Institution))


def _path(row: Table) -> PathRule:
    works = row.table("works")
    rule = PathRule(
        path=row.choice("key", LegalPath),
        within_days=row.whole("within_days"),
        proposes=row.text("proposes"),
        decides=row.text("decides"),
        works={work: works.whole(work) for work in Work if works.has(work)},
        new_ballots=row.flag("new_ballots"),
        forms=row.texts("forms"),
        basis=row.basis(),
    )
    works.close()
    return rule
