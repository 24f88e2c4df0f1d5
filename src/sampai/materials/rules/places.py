"""One contest's sheets at one place: what is shown of its counts, and where they do not fit."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sampai.materials.model.ballots import (
    BLIND,
    MOVED,
    Account,
    Audit,
    Books,
    Difference,
    Doubt,
    Doubtful,
    Entry,
    Hop,
    MovePaper,
)
from sampai.materials.rules.ballots import audit, count_doubts, latest

DUE: Mapping[Hop, tuple[tuple[Account, ...], tuple[Account, ...]]] = {
    Hop.SORTING: ((Account.PRINTED,), (Account.GOOD,)),
    Hop.LOADING: ((Account.PACKED,), (Account.SENT,)),
    Hop.WAY: ((Account.SENT, Account.PACKED), (Account.RECEIVED,)),
    Hop.STATION: ((Account.RECEIVED,), (Account.USED, Account.UNUSED)),
    Hop.MOVE: (MOVED, MOVED),
}
"""A hop is due where something was stated on both sides; of a move one half is enough.

What was stated behind a hop while nobody stated anything before it is in doubt, and no difference.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceFold:
    """What one place's statements make of one contest.

    `sheets` has no count that only one person made blind, and the least where people differ.
    """

    sheets: Mapping[Account, int]
    audit: Audit

    @property
    def hops(self) -> tuple[Hop, ...]:
        """Where sheets are gone or too many, in the order of the way."""
        found = {difference.hop for difference in self.audit.differences}
        return tuple(hop for hop in Hop if hop in found)

    @property
    def least(self) -> int:
        """Sheets that are surely gone or too many, over all hops."""
        return sum(_surely(one) for one in self.audit.differences)


def _surely(one: Difference) -> int:
    return max(one.least, 0) if one.most is None else max(one.least, -one.most, 0)


def fold_place(
    entries: Collection[Entry], *, contest: str, place: str, is_store: bool, papers: Sequence[MovePaper] = ()
) -> PlaceFold:
    """The fold of one place. `entries` has its own counts, and the other halves of its moves."""
    own = [entry for entry in entries if entry.place == place]
    known = as_sealed(
        [*open_entries(own), *(entry for entry in entries if entry.place != place)], place=place
    )
    book = Books(contest=contest, store=place if is_store else "", stations=() if is_store else (place,))
    found = audit(known, books=[book], papers=papers, due=due_hops(open_entries(own), is_store=is_store))
    return PlaceFold(
        sheets=_sheets(open_entries(own)),
        audit=Audit(
            differences=tuple(one for one in found.differences if one.place == place),
            doubts=_doubts(own, found=[one for one in found.doubts if one.place in {place, ""}]),
        ),
    )


def _doubts(own: Sequence[Entry], *, found: Sequence[Doubtful]) -> tuple[Doubtful, ...]:
    """Those of the hops that are due, and those of every count that was stated."""
    stated = latest(open_entries(own))
    hidden = _hidden(own)
    told = {one.account for one in own} - {one.account for one in hidden}
    more = [
        one
        for one in found
        if one.account in told or (one.doubt is Doubt.MISSING and not _waits(one, hidden))
    ]
    return tuple(sorted({*more, *count_doubts(stated, stated), *hidden, *_unheard(own)}))


def _unheard(own: Sequence[Entry]) -> Iterator[Doubtful]:
    """What nobody stated before a hop behind which something was stated."""
    stated = {entry.account for entry in own}
    for before, behind in (DUE[Hop.WAY], DUE[Hop.STATION]):
        if stated.intersection(behind) and not stated.intersection(before):
            yield Doubtful(contest=own[0].contest, place=own[0].place, account=before[0], doubt=Doubt.MISSING)


def _waits(doubt: Doubtful, hidden: Sequence[Doubtful]) -> bool:
    """Whether a missing count is one that waits for a second person, or stands for it at loading."""
    accounts = {one.account for one in hidden}
    return doubt.account in accounts or (doubt.account is Account.SENT and Account.PACKED in accounts)


def due_hops(entries: Iterable[Entry], *, is_store: bool) -> tuple[Hop, ...]:
    """The hops on both sides of which something was stated."""
    stated = {entry.account for entry in entries}
    hops = (Hop.SORTING,) if is_store else (Hop.LOADING, Hop.WAY, Hop.STATION, Hop.MOVE)
    return tuple(hop for hop in hops if all(stated.intersection(side) for side in DUE[hop]))


def as_sealed(entries: Iterable[Entry], *, place: str) -> list[Entry]:
    """A box that nobody counted again at loading leaves sealed, as it was packed."""
    found = list(entries)
    if any(entry.account is Account.SENT and entry.place == place for entry in found):
        return found
    packed = [entry for entry in found if entry.account is Account.PACKED and entry.place == place]
    return [*found, *(replace(entry, account=Account.SENT) for entry in packed)]


def open_entries(entries: Iterable[Entry]) -> list[Entry]:
    """All counts but those that one person made blind while a second has not counted yet."""
    found = list(entries)
    return [entry for entry in found if not (entry.account in BLIND and entry.account in lone(found))]


def lone(entries: Iterable[Entry]) -> frozenset[Account]:
    """The accounts of one contest and place that one person alone has counted."""
    people: dict[Account, set[str]] = defaultdict(set)
    for entry in entries:
        people[entry.account].add(entry.by)
    return frozenset(account for account, names in people.items() if len(names) == 1)


def _hidden(own: Sequence[Entry]) -> tuple[Doubtful, ...]:
    """Blind counts that wait for a second person: that they are there is told, not what they say."""
    waiting = sorted({(one.contest, one.place, one.account) for one in own if one.account in lone(own)})
    return tuple(
        Doubtful(contest=contest, place=place, account=account, doubt=Doubt.ALONE)
        for contest, place, account in waiting
        if account in BLIND
    )


def _sheets(entries: Collection[Entry]) -> Mapping[Account, int]:
    """The least that is stated of each account; moves of several papers together."""
    found: dict[Account, int] = defaultdict(int)
    for (_contest, _place, account, _paper), stated in latest(entries).items():
        found[account] += min(entry.sheets for entry in stated)
    return dict(found)
