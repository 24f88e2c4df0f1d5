"""Will the ballots last? Voters who came so far, and the hours in which voters come, foretell the rest.

The model, in full. A station's listed voters (DPT, DPTb) come as a Poisson stream whose strength differs
from station to station by a gamma law: mean = voters x turnout, spread = the pack's. Of the stream a share
F(t) has come by time t. Counting those who came sharpens the strength (gamma and Poisson are conjugate), so
the rest is negative binomial. Additional voters (DPK) are another such stream. The sum is capped at who may
come.
"""

import math

import numpy as np
from numpy.typing import NDArray
from scipy.stats import nbinom

from sampai.kernel.clock import HTime
from sampai.kernel.quantity import Certainty, ceil_share
from sampai.materials.model.arrivals import Arrivals, ShortageForecast, Turnout

Reals = NDArray[np.float64]

UPPER = 0.95


def forecast(turnout: Turnout, *, arrivals: Arrivals, now: HTime) -> ShortageForecast:
    """Ballots still wanted from now on, whether those held are enough, and when they end.

    Those who came after the last count are not known, so voters are reckoned from the time of that count;
    without a count, from `now`. Replaced sheets are added. `held` is meant at that same time.
    """
    since = now if turnout.came_by is None else min(turnout.came_by, now)
    listed = _listed(turnout, arrivals=arrivals, since=since)
    additional = _additional(turnout, arrivals=arrivals, since=since)
    chances = np.convolve(listed, additional)
    curve = _curve(_mean(listed), _mean(additional), arrivals=arrivals, since=since)
    expected = _with_replaced(math.ceil(_mean(chances) - 1e-6), arrivals)
    upper = _with_replaced(int(np.searchsorted(np.cumsum(chances), UPPER - 1e-9)), arrivals)
    return ShortageForecast(
        expected=expected,
        upper=max(expected, upper),
        short_expected=max(0, expected - turnout.held),
        short_upper=max(0, max(expected, upper) - turnout.held),
        runs_out=_runs_out(expected, turnout.held, curve=curve, since=since),
        runs_out_early=_runs_out(max(expected, upper), turnout.held, curve=curve, since=since),
        certainty=Certainty.ASSUMED if arrivals.is_assumed or turnout.came is None else Certainty.ESTIMATED,
    )


def share_by(at: HTime, *, arrivals: Arrivals, shares: tuple[int, ...]) -> float:
    """The share of a stream that has come by a time; even within a step."""
    return float(_shares_by(np.array([at]), arrivals=arrivals, shares=shares)[0])


def _shares_by(times: Reals, *, arrivals: Arrivals, shares: tuple[int, ...]) -> Reals:
    steps = np.clip((times - arrivals.opens) / arrivals.step_s, 0, len(shares))
    found: Reals = np.interp(steps, np.arange(len(shares) + 1), np.cumsum((0, *shares))) / 1000
    return found


def _listed(turnout: Turnout, *, arrivals: Arrivals, since: HTime) -> Reals:
    """Chances of 0, 1, 2 ... listed voters still to come."""
    listed = turnout.voters + turnout.transferred
    came = turnout.came or 0
    return _rest(
        mean=listed * arrivals.turnout_permille / 1000,
        strength=(arrivals.turnout_permille / arrivals.turnout_spread_permille) ** 2,
        seen=None if turnout.came is None else came,
        share=share_by(since, arrivals=arrivals, shares=arrivals.listed),
        most=max(0, listed - came),
    )


def _additional(turnout: Turnout, *, arrivals: Arrivals, since: HTime) -> Reals:
    """Chances of 0, 1, 2 ... additional voters still to come; no count tells them apart from the listed."""
    return _rest(
        mean=float(turnout.additional),
        strength=(1000 / arrivals.additional_spread_permille) ** 2,
        seen=None,
        share=share_by(since, arrivals=arrivals, shares=arrivals.additional),
        most=4 * turnout.additional,
    )


def _rest(*, mean: float, strength: float, seen: int | None, share: float, most: int) -> Reals:
    """The gamma-Poisson rest of a stream of which `seen` came while its share was due."""
    left = 1 - share
    if not mean or left <= 0 or not most:
        return np.ones(1)
    shape = strength + (seen or 0)
    rate = strength / mean + (share if seen is not None else 0.0)
    chances: Reals = nbinom.pmf(np.arange(most + 1), shape, rate / (rate + left))
    chances[most] += max(0.0, 1 - float(chances.sum()))
    return chances


def _mean(chances: Reals) -> float:
    return float(chances @ np.arange(chances.size))


def _with_replaced(voters: int, arrivals: Arrivals) -> int:
    return voters + ceil_share(voters, numerator=arrivals.replaced_permille, denominator=1000)


def _curve(listed: float, additional: float, *, arrivals: Arrivals, since: HTime) -> Reals:
    """The share of those still to come that has come, minute by minute from `since`; empty when all came."""
    minutes = np.arange(since, arrivals.closes + 60, 60, dtype=np.float64)
    due = np.zeros(minutes.size)
    for count, shares in ((listed, arrivals.listed), (additional, arrivals.additional)):
        by = _shares_by(minutes, arrivals=arrivals, shares=shares)
        due += count * (by - by[:1])
    return due / due[-1] if due.size and due[-1] > 0 else np.zeros(0)


def _runs_out(wanted: int, held: int, *, curve: Reals, since: HTime) -> HTime | None:
    """When so many wanted ballots use up those held, by the minute; None if they last."""
    if wanted <= held:
        return None
    return HTime(since + 60 * int(np.searchsorted(wanted * curve, held)))
