"""The first guard demand: officers needed per kecamatan against those that its units can send."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from sampai.guarding.model import (
    Cluster,
    GuardNeed,
    GuardPlan,
    GuardRules,
    PatternSet,
    RiskBook,
    RiskClaim,
    RiskClass,
    Unit,
    VulnerabilityRegister,
)
from sampai.guarding.ports import Grouper
from sampai.guarding.rules.clusters import BY_PATH, make_clusters
from sampai.guarding.rules.register import vulnerability_register
from sampai.guarding.rules.risk import POLICE
from sampai.kernel.ids import RegionCode
from sampai.places.model import CODE_LENGTH, Mode, PlaceKind, RegionLevel, Register, Territory

_KECAMATAN = CODE_LENGTH[RegionLevel.KECAMATAN]


def plan_guard(
    register: Register,
    *,
    claims: Sequence[RiskClaim],
    units: Sequence[Unit],
    patterns: PatternSet,
    territory: Territory,
    cut_off: frozenset[Mode] = frozenset(),
    grouper: Grouper = BY_PATH,
    sending: GuardRules | None = None,
    vulnerability: VulnerabilityRegister | None = None,
) -> GuardPlan:
    """Class per station, clusters by pattern, and the need of every kecamatan that has stations.

    `cut_off` are the modes that leave the road net; clusters do not join what only these reach to the rest.
    Classes are those of the vulnerability register; without one, those that the claims alone give.
    `sending` says how fast officers move between the stations of a cluster; nobody is sent out yet.
    """
    if vulnerability is None:
        vulnerability = vulnerability_register(register.stations, claims=claims, book=RiskBook())
    clusters = make_clusters(
        register.stations,
        risks=vulnerability.risks,
        patterns=patterns,
        territory=territory,
        cut_off=cut_off,
        grouper=grouper,
        sending=sending,
    )
    return GuardPlan(
        risks=vulnerability.risks,
        clusters=clusters,
        needs=needs_of(clusters, available=available_in(units, register=register)),
        patterns=patterns,
        officers_needed=sum(cluster.officers for cluster in clusters),
        officers_available=sum(unit.available for unit in units if is_police(unit)),
        doubts=vulnerability.doubts,
        vulnerability=vulnerability,
        grouping=grouper.name,
    )


def is_police(unit: Unit) -> bool:
    """Whether a unit's strength counts as officers of the pattern; soldiers and civil guards do not."""
    return unit.institution.strip().lower() == POLICE


def available_in(units: Iterable[Unit], *, register: Register) -> Mapping[RegionCode, int]:
    """Police that can be sent out, by the kecamatan in which their unit is based.

    A regency's own police (based at a Polres) belong to no kecamatan: they count in the total only.
    """
    available: Counter[RegionCode] = Counter()
    for unit in units:
        base = register.place(unit.base)
        if is_police(unit) and base and base.kind is not PlaceKind.POLRES and len(base.region) >= _KECAMATAN:
            available[RegionCode(base.region[:_KECAMATAN])] += unit.available
    return available


def needs_of(clusters: Iterable[Cluster], *, available: Mapping[RegionCode, int]) -> tuple[GuardNeed, ...]:
    """Sums of the clusters per kecamatan, in code order."""
    of: dict[RegionCode, list[Cluster]] = {}
    for cluster in clusters:
        of.setdefault(cluster.kecamatan, []).append(cluster)
    return tuple(
        GuardNeed(
            kecamatan=kecamatan,
            stations=_per_class(of[kecamatan]),
            officers=sum(cluster.officers for cluster in of[kecamatan]),
            linmas=sum(cluster.linmas for cluster in of[kecamatan]),
            available=available.get(kecamatan, 0),
        )
        for kecamatan in sorted(of)
    )


def _per_class(clusters: Iterable[Cluster]) -> tuple[tuple[RiskClass, int], ...]:
    count: Counter[RiskClass] = Counter()
    for cluster in clusters:
        count[cluster.risk] += len(cluster.stations)
    return tuple((risk, count[risk]) for risk in RiskClass if count[risk])
