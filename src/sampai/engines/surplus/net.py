"""A lot as arrays, and the flow problem that both drivers build upon."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array

from sampai.materials.model.surplus import Lot

Whole = NDArray[np.int64]
Reals = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Net:
    """Ways as columns: giver's and receiver's row, cost in seconds once used, most sheets over it."""

    giver: Whole
    receiver: Whole
    cost_s: Whole
    most: Whole
    short: Whole
    spare: Whole

    @classmethod
    def of(cls, lot: Lot, *, move_cost_s: int) -> "Net":
        """The arrays of a lot."""
        givers = {code: row for row, (code, _spare) in enumerate(lot.spare)}
        receivers = {code: row for row, (code, _short) in enumerate(lot.short)}
        giver = np.array([givers[way.giver] for way in lot.ways], dtype=np.int64)
        receiver = np.array([receivers[way.receiver] for way in lot.ways], dtype=np.int64)
        short = np.array([sheets for _code, sheets in lot.short], dtype=np.int64)
        spare = np.array([sheets for _code, sheets in lot.spare], dtype=np.int64)
        cost_s = np.array([way.travel_s + move_cost_s for way in lot.ways], dtype=np.int64)
        return cls(giver, receiver, cost_s, np.minimum(spare[giver], short[receiver]), short, spare)

    def rows(self) -> csr_array:
        """One row for each giver, then one for each receiver; a 1 for each way of theirs."""
        ways = np.arange(self.giver.size)
        where = (np.concatenate([self.giver, self.receiver + self.spare.size]), np.concatenate([ways, ways]))
        return csr_array(
            (np.ones(2 * ways.size), where), shape=(self.spare.size + self.short.size, ways.size)
        )

    def limits(self) -> Reals:
        """What each row may be at most."""
        return np.concatenate([self.spare, self.short]).astype(np.float64)

    def flow(self, slope: Reals) -> tuple[Whole, float]:
        """As many sheets as can be brought, at least cost by sheet; and that cost.

        Every corner of a transport problem with whole limits is whole (Hoffman and Kruskal 1956). A sheet is
        worth more than any detour of others can cost: a chain of changes passes each station once.
        """
        worth = 1.0 + float(slope.max()) * (self.spare.size + self.short.size)
        found = linprog(  # type: ignore[call-overload]  # sparse rows are taken, the stubs know dense ones
            slope - worth, A_ub=self.rows(), b_ub=self.limits(), bounds=(0, None), method="highs-ds"
        )
        if found.x is None:
            raise RuntimeError(found.message)
        sheets: Whole = np.rint(found.x).astype(np.int64)
        return sheets, float(slope @ sheets)

    def cost(self, sheets: Whole) -> int:
        """Seconds that the used ways cost."""
        return int(self.cost_s[sheets > 0].sum())
