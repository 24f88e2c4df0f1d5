"""Lists of incidents: a page at a time by key, the gravest and newest first, in the reader's territory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.db.models import F, Q, QuerySet

from sampai.incidents.model import NEVER_MS, Colour, IncidentBook, ItemId, Mood, Severity, Status
from sampai.incidents.queries.one import SHORT, may_see
from sampai.incidents.queries.rows import SEVERITIES, region_at
from sampai.incidents.rules.kept import watch_of
from sampai.incidents.tables import ClaimBoxRow, ClaimRow, IncidentRow, WatchRow
from sampai.kernel.ids import RegionCode, span_of
from sampai.kernel.rights import Deed, Forbidden, Scope, Secrecy, secret, shown
from sampai.ledger.queries import rows_of

NARROW_DIGITS = 2
"""From this length of a territory's code on, its own incidents are few enough to be sorted."""
COUNTED = 10_000
WHOLE = RegionCode("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a list is narrowed by. Empty fields narrow nothing; `state` is `open`, `all` or a status."""

    election: str = ""
    region: RegionCode = WHOLE
    kind: str = ""
    severity: str = ""
    colour: str = ""
    state: str = "open"
    odd: str = ""
    """`unverified` or `contested`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentLine:
    """One incident as it is listed."""

    mark: str
    id: str
    kind: str
    severity: Severity
    colour: Colour
    status: Status
    is_verified: bool
    is_contested: bool
    place: str
    region: RegionCode
    at_ms: int
    told_ms: int
    claims: int
    unit: str
    asked: tuple[str, ...] = ()
    """Offices that an answer is wanted of."""
    next_ms: int | None = None
    """When the next clock rings."""
    journey: str = secret(Secrecy.EMBARGO, default="")

    @property
    def code(self) -> str:
        """By which addresses name it."""
        return self.id[:SHORT]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """Open incidents of a territory in figures."""

    total: int = 0
    colours: Mapping[Colour, int] = field(default_factory=dict)
    unverified: int = 0


def incident_rows(scope: Scope, wanted: Wanted) -> QuerySet[IncidentRow]:
    """The incidents that a filter means, in no order. Raises `Forbidden` outside the scope."""
    may_see(scope)
    region = _region(scope, wanted)
    rows = IncidentRow.objects.all()
    if wanted.state in {"open", ""}:
        rows = rows.filter(is_open=True)
    elif wanted.state != "all":
        rows = rows.filter(status=wanted.state)
    if region:
        rows = rows.filter(label__range=span_of(region))
    same = {"election": wanted.election, "kind": wanted.kind, "colour": wanted.colour}
    rows = rows.filter(**{name: value for name, value in same.items() if value})
    if wanted.severity in list(Severity):
        rows = rows.filter(severity=SEVERITIES.index(Severity(wanted.severity)))
    if wanted.odd == "unverified":
        rows = rows.filter(is_verified=False)
    if wanted.odd == "contested":
        rows = rows.filter(is_contested=True)
    return rows


def _region(scope: Scope, wanted: Wanted) -> RegionCode:
    region = wanted.region or RegionCode(scope.territory[:10])
    if not scope.covers(region) and not scope.territory.startswith(region):
        raise Forbidden(Deed.SEE_INCIDENTS)
    return max(region, RegionCode(scope.territory[:10]), key=len)


def incident_lines(
    scope: Scope, wanted: Wanted, *, book: IncidentBook, after: str = "", most: int
) -> Sequence[IncidentLine]:
    """A page of them, with the clocks that run."""
    rows = incident_rows(scope, wanted)
    # A number that is added to stands in no index: a small territory's rows are found first, then sorted.
    narrow = len(_region(scope, wanted)) >= NARROW_DIGITS
    rows = rows.annotate(by=F("rank") + 0) if narrow else rows.annotate(by=F("rank"))
    if after:
        rank, _, name = after.partition("-")
        rows = rows.filter(Q(by__lt=int(rank)) | Q(by=int(rank), id__lt=name), by__lte=int(rank))
    found = [*rows.order_by("-by", "-id")[:most]]
    watches = {row.incident: row for row in WatchRow.objects.filter(incident__in=[one.id for one in found])}
    return [shown(_with_clocks(_line(row), watches.get(row.id), book=book), scope=scope) for row in found]


def _with_clocks(line: IncidentLine, row: WatchRow | None, *, book: IncidentBook) -> IncidentLine:
    """Whose answer is wanted, and when the next clock rings."""
    if row is None or row.next_ms >= NEVER_MS:
        return line
    watch = watch_of(row.state, incident=ItemId(row.incident), next_ms=row.next_ms)
    asked = tuple(
        book.chains[one.chain].steps[one.step].office
        for one in watch.lines
        if one.mood is not Mood.ANSWERED and one.chain in book.chains
    )
    return replace(line, asked=asked, next_ms=row.next_ms)


def _line(row: IncidentRow) -> IncidentLine:
    return IncidentLine(
        mark=f"{row.rank}-{row.id}",
        id=row.id,
        kind=row.kind,
        severity=SEVERITIES[row.severity],
        colour=Colour(row.colour),
        status=Status(row.status),
        is_verified=row.is_verified,
        is_contested=row.is_contested,
        place=row.place,
        region=region_at(row.label, place=row.place),
        at_ms=row.at_ms,
        told_ms=row.told_ms,
        claims=row.claims,
        unit=row.unit,
        journey=row.journey,
    )


_SUMS = (
    "SELECT colour, COUNT(*), COUNT(CASE WHEN NOT is_verified THEN 1 END) FROM incident"
    " WHERE is_open = %s AND label BETWEEN %s AND %s AND (election = %s OR %s = '') GROUP BY colour"
)
"""By hand: every page of today asks for it."""


def sums(scope: Scope, *, region: RegionCode, election: str = "") -> Sums:
    """Open incidents of a region by colour, and how many nobody has verified."""
    may_see(scope)
    first, last = span_of(_region(scope, Wanted(region=region)))
    found = rows_of(_SUMS, True, first, last, election, election)  # noqa: FBT003 -- a column's value
    colours = {Colour(colour): (n, u) for colour, n, u in found}
    return Sums(
        total=sum(n for n, _ in colours.values()),
        colours={colour: n for colour, (n, _) in colours.items()},
        unverified=sum(u for _, u in colours.values()),
    )


def counted(rows: QuerySet[IncidentRow]) -> int:
    """How many there are, or one more than are counted."""
    return rows.order_by()[: COUNTED + 1].count()


def incidents_at(
    scope: Scope, *, place: str = "", box: str = "", journey: str = "", most: int = 20
) -> Sequence[IncidentLine]:
    """The incidents of a station with its village and kecamatan, a box or a journey; open ones first."""
    if Deed.SEE_INCIDENTS not in scope.deeds or not scope.sees(Secrecy.AGENCIES):
        return ()
    rows = IncidentRow.objects.filter(label__range=scope.span)
    if box:
        claims = ClaimBoxRow.objects.filter(box=box).values("claim")
        rows = rows.filter(id__in=ClaimRow.objects.filter(id__in=claims).values("incident"))
    elif journey:
        if not scope.sees(Secrecy.EMBARGO):
            return ()
        rows = rows.filter(id__in=ClaimRow.objects.filter(journey=journey).values("incident"))
    else:
        near = [place[:length] for length in (6, 10, 13) if len(place) >= length]
        rows = rows.filter(place__in=near or [place])
    return [shown(_line(row), scope=scope) for row in rows.order_by("-is_open", "-rank", "id")[:most]]


def points(scope: Scope, wanted: Wanted, *, most: int) -> Sequence[IncidentLine]:
    """Open incidents for a map, the gravest first."""
    rows = incident_rows(scope, wanted).order_by("-rank", "-id")[:most]
    return [shown(_line(row), scope=scope) for row in rows]
