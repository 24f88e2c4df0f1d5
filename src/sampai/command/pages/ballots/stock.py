"""Stock at the stores, counted by two people: what the tables say, what was counted, what differs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from sampai.command.model import Desk, Kept
from sampai.command.pages.ballots.balance import asked_of
from sampai.command.pages.ballots.words import word
from sampai.command.queries.station import register_document
from sampai.kernel.clock import now
from sampai.kernel.rights import Deed
from sampai.materials.model.ballots import Account
from sampai.materials.queries.ballots import BallotLine, ballot_lines
from sampai.materials.rules.statements import FAMILY
from sampai.people.pages import Request
from sampai.places.model import PlaceKind

STORES = (PlaceKind.STORE, PlaceKind.PPK, PlaceKind.KPU_OFFICE)


@dataclass(frozen=True, slots=True, kw_only=True)
class StockRow:
    """One kind of goods at one place: by the tables, and as two people counted it."""

    place: str
    item: str
    name: str
    told: tuple[int, int] | None
    """Good and damaged pieces by the tables."""
    line: BallotLine | None

    @property
    def counted(self) -> int | None:
        """Good pieces that were counted."""
        return self.line.sheets.get(Account.GOOD) if self.line else None

    @property
    def differs(self) -> bool:
        """Whether the count says something else than the tables."""
        return self.told is not None and self.counted is not None and self.counted != self.told[0]


@require_GET
def page(request: Request, desk: Desk) -> HttpResponse:
    """The list; a form leads to the page where one kind of goods is counted."""
    asked, scope = asked_of(request, desk), request.actor.scope
    item, place = request.GET.get("barang", ""), request.GET.get("tempat", "").strip()
    if item and place:
        address = reverse("ballot_place", kwargs={"place": place[:40], "contest": item[:60]})
        return redirect(f"{address}?peristiwa={asked.operation.event}&operasi={asked.operation.number}")
    kept = (
        desk.kept(register_document(scope, asked.operation)) if scope.covers(asked.operation.region) else None
    )
    lines = ballot_lines(scope, event=asked.operation.event, region=asked.region, stores=True, most=2_000)
    rows = _rows(kept, lines, lang=request.words.lang, contests=asked.names)
    content = {
        "asked": asked,
        "rows": sorted(rows, key=lambda row: (not row.differs, row.line is None, row.place, row.item)),
        "items": _items(kept, lang=request.words.lang, contests=asked.names),
        "places": _places(kept),
        "is_read": kept is not None,
        "may_count": request.actor.may(Deed.COUNT_BALLOTS, region=asked.operation.region),
        "word": word,
        "good": Account.GOOD,
        "damaged": Account.DAMAGED,
        "zone": asked.election.zone,
        "at": now(),
    }
    return render(request, "ballot_stock.jinja", content)


def _rows(
    kept: Kept | None, lines: Sequence[BallotLine], *, lang: str, contests: Mapping[str, str]
) -> list[StockRow]:
    told: dict[tuple[str, str], tuple[int, int]] = {}
    for one in kept.operation.stock if kept else ():
        good, damaged = told.get((one.place, _key(one.item)), (0, 0))
        told[one.place, _key(one.item)] = good + one.good, damaged + one.damaged
    counted = {(line.place, line.contest): line for line in lines}
    names = _items(kept, lang=lang, contests=contests)
    return [
        StockRow(
            place=place,
            item=item,
            name=names.get(item, item),
            told=told.get((place, item)),
            line=counted.get((place, item)),
        )
        for place, item in sorted({*told, *counted})
    ]


def _key(item: str) -> str:
    """Ballots are counted under their contest, other goods under their own key."""
    return item.removeprefix(FAMILY)


def _items(kept: Kept | None, *, lang: str, contests: Mapping[str, str]) -> Mapping[str, str]:
    if kept is None:
        return dict(contests)
    return {_key(one.key): one.name_en if lang == "en" else one.name for one in kept.kits.items}


def _places(kept: Kept | None) -> Sequence[tuple[str, str]]:
    found = kept.operation.register.places if kept else ()
    return [(one.code, one.name) for one in found if one.kind in STORES]
