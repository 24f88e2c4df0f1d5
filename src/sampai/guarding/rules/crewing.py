"""Which units send how many people to which work, so that no unit is ever over its strength.

A whole-number programme over units and works, solved by HiGHS: first the fewest places left empty, then the
least cost. Whoever takes a work is bound from leaving the base until rested. People of one unit are alike,
and bound times are intervals, so a unit that is never over its strength can always say by name who goes: it
gives each work, in order of time, to those who are free (interval graphs are perfect; Golumbic 1980, ch. 8).
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from sampai.kernel.clock import HTime
from sampai.kernel.ids import UnitCode

EMPTY = 100_000
"""What a person missing costs, where it matters least: more than any way to send one."""

THIN, KEPT, LAST_KEPT, NEEDED = 1, 20, 100, 400
"""How much a person missing matters: where others still stand; of those kept back;
where nobody can be spared."""

NODES = 500
"""Branches that the solver may look at; with it the answer is bounded and the same on every run."""

GAP = 0.001
"""Relative distance to the optimum that is good enough."""

WHOLE = 1e-6
"""A number of people this near to a whole one is one, as HiGHS counts."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A unit that could do a work: bound from when to when, and what each of its people costs.

    Until `turns` they do no other work that is offered here, but may be bound elsewhere.
    """

    unit: UnitCode
    starts: HTime
    ends: HTime
    cost: int
    turns: HTime | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """Something that asks for so many people, and the units that could send them."""

    code: str
    need: int
    offers: tuple[Offer, ...]
    weight: int = NEEDED
    """How much a person missing matters here."""
    spare: int = 0
    """How many of its need it can do without."""
    spare_weight: int = THIN
    """How much one of these missing matters."""


@dataclass(frozen=True, slots=True)
class Busy:
    """People of a unit that are bound already."""

    unit: UnitCode
    starts: HTime
    ends: HTime
    officers: int


Crews = Mapping[str, Mapping[UnitCode, int]]
"""By the code of a work: how many people of which unit."""


def crew(
    works: Sequence[Work],
    *,
    strength: Mapping[UnitCode, int],
    busy: Iterable[Busy] = (),
    turned: Iterable[Busy] = (),
) -> Crews:
    """People for each work; what is missing to its need found nobody. Codes of works must differ.

    `turned`: turns that are taken already, each until the next one may be.
    """
    places = [(w, offer) for w, work in enumerate(works) for offer in work.offers]
    if not places:
        return {work.code: {} for work in works}
    ledgers = _ledgers(works, places=places, strength=strength, busy=busy, turned=turned)
    counts = _solved(works, places=places, ledgers=ledgers)
    crews: dict[str, dict[UnitCode, int]] = {work.code: {} for work in works}
    for (w, offer), count in zip(places, counts, strict=True):
        if count:
            crews[works[w].code][offer.unit] = count
    return crews


@dataclass(frozen=True, slots=True)
class _Ledger:
    """One unit over time: how many people it has left in each row of time, and when each place binds some.

    `spans` holds a place and the rows of `most` in which it binds: from the first, up to the last. Rows in
    which people cannot be too few when they suffice in the others are left out.
    """

    most: tuple[int, ...]
    spans: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class _Span:
    """From when to when a place binds people, and how many at most."""

    starts: HTime
    ends: HTime
    place: int
    need: int


def _ledgers(
    works: Sequence[Work],
    *,
    places: Sequence[tuple[int, Offer]],
    strength: Mapping[UnitCode, int],
    busy: Iterable[Busy],
    turned: Iterable[Busy],
) -> list[_Ledger]:
    """One for each unit with its other work, and one for the turns that it takes here."""
    of: dict[UnitCode, list[tuple[int, Offer, int]]] = defaultdict(list)
    for place, (w, offer) in enumerate(places):
        of[offer.unit].append((place, offer, works[w].need))
    bound, turns = _by_unit(busy), _by_unit(turned)
    found = []
    for unit in sorted(of):
        own, most = of[unit], strength.get(unit, 0)
        spans = [_Span(o.starts, o.ends, place, need) for place, o, need in own]
        found.append(_ledger(spans, strength=most, busy=bound[unit]))
        if any(offer.turns is not None for _, offer, _ in own):
            spans = [_Span(o.starts, o.turns or o.ends, place, need) for place, o, need in own]
            found.append(_ledger(spans, strength=most, busy=turns[unit]))
    return [ledger for ledger in found if ledger.most]


def _by_unit(busy: Iterable[Busy]) -> defaultdict[UnitCode, list[Busy]]:
    found: defaultdict[UnitCode, list[Busy]] = defaultdict(list)
    for one in busy:
        found[one.unit].append(one)
    return found


def _ledger(spans: Sequence[_Span], *, strength: int, busy: Sequence[Busy]) -> _Ledger:
    moments = sorted({at for span in spans for at in (span.starts, span.ends)})
    most = _left(moments, strength=strength, busy=busy)
    kept = _that_bind(moments, most=most, spans=spans)
    row = {at: bisect_left(kept, number) for number, at in enumerate(moments)}
    rows = tuple((span.place, row[span.starts], row[span.ends]) for span in spans)
    return _Ledger(tuple(most[number] for number in kept), rows)


def _left(moments: Sequence[HTime], *, strength: int, busy: Sequence[Busy]) -> list[int]:
    """The fewest people that are left from each moment to the next."""
    every = sorted({*moments, *(at for one in busy for at in (one.starts, one.ends))})
    at = {moment: number for number, moment in enumerate(every)}
    left = np.full(len(every), strength, dtype=np.int64)
    for one in busy:
        left[at[one.starts] : at[one.ends]] -= one.officers
    fewest = np.minimum.reduceat(left, [at[moment] for moment in moments])
    found: list[int] = np.maximum(fewest, 0).tolist()
    return found


def _that_bind(moments: Sequence[HTime], *, most: Sequence[int], spans: Sequence[_Span]) -> list[int]:
    """The rows in which people may be too few although they suffice in the others.

    They always suffice where all that is asked for is there. Before a moment in which work only begins, and
    from one on in which it only ends, fewer are bound than beside it.
    """
    begins, ends = dict.fromkeys(moments, 0), dict.fromkeys(moments, 0)
    for span in spans:
        begins[span.starts] += span.need
        ends[span.ends] += span.need
    asked, found = 0, []
    for row, at in enumerate(moments):
        asked += begins[at] - ends[at]
        after = moments[row + 1] if row + 1 < len(moments) else None
        fewer_than_after = after is not None and not ends[after] and most[row] >= most[row + 1]
        fewer_than_before = row > 0 and not begins[at] and most[row] >= most[row - 1]
        if asked > most[row] and not fewer_than_after and not fewer_than_before:
            found.append(row)
    return found


def _solved(
    works: Sequence[Work], *, places: Sequence[tuple[int, Offer]], ledgers: Sequence[_Ledger]
) -> list[int]:
    """People per place. Columns: the places, whom each work misses and could spare, who is bound when."""
    n, moments = len(places), sum(len(ledger.most) for ledger in ledgers)
    empty = [EMPTY * work.weight for work in works] + [EMPTY * work.spare_weight for work in works]
    cost = np.array([offer.cost for _, offer in places] + empty + [0] * moments, dtype=np.float64)
    most = [works[w].need for w, _ in places]
    most += [work.need for work in works] + [work.spare for work in works]
    most += [room for ledger in ledgers for room in ledger.most]
    solve = partial(
        milp,
        cost,
        bounds=Bounds(0, np.array(most, dtype=np.float64)),
        constraints=_equations(works, places=places, ledgers=ledgers),
    )
    people = n + 2 * len(works)
    answer = solve()
    if not _is_whole(answer.x, upto=people):
        whole = np.arange(len(cost)) < people
        answer = solve(integrality=whole.astype(np.int64), options={"node_limit": NODES, "mip_rel_gap": GAP})
    if answer.x is None:
        return _greedy(works, places=places, ledgers=ledgers)
    counts: list[int] = np.rint(answer.x[:n]).astype(np.int64).tolist()
    return counts


def _is_whole(x: NDArray[np.float64] | None, *, upto: int) -> bool:
    """Whether the programme without its whole numbers has whole ones all the same; it mostly has."""
    return x is not None and bool(np.all(np.abs(x[:upto] - np.rint(x[:upto])) < WHOLE))


def _equations(
    works: Sequence[Work], *, places: Sequence[tuple[int, Offer]], ledgers: Sequence[_Ledger]
) -> LinearConstraint:
    """Each work has its need or misses some; who is bound changes as work begins and ends."""
    n = len(places)
    cells = [(w, place, 1) for place, (w, _) in enumerate(places)]
    cells += [(w, n + w + extra, 1) for w in range(len(works)) for extra in (0, len(works))]
    row, column = len(works), n + 2 * len(works)
    for ledger in ledgers:
        count = len(ledger.most)
        cells += [(row + k, column + k, 1) for k in range(count)]
        cells += [(row + k, column + k - 1, -1) for k in range(1, count)]
        cells += [(row + first, place, -1) for place, first, last in ledger.spans if first < last]
        cells += [(row + last, place, 1) for place, first, last in ledger.spans if first < last < count]
        row, column = row + count, column + count
    rows, columns, values = np.array(cells, dtype=np.int64).T
    matrix = csr_array((values.astype(np.float64), (rows, columns)), shape=(row, column))
    right = np.zeros(row)
    right[: len(works)] = [work.need for work in works]
    return LinearConstraint(matrix, right, right)


def _greedy(
    works: Sequence[Work], *, places: Sequence[tuple[int, Offer]], ledgers: Sequence[_Ledger]
) -> list[int]:
    """Cheapest first, as far as strength goes: for the case that the solver found nothing in its bounds."""
    left = [np.array(ledger.most, dtype=np.int64) for ledger in ledgers]
    need = [work.need for work in works]
    of = defaultdict(list)
    for room, ledger in zip(left, ledgers, strict=True):
        for place, first, last in ledger.spans:
            if first < last:
                of[place].append(room[first:last])
    counts = [0] * len(places)
    for place in sorted(
        range(len(places)), key=lambda p: (-works[places[p][0]].weight, places[p][1].cost, p)
    ):
        w = places[place][0]
        counts[place] = min([need[w], *(int(room.min()) for room in of[place])])
        need[w] -= counts[place]
        for room in of[place]:
            np.subtract(room, counts[place], out=room)
    return counts
