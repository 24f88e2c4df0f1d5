"""Groups of neighbouring stations with a proof that none are better, for small areas (n <= 60)."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, vstack

from sampai.guarding.ports import Metres32, Whole


class NotProven(RuntimeError):
    """HiGHS found no proof in the time that it had."""


@dataclass(frozen=True, slots=True)
class ExactGrouper:
    """The capacitated p-median as a mixed integer program, solved by HiGHS (scipy).

    x[i, j] says whether station i belongs to the group whose middle station is j. Raises `NotProven` when
    `seconds` do not suffice.
    """

    seconds: float = 60.0

    @property
    def name(self) -> str:
        """The program and its solver."""
        return "p-median, HiGHS"

    def group(self, distance_m: Metres32, *, most: int) -> Whole:
        """The best groups."""
        count = len(distance_m)
        middles = -(-count // most)
        if middles == 1:
            return np.zeros(count, dtype=np.int64)
        found = milp(
            distance_m.astype(np.float64).ravel(),
            integrality=np.ones(count * count, dtype=np.int64),
            bounds=Bounds(0, 1),
            constraints=_rules(count, most=most, middles=middles),
            options={"time_limit": self.seconds, "mip_rel_gap": 1e-6},
        )
        if found.status != 0:
            raise NotProven(found.message)
        middle = np.asarray(found.x).reshape(count, count).argmax(axis=1)
        return np.unique(middle, return_inverse=True)[1].astype(np.int64)


def _rules(count: int, *, most: int, middles: int) -> list[LinearConstraint]:
    one = np.arange(count)
    i, j = np.repeat(one, count), np.tile(one, count)
    at = np.arange(count * count)
    ones = np.ones(count * count)
    shape = (count, count * count)
    joins = coo_array((ones, (i, at)), shape=shape)
    own = coo_array((np.ones(count), (one, one * count + one)), shape=shape)
    room = coo_array((ones, (j, at)), shape=shape) - most * own
    open_ = coo_array((ones, (at, at)), shape=(count * count,) * 2) - coo_array(
        (ones, (at, j * count + j)), shape=(count * count,) * 2
    )
    return [
        LinearConstraint(joins, 1, 1),
        LinearConstraint(vstack([room, open_]).tocsr(), -np.inf, 0),
        LinearConstraint(own.sum(axis=0).reshape(1, -1), middles, middles),
    ]
