"""Section 6: classes and indicators, hard stations and stations without signal."""

from collections import Counter

from sampai.coordination.pages.pack.source import Source
from sampai.coordination.rules.signal import NearestSignal, nearest_signal
from sampai.guarding.model import RiskClass
from sampai.kernel.paper import Section
from sampai.kernel.table.page import TableSheet
from sampai.kernel.table.worded import WHOLE, Heading, Said, worded
from sampai.kernel.text import Text, say
from sampai.plan.model import NOT_FILLED_IN
from sampai.plan.pages.labels import RISK
from sampai.plan.pages.remote import RemoteLine, remote_lines
from sampai.plan.pages.spots import kecamatan_of
from sampai.plan.pages.vulnerability import indicator_lines


def classes(source: Source) -> Section:
    """Section 6. Classes of the police and indicators of the supervisor stand side by side."""
    return Section(
        number=6,
        title=source.say(say("Classes of stations, hard stations, stations without signal")),
        lines=(
            source.say(
                say(
                    "The class is for guarding and is the police's; the indicators are the supervisor's. "
                    "Neither replaces the other."
                )
            ),
        ),
        tables=(
            _classes(source),
            *_very(source),
            *_disagreeing(source),
            *_indicators(source),
            _remote(source),
        ),
    )


def _classes(source: Source) -> TableSheet:
    counted: dict[str, Counter[RiskClass]] = {code: Counter() for code in source.kecamatan}
    for risk in source.plan.guard.risks:
        if source.holds(risk.station):
            counted[kecamatan_of(risk.station)][risk.risk] += 1
    return worded(
        source.words,
        name=say("Classes"),
        title=say("Stations by class"),
        headings=[
            Heading(say("Kecamatan"), width=28),
            *(Heading(RISK[risk], WHOLE, 14) for risk in RiskClass),
            Heading(say("Stations"), WHOLE, 12),
        ],
        rows=[
            [source.name(code), *(counts[risk] for risk in RiskClass), counts.total()]
            for code, counts in counted.items()
        ],
        total_row=[
            say("In all"),
            *(sum(counts[risk] for counts in counted.values()) for risk in RiskClass),
            sum(counts.total() for counts in counted.values()),
        ],
    )


def _very(source: Source) -> list[TableSheet]:
    """Stations above the lowest class, with the reason."""
    found = [
        one for one in source.plan.guard.risks if one.risk is not RiskClass.LESS and source.holds(one.station)
    ]
    if not found:
        return []
    return [
        worded(
            source.words,
            name=say("Vulnerable stations"),
            title=say("Stations above the lowest class"),
            headings=[
                Heading(say("Station"), width=32),
                Heading(say("Kecamatan"), width=22),
                Heading(say("Class"), width=18),
                Heading(say("Why"), width=56),
            ],
            rows=[
                [source.name(one.station), source.name(kecamatan_of(one.station)), RISK[one.risk], one.why]
                for one in found
            ],
        )
    ]


def _disagreeing(source: Source) -> list[TableSheet]:
    found = [one for one in source.plan.guard.disagreements if source.holds(one.station)]
    if not found:
        return []
    return [
        worded(
            source.words,
            name=say("Disagreements"),
            title=say("Where institutions differ: to be agreed on in this meeting"),
            headings=[
                Heading(say("Station"), width=32),
                Heading(say("Planned"), width=18),
                Heading(say("Institution"), width=14),
                Heading(say("Says"), width=18),
                Heading(say("Officers"), WHOLE, 10),
                Heading(say("Source"), width=40),
            ],
            rows=[
                [
                    source.name(one.station),
                    RISK[one.planned],
                    version.institution.upper(),
                    RISK[version.risk],
                    version.extra_officers,
                    version.source,
                ]
                for one in found
                for version in one.versions
            ],
        )
    ]


def _indicators(source: Source) -> list[TableSheet]:
    lines = [] if source.within else indicator_lines(source.plan, lang=source.words.lang)
    found = [one for one in lines if one.places]
    if not found:
        return []
    return [
        worded(
            source.words,
            name=say("Indicators"),
            title=say("Indicators of the supervisor"),
            headings=[Heading(say("Indicator"), width=70), Heading(say("Places"), WHOLE, 12)],
            rows=[[one.name, one.places] for one in found],
        )
    ]


def _remote(source: Source) -> TableSheet:
    lines = [
        one
        for one in remote_lines(source.plan, spots=source.field.spots, lang=source.words.lang)
        if source.holds(one.station.code)
    ]
    nearest = nearest_signal(source.plan.operation.register.stations, positions=source.field.spots.positions)
    return worded(
        source.words,
        name=say("Hard stations"),
        title=say("Hard stations and stations without signal"),
        notes=[say("Distances to the nearest signal are as the crow flies, between stations (estimated).")],
        headings=[
            Heading(say("Station"), width=32),
            Heading(say("Kecamatan"), width=20),
            Heading(say("Hard"), width=8),
            Heading(say("Without signal"), width=10),
            Heading(say("By"), width=28),
            Heading(say("Planned arrival"), width=22),
            Heading(say("Nearest signal"), width=34),
        ],
        rows=[_remote_row(one, near=nearest.get(one.station.code), source=source) for one in lines],
    )


def _remote_row(one: RemoteLine, *, near: NearestSignal | None, source: Source) -> list[Said]:
    return [
        one.name,
        one.kecamatan,
        say("yes") if one.station.hard else "",
        say("yes") if one.station.is_blankspot else "",
        " > ".join(one.modes),
        source.moment(one.arrives) if one.arrives is not None else say("not planned"),
        say("{place}, {km} km", place=source.name(near.at), km=round(near.distance_m / 1000, 1))
        if near
        else _unheard(one),
    ]


def _unheard(one: RemoteLine) -> Text | str:
    return NOT_FILLED_IN if one.station.is_blankspot else ""
