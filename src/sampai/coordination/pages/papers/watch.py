"""Papers of the supervisor and of meetings: Form A, checklists, attendance."""

from collections.abc import Iterator

from sampai.coordination.pages.papers.press import Press
from sampai.coordination.pages.papers.shape import Filled
from sampai.kernel.text import Text, say
from sampai.oversight.model import Principle

SUSPICION: tuple[Text, ...] = (
    say("Event"),
    say("Place and hour"),
    say("Who is reported"),
    say("Witnesses"),
    say("Evidence"),
    say("Facts and analysis"),
)
"""Lines of part IV of Form A."""

PRINCIPLE: dict[Principle, Text] = {
    Principle.QUANTITY: say("quantity"),
    Principle.KIND: say("kind"),
    Principle.TARGET: say("target"),
    Principle.TIME: say("time"),
    Principle.QUALITY: say("quality"),
    Principle.THRIFT: say("thrift"),
    Principle.SECURITY: say("security"),
    Principle.DOCUMENTS: say("documents"),
}


def reports(press: Press) -> Iterator[Filled]:
    """One, with the stage of the plan's own election."""
    yield Filled(
        subject=press.plan.operation.settings.region,
        entries={"tahapan": press.say(say("Goods of the {election}", election=press.election))},
        rows={"dugaan": [(press.say(line), "") for line in SUSPICION]},
    )


def checklists(press: Press) -> Iterator[Filled]:
    """One for each stage that is watched, with the pack's questions."""
    for checklist in press.desk.checklists:
        if not press.only or checklist.stage.value in press.only:
            yield Filled(
                subject=checklist.stage.value,
                title=checklist.name,
                entries={"tahap": checklist.name},
                rows={
                    "pertanyaan": [
                        (str(number), press.say(PRINCIPLE[one.principle]), one.text, "", "", "", "")
                        for number, one in enumerate(checklist.questions, start=1)
                    ]
                },
            )


def attendance(press: Press) -> Iterator[Filled]:
    """One, for a meeting on the plan."""
    settings = press.plan.operation.settings
    yield Filled(
        subject=settings.region,
        entries={"rapat": press.say(say("Coordination meeting on {operation}", operation=settings.name))},
    )
