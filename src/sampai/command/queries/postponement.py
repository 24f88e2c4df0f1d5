"""Reads of the postponement desk: dossiers by incident, and what each station's new vote asks for."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sampai.command.queries.ballots import guards_of
from sampai.command.queries.plans import PlanInForce
from sampai.command.queries.station import Arrives, arrivals_of
from sampai.command.rules.postponement import LOST, case_of
from sampai.command.tables import PostponementRow
from sampai.custody.queries import BoxFilter, BoxView
from sampai.custody.queries.boxes import views_of, wanted
from sampai.guarding.queries import ClusterView
from sampai.incidents.model import LegalPath, StationCase
from sampai.kernel.rights import Deed, Forbidden, Scope, Secrecy
from sampai.places.tables import StationRow

MOST = 200
"""Stations whose works are told one by one."""
STATION_DIGITS = 13


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What one person proposed or decided of one station."""

    incident: str
    election: str
    station: str
    is_decision: bool
    path: LegalPath
    vote_on: date
    case: StationCase
    agreed: bool
    reason: str
    by: str
    at_ms: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One station of an incident: the last proposal, and the decision on it, where there is one."""

    station: str
    proposal: Statement
    decision: Statement | None

    @property
    def is_decided(self) -> bool:
        """Whether whoever decides agreed."""
        return self.decision is not None and self.decision.agreed


@dataclass(frozen=True, slots=True, kw_only=True)
class Works:
    """What is to be done for one station: boxes to pack anew, journeys and guards that are touched."""

    station: str
    name: str
    voters: int
    boxes: tuple[BoxView, ...]
    journeys: tuple[Arrives, ...]
    cluster: ClusterView | None

    @property
    def lost(self) -> tuple[BoxView, ...]:
        """Boxes in which something is wrong."""
        return tuple(box for box in self.boxes if LOST.intersection(box.troubles))


def statements(
    scope: Scope, *, event: str = "", incident: str = "", most: int = 5_000
) -> Sequence[Statement]:
    """Everything proposed and decided in the territory, the last first.

    Raises `Forbidden` for whom custody is not.
    """
    if Deed.SEE_CUSTODY not in scope.deeds or not scope.sees(Secrecy.AGENCIES):
        raise Forbidden(Deed.SEE_CUSTODY)
    rows = PostponementRow.objects.filter(label__range=scope.span)
    if len(scope.territory) == STATION_DIGITS:
        rows = rows.filter(station=scope.territory)
    if event:
        rows = rows.filter(election=event)
    if incident:
        rows = rows.filter(incident=incident)
    return [_statement(row) for row in rows.order_by("-at_ms", "-seq", "station")[:most]]


def _statement(row: PostponementRow) -> Statement:
    return Statement(
        incident=row.incident,
        election=row.election,
        station=row.station,
        is_decision=row.is_decision,
        path=LegalPath(row.path),
        vote_on=row.vote_on,
        case=case_of(row.station, row.facts),
        agreed=row.agreed,
        reason=row.reason,
        by=row.by,
        at_ms=row.at_ms,
        digest=row.digest,
    )


def standings(found: Sequence[Statement]) -> Mapping[str, Sequence[Standing]]:
    """By incident, how each station stands: the last proposal, and the last decision on just that."""
    last: dict[tuple[str, str], Statement] = {}
    decided: dict[tuple[str, str, LegalPath, date], Statement] = {}
    for one in sorted(found, key=lambda one: (one.at_ms, one.digest)):
        if one.is_decision:
            decided[one.incident, one.station, one.path, one.vote_on] = one
        else:
            last[one.incident, one.station] = one
    by_incident: dict[str, list[Standing]] = defaultdict(list)
    for (incident, station), one in sorted(last.items()):
        decision = decided.get((incident, station, one.path, one.vote_on))
        by_incident[incident].append(Standing(station=station, proposal=one, decision=decision))
    return by_incident


def works_of(
    scope: Scope, stations: Sequence[str], *, event: str, plan: PlanInForce | None
) -> Sequence[Works]:
    """What the new vote of some stations touches."""
    inside = [code for code in stations if scope.covers(code)][:MOST]
    rows = wanted(scope, BoxFilter(event=event)).filter(owner__in=inside)
    boxes: dict[str, list[BoxView]] = defaultdict(list)
    for box in views_of(scope, rows.order_by("code")):
        boxes[box.owner].append(box)
    listed = StationRow.objects.filter(code__in=inside, operation__event=event)
    known = {row.code: row for row in listed.order_by("operation")}
    journeys = arrivals_of(scope, inside, plan=plan) if plan else {}
    guards = guards_of(scope, plan=plan)
    return [
        Works(
            station=code,
            name=known[code].name if code in known else "",
            voters=known[code].voters_m + known[code].voters_f if code in known else 0,
            boxes=tuple(boxes[code]),
            journeys=tuple(journeys.get(code, ())),
            cluster=guards.get(code),
        )
        for code in inside
    ]
