"""Reads of boxes as they stand now; of what a phone is told of those in its territory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Count, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Substr

from sampai.custody.model import BoxCode, BoxKind, BoxState, Content, Keeper, OpenTrouble, Phase, Trouble
from sampai.custody.queries.rows import INDICATORS, box_of
from sampai.custody.rules.indicators import Indicator, applying
from sampai.custody.rules.phone import PhoneBox, for_phone
from sampai.custody.tables import BoxRow
from sampai.election.model import Direction, Level
from sampai.kernel.ids import RegionCode, span_of
from sampai.kernel.rights import Deed, Forbidden, Institution, Scope, Secrecy, secret, shown
from sampai.ledger.model import DIGEST_BYTES, Digest

MOST = 1_000
NATION = RegionCode("")
ON_THE_WAY = (Phase.LOADED, Phase.UNDER_WAY)


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxView:
    """One box as it stands on lists. Where a box is that is on its way is closed until it arrives."""

    number: int
    code: BoxCode
    operation: int
    event: str
    owner: str
    kind: BoxKind
    contest: str
    dapil: str
    contents: tuple[Content, ...]
    in_plan: bool
    count: int
    phase: Phase
    direction: Direction
    proven: frozenset[Indicator]
    copied: bool
    received_ms: int | None
    holder: Keeper | None = secret(Secrecy.AGENCIES, default=None)  # noqa: RUF009 -- as `field` is
    troubles: tuple[Trouble, ...] = secret(Secrecy.AGENCIES, default=())
    gaps: int = secret(Secrecy.AGENCIES, default=0)
    seals: int = secret(Secrecy.AGENCIES, default=0)
    misfits: int = secret(Secrecy.AGENCIES, default=0)
    lone_ms: int | None = secret(Secrecy.AGENCIES, default=None)
    place: str = secret(Secrecy.AGENCIES, default="")
    last_kind: str = secret(Secrecy.AGENCIES, default="")
    last_ms: int | None = secret(Secrecy.AGENCIES, default=None)
    journey: str = secret(Secrecy.EMBARGO, default="")

    @property
    def is_on_the_way(self) -> bool:
        """Whether it is on a vehicle."""
        return self.phase in ON_THE_WAY


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxFilter:
    """Which boxes of an election are wanted. What is None or empty does not matter."""

    event: str
    region: RegionCode = NATION
    phases: tuple[Phase, ...] = ()
    kind: BoxKind | None = None
    contest: str = ""
    direction: Direction | None = None
    trouble: Trouble | None = None
    only: str = ""
    """`gaps`, `troubles`, `lone`, `misfits` or `silent`: boxes of which nothing was stated."""
    code: str = ""


def rows_of(scope: Scope) -> QuerySet[BoxRow]:
    """The boxes of the scope. Raises `Forbidden` for whom custody is not."""
    if Deed.SEE_CUSTODY not in scope.deeds:
        raise Forbidden(Deed.SEE_CUSTODY)
    first, last = scope.span
    return BoxRow.objects.select_related("operation").filter(label__range=(first, last))


ODD: Mapping[str, Q] = {
    "gaps": Q(gaps__gt=0),
    "troubles": ~Q(troubles=""),
    "lone": Q(lone_ms__isnull=False),
    "misfits": Q(misfits__gt=0),
    "silent": Q(count=0),
}


def wanted(scope: Scope, asked: BoxFilter) -> QuerySet[BoxRow]:
    """The rows of boxes that are wanted, in the scope."""
    rows = rows_of(scope).filter(operation__event=asked.event)
    if asked.region:
        rows = rows.filter(label__range=span_of(asked.region))
    if asked.phases:
        rows = rows.filter(phase__in=[one.value for one in asked.phases])
    if asked.kind:
        rows = rows.filter(kind=asked.kind.value)
    if asked.contest:
        rows = rows.filter(contest=asked.contest)
    if asked.direction:
        rows = rows.filter(direction=asked.direction.value)
    if asked.trouble:
        rows = rows.filter(troubles__contains=asked.trouble.value)
    if asked.only in ODD and scope.sees(Secrecy.AGENCIES):
        rows = rows.filter(ODD[asked.only])
    return rows.filter(code__startswith=asked.code) if asked.code else rows


def boxes(scope: Scope, asked: BoxFilter, *, most: int = MOST, after: int = 0) -> Sequence[BoxView]:
    """The boxes that are wanted, in the order in which they were made, from the one after `after` on."""
    rows = wanted(scope, asked).filter(pk__gt=after).order_by("pk")[:most]
    return views_of(scope, rows)


def count_boxes(scope: Scope, asked: BoxFilter) -> int:
    """How many they are."""
    return wanted(scope, asked).count()


def box(scope: Scope, code: str, *, event: str = "") -> BoxView:
    """One box, of the newest election that has it. Raises `Forbidden` outside the scope."""
    rows = rows_of(scope).filter(code=code)
    rows = rows.filter(operation__event=event) if event else rows
    found = views_of(scope, rows.order_by("-operation__voting_day")[:1])
    if not found:
        raise Forbidden(Deed.SEE_CUSTODY)
    return found[0]


def boxes_of_station(scope: Scope, station: str, *, event: str) -> Sequence[BoxView]:
    """The boxes of one owner."""
    return views_of(scope, rows_of(scope).filter(operation__event=event, owner=station).order_by("code"))


def boxes_on_journey(scope: Scope, journey: str, *, operation: int) -> Sequence[BoxView]:
    """Boxes whose last journey is this one. Journeys are closed below R4."""
    if not scope.sees(Secrecy.EMBARGO):
        return []
    return views_of(scope, rows_of(scope).filter(operation=operation, journey=journey).order_by("code"))


def boxes_at(scope: Scope, place: str, *, operation: int) -> Sequence[BoxView]:
    """Boxes that were last stated to be at a place, those on their way left out."""
    rows = rows_of(scope).filter(operation=operation, place=place)
    return views_of(scope, rows.exclude(phase__in=[one.value for one in ON_THE_WAY]).order_by("code"))


def lone_handovers(
    scope: Scope, *, event: str, region: RegionCode, before_ms: int, most: int = MOST
) -> Sequence[BoxView]:
    """Boxes with a handover of which one side has not spoken since before a time, the oldest first."""
    rows = wanted(scope, BoxFilter(event=event, region=region, only="lone"))
    return views_of(scope, rows.filter(lone_ms__lt=before_ms).order_by("lone_ms", "code")[:most])


def troubled(scope: Scope, *, event: str, region: RegionCode, most: int = MOST) -> Sequence[BoxView]:
    """Boxes with an exception that nobody has resolved."""
    return boxes(scope, BoxFilter(event=event, region=region, only="troubles"), most=most)


def views_of(scope: Scope, rows: QuerySet[BoxRow]) -> list[BoxView]:
    """Rows as they may be shown."""
    return [_shown(_view(row), scope=scope) for row in rows]


def _shown(view: BoxView, *, scope: Scope) -> BoxView:
    view = shown(view, scope=scope)
    if view.is_on_the_way and not scope.sees(Secrecy.EMBARGO):
        return replace(view, place="", last_kind="", last_ms=None)
    return view


def _view(row: BoxRow) -> BoxView:
    return BoxView(
        number=row.pk,
        code=BoxCode(row.code),
        operation=row.operation_id,
        event=row.operation.event,
        owner=row.owner,
        kind=BoxKind(row.kind),
        contest=row.contest,
        dapil=row.dapil,
        contents=tuple(Content(item=item, count=count) for item, count in row.contents),
        in_plan=row.plan is not None,
        count=row.count,
        phase=Phase(row.phase),
        direction=Direction(row.direction),
        proven=_proven(row.proven),
        copied=row.copied,
        received_ms=row.received_ms,
        holder=_holder(row),
        troubles=tuple(Trouble(one) for one in row.troubles.split()),
        gaps=row.gaps,
        seals=row.seals,
        misfits=row.misfits,
        lone_ms=row.lone_ms,
        place=row.place,
        last_kind=row.last_kind,
        last_ms=row.last_ms,
        journey=row.journey,
    )


def _proven(bits: int) -> frozenset[Indicator]:
    return frozenset(one for at, one in enumerate(INDICATORS) if bits >> at & 1)


def _holder(row: BoxRow) -> Keeper | None:
    if not row.holder_institution:
        return None
    return Keeper(
        name=row.holder,
        institution=Institution(row.holder_institution),
        level=Level(row.holder_level) if row.holder_level else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxCounts:
    """The boxes of one region in figures. What nobody stated is not proven: it counts as the worst case."""

    region: RegionCode
    total: int = 0
    silent: int = 0
    """Of which nothing was stated."""
    phases: Mapping[Phase, int] = field(default_factory=dict)
    troubled: int = 0
    with_gaps: int = 0
    lone: int = 0
    misfits: int = 0
    proven: Mapping[Indicator, tuple[int, int]] = field(default_factory=dict)
    """Of how many it is proven, and to how many it applies."""


def counts_by_region(scope: Scope, *, event: str, region: RegionCode, digits: int = 0) -> Sequence[BoxCounts]:
    """Figures of a region's boxes, as a whole (`digits` 0), or by the regions of so many digits in it."""
    rows = wanted(scope, BoxFilter(event=event, region=region)).filter(plan__isnull=False)
    below = rows.annotate(part=leading(digits or len(region)))
    grouped = (
        below.order_by()
        .values("part", "kind", "phase", "proven")
        .annotate(
            total=Count("id"),
            silent=Count("id", filter=ODD["silent"]),
            troubled=Count("id", filter=ODD["troubles"]),
            with_gaps=Count("id", filter=ODD["gaps"]),
            lone=Count("id", filter=ODD["lone"]),
            misfits=Count("id", filter=ODD["misfits"]),
        )
    )
    parts: dict[str, list[Mapping[str, Any]]] = {}
    for one in grouped:
        parts.setdefault(one["part"], []).append(one)
    return [_counts(RegionCode(part), found) for part, found in sorted(parts.items())]


def leading(digits: int) -> Combinable:
    """The first digits of the owner's code: the region that a box is counted in."""
    return Substr("owner", 1, digits) if digits else Value("")


def _counts(region: RegionCode, found: Sequence[Mapping[str, Any]]) -> BoxCounts:
    phases: dict[Phase, int] = {}
    proven: dict[Indicator, tuple[int, int]] = {}
    for one in found:
        phase, shown_here = Phase(one["phase"]), _proven(one["proven"])
        phases[phase] = phases.get(phase, 0) + one["total"]
        for indicator in applying(BoxKind(one["kind"])):
            yes, whole = proven.get(indicator, (0, 0))
            proven[indicator] = (yes + one["total"] * (indicator in shown_here), whole + one["total"])
    sums = {name: sum(one[name] for one in found) for name in _SUMS}
    ordered = {phase: phases[phase] for phase in Phase if phase in phases}
    return BoxCounts(region=region, phases=ordered, proven=proven, **sums)


_SUMS = ("total", "silent", "troubled", "with_gaps", "lone", "misfits")


@dataclass(frozen=True, slots=True, kw_only=True)
class District:
    """One electoral district of a contest, and how many boxes are of it."""

    contest: str
    name: str
    boxes: int


def districts_of(scope: Scope, *, operation: int) -> Sequence[District]:
    """The districts that an operation's boxes are of, as far as somebody entered them."""
    rows = rows_of(scope).filter(operation=operation).exclude(dapil="").order_by()
    found = rows.values("contest", "dapil").annotate(boxes=Count("id")).order_by("contest", "dapil")
    return [District(contest=one["contest"], name=one["dapil"], boxes=one["boxes"]) for one in found]


def phone_boxes(
    territory: RegionCode, *, event: str, after: str = "", most: int = MOST
) -> Sequence[PhoneBox]:
    """What a field device of a territory is told of the boxes in it, by code; never a seal's number."""
    rows = BoxRow.objects.filter(
        operation__event=event, label__range=span_of(territory), code__gt=after, plan__isnull=False
    )
    return [for_phone(_state(row)) for row in rows.order_by("code")[:most]]


def _state(row: BoxRow) -> BoxState:
    """As much of a box's state as a phone is told: seals and troubles by number and name only."""
    heads = bytes(row.heads)
    return BoxState(
        box=box_of(row),
        phase=Phase(row.phase),
        direction=Direction(row.direction),
        holder=_holder(row),
        place=row.place,
        seals=("",) * row.seals,
        troubles=tuple(OpenTrouble(trouble=Trouble(one), cause=Digest(b"")) for one in row.troubles.split()),
        heads=tuple(Digest(heads[at : at + DIGEST_BYTES]) for at in range(0, len(heads), DIGEST_BYTES)),
        copied=row.copied,
    )
