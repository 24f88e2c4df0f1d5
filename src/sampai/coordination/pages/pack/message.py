"""The pack in one message: what everybody must know, short enough for a messenger."""

from collections.abc import Iterator

from sampai.coordination.pages.pack.meeting import DOTS, KIND
from sampai.coordination.pages.pack.source import Source
from sampai.election.model import Level
from sampai.guarding.model import RiskClass
from sampai.kernel.text import say
from sampai.plan.model import Severity
from sampai.plan.pages.labels import RISK
from sampai.plan.pages.troubles import problem_groups

LONGEST = 3_500
"""Characters; messengers cut at 4,096."""


def message(source: Source) -> str:
    """At most `LONGEST` characters; it tells no hour of a vehicle and no officer's place."""
    text = "\n".join(_lines(source))
    if len(text) <= LONGEST:
        return text
    more = source.say(say("More is in the pack."))
    return text[: LONGEST - len(more) - 2].rsplit("\n", 1)[0] + f"\n{more}"


def _lines(source: Source) -> Iterator[str]:
    meeting, plan = source.meeting, source.plan
    settings = plan.operation.settings
    where = f" · {source.name(source.within)}" if source.within else ""
    yield f"*{source.say(KIND[meeting.kind])}*"
    yield f"{settings.name}{where}"
    when = f"{source.words.moment(meeting.starts)} {settings.calendar.zone}" if meeting.starts else DOTS
    yield source.say(say("When: {when}. Where: {where}.", when=when, where=meeting.place or DOTS))
    yield source.say(say("Voting day: {day}.", day=source.words.day(settings.calendar.voting_day)))
    yield ""
    yield from _figures(source)
    yield ""
    yield from _deadlines(source)
    pressing = [one for one in plan.problems if one.severity is not Severity.NOTE]
    if pressing and not source.within:
        yield source.say(say("Matters to be decided: {count}.", count=len(problem_groups(pressing))))
    if meeting.promises:
        yield ""
        yield f"*{source.say(say('Promises'))}*"
        yield from (
            f"{one.number}. {one.text} ({one.owner}, {one.institution}, {source.words.short_day(one.due)})"
            for one in meeting.promises
        )


def _figures(source: Source) -> Iterator[str]:
    stations = source.stations
    boxes = sum(source.field.boxes([one.code for one in stations]).values())
    yield source.say(
        say(
            "{stations} TPS in {kecamatan} kecamatan, {voters} voters, {boxes} ballot boxes, "
            "{journeys} journeys.",
            stations=len(stations),
            kecamatan=len(source.kecamatan),
            voters=sum(one.voters for one in stations),
            boxes=boxes,
            journeys=len(source.journeys),
        )
    )
    classes = [
        (RISK[risk], sum(one.risk is risk and source.holds(one.station) for one in source.plan.guard.risks))
        for risk in RiskClass
    ]
    yield (
        source.say(say("Classes"))
        + ": "
        + ", ".join(f"{source.say(name)} {source.number(count)}" for name, count in classes if count)
    )
    yield source.say(
        say(
            "Hard stations: {hard}. Without signal: {mute}.",
            hard=sum(one.hard for one in stations),
            mute=sum(one.is_blankspot for one in stations),
        )
    )
    needs = [one for one in source.plan.guard.needs if source.holds(one.kecamatan)]
    yield source.say(
        say(
            "Officers needed: {needed}, missing in their kecamatan: {missing}.",
            needed=sum(one.officers for one in needs),
            missing=sum(one.missing for one in needs),
        )
    )
    lost = [one for one in source.plan.delivery.unplanned if source.holds(one.station)]
    yield source.say(say("Stations not planned: {count}.", count=len({one.station for one in lost})))


def _deadlines(source: Source) -> Iterator[str]:
    election = source.plan.rules.election
    for level in (Level.PPK, Level.PPS, Level.STATION):
        known = [one for one in election.deadlines if one.level is level]
        if known:
            first = min(known, key=lambda one: one.at)
            yield source.say(
                say("Deadline at {level}: {when}.", level=level.upper(), when=source.moment(first.at))
            )
    days = sorted({journey.departs // 86_400 for journey in source.journeys if journey.giver is Level.KPU})
    if days:
        yield source.say(
            say(
                "Vehicles leave the store on: {days}.",
                days=", ".join(f"H{day:+d}" if day else "H" for day in days),
            )
        )
