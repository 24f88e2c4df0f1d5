"""The national balance: who lends people, boats and aircraft to whom, so that little stays missing.

A transport problem: lenders with what they can spare, borrowers with what they lack, the cost of a way its
seconds. Every corner of such a problem is whole where its limits are (Hoffman and Kruskal 1956), so a linear
program's corner needs no rounding up.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array

from sampai.election.model import Basis
from sampai.kernel.clock import HOUR
from sampai.kernel.errors import Refused
from sampai.kernel.geo import distance_m
from sampai.kernel.ids import RegionCode
from sampai.kernel.text import say
from sampai.places.rules.network import BEELINE
from sampai.plan.rules.nation.tally import POLICE, Tally

Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceRules:
    """What the pack says of help between regencies. People go in platoons; a rest is a platoon of its own."""

    platoon: int
    most_hours: int
    people_basis: Basis
    road_kmh: int
    water_kmh: int
    air_kmh: int
    crossing_hours: int
    """Waiting at ports, on a way to another island."""
    air_hours: int
    """Preparing an aircraft's flight."""
    pace_basis: Basis

    def __post_init__(self) -> None:
        """Platoons have people and everything moves."""
        if min(self.platoon, self.most_hours, self.road_kmh, self.water_kmh, self.air_kmh) < 1:
            raise Refused(
                "nation-rules",
                say("The rules of the national balance have no people, no time or no speed."),
                say("Give at least 1 for platoon, most_hours and each speed."),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Help:
    """So many people or vessels of one kind go from a regency to another. `travel_s` is estimated."""

    kind: str
    lender: RegionCode
    borrower: RegionCode
    count: int
    distance_m: int
    travel_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """All help, and what is missing after it, by kind and regency."""

    help: tuple[Help, ...] = ()
    people_left: Mapping[RegionCode, int] | None = None
    vessels_left: Mapping[str, Mapping[RegionCode, int]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A regency on one side of the balance. `kind` names what a lender lends."""

    regency: Tally
    count: int
    kind: str


def balance_of(tallies: Iterable[Tally], *, rules: BalanceRules) -> Balance:
    """The balance of people, then of each mode of boats and aircraft."""
    known = sorted(tallies, key=lambda one: one.code)
    people, people_left = _people(known, rules=rules)
    found, left = [*people], dict[str, Mapping[RegionCode, int]]()
    for mode, is_air in sorted({(one.mode, one.is_air) for tally in known for one in tally.vessels}):
        lent, left[mode] = _vessels(known, mode=mode, is_air=is_air, rules=rules)
        found += lent
    return Balance(help=tuple(found), people_left=people_left, vessels_left=left)


def _people(known: Sequence[Tally], *, rules: BalanceRules) -> tuple[list[Help], dict[RegionCode, int]]:
    """Whole platoons of police; of other institutions only where no police can come."""
    lenders = [
        Post(regency=tally, count=one.spare // rules.platoon, kind=one.institution)
        for tally in known
        for one in tally.people
        if one.spare >= rules.platoon
    ]
    borrowers = [
        Post(regency=tally, count=-(-missing // rules.platoon), kind=POLICE)
        for tally in known
        if (missing := sum(one.missing for one in tally.people))
    ]
    metres, seconds = ways_between(lenders, borrowers, rules=rules)
    open_ = (seconds <= rules.most_hours * HOUR) & ~_at_home(lenders, borrowers)
    others = np.array([one.kind != POLICE for one in lenders], dtype=np.int64).reshape(-1, 1)
    asked = others * (rules.most_hours * HOUR * (len(borrowers) + 1))
    sent = least_cost(
        np.where(open_, seconds + asked, -1),
        spare=np.array([one.count for one in lenders], dtype=np.int64),
        short=np.array([one.count for one in borrowers], dtype=np.int64),
    )
    lacks = {one.regency.code: sum(kind.missing for kind in one.regency.people) for one in borrowers}
    found = []
    for row, at in np.argwhere(sent > 0).tolist():
        code = borrowers[at].regency.code
        count = min(int(sent[row, at]) * rules.platoon, lacks[code])
        lacks[code] -= count
        found.append(_help(lenders[row], borrowers[at], count, int(metres[row, at]), int(seconds[row, at])))
    return found, {code: count for code, count in lacks.items() if count}


def _vessels(
    known: Sequence[Tally], *, mode: str, is_air: bool, rules: BalanceRules
) -> tuple[list[Help], dict[RegionCode, int]]:
    posts = [(tally, one) for tally in known for one in tally.vessels if one.mode == mode]
    lenders = [Post(regency=tally, count=one.spare, kind=mode) for tally, one in posts if one.spare]
    borrowers = [Post(regency=tally, count=one.missing, kind=mode) for tally, one in posts if one.missing]
    wait, pace = (rules.air_hours, rules.air_kmh) if is_air else (0, rules.water_kmh)
    metres = metres_between(lenders, borrowers)
    seconds = np.where(metres < 0, -1, wait * HOUR + metres * 18 // (5 * pace))
    closed = (metres < 0) | (seconds > rules.most_hours * HOUR) | _at_home(lenders, borrowers)
    sent = least_cost(
        np.where(closed, -1, seconds),
        spare=np.array([one.count for one in lenders], dtype=np.int64),
        short=np.array([one.count for one in borrowers], dtype=np.int64),
    )
    left = {
        one.regency.code: rest
        for at, one in enumerate(borrowers)
        if (rest := one.count - int(sent[:, at].sum()))
    }
    return [
        _help(lenders[row], borrowers[at], int(sent[row, at]), int(metres[row, at]), int(seconds[row, at]))
        for row, at in np.argwhere(sent > 0).tolist()
    ], left


def _at_home(lenders: Sequence[Post], borrowers: Sequence[Post]) -> NDArray[np.bool_]:
    """Where lender and borrower are one: what its own plan could not use is no help."""
    own = [[one.regency.code == other.regency.code for other in borrowers] for one in lenders]
    return np.array(own, dtype=np.bool_).reshape(len(lenders), len(borrowers))


def _help(lender: Post, borrower: Post, count: int, metres: int, seconds: int) -> Help:
    return Help(
        kind=lender.kind,
        lender=lender.regency.code,
        borrower=borrower.regency.code,
        count=count,
        distance_m=metres,
        travel_s=seconds,
    )


def metres_between(lenders: Sequence[Post], borrowers: Sequence[Post]) -> Whole:
    """From each lender to each borrower, as the crow flies; -1 where a position is unknown."""
    found = [
        [
            -1
            if (a := one.regency.position) is None or (b := other.regency.position) is None
            else distance_m(a, b)
            for other in borrowers
        ]
        for one in lenders
    ]
    return np.array(found, dtype=np.int64).reshape(len(lenders), len(borrowers))


def ways_between(
    lenders: Sequence[Post], borrowers: Sequence[Post], *, rules: BalanceRules
) -> tuple[Whole, Whole]:
    """Metres and seconds for people: by road on an island, else across the water. Unknown: too far."""
    straight = metres_between(lenders, borrowers)
    land = [[_on_one_island(one.regency, other.regency) for other in borrowers] for one in lenders]
    dry = np.array(land, dtype=np.bool_).reshape(straight.shape)
    metres = np.where(dry, straight * BEELINE // 10, straight)
    ridden = metres * 18 // (5 * rules.road_kmh)
    sailed = rules.crossing_hours * HOUR + metres * 18 // (5 * rules.water_kmh)
    seconds = np.where(dry, ridden, sailed)
    return metres, np.where(straight < 0, rules.most_hours * HOUR + 1, seconds)


def _on_one_island(one: Tally, other: Tally) -> bool:
    return one.landmass is not None and one.landmass == other.landmass


def least_cost(cost: Whole, *, spare: Whole, short: Whole) -> Whole:
    """How many go each way, shape (lenders, borrowers): as many as can be, then at the least cost.

    `cost` of each by the way, -1: no way. What stays missing costs more than any chain of changes among the
    others can save.
    """
    sent = np.zeros(cost.shape, dtype=np.int64)
    giver, taker = np.nonzero((cost >= 0) & (spare[:, None] > 0) & (short[None, :] > 0))
    if not giver.size:
        return sent
    ways = np.arange(giver.size)
    rows = csr_array(
        (np.ones(2 * ways.size), (np.concatenate([giver, taker + spare.size]), np.concatenate([ways, ways]))),
        shape=(spare.size + short.size, ways.size),
    )
    price = cost[giver, taker] / max(1, int(cost.max()))
    worth = 1.0 + spare.size + short.size
    found = linprog(  # type: ignore[call-overload]  # sparse rows are taken, the stubs know dense ones
        price - worth,
        A_ub=rows,
        b_ub=np.concatenate([spare, short]).astype(np.float64),
        bounds=(0, None),
        method="highs-ds",
    )
    assert found.status == 0, found.message
    sent[giver, taker] = np.rint(found.x).astype(np.int64)
    return sent
