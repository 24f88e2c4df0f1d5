"""What changed, for those who must be told: a page for each, a workbook, and plain data."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from sampai.kernel.clock import MINUTE, HTime, parse_h_time
from sampai.kernel.errors import Refused
from sampai.kernel.ids import StationCode
from sampai.kernel.table.page import TableSheet
from sampai.kernel.table.worded import MOMENT, Heading, worded
from sampai.kernel.text import Text, Words, say
from sampai.plan.model import OperationPlan
from sampai.plan.pages.spots import Spots, spots
from sampai.plan.rules.changes import Changes, Message, Notice, Recipient, RecipientKind

FORMAT = 1
"""Raised when a field of the plain data changes its meaning or goes away."""

KIND: Mapping[RecipientKind, Text] = {
    RecipientKind.STORE: say("Store"),
    RecipientKind.PPK: say("PPK"),
    RecipientKind.VEHICLE: say("Driver"),
    RecipientKind.UNIT: say("Unit"),
}


@dataclass(frozen=True, slots=True)
class Tongue:
    """Says sentences in one language: names in place of codes, local times in place of H-times."""

    plan: OperationPlan
    where: Spots
    words: Words

    def say(self, text: Text) -> str:
        """A sentence. Of two times on one day the one that was says only the hour."""
        data = {key: self._datum(value) for key, value in text.data}
        if "was" in data and (clock := self._clock_of_same_day(text)):
            data["was"] = clock
        return self.words.say(Text(text.key, tuple(data.items())))

    def _clock_of_same_day(self, text: Text) -> str:
        calendar = self.plan.operation.settings.calendar
        times = {key: at for key, value in text.data if (at := _h_time(value)) is not None}
        days = {calendar.day(at) for at in times.values()}
        if "was" not in times or len(days) > 1:
            return ""
        return self.words.clock(calendar.instant(times["was"]))

    def _datum(self, value: "str | float | Text") -> "str | float | Text":
        if isinstance(value, Text):
            return self.say(value)
        if not isinstance(value, str):
            return value
        at = _h_time(value)
        return self.where.name(value) if at is None else self.moment(at)

    def moment(self, at: HTime) -> str:
        """Local day and clock time."""
        calendar = self.plan.operation.settings.calendar
        return self.words.short_moment(calendar.instant(HTime(-(-at // MINUTE) * MINUTE)))

    def recipient(self, recipient: Recipient) -> str:
        """Who is told, by name."""
        if recipient.kind is RecipientKind.VEHICLE:
            return self._driver(recipient.code)
        unit = next((u for u in self.plan.operation.units if u.code == recipient.code), None)
        return self.where.name(recipient.code) if unit is None else unit.name

    def _driver(self, code: str) -> str:
        group = next((g for g in self.plan.operation.fleet if g.code == code.rpartition("-")[0]), None)
        known = () if group is None else (group.kind, group.driver, group.owner, self.where.name(group.base))
        return ", ".join([code, *(part for part in known if part)])


def _h_time(value: object) -> HTime | None:
    """The time that a datum of a sentence means, if it is one."""
    if not isinstance(value, str) or not value.startswith("H"):
        return None
    try:
        return parse_h_time(value)
    except Refused:
        return None


def tongue(plan: OperationPlan, *, words: Words) -> Tongue:
    """The voice of a plan in one language."""
    return Tongue(plan, spots(plan), words)


def changes_json(changes: Changes, plan: OperationPlan, *, parent: str, words: Sequence[Words]) -> str:
    """All changes as JSON, each sentence in every language; `parent` is the digest of the plan before."""
    tongues = {one.lang: tongue(plan, words=one) for one in words}
    return (
        json.dumps(_document(changes, plan, parent=parent, tongues=tongues), ensure_ascii=False, indent=1)
        + "\n"
    )


def _document(
    changes: Changes, plan: OperationPlan, *, parent: str, tongues: Mapping[str, Tongue]
) -> Mapping[str, Any]:
    def said(text: Text) -> dict[str, str]:
        return {lang: one.say(text) for lang, one in tongues.items()}

    return {
        "format": FORMAT,
        "parent": parent,
        "digest": plan.digest,
        "happened": [said(text) for text in changes.happened],
        "same": changes.same,
        "journeys": [
            {
                "code": change.code,
                "before": None if change.pair.before is None else change.pair.before.code,
                "after": None if change.pair.after is None else change.pair.after.code,
                "what": [said(text) for text in change.what],
            }
            for change in changes.journeys
        ],
        "lost": [
            {"station": left.station, "reason": said(left.reason), "remedy": said(left.remedy)}
            for left in changes.lost
        ],
        "not_back": [
            {"code": left.station, "reason": said(left.reason), "remedy": said(left.remedy)}
            for left in changes.not_back
        ],
        "regained": list(changes.regained),
        "notices": [_notice(notice, plan=plan, said=said) for notice in changes.notices],
    }


def _notice(notice: Notice, *, plan: OperationPlan, said: Any) -> Mapping[str, Any]:  # noqa: ANN401 -- a function of the caller
    calendar = plan.operation.settings.calendar
    return {
        "kind": notice.recipient.kind.value,
        "code": notice.recipient.code,
        "messages": [
            {
                "by": calendar.instant(message.by).isoformat(),
                "journey": message.journey,
                "text": said(message.text),
            }
            for message in notice.messages
        ],
    }


def change_sheets(changes: Changes, plan: OperationPlan, *, words: Words) -> list[TableSheet]:
    """Who must be told what, and the journeys that changed."""
    voice = tongue(plan, words=words)
    calendar = plan.operation.settings.calendar
    return [
        worded(
            words,
            name=say("Who must be told"),
            title=say("Who must be told what"),
            headings=[
                Heading(say("To"), width=10),
                Heading(say("Name"), width=40),
                Heading(say("Tell before ({zone})", zone=calendar.zone), MOMENT, 17),
                Heading(say("Journey"), width=18),
                Heading(say("What to say"), width=100),
                Heading(say("Told at"), width=14),
                Heading(say("By whom"), width=18),
            ],
            rows=[
                [
                    KIND[notice.recipient.kind],
                    voice.recipient(notice.recipient),
                    calendar.instant(message.by).replace(tzinfo=None),
                    message.journey,
                    voice.say(message.text),
                    "",
                    "",
                ]
                for notice in in_urgency(changes.notices)
                for message in notice.messages
            ],
        ),
        worded(
            words,
            name=say("Changed journeys"),
            title=say("Journeys that changed"),
            headings=[Heading(say("Journey"), width=18), Heading(say("What changed"), width=120)],
            rows=[
                [change.code, " ".join(voice.say(text) for text in change.what)]
                for change in changes.journeys
            ],
        ),
        worded(
            words,
            name=say("No longer reached"),
            title=say("Stations that can no longer be reached in time"),
            headings=[
                Heading(say("Station"), width=30),
                Heading(say("Reason"), width=70),
                Heading(say("What would help"), width=70),
            ],
            rows=[
                [voice.where.name(left.station), voice.say(left.reason), voice.say(left.remedy)]
                for left in changes.lost
            ],
        ),
    ]


def in_urgency(notices: Sequence[Notice]) -> list[Notice]:
    """Whom to tell first: those whose first message is due first."""
    return sorted(notices, key=lambda notice: (notice.messages[0].by, notice.recipient))


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One recipient's page."""

    anchor: str
    kind: str
    name: str
    by: str
    messages: list[tuple[str, str]]
    """Each with its journey's code."""


def render_changes(changes: Changes, plan: OperationPlan, *, parent: str, words: Words) -> str:
    """One page for the duty officer, then one for each recipient; prints page by page."""
    environment = Environment(
        loader=PackageLoader("sampai.plan", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    voice = tongue(plan, words=words)
    environment.globals.update({"t": lambda key, **data: words.say(say(key, **data)), "w": voice.say})
    return environment.get_template("changes.html.jinja").render(
        plan=plan,
        parent=parent,
        lang=words.lang,
        changes=changes,
        sheets=list(_sheets(changes, voice)),
        n=words.number,
        station=voice.where.name,
        groups=_lost_groups(changes, voice),
    )


def _sheets(changes: Changes, voice: Tongue) -> Iterator[_Sheet]:
    for number, notice in enumerate(in_urgency(changes.notices), start=1):
        yield _Sheet(
            anchor=f"to-{number}",
            kind=voice.words.say(KIND[notice.recipient.kind]),
            name=voice.recipient(notice.recipient),
            by=voice.moment(notice.messages[0].by),
            messages=[_line(message, voice) for message in notice.messages],
        )


def _line(message: Message, voice: Tongue) -> tuple[str, str]:
    return message.journey, voice.say(message.text)


def _lost_groups(changes: Changes, voice: Tongue) -> list[tuple[list[str], str, str]]:
    """Stations that are lost for the same reason, together."""
    found: dict[tuple[str, str], list[StationCode]] = {}
    for left in changes.lost:
        found.setdefault((voice.say(left.reason), voice.say(left.remedy)), []).append(left.station)
    return [
        ([voice.where.name(code) for code in codes], reason, remedy)
        for (reason, remedy), codes in found.items()
    ]
