"""The guard demand as tables: need per kecamatan, clusters, classes of the stations, units."""

from collections.abc import Callable, Sequence

from sampai.guarding.model import GuardPlan, RiskClass, Unit
from sampai.guarding.rules.demand import is_police
from sampai.kernel.table.page import TableSheet
from sampai.kernel.table.worded import CERTAINTY, TENTHS, WHOLE, Heading, worded
from sampai.kernel.text import Words, say

Naming = Callable[[str], str]
"""What people call the place, village or station with a code."""


def guard_sheets(guard: GuardPlan, *, units: Sequence[Unit], name: Naming, words: Words) -> list[TableSheet]:
    """All sheets of the guard demand."""
    return [
        needs_sheet(guard, name=name, words=words),
        patterns_sheet(guard, words=words),
        clusters_sheet(guard, name=name, words=words),
        classes_sheet(guard, name=name, words=words),
        units_sheet(units, name=name, words=words),
    ]


def needs_sheet(guard: GuardPlan, *, name: Naming, words: Words) -> TableSheet:
    """Stations per class, officers and Linmas needed, and who is there, per kecamatan."""
    return worded(
        words,
        name=say("Kecamatan"),
        title=say("Officers needed and available per kecamatan"),
        notes=[say("The regency's own police (Polres) are no kecamatan's; they count in the total.")],
        headings=[
            Heading(say("Code")),
            Heading(say("Kecamatan"), width=24),
            *(Heading(risk.value, WHOLE) for risk in RiskClass),
            Heading(say("Stations"), WHOLE),
            Heading(say("Officers needed"), WHOLE, 16),
            Heading(say("Officers available"), WHOLE, 16),
            Heading(say("Officers missing"), WHOLE, 16),
            Heading(say("Linmas"), WHOLE),
        ],
        rows=[
            [
                need.kecamatan,
                name(need.kecamatan),
                *(dict(need.stations).get(risk, 0) for risk in RiskClass),
                sum(count for _, count in need.stations),
                need.officers,
                need.available,
                need.missing,
                need.linmas,
            ]
            for need in guard.needs
        ],
        total_row=[
            words.say(say("In all")),
            "",
            *(sum(dict(need.stations).get(risk, 0) for need in guard.needs) for risk in RiskClass),
            sum(count for need in guard.needs for _, count in need.stations),
            guard.officers_needed,
            guard.officers_available,
            max(0, guard.officers_needed - guard.officers_available),
            sum(need.linmas for need in guard.needs),
        ],
    )


def patterns_sheet(guard: GuardPlan, *, words: Words) -> TableSheet:
    """The pattern of each class, and what it rests on."""
    return worded(
        words,
        name=say("Patterns"),
        title=say("Pattern set: {name}", name=guard.patterns.name),
        notes=[say("Source: {source}", source=guard.patterns.basis.source)],
        headings=[
            Heading(say("Class"), width=20),
            Heading(say("Officers"), WHOLE),
            Heading(say("Stations"), WHOLE),
            Heading(say("Linmas"), WHOLE),
            Heading(say("Assumed"), width=30),
        ],
        rows=[
            [p.risk.value, p.officers, p.stations, p.linmas, ", ".join(p.assumed)]
            for p in guard.patterns.patterns
        ],
    )


def clusters_sheet(guard: GuardPlan, *, name: Naming, words: Words) -> TableSheet:
    """Every group of neighbouring stations with its officers, Linmas and reach."""
    return worded(
        words,
        name=say("Groups of TPS"),
        title=say("Groups of neighbouring TPS that one squad guards"),
        notes=[say("The reach is the longest straight distance between two TPS of a group, an estimate.")],
        headings=[
            Heading(say("Group"), WHOLE, 8),
            Heading(say("Kecamatan"), width=24),
            Heading(say("Class"), width=16),
            Heading(say("Stations"), WHOLE),
            Heading(say("Officers"), WHOLE),
            Heading(say("Linmas"), WHOLE),
            Heading(say("Reach (km)"), TENTHS),
            Heading(say("Stations by name"), width=60),
            Heading(say("Codes of the stations"), width=60),
        ],
        rows=[
            [
                number,
                name(cluster.kecamatan),
                cluster.risk.value,
                len(cluster.stations),
                cluster.officers,
                cluster.linmas,
                round(cluster.reach_m / 1000, 1),
                ", ".join(name(station) for station in cluster.stations),
                ", ".join(cluster.stations),
            ]
            for number, cluster in enumerate(guard.clusters, start=1)
        ],
    )


def classes_sheet(guard: GuardPlan, *, name: Naming, words: Words) -> TableSheet:
    """The class of every station and why it is planned with it."""
    return worded(
        words,
        name=say("Classes"),
        title=say("Class of every TPS by the police's statements"),
        notes=[say("The supervisor's (Bawaslu) indicators are another list and change no class.")],
        headings=[
            Heading(say("Code"), width=16),
            Heading(say("Station"), width=28),
            Heading(say("Kecamatan"), width=24),
            Heading(say("Class"), width=16),
            Heading(say("Why"), width=70),
        ],
        rows=[
            [risk.station, name(risk.station), name(risk.station[:6]), risk.risk.value, risk.why]
            for risk in guard.risks
        ],
    )


def units_sheet(units: Sequence[Unit], *, name: Naming, words: Words) -> TableSheet:
    """Every unit with its strength, and whether it counts as officers of the pattern."""
    return worded(
        words,
        name=say("Units"),
        title=say("Units and their strength"),
        notes=[say("Only police count as officers of the pattern.")],
        headings=[
            Heading(say("Code"), width=16),
            Heading(say("Unit"), width=28),
            Heading(say("Institution")),
            Heading(say("Base"), width=24),
            Heading(say("Strength"), WHOLE),
            Heading(say("Available"), WHOLE),
            Heading(say("Counted"), WHOLE),
            Heading(say("Certainty")),
            Heading(say("Source"), width=40),
        ],
        rows=[
            [
                unit.code,
                unit.name,
                unit.institution,
                name(unit.base),
                unit.strength,
                unit.available,
                unit.available if is_police(unit) else 0,
                CERTAINTY[unit.certainty],
                unit.source,
            ]
            for unit in units
        ],
    )
