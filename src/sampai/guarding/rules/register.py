"""The vulnerability register: the class of every station, from agreements, statements and proposals."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sampai.guarding.model import (
    Acceptance,
    Agreement,
    Proposal,
    RiskBasis,
    RiskBook,
    RiskClaim,
    StationRisk,
    VulnerabilityRegister,
)
from sampai.guarding.rules.agreements import agreements_of, covering, in_force
from sampai.guarding.rules.proposals import plain, proposals_of
from sampai.guarding.rules.risk import CLASS, station_risks
from sampai.kernel.ids import digest
from sampai.kernel.quantity import Certainty
from sampai.kernel.text import Text, say
from sampai.places.model import Station


def vulnerability_register(
    stations: Sequence[Station],
    *,
    claims: Sequence[RiskClaim],
    acceptances: Iterable[Acceptance] = (),
    book: RiskBook,
) -> VulnerabilityRegister:
    """The class of every station: agreed, else stated by the police, else proposed, else less vulnerable."""
    stated, doubts = station_risks(stations, claims=claims)
    proposals = proposals_of(stations, claims=claims, rules=book.rules)
    agreements = agreements_of(acceptances, book=book)
    agreed, proposed = in_force(agreements), {one.station: one for one in proposals}
    risks = tuple(
        _settled(risk, agreement=covering(risk.station, agreed=agreed), proposal=proposed.get(risk.station))
        for risk in stated
    )
    open_ones = {risk.station for risk in risks if risk.basis is not RiskBasis.AGREED}
    register = VulnerabilityRegister(
        risks=risks,
        doubts=tuple(doubt for doubt in doubts if doubt.station in open_ones),
        proposals=proposals,
        agreements=agreements,
        indicators=tuple(claim for claim in claims if plain(claim.indicator) != CLASS),
    )
    return replace(register, digest=_digest(register))


def _digest(register: VulnerabilityRegister) -> str:
    """Over every class with its ground, the agreements, and what is said beside them; not the wording."""
    classes = "\n".join(f"{risk.station} {risk.risk} {risk.basis}" for risk in register.risks)
    return digest({"classes": classes, "agreements": register.agreements, "indicators": register.indicators})


def _settled(stated: StationRisk, *, agreement: Agreement | None, proposal: Proposal | None) -> StationRisk:
    if agreement is not None:
        return StationRisk(
            station=stated.station,
            risk=agreement.risk,
            why=_agreed(agreement),
            basis=RiskBasis.AGREED,
            certainty=Certainty.REPORTED,
        )
    if proposal is not None and stated.basis is RiskBasis.DEFAULT:
        return StationRisk(
            station=stated.station,
            risk=proposal.risk,
            why=say("Proposed, and not accepted by anybody yet: {why}", why=proposal.why),
            basis=RiskBasis.PROPOSED,
            certainty=Certainty.ESTIMATED,
        )
    return stated


def _agreed(agreement: Agreement) -> Text:
    institutions = ", ".join(one.institution for one in agreement.signed)
    reason = next((one.reason for one in agreement.signed if one.reason), "")
    if reason:
        return say(
            "Agreed, version {version}, signed by {institutions}: {reason}",
            version=agreement.version,
            institutions=institutions,
            reason=reason,
        )
    return say(
        "Agreed, version {version}, signed by {institutions}.",
        version=agreement.version,
        institutions=institutions,
    )
