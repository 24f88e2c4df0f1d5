"""The class that each station is manned by, from what the police say.

The supervisor's indicators are another register and never change a class: both are kept, never merged.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sampai.guarding.model import RiskBasis, RiskClaim, RiskClass, RiskDoubt, StationRisk
from sampai.kernel.ids import StationCode
from sampai.kernel.quantity import Certainty
from sampai.kernel.text import say
from sampai.places.model import Station

POLICE = "polri"
CLASS = "kelas"

STRICTNESS = (RiskClass.LESS, RiskClass.VULNERABLE, RiskClass.SPECIAL, RiskClass.VERY)
"""From the class that binds the fewest officers to the one that binds the most."""

CONFIDENCE_OF = {
    Certainty.MEASURED: 1.0,
    Certainty.REPORTED: 0.5,
    Certainty.ESTIMATED: 0.25,
    Certainty.ASSUMED: 0.1,
}
"""What a statement without a stated confidence counts for."""


def class_of(claim: RiskClaim) -> RiskClass | None:
    """The class that a statement names; None when it is not one of the police's about a class.

    `Sangat Rawan` and `sangat_rawan` are read as `sangat-rawan`.
    """
    return named_class(claim) if claim.institution.strip().lower() == POLICE else None


def named_class(claim: RiskClaim) -> RiskClass | None:
    """The police class that any institution's statement names; None when it names none."""
    if claim.indicator.strip().lower() != CLASS:
        return None
    word = "-".join(claim.value.lower().replace("_", " ").replace("-", " ").split())
    return next((risk for risk in RiskClass if risk.value == word), None)


def station_risks(
    stations: Sequence[Station], *, claims: Iterable[RiskClaim]
) -> tuple[tuple[StationRisk, ...], tuple[RiskDoubt, ...]]:
    """The class of every station with its reason, and where the police's own statements differ."""
    said = _by_place(claims)
    risks: list[StationRisk] = []
    doubts: list[RiskDoubt] = []
    for station in stations:
        about = said.get(station.code) or said.get(station.village) or said.get(station.village[:6]) or []
        risks.append(_risk(station, about=about))
        doubts.extend(_doubts(station.code, about=about))
    return tuple(risks), tuple(doubts)


def _by_place(claims: Iterable[RiskClaim]) -> Mapping[str, list[RiskClaim]]:
    said: dict[str, list[RiskClaim]] = defaultdict(list)
    for claim in claims:
        if class_of(claim) is not None:
            said[claim.place].append(claim)
    return {place: sorted(about, key=weight, reverse=True) for place, about in said.items()}


def weight(claim: RiskClaim) -> tuple[float, date, int, str]:
    """What a statement weighs: how sure it is, how late, how strict; its source settles the rest."""
    sure = CONFIDENCE_OF[claim.certainty] if claim.confidence is None else claim.confidence
    risk = named_class(claim)
    return sure, claim.day or date.min, STRICTNESS.index(risk) if risk else -1, claim.source


def _risk(station: Station, *, about: Sequence[RiskClaim]) -> StationRisk:
    if about:
        return _claimed(station.code, claim=about[0])
    if station.special is not None:
        why = say("It is a special location ({kind}).", kind=station.special.value)
        return StationRisk(
            station=station.code,
            risk=RiskClass.SPECIAL,
            why=why,
            basis=RiskBasis.DEFAULT,
        )
    why = say("No police statement names another class.")
    return StationRisk(
        station=station.code,
        risk=RiskClass.LESS,
        why=why,
        basis=RiskBasis.DEFAULT,
        certainty=Certainty.ASSUMED,
    )


def _claimed(station: StationCode, *, claim: RiskClaim) -> StationRisk:
    risk = class_of(claim)
    assert risk is not None
    named = claim.source or say("source not named")
    why = say("The police say so ({source}).", source=named)
    if claim.place == station[:10]:
        why = say("The police say so of the whole village ({source}).", source=named)
    if claim.place == station[:6]:
        why = say("The police say so of the whole kecamatan ({source}).", source=named)
    return StationRisk(station=station, risk=risk, why=why, certainty=claim.certainty)


def _doubts(station: StationCode, *, about: Sequence[RiskClaim]) -> Iterable[RiskDoubt]:
    others = tuple(claim for claim in about if class_of(claim) is not class_of(about[0]))
    if others:
        yield RiskDoubt(station=station, accepted=about[0], others=others)
