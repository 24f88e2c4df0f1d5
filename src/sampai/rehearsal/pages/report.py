"""The report of a rehearsal: one page that opens from the disk, without a server, a network or JavaScript."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from sampai.election.model import Standing
from sampai.kernel.clock import MINUTE, HTime
from sampai.kernel.text import Text, Words, say
from sampai.plan.model import OperationPlan
from sampai.plan.pages.spots import Spots, kecamatan_of, spots
from sampai.rehearsal.model import Promise, Rehearsal, StationOutcome, Trouble
from sampai.rehearsal.pages.pictures import days_svg, promises_svg
from sampai.rehearsal.rules.rehearse import kept_of_safe
from sampai.transport.pages import relief_said

SHOWN = 40
"""Stations at risk that the page shows; all of them are in rehearsal.json."""

MOST_CAUSES = 3

TROUBLE: Mapping[Trouble, Text] = {
    Trouble.TRAVEL: say("slow ways"),
    Trouble.RAIN: say("rain"),
    Trouble.CLOSURE: say("closed ways"),
    Trouble.SEA: say("waves or tide"),
    Trouble.BREAKDOWN: say("breakdowns"),
    Trouble.LOADING: say("waiting at loading"),
    Trouble.STORE: say("goods not packed in time"),
    Trouble.PEOPLE: say("people who are not there"),
    Trouble.QUARREL: say("journeys held up by people"),
    Trouble.PLAN: say("the plan itself"),
}

STANDING: Mapping[Standing, Text] = {
    Standing.LAW: say("law"),
    Standing.PRACTICE: say("practice"),
    Standing.UNVERIFIED: say("unverified"),
}

ROWS: Sequence[tuple[str, Text]] = (
    ("by_law", say("Supplied by the legal hour")),
    ("by_eve", say("Supplied by H-1 18:00")),
    ("complete", say("Supplied by the legal hour, nothing short, lost, swapped, wrong or wet")),
    ("sealed", say("All seals whole, of those supplied by the legal hour")),
    ("ready", say("Supplied, complete and sealed")),
    ("short_on_eve", say("Known to be short when H-1 ends")),
    ("unsealed", say("With an unsealed box when H-1 ends")),
    ("short_on_day", say("Short on voting day")),
    ("wrong_on_day", say("With wrong ballots on voting day")),
    ("wet", say("With wet goods")),
    ("opened_late", say("Opened after 07:00")),
    ("not_open_by_nine", say("Not open at 09:00")),
    ("no_vote", say("Without goods when voting ends")),
    ("known", say("Arrival known at the command post by the legal hour, of those supplied by then")),
    ("unguarded", say("Without a single officer on voting morning")),
)


@dataclass(frozen=True, slots=True)
class RiskLine:
    """A station at risk, in words."""

    outcome: StationOutcome
    name: str
    kecamatan: str
    causes: str


def render(found: Rehearsal, *, plan: OperationPlan, words: Words) -> str:
    """The whole report as HTML. The same rehearsal and words give the same bytes."""
    where = spots(plan)
    environment = Environment(
        loader=ChoiceLoader([PackageLoader("sampai.rehearsal"), PackageLoader("sampai.plan")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(_voice(plan, words=words))
    return environment.get_template("rehearsal.html.jinja").render(
        _content(found, plan=plan, where=where, words=words)
    )


def _voice(plan: OperationPlan, *, words: Words) -> dict[str, Any]:
    def moment(at: HTime) -> str:
        return words.moment(plan.operation.settings.calendar.instant(HTime(-(-at // MINUTE) * MINUTE)))

    return {
        "t": lambda key, **data: words.say(say(key, **data)),
        "w": words.say,
        "n": words.number,
        "percent": lambda share: percent(share, words=words),
        "moment": moment,
    }


def percent(share: float, *, words: Words) -> str:
    """A share with two decimals, in words that have the language's comma."""
    return f"{words.number(round(100 * share, 2))} %"


def _content(found: Rehearsal, *, plan: OperationPlan, where: Spots, words: Words) -> Mapping[str, Any]:
    shares = {name: getattr(found.shares, name) for name, _ in ROWS}
    return {
        "lang": words.lang,
        "found": found,
        "name": plan.operation.settings.name,
        "world": found.world.name_en if words.lang == "en" else found.world.name,
        "verdict": verdict(found),
        "rows": [(text, shares[name]) for name, text in ROWS],
        "causes": [(TROUBLE[cause], round(many, 2)) for cause, many in found.causes.items()],
        "at_risk": [_risk_line(one, where=where, words=words) for one in found.at_risk[:SHOWN]],
        "ideas": [(idea, relief_said(idea, name=where.name)) for idea in found.ideas],
        "kept": kept_of_safe(found),
        "days": days_svg(found, words=words),
        "curve": promises_svg(found.promises, words=words),
        "classes": [(_class(one, words=words), one) for one in found.promises],
        "rates": [
            (rate.value, fig.value, STANDING[fig.basis.standing], fig.basis.source)
            for rate, fig in found.world.rates.items()
        ],
        "modes": [(_mode(mode.mode, plan=plan, words=words), mode) for mode in found.world.modes],
    }


def _mode(code: str, *, plan: OperationPlan, words: Words) -> str:
    rule = next((rule for rule in plan.rules.modes if rule.mode == code), None)
    return code if rule is None else rule.name_en if words.lang == "en" else rule.name


def _risk_line(outcome: StationOutcome, *, where: Spots, words: Words) -> RiskLine:
    causes = ", ".join(
        f"{words.say(TROUBLE[cause])} ({words.number(round(100 * share))} %)"
        for cause, share in outcome.causes[:MOST_CAUSES]
    )
    return RiskLine(outcome, where.name(outcome.station), where.name(kecamatan_of(outcome.station)), causes)


def _class(one: Promise, *, words: Words) -> str:
    if one.least == one.most:
        return percent(one.least, words=words)
    return words.say(
        say("{least} to under {most} %", least=round(100 * one.least), most=round(100 * one.most))
    )


def verdict(found: Rehearsal) -> list[Text]:
    """What a rehearsal comes to, in sentences."""
    lines = [
        say(
            "Of 100,000 stations {late} are not supplied by the legal hour; {ready} are complete and sealed.",
            late=round(found.late_per_100_000),
            ready=round(100_000 * found.shares.ready),
        )
    ]
    if found.at_risk:
        lines.append(say("{count} stations are late on more than one day of 100.", count=len(found.at_risk)))
    else:
        lines.append(say("No station is late on more than one day of 100."))
    if found.paired is not None:
        lines.append(
            say(
                "On the same days {late} stations a day are late with this plan and {other} with the other; "
                "the difference is {fewer} ({low} to {high}, 95 %).",
                late=round(found.paired.late, 2),
                other=round(found.paired.other_late, 2),
                fewer=round(found.paired.fewer, 2),
                low=round(found.paired.low, 2),
                high=round(found.paired.high, 2),
            )
        )
    kept = kept_of_safe(found)
    if kept is not None:
        lines.append(
            say(
                "Stations that were promised to be in time on 99 days of 100 or more are in time on "
                "{percent} % of the days.",
                percent=round(100 * kept, 2),
            )
        )
    return lines
