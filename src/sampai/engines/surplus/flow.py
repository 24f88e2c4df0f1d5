"""The usual balancer: min-cost flow whose costs by sheet follow what each way carried before."""

from collections.abc import Iterator

import numpy as np

from sampai.engines.surplus.net import Net, Whole
from sampai.materials.model.surplus import Lot, Shares

ROUNDS = 6
SWEEPS = 8


class SlopeBalancer:
    """Dynamic slope scaling (Kim and Pardalos 1999), then single receivers are given fewer or nearer givers.

    The first flow spreads each way's cost over the most sheets that it can carry; so its cost is a bound.
    """

    def __call__(self, lot: Lot, *, move_cost_s: int) -> Shares:
        """Sheets by way; brings as many as can be, cost is near the least."""
        if not lot.ways:
            return Shares(sheets=(), bound_s=0)
        net = Net.of(lot, move_cost_s=move_cost_s)
        slope = net.cost_s / net.most
        best, bound = net.flow(slope)
        sheets = best
        for _round in range(ROUNDS):
            slope = np.where(sheets > 0, net.cost_s / np.maximum(sheets, 1), slope)
            before, (sheets, _cost) = sheets, net.flow(slope)
            best = min(best, sheets, key=net.cost)
            if np.array_equal(before, sheets):
                break
        best = _fewer_givers(net, best)
        # The bound is rounded up to whole seconds, less what a solver's tolerance may add.
        return Shares(sheets=tuple(best.tolist()), bound_s=int(np.ceil(bound - 1e-4 * (1 + bound))))


def _fewer_givers(net: Net, start: Whole) -> Whole:
    """Each receiver in turn is served anew from what is free, where that is cheaper."""
    sheets = start.copy()
    own = [np.flatnonzero(net.receiver == row) for row in range(net.short.size)]
    free = net.spare - np.bincount(net.giver, weights=sheets, minlength=net.spare.size).astype(np.int64)
    for _sweep in range(SWEEPS):
        better = False
        for ways in own:
            better |= _served_anew(net, ways, sheets, free)
        if not better:
            break
    return sheets


def _served_anew(net: Net, ways: Whole, sheets: Whole, free: Whole) -> bool:
    wanted = int(sheets[ways].sum())
    if not wanted:
        return False
    had = sheets[ways].copy()
    room = free[net.giver[ways]] + had
    chosen = min(_choices(net, ways, room, wanted), key=lambda one: int(net.cost_s[ways][one > 0].sum()))
    if net.cost_s[ways][chosen > 0].sum() >= net.cost_s[ways][had > 0].sum():
        return False
    sheets[ways] = chosen
    free[net.giver[ways]] += had - chosen
    return True


def _choices(net: Net, ways: Whole, room: Whole, wanted: int) -> Iterator[Whole]:
    """Fill up from the nearest, from the one with most, and from each single giver that has enough."""
    for order in (np.argsort(net.cost_s[ways], kind="stable"), np.argsort(-room, kind="stable")):
        before = np.cumsum(room[order]) - room[order]
        filled = np.zeros_like(room)
        filled[order] = np.clip(wanted - before, 0, room[order])
        yield filled
    for place in np.flatnonzero(room >= wanted):
        single = np.zeros_like(room)
        single[place] = wanted
        yield single
