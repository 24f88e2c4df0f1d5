"""Sections 1 and 10: invitation, agenda and attendance; minutes with decisions and promises."""

from collections.abc import Iterator

from sampai.coordination.model import AgendaItem, Agreed, Attendance, MeetingKind, PromiseState
from sampai.coordination.pages.pack.source import Source
from sampai.kernel.paper import Section
from sampai.kernel.table.page import TableSheet
from sampai.kernel.table.worded import WHOLE, Heading, Said, worded
from sampai.kernel.text import Text, say
from sampai.plan.model import PlanProblem, Severity
from sampai.plan.pages.troubles import problem_groups

DOTS = "…" * 12
BLANK_ROWS = 10

KIND = {
    MeetingKind.RAKOR: say("Coordination meeting (rakor)"),
    MeetingKind.TFG: say("Tactical floor game (TFG)"),
    MeetingKind.MUSTER: say("Muster (apel)"),
    MeetingKind.REVIEW: say("Review (evaluasi)"),
}
AGREED = {
    Agreed.NOTED: say("noted"),
    Agreed.CLASS: say("class of stations"),
    Agreed.STAGING: say("staging of the goods"),
    Agreed.REINFORCEMENT: say("reinforcement (BKO)"),
    Agreed.CLOSURE: say("closure of a way"),
    Agreed.OTHER: say("other"),
}
STATE = {
    PromiseState.OPEN: say("open"),
    PromiseState.KEPT: say("kept"),
    PromiseState.DROPPED: say("dropped"),
}

USUAL_AGENDA = (
    say("Opening, and what was promised last time"),
    say("Calendar and delivery schedule with deadlines"),
    say("Needs, stock and what is short"),
    say("Ways, weather, vehicles and escorts"),
    say("Classes of stations, hard stations, stations without signal"),
    say("People, reinforcement, forward posts"),
    say("Findings of the supervisor"),
    say("What to do when something goes wrong, and who decides"),
    say("Decisions and promises; next meeting"),
)
"""Where nobody has set an agenda: one point for each part of the pack."""

INSTITUTIONS = (
    "KPU",
    "Polres",
    "Kodim",
    "Bawaslu",
    "Kesbangpol",
    "Satpol PP",
    "Dishub",
    "BPBD",
    "Kominfo",
    "PLN / Icon+",
)
"""Who is usually asked (regional practice)."""


def invitation(source: Source) -> Section:
    """Section 1."""
    return Section(
        number=1,
        title=source.say(say("Invitation, agenda, attendance")),
        lines=tuple(_invited(source)),
        tables=(_agenda(source), _attendance(source)),
    )


def _invited(source: Source) -> Iterator[str]:
    meeting, zone = source.meeting, source.field.zone
    when = source.words.moment(meeting.starts) + f" {zone}" if meeting.starts else DOTS
    yield source.say(
        say("{kind} on {operation}.", kind=KIND[meeting.kind], operation=source.plan.operation.settings.name)
    )
    yield source.say(say("When: {when}. Where: {where}.", when=when, where=meeting.place or DOTS))
    yield source.say(
        say(
            "Number of the invitation: {number}. Chair: {chair}.",
            number=meeting.number or DOTS,
            chair=meeting.chair or DOTS,
        )
    )


def _agenda(source: Source) -> TableSheet:
    items = source.meeting.agenda
    rows: list[list[Said]] = (
        [[number, *_item(one)] for number, one in enumerate(items, start=1)]
        if items
        else [
            [number, one, "", "", ""]
            for number, one in enumerate((*USUAL_AGENDA[:-1], *_pressing(source), USUAL_AGENDA[-1]), start=1)
        ]
    )
    return worded(
        source.words,
        name=say("Agenda"),
        title=say("Agenda"),
        notes=[]
        if items
        else [say("A proposal: one point for each part, then what the plan itself asks to be decided.")],
        headings=[
            Heading(say("No."), WHOLE, 5),
            Heading(say("Point"), width=62),
            Heading(say("About"), width=24),
            Heading(say("Speaker"), width=20),
            Heading(say("Minutes"), WHOLE, 9),
        ],
        rows=rows,
    )


def _item(item: AgendaItem) -> list[Said]:
    return [item.title, item.subject, item.speaker, item.minutes or ""]


def _pressing(source: Source) -> list[Text]:
    """What the checks of the plan ask people to decide, one line a kind."""
    groups = problem_groups(one for one in source.plan.problems if one.severity is not Severity.NOTE)
    return [_matter(one.problems[0], more=len(one.problems) - 1, source=source) for one in groups]


def _matter(problem: PlanProblem, *, more: int, source: Source) -> Text:
    what = source.field.spots.named(problem.what)
    if problem.subject:
        what = say("{where}: {what}", where=source.name(problem.subject), what=what)
    return say("{what} And {count} more like this.", what=what, count=more) if more else what


def _attendance(source: Source) -> TableSheet:
    invited = source.meeting.invited or tuple(Attendance(institution=name, role="") for name in INSTITUTIONS)
    return worded(
        source.words,
        name=say("Attendance"),
        title=say("Attendance"),
        headings=[
            Heading(say("No."), WHOLE, 5),
            Heading(say("Institution"), width=24),
            Heading(say("Office"), width=24),
            Heading(say("Name"), width=30),
            Heading(say("Signature"), width=26),
        ],
        rows=[
            [number, one.institution, one.role, one.name, _came(one)]
            for number, one in enumerate(invited, start=1)
        ],
        is_form=True,
    )


def _came(one: Attendance) -> Said:
    if one.came is None:
        return ""
    return say("came") if one.came else say("did not come")


def minutes(source: Source) -> Section:
    """Section 10."""
    meeting = source.meeting
    return Section(
        number=10,
        title=source.say(say("Minutes: decisions and promises")),
        lines=(meeting.minutes,) if meeting.minutes else (),
        tables=(_decisions(source), _promises(source)),
    )


def _decisions(source: Source) -> TableSheet:
    found = source.meeting.decisions
    return worded(
        source.words,
        name=say("Decisions"),
        title=say("Decisions"),
        headings=[
            Heading(say("No."), WHOLE, 5),
            Heading(say("Decision"), width=64),
            Heading(say("What it changes"), width=22),
            Heading(say("About"), width=24),
        ],
        rows=[
            [one.number, one.text, AGREED[one.agreed], source.name(one.subject.rpartition(":")[2])]
            for one in found
        ]
        or _blank(4),
        is_form=True,
    )


def _promises(source: Source) -> TableSheet:
    found = source.meeting.promises
    return worded(
        source.words,
        name=say("Promises"),
        title=say("Promises: who does what by when, and shows it how"),
        headings=[
            Heading(say("No."), WHOLE, 5),
            Heading(say("What"), width=46),
            Heading(say("Who (PIC)"), width=22),
            Heading(say("Institution"), width=16),
            Heading(say("By"), width=18),
            Heading(say("State"), width=12),
            Heading(say("Evidence"), width=20),
        ],
        rows=[
            [
                one.number,
                one.text,
                one.owner,
                one.institution,
                source.words.short_day(one.due),
                say("overdue") if source.today and one.is_overdue(source.today) else STATE[one.state],
                one.evidence,
            ]
            for one in found
        ]
        or _blank(7),
        is_form=True,
    )


def _blank(columns: int) -> list[list[Said]]:
    return [[number, *[""] * (columns - 1)] for number in range(1, BLANK_ROWS + 1)]
