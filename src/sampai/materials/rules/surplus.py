"""The nearest surplus: which stations could give ballots to which, before closing."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby

from sampai.kernel.clock import HTime
from sampai.kernel.ids import StationCode
from sampai.materials.model.surplus import (
    Balance,
    Lack,
    Lot,
    Move,
    MoveKind,
    MoveRules,
    Part,
    Seat,
    Shares,
    Uncovered,
    Way,
)
from sampai.materials.ports import Balancer, OpenWays

FIRST_GIVERS = 8
MOST_GIVERS = 256
"""A receiver is offered its nearest givers: 8, then twice as many while something stays short."""


def balance(
    seats: Sequence[Seat],
    *,
    ways: OpenWays,
    balancer: Balancer,
    rules: MoveRules,
    now: HTime,
    closes: HTime,
) -> Balance:
    """Moves that bring as many missing ballots as can be had in time, over short ways and in few moves.

    Givers keep their expected voters' ballots and the legal reserve. Contest and district must be the same.
    """
    within_s = closes - now - rules.handling_s
    answers = [
        _solved(lot, ways=ways, balancer=balancer, rules=rules, within_s=within_s) for lot in _lots(seats)
    ]
    used = [
        (way, Part(contest=lot.contest, district=lot.district, sheets=sheets))
        for lot, shares in answers
        for way, sheets in zip(lot.ways, shares.sheets, strict=True)
        if sheets
    ]
    return Balance(
        moves=tuple(_moves(used, rules=rules, closes=closes)),
        uncovered=tuple(
            one for lot, shares in answers for one in _uncovered(lot, shares, ways, rules, within_s)
        ),
        uncounted=tuple(sorted({(seat.station, seat.contest) for seat in seats if seat.held is None})),
        cost_s=sum(way.travel_s + rules.move_cost_s for way, _part in used),
        bound_s=sum(shares.bound_s for _lot, shares in answers),
        ways_certainty=ways.certainty,
    )


def is_kept(lot: Lot, shares: Shares) -> bool:
    """Whether nobody gives more than the spare and nobody gets more than is short."""
    given: dict[StationCode, int] = defaultdict(int)
    got: dict[StationCode, int] = defaultdict(int)
    for way, sheets in zip(lot.ways, shares.sheets, strict=True):
        given[way.giver] += sheets
        got[way.receiver] += sheets
    return (
        min(shares.sheets, default=0) >= 0
        and all(given[station] <= spare for station, spare in lot.spare)
        and all(got[station] <= short for station, short in lot.short)
    )


def _lots(seats: Sequence[Seat]) -> Iterator[Lot]:
    """Ballots that are alike, where some lack them. No ways yet."""
    ordered = sorted(seats, key=lambda seat: (seat.contest, seat.district, seat.station))
    for (contest, district), alike in groupby(ordered, key=lambda seat: (seat.contest, seat.district)):
        group = list(alike)
        short = tuple((seat.station, seat.short) for seat in group if seat.short)
        spare = tuple((seat.station, seat.spare) for seat in group if seat.spare)
        if short:
            yield Lot(contest=contest, district=district, short=short, spare=spare, ways=())


def _solved(
    bare: Lot, *, ways: OpenWays, balancer: Balancer, rules: MoveRules, within_s: int
) -> tuple[Lot, Shares]:
    """Offers more givers while something stays short that more givers could bring."""
    most = FIRST_GIVERS
    wanted = min(_sum(bare.short), _sum(bare.spare))
    while True:
        lot = _with_ways(bare, ways, most=most, rules=rules, within_s=within_s)
        shares = balancer(lot, move_cost_s=rules.move_cost_s)
        if not is_kept(lot, shares):
            raise RuntimeError(lot.contest, lot.district)
        if sum(shares.sheets) == wanted or most >= min(MOST_GIVERS, len(bare.spare)):
            return lot, shares
        most *= 2


def _with_ways(bare: Lot, ways: OpenWays, *, most: int, rules: MoveRules, within_s: int) -> Lot:
    found = ways.nearest([code for code, _ in bare.short], [code for code, _ in bare.spare], most=most)
    open_ways = sorted(way for way in found if way.travel_s <= within_s and _kind(way, rules))
    return Lot(
        contest=bare.contest,
        district=bare.district,
        short=bare.short,
        spare=bare.spare,
        ways=tuple(open_ways),
    )


def _sum(counts: Sequence[tuple[StationCode, int]]) -> int:
    return sum(sheets for _code, sheets in counts)


def _kind(way: Way, rules: MoveRules) -> MoveKind | None:
    """The nearest kind of move that a way is."""
    return next(
        (kind for kind in rules.kinds if way.giver[: kind.same_digits] == way.receiver[: kind.same_digits]),
        None,
    )


def _moves(used: Sequence[tuple[Way, Part]], *, rules: MoveRules, closes: HTime) -> Iterator[Move]:
    """One move for each pair of stations, whatever it carries; those that must leave first come first."""
    parts: dict[Way, list[Part]] = defaultdict(list)
    for way, part in used:
        parts[way].append(part)
    for way in sorted(parts, key=lambda way: (-way.travel_s, way)):
        kind = _kind(way, rules)
        if kind:
            yield Move(
                giver=way.giver,
                receiver=way.receiver,
                travel_s=way.travel_s,
                leave_by=HTime(closes - rules.handling_s - way.travel_s),
                parts=tuple(sorted(parts[way])),
                kind=kind,
            )


def _uncovered(
    lot: Lot, shares: Shares, ways: OpenWays, rules: MoveRules, within_s: int
) -> Iterator[Uncovered]:
    left = dict(lot.short)
    for way, sheets in zip(lot.ways, shares.sheets, strict=True):
        left[way.receiver] -= sheets
    givers = [code for code, _spare in lot.spare]
    receivers = [code for code, sheets in left.items() if sheets]
    nearest = {way.receiver: way for way in ways.nearest(receivers, givers, most=1)} if receivers else {}
    reached = {way.receiver for way in lot.ways}
    for station in receivers:
        near = nearest.get(station)
        yield Uncovered(
            station=station,
            part=Part(contest=lot.contest, district=lot.district, sheets=left[station]),
            lack=Lack.SPENT if station in reached else _lack(lot, near, rules=rules, within_s=within_s),
            nearest_s=near.travel_s if near else None,
        )


def _lack(lot: Lot, nearest: Way | None, *, rules: MoveRules, within_s: int) -> Lack:
    """Why nobody reaches a station at all."""
    if not lot.spare:
        return Lack.NOBODY_SPARES
    if nearest is None:
        return Lack.NO_WAY
    if nearest.travel_s > within_s or _kind(nearest, rules):
        return Lack.TOO_FAR
    return Lack.OTHER_REGENCY
