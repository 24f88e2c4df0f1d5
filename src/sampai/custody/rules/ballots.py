"""What statements on boxes and handovers say of ballots: counts at packing, loading, opening, closing, moves.

| statement | by | account |
|---|---|---|
| `packed` | whoever packs, and the second person | packed |
| `given` by the commission's store, with contents | the giver | sent |
| `taken` at the station, `opened`: with contents | the receiver, whoever opens | received |
| any at the station, contents named by what became of them | | used, unused, spoiled, returned |
| `given`, `taken` of loose ballots from station to station | giver, receiver | moved out, moved in |
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from sampai.custody.model import Content, Handing, Keeper, Kind, Touch
from sampai.custody.model.boxes import parts_of
from sampai.election.model import Level
from sampai.kernel.errors import Refused
from sampai.ledger.model import Data
from sampai.materials.model.ballots import Account, Entry
from sampai.materials.model.moves import HANDOVER_DIGITS, slip_number
from sampai.materials.rules.statements import contest_of

STATION_DIGITS = 13


def may_count(body: Mapping[str, Data]) -> bool:
    """Whether a body as it stands in an event could count ballots: most name boxes, and nothing in them."""
    boxes = body.get("boxes")
    if not boxes or not isinstance(boxes, Sequence):
        return True
    return any(not isinstance(one, Mapping) or "contents" in one for one in boxes)


def counts_of(kind: Kind, body: Touch, *, place: str, actor: str, at_ms: int) -> tuple[Entry, ...]:
    """Every count of ballots in one statement, in order; none in most."""
    if isinstance(body, Handing) and not body.boxes:
        return tuple(_loose(kind, body, place=place, actor=actor, at_ms=at_ms))
    counted: dict[tuple[str, str, Account], int] = defaultdict(int)
    for read in body.boxes:
        owner = _owner(read.box)
        for contest, account, count in _sorted(read.contents, usual=_account(kind, body)):
            counted[contest, owner, account] += count
    return tuple(
        Entry(contest=contest, place=owner, account=account, sheets=sheets, by=by, number=at_ms)
        for (contest, owner, account), sheets in sorted(counted.items())
        if owner
        for by in _people(body, actor=actor)
    )


def _owner(box: str) -> str:
    """The station of a box; empty for a code that no box has."""
    try:
        owner = parts_of(box)[0]
    except Refused:
        return ""
    return owner if len(owner) == STATION_DIGITS else ""


def _people(body: Touch, *, actor: str) -> Sequence[str]:
    """Who states it, and the second person, by the name that the statement has."""
    second = body.second
    return [actor or body.by.name, *([second.name] if second and second.name != body.by.name else [])]


def _account(kind: Kind, body: Touch) -> Account | None:
    """The account of sheets whose name says nothing else."""
    if kind is Kind.PACKED:
        return Account.PACKED
    if kind is Kind.OPENED or (kind is Kind.TAKEN and _is_at(body.by, Level.STATION)):
        return Account.RECEIVED
    return Account.SENT if kind is Kind.GIVEN and _is_at(body.by, Level.KPU) else None


def _is_at(keeper: Keeper, level: Level) -> bool:
    return keeper.level is level


def _sorted(contents: Sequence[Content], *, usual: Account | None) -> Iterator[tuple[str, Account, int]]:
    for one in contents:
        contest, account = contest_of(one.item)
        found = account or usual
        if contest and found is not None and one.count >= 0:
            yield contest, found, one.count


_HALVES: Mapping[Kind, Account] = {Kind.GIVEN: Account.MOVED_OUT, Kind.TAKEN: Account.MOVED_IN}


def _loose(kind: Kind, body: Handing, *, place: str, actor: str, at_ms: int) -> Iterator[Entry]:
    """Ballots without a box, from station to station; the order's number follows from the handover's."""
    is_station = len(place) == STATION_DIGITS and place.isdecimal()
    if kind not in _HALVES or len(body.handover) != HANDOVER_DIGITS or not is_station:
        return
    for contest, account, count in _sorted(body.goods, usual=_HALVES[kind]):
        if account is _HALVES[kind]:
            for by in _people(body, actor=actor):
                yield Entry(
                    contest=contest,
                    place=place,
                    account=account,
                    sheets=count,
                    by=by,
                    number=at_ms,
                    paper=slip_number(body.handover, contest=contest),
                )
