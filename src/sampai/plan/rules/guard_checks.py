"""Checks of the guard demand: officers short, doubtful classes, very vulnerable stations without a signal."""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from sampai.guarding.model import (
    GuardNeed,
    GuardPlan,
    RiskBasis,
    RiskBook,
    RiskClaim,
    RiskClass,
    RiskDoubt,
    Shortage,
)
from sampai.guarding.rules.proposals import plain
from sampai.guarding.rules.risk import CLASS, POLICE, class_of
from sampai.kernel.clock import HOUR, MINUTE
from sampai.kernel.text import Text, say
from sampai.places.model import Register, SignalGrade, Station, Territory
from sampai.plan.model import PlanProblem, Severity

FAR_M = 10_000
"""A squad whose stations lie further apart than this cannot help from one to the other."""

SLOW_S = HOUR
"""A reserve that needs longer than this comes too late. Assumed."""


def officers(guard: GuardPlan, *, territory: Territory) -> Iterator[PlanProblem]:
    """Officers short in all, and per kecamatan."""
    short = guard.shortage.missing or guard.officers_needed - guard.officers_available
    if short > 0:
        yield PlanProblem(
            code="officers-short",
            severity=Severity.STOP,
            subject=territory.root,
            what=_short(guard, short=short),
            remedy=_ways_out(guard.shortage),
        )
    for need in guard.needs:
        if need.missing:
            yield _of_kecamatan(need, sent=bool(guard.duties))


def _of_kecamatan(need: GuardNeed, *, sent: bool) -> PlanProblem:
    """A kecamatan whose own units do not suffice: a decision, unless the plan sends others."""
    remedy = say("Send {missing} officers from the Polres or a neighbouring Polsek.", missing=need.missing)
    return PlanProblem(
        code="officers-short-kecamatan",
        severity=Severity.NOTE if sent else Severity.WARN,
        subject=need.kecamatan,
        what=say(
            "{needed} officers are needed here; the units based here can send {available}.",
            needed=need.officers,
            available=need.available,
        ),
        remedy=say("The plan sends officers of other units as far as there are any.") if sent else remedy,
    )


def _short(guard: GuardPlan, *, short: int) -> Text:
    if guard.shortage.reserve:
        return say(
            "{needed} officers are needed, and {reserve} are kept in reserve; {available} can be sent, "
            "so {short} are missing.",
            needed=guard.officers_needed,
            reserve=guard.shortage.reserve,
            available=guard.officers_available,
            short=short,
        )
    return say(
        "{needed} officers are needed and {available} can be sent; {short} are missing.",
        needed=guard.officers_needed,
        available=guard.officers_available,
        short=short,
    )


def _ways_out(shortage: Shortage) -> Text:
    enough = next((other for other in shortage.patterns if not other.missing), None)
    if shortage.loans and enough:
        return say(
            "Ask {lender} for {officers} officers (about {km} km away), or agree on the pattern set "
            "{pattern}, which needs {needed}.",
            lender=shortage.loans[0].name,
            officers=shortage.loans[0].officers,
            km=round(shortage.loans[0].distance_m / 1000),
            pattern=enough.code,
            needed=enough.officers,
        )
    if shortage.loans:
        return say(
            "Ask {lender} for {officers} officers (about {km} km away), take some of the {reserve} in "
            "reserve, or agree on a pattern of your own with larger groups of TPS (sheet pola).",
            lender=shortage.loans[0].name,
            officers=shortage.loans[0].officers,
            km=round(shortage.loans[0].distance_m / 1000),
            reserve=shortage.reserve,
        )
    return say("Ask for reinforcement (BKO), or agree on a pattern with larger groups of TPS.")


def unguarded(guard: GuardPlan) -> Iterator[PlanProblem]:
    """Clusters that do not get the officers of their pattern."""
    for one in guard.shortage.unguarded:
        yield PlanProblem(
            code="stations-unguarded",
            severity=Severity.STOP if one.risk is RiskClass.VERY else Severity.WARN,
            subject=one.stations[0],
            what=say(
                "{stations} TPS of class {risk} get {given} of {officers} officers by pattern {pattern}.",
                stations=len(one.stations),
                risk=one.risk.value,
                given=one.given,
                officers=one.officers,
                pattern=one.pattern,
            ),
            remedy=say("Ask for {missing} more officers, or for another pattern.", missing=one.missing),
        )


def lent(guard: GuardPlan) -> Iterator[PlanProblem]:
    """Officers in reserve who had to go to stores or escorts, by the pack's order of duties."""
    left = sum(post.officers for post in guard.reserve)
    if left < guard.shortage.reserve:
        yield PlanProblem(
            code="reserve-lent",
            severity=Severity.WARN,
            subject="",
            what=say(
                "{left} of {kept} officers stay in reserve; the others are needed at guarded places or as "
                "escorts, which come first.",
                left=left,
                kept=guard.shortage.reserve,
            ),
            remedy=say("Ask for reinforcement (BKO), or accept the smaller reserve."),
        )


def responses(guard: GuardPlan) -> Iterator[PlanProblem]:
    """Posts of the reserve that are far from the stations that they stand ready for."""
    for post in guard.reserve:
        if post.response_s > SLOW_S:
            yield PlanProblem(
                code="reserve-far",
                severity=Severity.NOTE,
                subject=post.place,
                what=say(
                    "The reserve here needs up to {minutes} minutes to a station that it stands ready for.",
                    minutes=-(-post.response_s // MINUTE),
                ),
                remedy=say("List a nearer forward post (pos aju) in the sheet tempat."),
            )


def doubts(guard: GuardPlan) -> Iterator[PlanProblem]:
    """Stations of which the police's own statements name different classes."""
    for doubt in guard.doubts:
        yield PlanProblem(
            code="class-doubtful",
            severity=Severity.NOTE,
            subject=doubt.station,
            what=_both(doubt),
            remedy=say("Ask the Polres which class holds and delete the other statement."),
        )


def _both(doubt: RiskDoubt) -> Text:
    return say(
        "The class of this TPS is planned as {accepted} ({source}); {others} is said too ({other_sources}).",
        accepted=doubt.accepted.value,
        source=doubt.accepted.source,
        others=", ".join(claim.value for claim in doubt.others),
        other_sources=", ".join(claim.source for claim in doubt.others),
    )


def unknown_classes(claims: Sequence[RiskClaim]) -> Iterator[PlanProblem]:
    """Police statements about a class that is none of the four."""
    for claim in claims:
        about_class = (claim.institution.strip().lower(), claim.indicator.strip().lower()) == (POLICE, CLASS)
        if about_class and class_of(claim) is None:
            yield PlanProblem(
                code="class-unknown",
                severity=Severity.WARN,
                subject=claim.place,
                what=say("“{value}” is no class, so it was not used.", value=claim.value),
                remedy=say("Write kurang-rawan, rawan, sangat-rawan or khusus in the sheet kerawanan."),
            )


def proposals(guard: GuardPlan) -> Iterator[PlanProblem]:
    """Stations that are planned with a class which only rules of the pack propose."""
    for risk in guard.risks:
        if risk.basis is RiskBasis.PROPOSED:
            yield PlanProblem(
                code="class-proposed",
                severity=Severity.NOTE,
                subject=risk.station,
                what=say(
                    "The class of this TPS is planned as {risk}. {why}", risk=risk.risk.value, why=risk.why
                ),
                remedy=say("Accept it or write another class in the sheet kesepakatan, with a reason."),
            )


def agreements(guard: GuardPlan) -> Iterator[PlanProblem]:
    """Versions of classes that are opened again and not signed, or signed by some only."""
    last = {one.place: one for one in guard.vulnerability.agreements}
    for one in last.values():
        if one.missing:
            yield PlanProblem(
                code="agreement-unsigned",
                severity=Severity.NOTE if one.in_force else Severity.WARN,
                subject=one.place,
                what=say(
                    "Version {version} ({risk}) of the class is not signed by: {missing}.",
                    version=one.version,
                    risk=one.risk.value,
                    missing=", ".join(one.missing),
                ),
                remedy=say("Bring it to the coordination meeting; add a row to the sheet kesepakatan."),
            )


def unknown_indicators(claims: Sequence[RiskClaim], *, book: RiskBook) -> Iterator[PlanProblem]:
    """The supervisor's statements on an indicator that neither its list nor a rule of the pack knows."""
    if book.indicators is None:
        return
    used = {condition.name for rule in book.rules for condition in rule.conditions}
    known = sorted({*used, CLASS, *(one.code for one in book.indicators.indicators)})
    for claim in claims:
        name = plain(claim.indicator)
        if claim.institution == book.indicators.institution and name not in known:
            yield PlanProblem(
                code="indicator-unknown",
                severity=Severity.NOTE,
                subject=claim.place,
                what=say("The indicator “{name}” is on no list, so no rule uses it.", name=claim.indicator),
                remedy=say(
                    "Write one of: {codes}.", codes=", ".join(get_close_matches(name, known) or known)
                ),
            )


def disagreements(guard: GuardPlan) -> Iterator[PlanProblem]:
    """Stations of which another institution than the police names another class than the plan's."""
    for place in guard.disagreements:
        others = [
            one
            for one in place.versions
            if one.risk is not place.planned and one.institution.strip().lower() not in {POLICE, ""}
        ]
        if others:
            yield PlanProblem(
                code="class-disputed",
                severity=Severity.NOTE,
                subject=place.station,
                what=say(
                    "The class is planned as {planned}; other institutions say: {others}.",
                    planned=place.planned.value,
                    others=", ".join(f"{one.institution} {one.risk.value}" for one in others),
                ),
                remedy=say("Agree on one class and sign it in the sheet kesepakatan."),
            )


def signals(guard: GuardPlan, *, register: Register) -> Iterator[PlanProblem]:
    """Very vulnerable stations from which nobody can call, or of which nobody knows."""
    very = {risk.station for risk in guard.risks if risk.risk is RiskClass.VERY}
    for station in register.stations:
        if station.code in very and _is_mute(station):
            yield PlanProblem(
                code="very-vulnerable-no-signal",
                severity=Severity.WARN,
                subject=station.code,
                what=say("This TPS is very vulnerable and has no telephone signal."),
                remedy=say("Give its officers a radio, and name the nearest place with a signal."),
            )
        elif station.code in very and not station.signal:
            yield PlanProblem(
                code="very-vulnerable-signal-unknown",
                severity=Severity.NOTE,
                subject=station.code,
                what=say("This TPS is very vulnerable, and nobody said whether a telephone works there."),
                remedy=say("Write the signal in the sheet tps."),
            )


def _is_mute(station: Station) -> bool:
    return bool(station.signal) and all(signal.grade is SignalGrade.NONE for signal in station.signal)


def ranges(guard: GuardPlan) -> Iterator[PlanProblem]:
    """Groups that are smaller than the range of their pattern, told once."""
    small = [cluster for cluster in guard.clusters if cluster.is_below_range]
    if small:
        yield PlanProblem(
            code="clusters-below-range",
            severity=Severity.NOTE,
            subject=small[0].stations[0],
            what=say(
                "{count} groups of TPS are smaller than their pattern's range, because no other TPS of their "
                "class can join them by land within the kecamatan; the first has {stations} TPS (pattern "
                "{pattern}).",
                count=len(small),
                stations=len(small[0].stations),
                pattern=small[0].pattern,
            ),
            remedy=say(
                "Agree on a pattern for such places in the sheet pola, or leave the groups as they are."
            ),
        )


def reaches(guard: GuardPlan) -> Iterator[PlanProblem]:
    """Clusters whose stations lie too far apart for one squad."""
    for cluster in guard.clusters:
        if cluster.reach_m > FAR_M and len(cluster.stations) > cluster.officers:
            yield PlanProblem(
                code="cluster-wide",
                severity=Severity.NOTE,
                subject=cluster.stations[0],
                what=say(
                    "{officers} officers guard {stations} TPS that lie up to {km} km apart.",
                    officers=cluster.officers,
                    stations=len(cluster.stations),
                    km=round(cluster.reach_m / 1000, 1),
                ),
                remedy=say("Split this group, or give it a vehicle."),
            )
