"""Sections 8 and 9: checklists and open findings; what to do when something goes wrong, and who decides."""

from collections.abc import Iterator

from sampai.coordination.model import OpenFinding
from sampai.coordination.pages.pack.source import Source
from sampai.coordination.pages.papers.watch import PRINCIPLE
from sampai.incidents.model import IncidentBook, LegalPath
from sampai.kernel.paper import Section
from sampai.kernel.table.page import TableSheet
from sampai.kernel.table.worded import WHOLE, Heading, Said, worded
from sampai.kernel.text import Text, say
from sampai.plan.pages.guard_book import PART

PATH = {
    LegalPath.CONTINUE: say("voting begins late and goes on"),
    LegalPath.MOVE: say("the station moves"),
    LegalPath.PSS: say("voting later, as it could not begin (PSS)"),
    LegalPath.PSL: say("voting carried on later, as it was broken off (PSL)"),
    LegalPath.PSU: say("voting again (PSU)"),
}
BLANK_ROWS = 8


def checklists(source: Source) -> Section:
    """Section 8."""
    return Section(
        number=8,
        title=source.say(say("Checklists, open findings with age and deadline")),
        tables=(_findings(source), *_stores(source), *_checklists(source)),
    )


def _findings(source: Source) -> TableSheet:
    rows = [_finding(one, source=source) for one in source.findings]
    return worded(
        source.words,
        name=say("Findings"),
        title=say("Open findings, reports and advice"),
        headings=[
            Heading(say("Number"), width=22),
            Heading(say("What"), width=52),
            Heading(say("Where"), width=22),
            Heading(say("Since"), width=16),
            Heading(say("Days old"), WHOLE, 9),
            Heading(say("Deadline"), width=16),
            Heading(say("Follow-up"), width=26),
        ],
        rows=rows or [[""] * 7 for _ in range(BLANK_ROWS)],
        is_form=True,
    )


def _finding(one: OpenFinding, *, source: Source) -> list[Said]:
    day = source.words.short_day
    age = (source.today - one.since).days if source.today else ""
    return [one.number, one.what, one.where, day(one.since), age, day(one.due) if one.due else "", ""]


def _stores(source: Source) -> list[TableSheet]:
    """What is looked at in stores, by when."""
    rosters = source.plan.rules.rosters
    if rosters is None:
        return []
    is_english = source.words.lang == "en"
    return [
        worded(
            source.words,
            name=say("Store checklist"),
            title=say("Stores: what must be in order, and by when"),
            headings=[
                Heading(say("Part"), width=24),
                Heading(say("What"), width=60),
                Heading(say("By"), width=22),
                Heading(say("In order"), width=10),
                Heading(say("Remark"), width=30),
            ],
            rows=[
                [
                    PART.get(one.part, one.part),
                    one.what_en if is_english else one.what,
                    source.moment(one.due),
                    "",
                    "",
                ]
                for one in rosters.checks
            ],
            is_form=True,
        )
    ]


def _checklists(source: Source) -> list[TableSheet]:
    if not source.checklists:
        return []
    return [
        worded(
            source.words,
            name=say("Checklists"),
            title=say("What the supervisor looks at, stage by stage"),
            headings=[
                Heading(say("Stage of the goods"), width=34),
                Heading(say("Principle"), width=14),
                Heading(say("Question"), width=80),
                Heading(say("Yes or no"), width=10),
            ],
            rows=[
                [checklist.name, PRINCIPLE[one.principle], one.text, ""]
                for checklist in source.checklists
                for one in checklist.questions
            ],
        )
    ]


def contingency(source: Source) -> Section:
    """Section 9."""
    book = source.incidents
    return Section(
        number=9,
        title=source.say(say("When something goes wrong: what to do, and who decides")),
        tables=(_scenarios(book, source=source), _paths(book, source=source)) if book else (),
    )


def _scenarios(book: IncidentBook, *, source: Source) -> TableSheet:
    return worded(
        source.words,
        name=say("Scenarios"),
        title=say("Scenarios"),
        headings=[
            Heading(say("What happens"), width=34),
            Heading(say("Steps, and by whom"), width=84),
            Heading(say("Who decides"), width=24),
            Heading(say("Papers"), width=24),
        ],
        rows=list(_scenario_rows(book, is_english=source.words.lang == "en")),
    )


def _scenario_rows(book: IncidentBook, *, is_english: bool) -> Iterator[list[Said]]:
    """One row for each playbook, with all kinds of incidents that it is for."""
    for playbook in book.playbooks.values():
        kinds = [one for one in book.kinds.values() if one.playbook == playbook.key]
        names = [one.name_en if is_english else one.name for one in kinds]
        steps = [
            f"{number}. {step.do_en if is_english else step.do} ({step.by.value.upper()})"
            for number, step in enumerate(playbook.steps, start=1)
        ]
        yield [", ".join(names), " ".join(steps), playbook.decides, ", ".join(playbook.forms)]


def _paths(book: IncidentBook, *, source: Source) -> TableSheet:
    return worded(
        source.words,
        name=say("Legal paths"),
        title=say("How voters vote after all"),
        headings=[
            Heading(say("Path"), width=46),
            Heading(say("At the latest"), width=30),
            Heading(say("Who proposes"), width=18),
            Heading(say("Who decides"), width=26),
            Heading(say("Papers"), width=34),
            Heading(say("Source"), width=60),
        ],
        rows=[
            [
                PATH[one.path],
                _within(one.within_days),
                one.proposes,
                one.decides,
                ", ".join(one.forms),
                one.basis.source,
            ]
            for one in book.paths.values()
        ],
    )


def _within(days: int) -> Text:
    return say("{days} days after voting day", days=days) if days else say("on voting day")
