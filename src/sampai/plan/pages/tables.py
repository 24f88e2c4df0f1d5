"""The plan's workbooks and its list of problems, in the words of one language."""

import csv
import io
from collections.abc import Callable, Mapping

from sampai.guarding.pages import guard_sheets
from sampai.kernel.table.escaping import defuse
from sampai.kernel.table.page import TableSheet
from sampai.kernel.table.worded import Heading, worded
from sampai.kernel.text import Words, say
from sampai.materials.pages import needs_sheets
from sampai.plan.model import OperationPlan
from sampai.plan.pages.field import field_of
from sampai.plan.pages.guard_book import duty_sheets
from sampai.plan.pages.plan_json import problem_row
from sampai.plan.pages.spots import spots
from sampai.plan.pages.way_sheets import way_sheets
from sampai.transport.pages import Voice, chance_sheets, journey_sheets

RESTRICTED_BOOKS = frozenset({"journeys.xlsx", "guard.xlsx"})
"""Workbooks that tell routes or strengths."""

PROBLEM_COLUMNS = ("severity", "code", "subject", "name", "what", "remedy")


def workbook(name: str, *, plan: OperationPlan, words: Words) -> list[TableSheet]:
    """The sheets of one of the workbooks."""
    return [*BOOKS[name](plan, words), about_sheet(plan, words=words)]


def _needs(plan: OperationPlan, words: Words) -> list[TableSheet]:
    rules = plan.rules
    return needs_sheets(
        plan.needs, election=rules.election, kits=rules.kits, territory=rules.territory, words=words
    )


def _journeys(plan: OperationPlan, words: Words) -> list[TableSheet]:
    voice = Voice(
        name=spots(plan).name,
        calendar=plan.operation.settings.calendar,
        fleet={group.code: group for group in plan.operation.fleet},
        modes={rule.mode: rule for rule in plan.rules.modes},
        words=words,
    )
    return [
        *journey_sheets(plan.delivery, voice=voice),
        *chance_sheets(plan.chances, voice=voice),
        *way_sheets(field_of(plan, words=words)),
    ]


def _guard(plan: OperationPlan, words: Words) -> list[TableSheet]:
    name = spots(plan).name
    return [
        *guard_sheets(plan.guard, units=plan.operation.units, name=name, words=words),
        *duty_sheets(plan, words=words),
    ]


BOOKS: Mapping[str, Callable[[OperationPlan, Words], list[TableSheet]]] = {
    "needs.xlsx": _needs,
    "journeys.xlsx": _journeys,
    "guard.xlsx": _guard,
}
"""What makes the sheets of each workbook, by its file's name."""


def about_sheet(plan: OperationPlan, *, words: Words) -> TableSheet:
    """Which plan a workbook belongs to, and what it was made from."""
    settings = plan.operation.settings
    return worded(
        words,
        name=say("About"),
        title=say("What this plan was made from"),
        notes=[say("A draft. It holds when the institutions have agreed on it.")],
        headings=[Heading(say("What"), width=30), Heading(say("Value"), width=80)],
        rows=[
            [say("Operation"), settings.name],
            [say("Region"), f"{settings.region} {spots(plan).name(settings.region)}"],
            [say("Election"), plan.rules.election.name],
            [say("Voting day"), words.day(settings.calendar.voting_day)],
            [say("Time zone"), settings.calendar.zone],
            [say("Digest of the plan"), plan.digest],
            *([key, str(value)] for key, value in plan.parameters.items()),
            *([key, str(value)] for key, value in plan.engines.items()),
            *([key, value] for key, value in plan.inputs.items()),
        ],
    )


def problems_csv(plan: OperationPlan, *, words: Words) -> str:
    """The problems as CSV, comma separated: severity, code, subject, its name, what, remedy."""
    where = spots(plan)
    page = io.StringIO()
    writer = csv.DictWriter(page, PROBLEM_COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for problem in plan.problems:
        name = where.name(problem.subject) if problem.subject else ""
        row = problem_row(problem, words=words) | {"name": name}
        writer.writerow({column: defuse(row[column]) for column in PROBLEM_COLUMNS})
    return page.getvalue()
