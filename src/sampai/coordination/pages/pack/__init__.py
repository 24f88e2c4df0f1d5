"""The pack of a coordination meeting: ten sections, from the invitation to the minutes."""

from collections.abc import Callable, Sequence

from sampai.coordination.pages.pack import goods, meeting, people, risks, watch, ways
from sampai.coordination.pages.pack.message import message
from sampai.coordination.pages.pack.source import Source
from sampai.kernel.paper import Letterhead, PackText, Section
from sampai.kernel.text import say
from sampai.plan.pages.labels import RESTRICTED

SECTIONS: Sequence[Callable[[Source], Section]] = (
    meeting.invitation,
    ways.calendar,
    goods.needs,
    ways.route_map_section,
    ways.vehicles,
    risks.classes,
    people.people,
    watch.checklists,
    watch.contingency,
    meeting.minutes,
)
"""In the order of regional practice."""


def pack_of(source: Source, *, head: Letterhead, code: str) -> PackText:
    """The pack of an operation, or of one kecamatan of it."""
    settings = source.plan.operation.settings
    return PackText(
        title=source.meeting.title
        or source.say(say("Pack for the coordination meeting on {operation}", operation=settings.name)),
        subtitle=_where(source),
        code=code,
        mark=source.say(RESTRICTED),
        head=head,
        sections=tuple(section(source) for section in SECTIONS),
        message=message(source),
    )


def _where(source: Source) -> str:
    plan = source.plan
    day = source.words.day(plan.operation.settings.calendar.voting_day)
    if source.within:
        return source.say(
            say("Kecamatan {name} · voting day {day}", name=source.name(source.within), day=day)
        )
    return source.say(
        say("{region} · voting day {day}", region=source.name(plan.operation.settings.region), day=day)
    )
