"""Which units send how many people to which work, so that no unit is ever over its strength.

A whole-number programme over units and works, solved by HiGHS: first the fewest places left empty, then the
least cost. Whoever takes a work is bound from leaving the base until rested. People of one unit are alike,
and bound times are intervals, so a unit that is never over its strength can always say by name who goes: it
gives each work, in order of time, to those who are free (interval graphs are perfect; Golumbic 1980, ch. 8).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
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
    ledgers = _ledgers(
        [offer for _, offer in places], strength=strength, busy=tuple(busy), turned=tuple(turned)
    )
    counts = _solved(works, places=places, ledgers=ledgers)
    crews: dict[str, dict[UnitCode, int]] = {work.code: {} for work in works}
    for (w, offer), count in zip(places, counts, strict=True):
        if count:
            crews[works[w].code][offer.unit] = count
    return crews


@dataclass(frozen=True, slots=True)
class _Ledger:
    """One unit over time: how many people it has left from each moment on, and when each place binds some.

    `spans` holds a place and the rows of `most` in which it binds: from the first, up to the last.
    """

    most: tuple[int, ...]
    spans: tuple[tuple[int, int, int], ...]


def _ledgers(
    offers: Sequence[Offer],
    *,
    strength: Mapping[UnitCode, int],
    busy: Sequence[Busy],
    turned: Sequence[Busy],
) -> list[_Ledger]:
    """One for each unit with its other work, and one for the turns that it takes here."""
    of: dict[UnitCode, list[int]] = defaultdict(list)
    for place, offer in enumerate(offers):
        of[offer.unit].append(place)
    found = []
    for unit in sorted(of):
        own = [(offers[place], place) for place in of[unit]]
        most, bound = strength.get(unit, 0), [one for one in busy if one.unit == unit]
        found.append(_ledger([(o.starts, o.ends, place) for o, place in own], strength=most, busy=bound))
        if any(offer.turns is not None for offer, _ in own):
            turns = [(o.starts, o.turns or o.ends, place) for o, place in own]
            before = [one for one in turned if one.unit == unit]
            found.append(_ledger(turns, strength=most, busy=before))
    return found


def _ledger(spans: Sequence[tuple[HTime, HTime, int]], *, strength: int, busy: Sequence[Busy]) -> _Ledger:
    ends = {at for start, end, _ in spans for at in (start, end)}
    moments = sorted(ends | {at for one in busy for at in (one.starts, one.ends)})
    row = {at: number for number, at in enumerate(moments)}
    left = np.full(len(moments), strength, dtype=np.int64)
    for one in busy:
        left[row[one.starts] : row[one.ends]] -= one.officers
    rows = tuple((place, row[start], row[end]) for start, end, place in spans)
    return _Ledger(tuple(np.maximum(left, 0).tolist()), rows)


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
    whole = np.arange(len(cost)) < n + 2 * len(works)
    answer = milp(
        cost,
        integrality=whole.astype(np.int64),
        bounds=Bounds(0, np.array(most, dtype=np.float64)),
        constraints=_equations(works, places=places, ledgers=ledgers),
        options={"node_limit": NODES, "mip_rel_gap": GAP},
    )
    if answer.x is None:
        return _greedy(works, places=places, ledgers=ledgers)
    counts: list[int] = np.rint(answer.x[:n]).astype(np.int64).tolist()
    return counts


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
        cells += [(row + first, place, -1) for place, first, _ in ledger.spans]
        cells += [(row + last, place, 1) for place, _, last in ledger.spans]
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
