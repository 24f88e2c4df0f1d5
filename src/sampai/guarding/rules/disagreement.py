"""Where institutions differ about the class of a station, and what each version costs in officers."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from sampai.guarding.model import (
    Disagreement,
    GuardPlan,
    InstitutionView,
    PatternSet,
    RiskClaim,
    RiskClass,
    RiskVersion,
    StationRisk,
    VulnerabilityRegister,
)
from sampai.guarding.rules.clusters import fewest
from sampai.guarding.rules.risk import named_class, weight
from sampai.kernel.ids import StationCode
from sampai.places.model import Mode, Station, Territory

OfficersFor = Callable[[Sequence[StationRisk]], int]
"""Officers that the stations of whole kecamatan need when they have these classes."""

Voice = tuple[str, str]
"""An institution and its source; the pack's rules are ("", "")."""

RULES: Voice = ("", "")


def versions_of(
    register: VulnerabilityRegister, *, claims: Iterable[RiskClaim]
) -> Mapping[StationCode, Mapping[Voice, RiskClass]]:
    """Who says which class of which station, where not all say what is planned.

    A statement on a village or kecamatan holds for its stations that the same source says nothing else of.
    """
    said = _by_place(claims)
    proposed = {one.station: one.risk for one in register.proposals}
    found = {}
    for risk in register.risks:
        voices = dict(_said_of(risk.station, said=said))
        if risk.station in proposed:
            voices[RULES] = proposed[risk.station]
        if any(other is not risk.risk for other in voices.values()):
            found[risk.station] = voices
    return found


def disagreements_of(
    register: VulnerabilityRegister, *, claims: Iterable[RiskClaim], officers_for: OfficersFor
) -> tuple[tuple[Disagreement, ...], tuple[InstitutionView, ...]]:
    """Every station that is seen differently, and the plan as each institution would have it.

    `officers_for` is asked for one kecamatan at a time, since nobody guards stations of two.
    """
    found = versions_of(register, claims=claims)
    costs = _Costs(register.risks, officers_for=officers_for)
    places = tuple(
        Disagreement(
            station=risk.station,
            planned=risk.risk,
            versions=tuple(
                RiskVersion(
                    risk=other,
                    institution=institution,
                    source=source,
                    extra_officers=costs.more({risk.station: other}),
                )
                for (institution, source), other in sorted(found[risk.station].items())
            ),
        )
        for risk in register.risks
        if risk.station in found
    )
    return places, _views(places, costs=costs)


def with_versions(guard: GuardPlan, *, claims: Iterable[RiskClaim], officers_for: OfficersFor) -> GuardPlan:
    """The guard plan with every version of a class that differs from its own, and what it costs."""
    places, views = disagreements_of(guard.vulnerability, claims=claims, officers_for=officers_for)
    return replace(guard, disagreements=places, views=views)


def officers_by_clusters(
    stations: Sequence[Station],
    *,
    patterns: PatternSet,
    territory: Territory,
    cut_off: frozenset[Mode] = frozenset(),
) -> OfficersFor:
    """Counts officers over clusters of neighbours, as the plan does."""
    of = {station.code: station for station in stations}

    def officers_for(risks: Sequence[StationRisk]) -> int:
        return fewest(
            [of[risk.station] for risk in risks],
            class_of={risk.station: risk.risk for risk in risks},
            patterns=patterns,
            territory=territory,
            cut_off=cut_off,
        )

    return officers_for


class _Costs:
    """What other classes would cost; each kecamatan is counted once as planned."""

    def __init__(self, risks: Sequence[StationRisk], *, officers_for: OfficersFor) -> None:
        self.officers_for = officers_for
        self.of: dict[str, list[StationRisk]] = defaultdict(list)
        for risk in risks:
            self.of[risk.station[:6]].append(risk)
        self.planned: dict[str, int] = {}
        self.asked: dict[tuple[tuple[StationCode, RiskClass], ...], int] = {}

    def more(self, classes: Mapping[StationCode, RiskClass]) -> int:
        """More officers than planned (or fewer: below zero) with these classes in the place of the plan's."""
        kecamatan = sorted({station[:6] for station in classes})
        return sum(
            self._in(one, classes={code: risk for code, risk in classes.items() if code[:6] == one})
            for one in kecamatan
        )

    def _in(self, kecamatan: str, *, classes: Mapping[StationCode, RiskClass]) -> int:
        key = tuple(sorted(classes.items()))
        if kecamatan not in self.planned:
            self.planned[kecamatan] = self.officers_for(self.of[kecamatan])
        if key not in self.asked:
            other = [replace(risk, risk=classes.get(risk.station, risk.risk)) for risk in self.of[kecamatan]]
            self.asked[key] = self.officers_for(other)
        return self.asked[key] - self.planned[kecamatan]

    def total(self) -> int:
        """Officers as planned."""
        for kecamatan, risks in self.of.items():
            self.planned.setdefault(kecamatan, self.officers_for(risks))
        return sum(self.planned.values())


def _views(places: Sequence[Disagreement], *, costs: _Costs) -> tuple[InstitutionView, ...]:
    of: dict[Voice, dict[StationCode, RiskClass]] = defaultdict(dict)
    for place in places:
        for version in place.versions:
            if version.risk is not place.planned:
                of[version.institution, version.source][place.station] = version.risk
    planned = costs.total() if of else 0
    return tuple(
        InstitutionView(
            institution=institution,
            source=source,
            stations=len(classes),
            officers=planned + costs.more(classes),
        )
        for (institution, source), classes in sorted(of.items())
    )


def _by_place(claims: Iterable[RiskClaim]) -> Mapping[str, Mapping[Voice, RiskClass]]:
    """The class that each source names of each place, the surest and latest where it names several."""
    said: dict[str, dict[Voice, RiskClass]] = defaultdict(dict)
    for claim in sorted(claims, key=weight):
        risk = named_class(claim)
        if risk is not None:
            said[claim.place][claim.institution, claim.source] = risk
    return said


def _said_of(
    station: StationCode, *, said: Mapping[str, Mapping[Voice, RiskClass]]
) -> Iterable[tuple[Voice, RiskClass]]:
    for code in (station[:4], station[:6], station[:10], station):
        yield from said.get(code, {}).items()
