"""One incident with everything that is known of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sampai.incidents.model import Claim, Decision, Incident, IncidentBook, ItemId, Order, Safe, Watch
from sampai.incidents.queries.rows import claims_of, decisions_on, orders_on, region_at
from sampai.incidents.rules.gather import gather, standing
from sampai.incidents.rules.kept import watch_of
from sampai.incidents.tables import ClaimRow, IncidentRow, LetterRow, NoticeRow, SafeRow, WatchRow
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Deed, Forbidden, Scope, Secrecy

SHORT = 12
"""Hex digits by which addresses name an incident."""
MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeLine:
    """One notice with what became of its letters."""

    what: str
    chain: str
    office: str
    unit: str
    region: RegionCode
    made_ms: int
    due_ms: int | None
    letters: tuple[tuple[str, str, int], ...]
    """Medium, state, how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentView:
    """One incident as its page shows it."""

    incident: Incident
    election: str
    region: RegionCode
    events: Mapping[str, str]
    """The digest of the event behind each claim."""
    decisions: tuple[Decision, ...]
    """Also those that were taken back."""
    watch: Watch | None
    notices: tuple[NoticeLine, ...]
    orders: tuple[Order, ...]
    safe: tuple[Safe, ...]
    hides_journeys: bool = False
    """Its journeys are under embargo for this reader."""

    @property
    def code(self) -> str:
        """By which addresses name it."""
        return self.incident.id[:SHORT]

    @property
    def undone(self) -> frozenset[str]:
        """Ids of decisions that do not count."""
        return frozenset(one.id for one in self.decisions) - {one.id for one in standing(self.decisions)}


def may_see(scope: Scope) -> None:
    """Raise `Forbidden` for whom incidents are not."""
    if Deed.SEE_INCIDENTS not in scope.deeds or not scope.sees(Secrecy.AGENCIES):
        raise Forbidden(Deed.SEE_INCIDENTS)


def incident(scope: Scope, code: str, *, book: IncidentBook) -> IncidentView:
    """The incident that a claim belongs to, by the beginning of the claim's id.

    Raises `Forbidden` outside the scope, also for what does not exist.
    """
    may_see(scope)
    row = _row(code)
    region = region_at(row.label, place=row.place) if row else RegionCode("")
    if row is None or not scope.covers(region):
        raise Forbidden(Deed.SEE_INCIDENTS)
    claims = claims_of(row.id)
    decisions = decisions_on(one.id for one in claims)
    found = next(one for one in gather(claims, decisions=_of(claims, decisions), book=book))
    hides = not scope.sees(Secrecy.EMBARGO) and bool(found.journeys)
    watch = WatchRow.objects.filter(incident=row.id).first()
    return IncidentView(
        incident=_without_journeys(found) if hides else found,
        election=row.election,
        region=region,
        events=dict(ClaimRow.objects.filter(incident=row.id).values_list("id", "event")),
        decisions=tuple(sorted(decisions, key=lambda one: (one.at_ms, one.id))),
        watch=watch_of(watch.state, incident=found.id, next_ms=watch.next_ms) if watch else None,
        notices=_notices([one.id for one in claims]),
        orders=tuple(orders_on(one.id for one in claims)),
        safe=_safe(scope, row, region=region),
        hides_journeys=hides,
    )


def _of(claims: Sequence[Claim], decisions: Sequence[Decision]) -> list[Decision]:
    """Without the parting of claims that are in another incident now: these claims belong together."""
    known = {one.id for one in claims}
    return [one for one in decisions if one.claim in known]


def _row(code: str) -> IncidentRow | None:
    claim = None
    if len(code) >= SHORT and code.isalnum():
        claim = ClaimRow.objects.filter(id__gte=code, id__lt=f"{code}g").first()
    return IncidentRow.objects.filter(id=claim.incident).first() if claim else None


def _without_journeys(found: Incident) -> Incident:
    return replace(
        found, claims=tuple(replace(one, journey="", place=one.place or "-") for one in found.claims)
    )


def _notices(incidents: Sequence[str]) -> tuple[NoticeLine, ...]:
    rows = [*NoticeRow.objects.filter(incident__in=incidents).order_by("-id")[:MOST]]
    letters: dict[int, dict[tuple[str, str], int]] = {}
    for notice, medium, state in LetterRow.objects.filter(notice__in=rows).values_list(
        "notice", "medium", "state"
    ):
        counts = letters.setdefault(notice, {})
        counts[medium, state] = counts.get((medium, state), 0) + 1
    return tuple(
        NoticeLine(
            what=row.what,
            chain=row.chain,
            office=row.office,
            unit=row.unit,
            region=RegionCode(row.region),
            made_ms=row.made_ms,
            due_ms=row.due_ms,
            letters=tuple(
                (medium, state, count) for (medium, state), count in sorted(letters.get(row.pk, {}).items())
            ),
        )
        for row in rows
    )


def _safe(scope: Scope, row: IncidentRow, *, region: RegionCode) -> tuple[Safe, ...]:
    """Who said since that they are safe, in the kecamatan."""
    near = region[:6]
    if not near:
        return ()
    rows = SafeRow.objects.filter(place__startswith=near, at_ms__gte=row.at_ms).order_by("at_ms")[:MOST]
    return tuple(
        Safe(id=ItemId(one.id), place=one.place, at_ms=one.at_ms, by=one.by, note=one.note)
        for one in rows
        if scope.covers(one.place)
    )
