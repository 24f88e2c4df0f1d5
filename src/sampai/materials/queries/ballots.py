"""Reads of ballots in double entry: sums by region, places with their differences first, one place whole."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Substr

from sampai.kernel.ids import RegionCode, StationCode, span_of
from sampai.kernel.rights import Deed, Forbidden, Scope, Secrecy
from sampai.materials.model.ballots import BLIND, Account, Entry, Hop, MovePaper
from sampai.materials.model.moves import Came, Order
from sampai.materials.rules.places import PlaceFold, fold_place, lone
from sampai.materials.rules.statements import read_order
from sampai.materials.tables import BallotCameRow, BallotCountRow, BallotOrderRow, BallotPaperRow, BallotRow

NATION = RegionCode("")
STATION_DIGITS = 13
COLUMNS = {account: account.value.replace("-", "_") for account in Account}
At = tuple[str, str, str, int]
"""Election, contest, place, label."""
MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotSums:
    """One contest's sheets in one region, or at one place. Sums are over the places that were counted."""

    contest: str
    part: str
    sheets: Mapping[Account, int]
    places: Mapping[Account, int]
    """At how many places each account was counted."""
    differing: int
    """Places whose counts do not fit."""
    doubtful: int
    surely: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotLine:
    """One contest at one place as it is listed."""

    contest: str
    place: str
    is_store: bool
    sheets: Mapping[Account, int]
    hops: tuple[Hop, ...]
    surely: int
    doubts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotPlace:
    """One contest at one place with everything that was stated. Blind counts of others are left out."""

    contest: str
    place: str
    entries: tuple[Entry, ...]
    fold: PlaceFold
    waiting: tuple[Account, ...] = ()
    """Counted by one person, and shown to nobody else before a second has counted."""
    origins: Mapping[Entry, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckView:
    """Who asked the issuer of a paper, and what came out."""

    by: str
    true: bool
    note: str
    at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderView:
    """An order with who checked its paper, and what was counted under it."""

    order: Order
    election: str
    checks: tuple[CheckView, ...]
    moved: Mapping[tuple[str, Account], int]
    """By contest, what was given and taken."""

    @property
    def checked_by(self) -> str:
        """The first who found it true, other than the issuer; empty where nobody did, or somebody denies."""
        return checker(self.order.issued_by, self.checks)


def checker(issuer: str, checks: Sequence[CheckView]) -> str:
    """Who found a paper true, if nobody denies it."""
    if any(not check.true for check in checks):
        return ""
    ordered = sorted(checks, key=lambda check: (check.at_ms, check.by))
    return next((check.by for check in ordered if check.by != issuer), "")


def entries_at(places: Sequence[str]) -> Mapping[At, list[Entry]]:
    """Everything counted at some places, and the other halves of their moves; for folding."""
    rows = [*BallotCountRow.objects.filter(place__in=places)]
    papers = sorted({row.paper for row in rows if row.paper})
    known = {row.pk for row in rows}
    rows += [row for row in BallotCountRow.objects.filter(paper__in=papers) if row.pk not in known]
    found: dict[At, list[Entry]] = defaultdict(list)
    for row in rows:
        found[row.election, row.contest, row.place, row.label].append(_entry(row))
    return found


def _entry(row: BallotCountRow) -> Entry:
    return Entry(
        contest=row.contest,
        place=row.place,
        account=Account(row.account),
        sheets=row.sheets,
        by=row.by,
        number=row.number,
        paper=row.paper,
        settles=row.settles,
    )


def slips_of(papers: Sequence[str]) -> list[MovePaper]:
    """The slips of orders, by the numbers under which sheets were counted."""
    numbers = sorted({paper.partition("/")[0] for paper in papers})
    rows = [*BallotOrderRow.objects.filter(number__in=numbers).order_by("number", "digest")]
    checks = _checks(numbers)
    return [
        slip
        for row in rows
        for slip in _order(row).slips(checked_by=checker(row.issued_by, checks.get(row.number, ())))
    ]


def _checks(numbers: Sequence[str]) -> Mapping[str, tuple[CheckView, ...]]:
    found: dict[str, tuple[CheckView, ...]] = {}
    for row in BallotPaperRow.objects.filter(order__in=numbers).order_by("at_ms", "digest"):
        view = CheckView(by=row.by, true=row.true, note=row.note, at_ms=row.at_ms)
        found[row.order] = (*found.get(row.order, ()), view)
    return found


def _order(row: BallotOrderRow) -> Order:
    return read_order(row.body, by=row.issued_by, at_ms=row.at_ms)


# --- reads of pages -----------------------------------------------------------------------------------------


def _allowed(scope: Scope, region: str) -> None:
    if (
        Deed.SEE_CUSTODY not in scope.deeds
        or not scope.sees(Secrecy.AGENCIES)
        or not (scope.covers(region) or scope.territory.startswith(region))
    ):
        raise Forbidden(Deed.SEE_CUSTODY)


def _inside(scope: Scope, region: RegionCode) -> Q:
    """The labels of a region and scope; of a territory that is one station, that one only."""
    first, last = scope.span
    inside = Q(label__range=span_of(RegionCode(region[:10]))) & Q(label__range=(first, last))
    station = max(scope.territory, region, key=len)
    return inside & Q(place=station) if len(station) == STATION_DIGITS else inside


def ballot_rows(scope: Scope, *, event: str, region: RegionCode, contest: str = "") -> QuerySet[BallotRow]:
    """The folded rows of a region. Raises `Forbidden` for whom custody is not."""
    _allowed(scope, region)
    rows = BallotRow.objects.filter(_inside(scope, region), election=event)
    return rows.filter(contest=contest) if contest else rows


def ballot_sums(
    scope: Scope, *, event: str, region: RegionCode, digits: int, contest: str = ""
) -> Sequence[BallotSums]:
    """Sums by contest and by the parts of a region whose codes have so many digits."""
    rows = ballot_rows(scope, event=event, region=region, contest=contest)
    sums = {f"sum_{name}": Sum(name) for name in COLUMNS.values()}
    counts = {f"count_{name}": Count(name) for name in COLUMNS.values()}
    part: Combinable = Substr("place", 1, digits) if digits else Value("")
    grouped: Iterable[Mapping[str, Any]] = (
        rows.filter(is_store=False)
        .annotate(part=part)
        .order_by()
        .values("contest", "part")
        .annotate(
            **sums,
            **counts,
            differing=Count("id", filter=Q(differs=True)),
            doubtful=Count("id", filter=Q(doubts__gt=0)),
            gone=Sum("surely"),
        )
    )
    return [
        BallotSums(
            contest=one["contest"],
            part=one["part"],
            sheets={a: int(one[f"sum_{name}"]) for a, name in COLUMNS.items() if one[f"count_{name}"]},
            places={a: one[f"count_{name}"] for a, name in COLUMNS.items()},
            differing=one["differing"],
            doubtful=one["doubtful"],
            surely=int(one["gone"] or 0),
        )
        for one in sorted(grouped, key=lambda one: (str(one["contest"]), str(one["part"])))
    ]


def ballot_lines(
    scope: Scope,
    *,
    event: str,
    region: RegionCode,
    contest: str = "",
    stores: bool | None = None,
    most: int = MOST,
    start: int = 0,
) -> Sequence[BallotLine]:
    """Places one by one: those that differ first, the most sheets first, then those in doubt."""
    rows = ballot_rows(scope, event=event, region=region, contest=contest)
    if stores is not None:
        rows = rows.filter(is_store=stores)
    ordered = rows.order_by("-differs", "-surely", "-doubts", "place", "contest")
    return [
        BallotLine(
            contest=row.contest,
            place=row.place,
            is_store=row.is_store,
            sheets=_sheets(row),
            hops=tuple(Hop(hop) for hop in row.hops.split()),
            surely=row.surely,
            doubts=row.doubts,
        )
        for row in ordered[start : start + most]
    ]


def _sheets(row: BallotRow) -> Mapping[Account, int]:
    found = {account: getattr(row, name) for account, name in COLUMNS.items()}
    return {account: sheets for account, sheets in found.items() if sheets is not None}


def ballot_place(
    scope: Scope, *, event: str, contest: str, place: str, region: RegionCode, reader: str
) -> BallotPlace:
    """One contest at one place; what is still blind is shown to its own counter only."""
    _allowed(scope, region)
    rows = BallotCountRow.objects.filter(_inside(scope, region), election=event, contest=contest, place=place)
    pairs = [(_entry(row), row.origin) for row in rows.order_by("account", "number", "by", "paper")]
    own = [entry for entry, _origin in pairs]
    papers = sorted({entry.paper for entry in own if entry.paper})
    halves = BallotCountRow.objects.filter(paper__in=papers, election=event, contest=contest).exclude(
        place=place
    )
    alone = lone(own)
    waiting = tuple(account for account in BLIND if account in alone)
    shown = tuple(one for one in own if one.account not in waiting or one.by == reader)
    is_store = not (len(place) == STATION_DIGITS and place.isdecimal())
    return BallotPlace(
        contest=contest,
        place=place,
        entries=shown,
        fold=fold_place(
            [*own, *(_entry(row) for row in halves)],
            contest=contest,
            place=place,
            is_store=is_store,
            papers=[slip for slip in slips_of(papers) if slip.contest == contest],
        ),
        waiting=waiting,
        origins=dict(pairs),
    )


def orders(
    scope: Scope, *, event: str = "", station: str = "", number: str = "", most: int = MOST
) -> Sequence[OrderView]:
    """Orders that touch the scope, the last one first."""
    if Deed.SEE_CUSTODY not in scope.deeds or not scope.sees(Secrecy.AGENCIES):
        raise Forbidden(Deed.SEE_CUSTODY)
    rows = BallotOrderRow.objects.filter(
        Q(giver_label__range=scope.span) | Q(receiver_label__range=scope.span)
    )
    if len(scope.territory) == STATION_DIGITS:
        rows = rows.filter(Q(giver=scope.territory) | Q(receiver=scope.territory))
    if event:
        rows = rows.filter(election=event)
    if station:
        rows = rows.filter(Q(giver=station) | Q(receiver=station))
    if number:
        rows = rows.filter(number=number)
    found = [*rows.order_by("-at_ms", "number")[:most]]
    checks = _checks([row.number for row in found])
    moved = _moved(found)
    return [
        OrderView(
            order=_order(row),
            election=row.election,
            checks=checks.get(row.number, ()),
            moved=moved.get(row.number, {}),
        )
        for row in found
    ]


def _moved(rows: Sequence[BallotOrderRow]) -> Mapping[str, Mapping[tuple[str, Account], int]]:
    slips = {f"{row.number}/{part[0]}": row.number for row in rows for part in row.body["parts"]}
    found: dict[str, dict[tuple[str, Account], int]] = defaultdict(dict)
    for row in BallotCountRow.objects.filter(paper__in=sorted(slips)).order_by("number"):
        found[slips[row.paper]][row.contest, Account(row.account)] = row.sheets
    return found


def arrived(scope: Scope, *, event: str, region: RegionCode) -> Mapping[str, Came]:
    """What was last stated of each station's voters."""
    _allowed(scope, region)
    first, last = f"{region}".ljust(STATION_DIGITS, "0"), f"{region}".ljust(STATION_DIGITS, "9")
    rows = BallotCameRow.objects.filter(election=event, station__range=(first, last))
    rows = rows.filter(station__startswith=scope.territory)
    return {
        row.station: Came(
            station=StationCode(row.station),
            came=row.came,
            by_ms=row.by_ms,
            transferred=row.transferred,
            additional=row.additional,
        )
        for row in rows.order_by("by_ms", "seq", "digest")
    }


def sheets_of(
    scope: Scope, *, event: str, region: RegionCode
) -> Mapping[tuple[str, str], Mapping[Account, int]]:
    """What was counted at each station, by station and contest."""
    rows = ballot_rows(scope, event=event, region=region).filter(is_store=False)
    return {(row.place, row.contest): _sheets(row) for row in rows}


@dataclass(frozen=True, slots=True, kw_only=True)
class PackingBalance:
    """The hop of packing: good sheets at all stores = packed for all stations + what still lies there."""

    contest: str
    good: int | None
    packed: int
    stock: int | None
    stations: int
    """With a packed count."""

    @property
    def difference(self) -> int | None:
        """Sheets gone, below zero too many; None while a store's counts are missing."""
        return None if self.good is None or self.stock is None else self.good - self.packed - self.stock


def packing_balances(scope: Scope, *, event: str, region: RegionCode) -> Sequence[PackingBalance]:
    """Every contest's packing in a region, of which anything was counted at a store or packed."""
    rows = ballot_rows(scope, event=event, region=region)
    grouped = (
        rows.order_by()
        .values("contest")
        .annotate(
            all_good=Sum("good"), all_packed=Sum("packed"), all_stock=Sum("stock"), count=Count("packed")
        )
    )
    return [
        PackingBalance(
            contest=one["contest"],
            good=_int(one["all_good"]),
            packed=int(one["all_packed"] or 0),
            stock=_int(one["all_stock"]),
            stations=one["count"],
        )
        for one in sorted(grouped, key=lambda one: str(one["contest"]))
        if one["all_good"] is not None or one["count"]
    ]


def _int(value: object) -> int | None:
    return None if value is None else int(str(value))
