"""Keeping what statements say of ballots, and each place's fold of them."""

from collections.abc import Collection, Iterable, Sequence

from sampai.kernel.ids import RegionCode, span_of
from sampai.ledger.actions import write_rows
from sampai.ledger.queries.record import Stored
from sampai.materials.model.ballots import Account, Entry
from sampai.materials.model.moves import Came, Order
from sampai.materials.queries import ballots as queries
from sampai.materials.rules.places import PlaceFold, fold_place
from sampai.materials.rules.statements import order_body
from sampai.materials.tables import BallotCameRow, BallotCountRow, BallotOrderRow, BallotPaperRow, BallotRow

STATION_DIGITS = 13
VILLAGE_DIGITS = 10
CHUNK = 200
Where = tuple[str, str, str, int]
"""Election, contest, place, label."""

COUNT_FIELDS = (
    "election",
    "contest",
    "place",
    "label",
    "account",
    "sheets",
    "by",
    "number",
    "paper",
    "settles",
    "origin",
    "digest",
    "seq",
)
ACCOUNTS = {account: account.value.replace("-", "_") for account in Account}


def label_of(place: str) -> int:
    """The first label of a region or of a station's village."""
    return span_of(RegionCode(place[:VILLAGE_DIGITS]))[0]


def keep_counts(found: Iterable[tuple[Stored, Sequence[Entry]]]) -> list[Where]:
    """Write counts down; the places that they touch."""
    rows = [(one, entry) for one, entries in found for entry in entries]
    touched: set[Where] = set()
    values = []
    for one, entry in rows:
        label = label_of(entry.place if is_station(entry.place) else one.event.place)
        said = (entry.account.value, entry.sheets, entry.by[:150], entry.number, entry.paper, entry.settles)
        values.append(
            (
                one.event.election,
                entry.contest,
                entry.place,
                label,
                *said,
                one.event.kind,
                one.digest.hex(),
                one.position,
            )
        )
        touched.add((one.event.election, entry.contest, entry.place, label))
    write_rows(BallotCountRow, COUNT_FIELDS, values)
    return sorted(touched)


def keep_orders(found: Iterable[tuple[Stored, Order]]) -> list[Where]:
    """Write orders down; the places whose moves they are about."""
    touched: set[Where] = set()
    rows = []
    for one, order in found:
        rows.append(
            BallotOrderRow(
                number=order.number,
                election=one.event.election,
                giver=order.giver,
                receiver=order.receiver,
                giver_label=label_of(order.giver),
                receiver_label=label_of(order.receiver),
                body=dict(order_body(order)),
                issued_by=order.issued_by,
                at_ms=order.at_ms,
                digest=one.digest.hex(),
                seq=one.position,
            )
        )
        touched.update(
            (one.event.election, part.contest, place, label_of(place))
            for part in order.parts
            for place in (order.giver, order.receiver)
        )
    BallotOrderRow.objects.bulk_create(rows, ignore_conflicts=True)
    return sorted(touched)


def keep_checks(found: Iterable[tuple[Stored, str, bool, str, int]]) -> list[Where]:
    """Write down who checked which paper; the places whose moves are meant."""
    checks = [
        BallotPaperRow(
            order=number,
            by=one.event.actor,
            true=true,
            note=note,
            at_ms=at_ms,
            digest=one.digest.hex(),
            seq=one.position,
        )
        for one, number, true, note, at_ms in found
    ]
    BallotPaperRow.objects.bulk_create(checks, ignore_conflicts=True)
    rows = BallotOrderRow.objects.filter(number__in=sorted({row.order for row in checks}))
    return sorted(
        {
            (row.election, part[0], place, label_of(place))
            for row in rows
            for part in row.body["parts"]
            for place in (row.giver, row.receiver)
        }
    )


def keep_came(found: Iterable[tuple[Stored, Came]]) -> None:
    """Write down how many voters came."""
    BallotCameRow.objects.bulk_create(
        [
            BallotCameRow(
                election=one.event.election,
                station=came.station,
                came=came.came,
                by_ms=came.by_ms,
                transferred=came.transferred,
                additional=came.additional,
                by=one.event.actor,
                digest=one.digest.hex(),
                seq=one.position,
            )
            for one, came in found
        ],
        ignore_conflicts=True,
    )


def fold_places(touched: Collection[Where]) -> None:
    """Fold places anew, and the other ends of their moves."""
    wanted = sorted({*touched, *_other_ends(touched)})
    for start in range(0, len(wanted), CHUNK):
        _fold(wanted[start : start + CHUNK])


def _other_ends(touched: Collection[Where]) -> set[Where]:
    places = sorted({place for _election, _contest, place, _label in touched})
    found: set[Where] = set()
    for start in range(0, len(places), CHUNK):
        rows = BallotCountRow.objects.filter(place__in=places[start : start + CHUNK]).exclude(paper="")
        papers = sorted(set(rows.values_list("paper", flat=True)))
        halves = BallotCountRow.objects.filter(paper__in=papers)
        found |= set(halves.values_list("election", "contest", "place", "label"))
    return found


def _fold(wanted: Sequence[Where]) -> None:
    entries = queries.entries_at(sorted({place for _election, _contest, place, _label in wanted}))
    papers = queries.slips_of(sorted({one.paper for each in entries.values() for one in each if one.paper}))
    rows = []
    for election, contest, place, label in wanted:
        own = entries.get((election, contest, place, label), [])
        named = {entry.paper for entry in own if entry.paper}
        others = [
            entry
            for key, each in entries.items()
            if key[:2] == (election, contest) and key[2] != place
            for entry in each
            if entry.paper in named
        ]
        if own:
            fold = fold_place(
                [*own, *others],
                contest=contest,
                place=place,
                is_store=not is_station(place),
                papers=[paper for paper in papers if paper.number in named],
            )
            rows.append(_row(fold, election=election, contest=contest, place=place, label=label))
    BallotRow.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["election", "contest", "place", "label"],
        update_fields=[*ACCOUNTS.values(), "hops", "differs", "surely", "doubts"],
    )


def is_station(place: str) -> bool:
    """Whether a place is a station, and no store."""
    return len(place) == STATION_DIGITS and place.isdecimal()


def _row(fold: PlaceFold, *, election: str, contest: str, place: str, label: int) -> BallotRow:
    return BallotRow(
        election=election,
        contest=contest,
        place=place,
        label=label,
        is_store=not is_station(place),
        hops=" ".join(fold.hops),
        differs=bool(fold.hops),
        surely=fold.least,
        doubts=len(fold.audit.doubts),
        **{name: fold.sheets.get(account) for account, name in ACCOUNTS.items()},
    )


def forget_ballots() -> None:
    """Empty the tables."""
    for table in (BallotCountRow, BallotRow, BallotOrderRow, BallotPaperRow, BallotCameRow):
        table.objects.all().delete()


def all_ballots() -> list[list[object]]:
    """All that was stated, and what it makes of the places, in one order."""
    counts = BallotCountRow.objects.order_by("digest", "contest", "place", "account", "by", "paper")
    folds = BallotRow.objects.order_by("election", "contest", "place", "label")
    named: list[type[BallotOrderRow | BallotPaperRow | BallotCameRow]] = [
        BallotOrderRow,
        BallotPaperRow,
        BallotCameRow,
    ]
    found: list[list[object]] = [
        *(list(row) for row in counts.values_list("digest", "contest", "place", "account", "sheets", "by")),
        *(list(row) for row in folds.values_list("contest", "place", "hops", "surely", "doubts")),
    ]
    for table in named:
        found += [[one] for one in table.objects.order_by("digest").values_list("digest", flat=True)]
    return found
