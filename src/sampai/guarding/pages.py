"""The guard demand as tables: need per kecamatan, clusters, classes of the stations, units."""

from collections.abc import Callable, Sequence

from sampai.guarding.model import GuardPlan, Pattern, RiskBasis, RiskClass, Unit, VulnerabilityRegister
from sampai.guarding.rules.demand import is_police
from sampai.guarding.rules.patterns import groups_by_strength
from sampai.kernel.table.page import TableSheet
from sampai.kernel.table.worded import CERTAINTY, TENTHS, WHOLE, Heading, worded
from sampai.kernel.text import Words, say

BASIS = {
    RiskBasis.AGREED: say("agreed"),
    RiskBasis.STATED: say("stated by the police"),
    RiskBasis.PROPOSED: say("proposed by rules"),
    RiskBasis.DEFAULT: say("nothing said"),
}

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
        *vulnerability_sheets(guard, name=name, words=words),
    ]


def vulnerability_sheets(guard: GuardPlan, *, name: Naming, words: Words) -> list[TableSheet]:
    """Where institutions differ, signatures, what is said beside the classes; those that hold anything."""
    register = guard.vulnerability
    return [
        *([disagreements_sheet(guard, name=name, words=words)] if guard.disagreements else ()),
        *([views_sheet(guard, words=words)] if guard.views else ()),
        *([agreements_sheet(register, name=name, words=words)] if register.agreements else ()),
        *([indicators_sheet(register, name=name, words=words)] if register.indicators else ()),
        *([ranges_sheet(guard, name=name, words=words)] if has_ranges(guard) else ()),
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
            Heading(say("Pattern"), width=18),
            Heading(say("Officers"), WHOLE),
            Heading(say("Stations"), WHOLE),
            Heading(say("Linmas"), WHOLE),
            Heading(say("Assumed"), width=30),
            Heading(say("Where"), width=24),
            Heading(say("Remote only")),
            Heading(say("Source"), width=40),
        ],
        rows=[
            [*_pattern(p), say("everywhere"), "", guard.patterns.basis.source]
            for p in guard.patterns.patterns
        ]
        + [
            [
                *_pattern(one.pattern),
                one.within or say("everywhere"),
                say("yes") if one.remote else "",
                one.source or guard.patterns.basis.source,
            ]
            for one in guard.patterns.overrides
        ],
    )


def _pattern(pattern: Pattern) -> list[str | int]:
    return [
        pattern.risk.value,
        pattern.shape,
        pattern.officers,
        pattern.stations,
        pattern.linmas,
        ", ".join(pattern.assumed),
    ]


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
        title=say("Class of every TPS, and what it rests on"),
        notes=[say("The supervisor's (Bawaslu) indicators are another list and change no class.")],
        headings=[
            Heading(say("Code"), width=16),
            Heading(say("Station"), width=28),
            Heading(say("Kecamatan"), width=24),
            Heading(say("Class"), width=16),
            Heading(say("Rests on")),
            Heading(say("Certainty")),
            Heading(say("Why"), width=70),
        ],
        rows=[
            [
                risk.station,
                name(risk.station),
                name(risk.station[:6]),
                risk.risk.value,
                BASIS[risk.basis],
                CERTAINTY[risk.certainty],
                risk.why,
            ]
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


def disagreements_sheet(guard: GuardPlan, *, name: Naming, words: Words) -> TableSheet:
    """Every version of every station that is seen differently, and what it costs."""
    return worded(
        words,
        name=say("Disagreements"),
        title=say("TPS of which not all say the same class, and what each version costs"),
        notes=[say("Officers: more (or fewer, below zero) than planned, if this class were planned with.")],
        headings=[
            Heading(say("Code"), width=16),
            Heading(say("Station"), width=28),
            Heading(say("Planned"), width=16),
            Heading(say("Institution")),
            Heading(say("Says"), width=16),
            Heading(say("Officers"), WHOLE),
            Heading(say("Source"), width=70),
        ],
        rows=[
            [
                place.station,
                name(place.station),
                place.planned.value,
                one.institution or say("rules of the pack"),
                one.risk.value,
                one.extra_officers,
                one.source,
            ]
            for place in guard.disagreements
            for one in place.versions
        ],
    )


def views_sheet(guard: GuardPlan, *, words: Words) -> TableSheet:
    """The whole demand as each institution would have it."""
    return worded(
        words,
        name=say("By institution"),
        title=say("Officers needed if one institution's version held everywhere"),
        notes=[say("As planned: {officers} officers.", officers=guard.officers_needed)],
        headings=[
            Heading(say("Institution"), width=20),
            Heading(say("Stations with another class"), WHOLE, 16),
            Heading(say("Officers needed"), WHOLE, 16),
            Heading(say("Source"), width=70),
        ],
        rows=[
            [one.institution or say("rules of the pack"), one.stations, one.officers, one.source]
            for one in guard.views
        ],
    )


def agreements_sheet(register: VulnerabilityRegister, *, name: Naming, words: Words) -> TableSheet:
    """Every signature under every version."""
    return worded(
        words,
        name=say("Agreements"),
        title=say("Classes that were agreed, with signatures"),
        notes=[say("Digest of the register: {digest}", digest=register.digest)],
        headings=[
            Heading(say("Code"), width=16),
            Heading(say("Place"), width=28),
            Heading(say("Version"), WHOLE, 8),
            Heading(say("Class"), width=16),
            Heading(say("In force")),
            Heading(say("Institution")),
            Heading(say("Signed by"), width=28),
            Heading(say("Date")),
            Heading(say("Reason"), width=60),
        ],
        rows=[
            [
                version.place,
                name(version.place),
                version.version,
                version.risk.value,
                say("yes") if version.in_force else say("no"),
                one.institution,
                one.who,
                one.day.isoformat(),
                one.reason,
            ]
            for version in register.agreements
            for one in version.signed
        ],
    )


def indicators_sheet(register: VulnerabilityRegister, *, name: Naming, words: Words) -> TableSheet:
    """What is said of places beside their class."""
    return worded(
        words,
        name=say("Indicators"),
        title=say("Indicators of places, by institution"),
        notes=[say("The supervisor's (Bawaslu) indicators are another list and change no class.")],
        headings=[
            Heading(say("Code"), width=16),
            Heading(say("Place"), width=28),
            Heading(say("Institution")),
            Heading(say("Indicator"), width=28),
            Heading(say("Value")),
            Heading(say("Date")),
            Heading(say("Certainty")),
            Heading(say("Source"), width=60),
        ],
        rows=[
            [
                claim.place,
                name(claim.place),
                claim.institution,
                claim.indicator,
                claim.value,
                claim.iso_day,
                CERTAINTY[claim.certainty],
                claim.source,
            ]
            for claim in register.indicators
        ],
    )


def has_ranges(guard: GuardPlan) -> bool:
    """Whether a pattern of the plan is a range of stations."""
    patterns = (*guard.patterns.patterns, *(one.pattern for one in guard.patterns.overrides))
    return any(pattern.least_stations for pattern in patterns)


def ranges_sheet(guard: GuardPlan, *, name: Naming, words: Words) -> TableSheet:
    """How many groups the officers suffice for, where a pattern is a range."""
    counts = groups_by_strength(guard.risks, patterns=guard.patterns, officers=guard.officers_available)
    return worded(
        words,
        name=say("Ranges"),
        title=say("Groups that the pattern's range allows, and that the officers suffice for"),
        notes=[
            say("Stations are only counted here; ways and water may ask for more groups."),
            say("The plan groups by the largest number of stations that the pattern allows."),
        ],
        headings=[
            Heading(say("Kecamatan"), width=24),
            Heading(say("Class"), width=16),
            Heading(say("Pattern"), width=18),
            Heading(say("Stations"), WHOLE),
            Heading(say("Fewest groups"), WHOLE),
            Heading(say("Most groups"), WHOLE),
            Heading(say("Groups by strength"), WHOLE),
            Heading(say("Stations of the largest group"), WHOLE, 18),
            Heading(say("Officers"), WHOLE),
        ],
        rows=[
            [
                name(one.kecamatan),
                one.pattern.risk.value,
                one.pattern.shape,
                one.stations,
                one.fewest,
                one.most,
                one.groups,
                one.largest,
                one.officers,
            ]
            for one in counts
        ],
        total_row=[
            words.say(say("In all")),
            "",
            "",
            *(sum(getattr(one, key) for one in counts) for key in ("stations", "fewest", "most", "groups")),
            "",
            sum(one.officers for one in counts),
        ],
    )
