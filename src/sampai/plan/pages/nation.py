"""The nation's plan for people, for spreadsheets and for programs."""

import json
from collections.abc import Iterable, Iterator, Mapping

from jinja2 import Environment, PackageLoader, StrictUndefined

from sampai.kernel.clock import HOUR
from sampai.kernel.plain import plain
from sampai.kernel.table.page import TableSheet
from sampai.kernel.table.sheet import Value
from sampai.kernel.table.worded import TENTHS, WHOLE, Heading, Said, worded
from sampai.kernel.text import Text, Words, say
from sampai.plan.pages.labels import RESTRICTED
from sampai.plan.rules.nation.balance import BalanceRules, Help
from sampai.plan.rules.nation.nation import Nation
from sampai.plan.rules.nation.tally import Sums, Tally

FORMAT = 1
"""Raised when a field of the JSON changes its meaning or goes away."""

FIGURES: Mapping[str, tuple[Text, str]] = {
    "stations": (say("Stations"), WHOLE),
    "voters": (say("Voters"), WHOLE),
    "boxes": (say("Ballot boxes"), WHOLE),
    "volume_m3": (say("Volume (m³)"), WHOLE),
    "journeys": (say("Journeys"), WHOLE),
    "distance_km": (say("Distance (km)"), WHOLE),
    "vehicles": (say("Vehicles used"), WHOLE),
    "cost_rp": (say("Cost of the journeys (Rp)"), WHOLE),
    "late_h": (say("Hours late in the plan"), TENTHS),
    "unplanned": (say("Stations not planned"), WHOLE),
    "not_back": (say("Stations whose boxes do not come back"), WHOLE),
    "stations_at_risk": (say("Stations at risk"), WHOLE),
    "officers_needed": (say("Officers needed"), WHOLE),
    "officers_available": (say("Officers available"), WHOLE),
}
"""The figures of the tables, in their order."""

ALARMS = ("unplanned", "not_back", "stations_at_risk", "late_h")


def nation_json(nation: Nation, *, names: Mapping[str, str], words: Words) -> str:
    """The whole national plan in short; keys sorted, so that the same nation gives the same bytes."""
    document = {
        "format": FORMAT,
        "restricted": words.say(RESTRICTED),
        "digest": nation.digest,
        "parameters": nation.parameters,
        "total": plain(nation.total),
        "provinces": [plain(one) for one in nation.provinces],
        "regencies": [plain(one) for one in nation.tallies],
        "unplannable": [
            {"code": one.code, "name": one.name, "what": words.say(one.what), "remedy": words.say(one.remedy)}
            for one in nation.unplannable
        ],
        "balance": plain(nation.balance),
        "names": {code: names[code] for code in sorted(_codes(nation)) if code in names},
    }
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _codes(nation: Nation) -> Iterator[str]:
    yield from (one.code for one in nation.provinces)
    yield from (one.code for one in nation.tallies)


def render_nation(nation: Nation, *, rules: BalanceRules, names: Mapping[str, str], words: Words) -> str:
    """The national report as HTML: figures, then the sheets of the workbook as tables."""
    environment = Environment(
        loader=PackageLoader("sampai.plan", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    totals = nation.total.totals
    return environment.get_template("nation.html.jinja").render(
        lang=words.lang,
        t=lambda key, **data: words.say(say(key, **data)),
        restricted=words.say(RESTRICTED),
        digest=nation.digest,
        name=nation.total.name,
        tiles=[
            (words.say(text), words.number(round(totals[key])), key in ALARMS and totals[key] > 0)
            for key, (text, _) in FIGURES.items()
        ],
        verdict=[words.say(text) for text in verdict(nation)],
        sheets=nation_sheets(nation, rules=rules, names=names, words=words),
        cell=lambda value: shown(value, words=words),
    )


def shown(value: Value, *, words: Words) -> str:
    """A cell of a table on the page."""
    if value is None:
        return ""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return words.number(round(value, 3) if isinstance(value, float) else value)
    return str(value)


def verdict(nation: Nation) -> Iterator[Text]:
    """The national plan in a few sentences."""
    total = nation.total
    yield say(
        "{planned} of {all} regencies are planned.",
        planned=total.regencies - total.unplannable,
        all=total.regencies,
    )
    helped = sum(one.needs_help for one in nation.tallies)
    if helped:
        yield say(
            "In {count} regencies stations are unserved or at risk; planning such a regency alone shows what "
            "would help.",
            count=helped,
        )
    if total.missing:
        left = sum((nation.balance.people_left or {}).values())
        yield say(
            "{missing} officers are missing in regencies; after help from others {left} are missing.",
            missing=total.missing,
            left=left,
        )


def nation_sheets(
    nation: Nation, *, rules: BalanceRules, names: Mapping[str, str], words: Words
) -> list[TableSheet]:
    """Provinces, regencies, help between them, what cannot be planned, and how it was made."""
    return [
        _sums_sheet(nation, words=words),
        _regency_sheet(nation, names=names, words=words),
        _help_sheet(nation.balance.help, rules=rules, names=names, words=words),
        _left_sheet(nation, names=names, words=words),
        _trouble_sheet(nation, words=words),
        _about_sheet(nation, words=words),
    ]


def _figure_headings() -> list[Heading]:
    return [Heading(text, look=look) for text, look in FIGURES.values()]


def _sums_sheet(nation: Nation, *, words: Words) -> TableSheet:
    return worded(
        words,
        name=say("Provinces"),
        title=say("Provinces"),
        headings=[
            Heading(say("Code")),
            Heading(say("Name"), width=30),
            Heading(say("Regencies"), look=WHOLE),
            Heading(say("Not plannable"), look=WHOLE),
            *_figure_headings(),
            Heading(say("Officers missing"), look=WHOLE),
        ],
        rows=map(_sums_row, nation.provinces),
        total_row=_sums_row(nation.total),
    )


def _sums_row(one: Sums) -> list[Said]:
    figures = (one.totals[key] for key in FIGURES)
    return [one.code, one.name, one.regencies, one.unplannable, *figures, one.missing]


def _regency_sheet(nation: Nation, *, names: Mapping[str, str], words: Words) -> TableSheet:
    return worded(
        words,
        name=say("Regencies"),
        title=say("Regencies"),
        headings=[
            Heading(say("Code")),
            Heading(say("Name"), width=30),
            Heading(say("Province"), width=24),
            *_figure_headings(),
            Heading(say("Least chance of arrival"), look="0.000"),
            Heading(say("Officers missing"), look=WHOLE),
            Heading(say("Officers to spare"), look=WHOLE),
            Heading(say("Digest"), width=24),
        ],
        rows=(_regency_row(one, names=names) for one in nation.tallies),
    )


def _regency_row(one: Tally, *, names: Mapping[str, str]) -> list[Said]:
    figures = (getattr(one.figures, key) for key in FIGURES)
    return [
        one.code,
        one.name,
        names.get(one.code[:2], one.code[:2]),
        *figures,
        one.figures.arrival_p_min,
        sum(kind.missing for kind in one.people),
        sum(kind.spare for kind in one.people),
        one.digest[:19],
    ]


def _help_sheet(
    help_: Iterable[Help], *, rules: BalanceRules, names: Mapping[str, str], words: Words
) -> TableSheet:
    return worded(
        words,
        name=say("Balance"),
        title=say("Help between regencies: officers (BKO), boats and aircraft"),
        notes=[
            say(
                "Officers go in platoons of {people}, at most {hours} hours; distances and times are "
                "estimated.",
                people=rules.platoon,
                hours=rules.most_hours,
            ),
            say("A proposal: those who lend decide."),
        ],
        headings=[
            Heading(say("What")),
            Heading(say("From (code)")),
            Heading(say("From"), width=30),
            Heading(say("To (code)")),
            Heading(say("To"), width=30),
            Heading(say("Number"), look=WHOLE),
            Heading(say("Distance (km)"), look=WHOLE),
            Heading(say("Hours on the way"), look=TENTHS),
        ],
        rows=(
            [
                one.kind,
                one.lender,
                names.get(one.lender, one.lender),
                one.borrower,
                names.get(one.borrower, one.borrower),
                one.count,
                round(one.distance_m / 1000),
                round(one.travel_s / HOUR, 1),
            ]
            for one in help_
        ),
    )


def _left_sheet(nation: Nation, *, names: Mapping[str, str], words: Words) -> TableSheet:
    balance = nation.balance
    rows = [(say("Officers"), code, count) for code, count in sorted((balance.people_left or {}).items())]
    rows += [
        (Text(mode), code, count)
        for mode, left in sorted((balance.vessels_left or {}).items())
        for code, count in sorted(left.items())
    ]
    return worded(
        words,
        name=say("Still missing"),
        title=say("What is still missing after help from others"),
        headings=[
            Heading(say("What"), width=20),
            Heading(say("Code")),
            Heading(say("Regency"), width=30),
            Heading(say("Number"), look=WHOLE),
        ],
        rows=([what, code, names.get(code, code), count] for what, code, count in rows),
    )


def _trouble_sheet(nation: Nation, *, words: Words) -> TableSheet:
    return worded(
        words,
        name=say("Not plannable"),
        title=say("Regencies that could not be planned"),
        headings=[
            Heading(say("Code")),
            Heading(say("Name"), width=30),
            Heading(say("Why"), width=60),
            Heading(say("What would help"), width=60),
        ],
        rows=([one.code, one.name, one.what, one.remedy] for one in nation.unplannable),
    )


def _about_sheet(nation: Nation, *, words: Words) -> TableSheet:
    return worded(
        words,
        name=say("About"),
        title=say("What this plan was made from"),
        notes=[say("A draft. It holds when the institutions have agreed on it.")],
        headings=[Heading(say("What"), width=30), Heading(say("Value"), width=80)],
        rows=[*([key, value] for key, value in nation.parameters.items()), ["digest", nation.digest]],
    )
