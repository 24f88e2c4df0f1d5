"""Counts, orders and voters who came, as they stand in the record: from plain data to nouns and back.

What custody states of ballots is read here too: the items of a family are named `surat_suara_<contest>`.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from sampai.kernel.errors import SampaiError
from sampai.kernel.ids import StationCode
from sampai.ledger.model import Data, Malformed
from sampai.materials.model.ballots import Account, Entry
from sampai.materials.model.moves import Came, Order
from sampai.materials.model.surplus import Part

COUNTED, ORDERED, CHECKED, CAME = "ballots.counted", "ballots.ordered", "ballots.checked", "ballots.came"
KINDS = (COUNTED, ORDERED, CHECKED, CAME)
FAMILY = "surat_suara_"
NOT_BALLOTS = ("surat_suara_psu_",)
"""Ballots of a re-vote are a lot of their own."""
REPORTED = {
    "surat_suara_terpakai_": Account.USED,
    "surat_suara_sisa_": Account.UNUSED,
    "surat_suara_keliru_": Account.SPOILED,
    "surat_suara_kembali_": Account.RETURNED,
}
"""How a station's report names what became of its sheets."""
T = TypeVar("T")
MOST_TEXT = 200
MOST_SHEETS = 2_000_000_000
MOST_MS = 253_000_000_000_000
"""In the year 9987."""


def contest_of(item: str) -> tuple[str, Account | None]:
    """The contest of an item, and the account where its name says one; an empty contest for other goods."""
    for beginning, account in REPORTED.items():
        if item.startswith(beginning):
            return item.removeprefix(beginning), account
    if item.startswith(NOT_BALLOTS) or not item.startswith(FAMILY):
        return "", None
    return item.removeprefix(FAMILY), None


def count_body(entries: Iterable[Entry]) -> Mapping[str, Data]:
    """What one person counted at one place of one contest, in one form."""
    found = list(entries)
    body: dict[str, Data] = {
        "contest": found[0].contest,
        "place": found[0].place,
        "sheets": {entry.account.value: entry.sheets for entry in found},
    }
    return body | ({"settles": found[0].settles} if found[0].settles else {})


def read_count(data: Mapping[str, Data], *, by: str, number: int) -> tuple[Entry, ...]:
    """The counts of a statement. Raises `Malformed` for anything else."""

    def made() -> tuple[Entry, ...]:
        return tuple(
            Entry(
                contest=_text(data, "contest"),
                place=_text(data, "place"),
                account=Account(account),
                sheets=_whole(sheets),
                by=by,
                number=number,
                settles=_text(data, "settles", usual=""),
            )
            for account, sheets in sorted(_table(data, "sheets").items())
        )

    return _read(made)


def order_body(order: Order) -> Mapping[str, Data]:
    """An order as it stands in an event."""
    return {
        "handover": order.handover,
        "giver": order.giver,
        "receiver": order.receiver,
        "parts": [[part.contest, part.district, part.sheets] for part in order.parts],
        "leave_by_ms": order.leave_by_ms,
        "travel_s": order.travel_s,
        "decided_by": order.decided_by,
        "officers": order.officers,
        "papers": list(order.papers),
    }


def read_order(data: Mapping[str, Data], *, by: str, at_ms: int) -> Order:
    """The order of a statement. Raises `Malformed`."""

    def made() -> Order:
        return Order(
            handover=_text(data, "handover"),
            giver=StationCode(_text(data, "giver")),
            receiver=StationCode(_text(data, "receiver")),
            parts=tuple(
                Part(contest=str(contest), district=str(district), sheets=_whole(sheets))
                for contest, district, sheets in _list(data, "parts")
            ),
            leave_by_ms=_whole(data["leave_by_ms"], most=MOST_MS),
            travel_s=_whole(data["travel_s"]),
            decided_by=_text(data, "decided_by"),
            officers=_whole(data["officers"]),
            papers=tuple(str(paper) for paper in _list(data, "papers")),
            issued_by=by,
            at_ms=at_ms,
        )

    return _read(made)


def came_body(came: Came) -> Mapping[str, Data]:
    """Voters who came, as it stands in an event."""
    return {
        "station": came.station,
        "came": came.came,
        "by_ms": came.by_ms,
        "transferred": came.transferred,
        "additional": came.additional,
    }


def read_came(data: Mapping[str, Data]) -> Came:
    """The voters of a statement. Raises `Malformed`."""
    return _read(
        lambda: Came(
            station=StationCode(_text(data, "station")),
            came=_whole(data["came"]),
            by_ms=_whole(data["by_ms"], most=MOST_MS),
            transferred=_whole(data["transferred"]),
            additional=_whole(data["additional"]),
        )
    )


def _read(made: Callable[[], T]) -> T:
    try:
        return made()
    except (KeyError, TypeError, ValueError, SampaiError) as error:
        raise Malformed("ballots") from error


def _text(data: Mapping[str, Data], name: str, *, usual: str | None = None) -> str:
    value = data.get(name, usual)
    if not isinstance(value, str) or len(value) > MOST_TEXT or (usual is None and not value):
        raise Malformed(name)
    return value


def _whole(value: object, *, most: int = MOST_SHEETS) -> int:
    if type(value) is not int or not 0 <= value <= most:
        raise Malformed("number")
    return value


def _table(data: Mapping[str, Data], name: str) -> Mapping[str, Data]:
    value = data[name]
    if not isinstance(value, Mapping) or not value:
        raise Malformed(name)
    return value


def _list(data: Mapping[str, Data], name: str) -> list[Any]:
    value = data[name]
    if not isinstance(value, (list, tuple)) or len(value) > MOST_TEXT:
        raise Malformed(name)
    return list(value)
