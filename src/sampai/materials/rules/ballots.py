"""Ballots in double entry: from counts by two people to the hop where sheets are gone or too many."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from sampai.materials.model.ballots import (
    MOVED,
    SIDES,
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

Key = tuple[str, str, Account, str]
"""Contest, place, account, number of a move's paper."""
STORE = (Account.GOOD, Account.PRINTED)
"""What bounds a station's sheets when nothing nearer was stated."""
Counts = Mapping[Key, tuple[Entry, ...]]


def audit(
    entries: Collection[Entry],
    *,
    books: Sequence[Books],
    papers: Sequence[MovePaper] = (),
    due: Collection[Hop] = tuple(Hop),
) -> Audit:
    """Every difference with its hop, and every count in doubt; the order of entries changes nothing.

    `due` are the hops whose time has come: a count that they ask for and nobody stated may be anything, and
    the worst is reckoned with. Each person's latest correction counts.
    """
    counts = latest(entries)
    hops = [hop for book in books for hop in _hops(book, counts) if hop.hop in due]
    keys = sorted({key for hop in hops for key in (*hop.left, *hop.right)})
    found = (_difference(hop, counts) for hop in hops)
    return Audit(
        differences=tuple(difference for difference in found if difference),
        doubts=tuple(sorted((*count_doubts(keys, counts), *_paper_doubts(keys, counts, papers)))),
    )


def agreed(entries: Collection[Entry], *, contest: str, place: str, account: Account) -> int | None:
    """The count on which at least two people agree and nobody differs; None where there is none."""
    stated = latest(entries).get((contest, place, account, ""), ())
    return stated[0].sheets if _doubt_of(stated) is None else None


def latest(entries: Collection[Entry]) -> Counts:
    """What stands by account: each person's latest entry, or the count that settled a difference.

    Two of one person under one number both stand: one of them is false.
    """
    numbers: dict[tuple[Key, str], int] = {}
    for entry in entries:
        who = (_key(entry), entry.by)
        numbers[who] = max(entry.number, numbers.get(who, 0))
    counts: dict[Key, tuple[Entry, ...]] = {}
    for entry in sorted(set(entries)):
        if entry.number == numbers[_key(entry), entry.by]:
            counts[_key(entry)] = (*counts.get(_key(entry), ()), entry)
    return {key: _settled(stated) for key, stated in counts.items()}


def _settled(stated: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """A third person's count stands alone where two others differ; nobody settles a count of their own."""
    third = [entry for entry in stated if entry.settles]
    newest = max((entry.number for entry in third), default=0)
    found = tuple(entry for entry in third if entry.number == newest)
    others = [entry for entry in stated if entry.by not in {one.by for one in found}]
    differ = len({entry.sheets for entry in others}) > 1 and len({entry.by for entry in others}) > 1
    return found if found and differ else tuple(replace(entry, settles="") for entry in stated)


def _key(entry: Entry) -> Key:
    return entry.contest, entry.place, entry.account, entry.paper


@dataclass(frozen=True, slots=True)
class _Sides:
    """The keys on both sides of one hop; `upstream` bounds a left side that nobody stated."""

    hop: Hop
    place: str
    left: tuple[Key, ...]
    right: tuple[Key, ...]
    upstream: tuple[Key, ...] = ()
    paper: str = ""


def _hops(book: Books, counts: Counts) -> Iterator[_Sides]:
    contest, store = book.contest, book.store
    moves = sorted(key for key in counts if key[0] == contest and key[2] in MOVED)

    def keys(place: str, accounts: Sequence[Account]) -> tuple[Key, ...]:
        plain = [(contest, place, account, "") for account in accounts if account not in MOVED]
        return (*plain, *(key for key in moves if key[1] == place and key[2] in accounts))

    left, right = SIDES[Hop.SORTING]
    yield _Sides(Hop.SORTING, store, keys(store, left), keys(store, right))
    packed = [(contest, station, Account.PACKED, "") for station in book.stations]
    stays = keys(store, [Account.STOCK])
    yield _Sides(Hop.PACKING, store, keys(store, [Account.GOOD]), (*packed, *stays), keys(store, left))
    for station in book.stations:
        yield from _station_hops(station, partial(keys, station), above=keys(store, STORE))
    yield from _move_hops(book, moves)


def _station_hops(
    station: str, keys: Callable[[Sequence[Account]], tuple[Key, ...]], *, above: tuple[Key, ...]
) -> Iterator[_Sides]:
    before = (Account.PACKED, Account.SENT)
    for place, hop in enumerate((Hop.LOADING, Hop.WAY, Hop.STATION)):
        left, right = SIDES[hop]
        yield _Sides(hop, station, keys(left), keys(right), (*keys(before[:place])[::-1], *above))


def _move_hops(book: Books, moves: Sequence[Key]) -> Iterator[_Sides]:
    """Both halves of a move; the half that nobody stated stands as missing."""
    for paper in sorted({key[3] for key in moves if key[1] in book.stations}):
        halves = [[key for key in moves if key[3] == paper and key[2] is account] for account in MOVED]
        place = (halves[0] or halves[1])[0][1]
        left, right = (
            tuple(half) or ((book.contest, "", account, paper),)
            for half, account in zip(halves, MOVED, strict=True)
        )
        yield _Sides(Hop.MOVE, place, left, right, paper=paper)


def _difference(sides: _Sides, counts: Counts) -> Difference | None:
    left_least, left_most = _range(sides.left, counts)
    right_least, right_most = _range(sides.right, counts)
    missing = tuple(key[2] for key in (*sides.left, *sides.right) if key not in counts)
    bound: int | None = left_most
    if any(key not in counts for key in sides.left):
        known = _known(sides.upstream, counts)
        bound = None if known is None else max(left_most, known, right_most)
    if any(key not in counts for key in sides.right):
        right_most = max(right_most, left_most if bound is None else bound)
    least, most = left_least - right_most, None if bound is None else bound - right_least
    if not least and most == 0 and not missing:
        return None
    return Difference(
        contest=sides.left[0][0],
        place=sides.place,
        hop=sides.hop,
        least=least,
        most=most,
        paper=sides.paper,
        missing=tuple(dict.fromkeys(missing)),
        stated=tuple(entry for key in (*sides.left, *sides.right) for entry in counts.get(key, ())),
    )


def _range(keys: Sequence[Key], counts: Counts) -> tuple[int, int]:
    """The least and most sheets of several counts, where people differ; what is missing adds nothing."""
    stated = [[entry.sheets for entry in counts[key]] for key in keys if key in counts]
    return sum(map(min, stated)), sum(map(max, stated))


def _known(keys: Sequence[Key], counts: Counts) -> int | None:
    """The nearest count before that anybody stated."""
    return next((max(entry.sheets for entry in counts[key]) for key in keys if key in counts), None)


def _doubt_of(stated: Sequence[Entry]) -> Doubt | None:
    if not stated:
        return Doubt.MISSING
    if len({entry.sheets for entry in stated}) > 1:
        return Doubt.DISAGREE
    if all(entry.settles for entry in stated):
        return None
    return Doubt.ALONE if len({entry.by for entry in stated}) == 1 else None


def count_doubts(keys: Iterable[Key], counts: Counts) -> Iterator[Doubtful]:
    """Counts that are missing, made by one person, or not agreed on."""
    for key in keys:
        contest, place, account, paper = key
        stated = counts.get(key, ())
        doubt = _doubt_of(stated)
        if doubt:
            yield Doubtful(
                contest=contest, place=place, account=account, doubt=doubt, paper=paper, stated=stated
            )


def _paper_doubts(keys: Sequence[Key], counts: Counts, papers: Sequence[MovePaper]) -> Iterator[Doubtful]:
    """Moves whose paper is unknown, unchecked, or says something else. They count all the same."""
    known = {paper.number: paper for paper in papers}
    for key in (key for key in keys if key[2] in MOVED and key in counts):
        contest, place, account, number = key
        doubt = _paper_doubt(known.get(number), key, counts[key])
        if doubt:
            yield Doubtful(
                contest=contest, place=place, account=account, doubt=doubt, paper=number, stated=counts[key]
            )


def _paper_doubt(paper: MovePaper | None, key: Key, stated: Sequence[Entry]) -> Doubt | None:
    if paper is None:
        return Doubt.NO_PAPER
    contest, place, account, _number = key
    named = paper.giver if account is Account.MOVED_OUT else paper.receiver
    if (paper.contest, named) != (contest, place) or any(entry.sheets != paper.sheets for entry in stated):
        return Doubt.PAPER_DIFFERS
    return None if paper.is_verified else Doubt.UNVERIFIED_PAPER
