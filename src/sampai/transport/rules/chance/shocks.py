"""What disturbs a run in each scenario: slow drives, rain, closures, a breakdown, waiting at loading."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from sampai.kernel.clock import DAY, HOUR
from sampai.transport.rules.chance.draws import Dice, Real, Time, seconds_at, value_at, whole
from sampai.transport.rules.chance.gates import Closure
from sampai.transport.rules.chance.runs import Run

LOADING, TRANSFER, BREAKS, WHERE, HOW_LONG, LEGS = range(6)
"""Rows of a run's random numbers; from `LEGS` on, one per drive."""


@dataclass(frozen=True, slots=True)
class Shocks:
    """Seconds more than planned: at loading, per drive by cause, and at each handover.

    Shapes are (scenarios,), (drives, scenarios) and (stops, scenarios).
    """

    loading: Time
    travel: Time
    rain: Time
    closure: Closure
    """Of the way out."""
    breakdown: Time
    handover: Time

    @property
    def drives(self) -> Time:
        """All that lengthens each drive."""
        return np.asarray(self.travel + self.rain + self.breakdown)


@dataclass(frozen=True, slots=True)
class Weather:
    """Rain and closures of one block of scenarios, by kecamatan and day; alike for all who travel there."""

    dice: Dice
    rain_together: float
    _wet: dict[tuple[str, int], Real] = field(default_factory=dict)

    def wet(self, run: Run) -> NDArray[np.bool_]:
        """In which scenarios the run's day is wet where it goes."""
        return np.asarray(self._wetness(run.kecamatan, run.day) < run.wet_share)

    def _wetness(self, kecamatan: str, day: int) -> Real:
        """Wet where it is below the share of wet days. Kecamatan are correlated by a Gaussian copula."""
        key = (kecamatan, day)
        if key not in self._wet:
            own = self.dice.uniform(f"rain {day} {kecamatan}", rows=1)[0]
            common = self.dice.uniform(f"rain {day}", rows=1)[0]
            self._wet[key] = _blend(common, own, share=self.rain_together)
        return self._wet[key]

    def closure(self, run: Run) -> Closure:
        """When the run's way is closed on its day; as likely to begin at any hour."""
        u = self.dice.uniform(f"closed {run.day} {run.kecamatan} {run.medium}", rows=3)
        share = np.where(self.wet(run), run.spread.closed_wet, run.spread.closed_dry)
        begins = whole(DAY * (run.day + u[1]))
        lasts = np.where(u[0] < share, seconds_at(run.spread.closed_s, u[2]), np.int32(0))
        return Closure(begins, begins + lasts)


def _blend(common: Real, own: Real, *, share: float) -> Real:
    """Uniform numbers that have so much in common; at 0 or 1 exactly the one or the other."""
    if share in {0, 1}:
        return common if share else own
    mixed = np.sqrt(share) * ndtri(common) + np.sqrt(1 - share) * ndtri(own)
    return np.asarray(ndtr(mixed))


def shocks_of(run: Run, *, dice: Dice, weather: Weather) -> Shocks:
    """What happens to a run. Higher random numbers never shorten anything."""
    drives = np.array(run.drives_s, dtype=np.float64)[:, None]
    u = dice.uniform(f"run {run.code}", rows=LEGS + len(run.drives_s))
    dry = drives * value_at(run.spread.travel, u[LEGS:])
    travel = whole(dry - drives)
    slower = 1.0 if run.slowed else run.spread.wet_factor
    wet = whole(dry * (slower - 1)) * weather.wet(run)
    return Shocks(
        loading=_loading(run, u),
        travel=travel,
        rain=wet.astype(np.int32),
        closure=weather.closure(run),
        breakdown=_breakdown(run, u),
        handover=_handover(run, dice=dice),
    )


def _handover(run: Run, *, dice: Dice) -> Time:
    """Counting takes longer or less than planned, and at times nobody is there to sign."""
    people, stops = run.people, len(run.handling_s)
    u = dice.uniform(f"handovers {run.code}", rows=3 * stops).reshape(3, stops, -1)
    planned = np.array(run.handling_s, dtype=np.float64)[:, None]
    longer = whole(planned * (value_at(people.handling, u[0]) - 1))
    # Higher numbers never shorten anything, here too.
    waits = np.where(u[1] >= 1 - people.absent, seconds_at(people.absent_s, u[2]), np.int32(0))
    return np.asarray(longer + waits)


def _loading(run: Run, u: Real) -> Time:
    waits = seconds_at(run.spread.loading_s, u[LOADING])
    if run.is_transfer:
        waits = waits + seconds_at(run.spread.transfer_s, u[TRANSFER])
    return waits


def _breakdown(run: Run, u: Real) -> Time:
    """At most one breakdown, anywhere on the planned way; a convoy waits for each of its vehicles."""
    lost = np.zeros((len(run.drives_s), u.shape[1]), dtype=np.int32)
    total = sum(run.drives_s)
    share = -np.expm1(-run.spread.breakdown_per_h * run.vehicles * total / HOUR)
    broken = np.flatnonzero(u[BREAKS] < share)
    if len(broken):
        ends = np.cumsum(run.drives_s)[:-1] / total
        drive = np.searchsorted(ends, u[WHERE, broken], side="right")
        lost[drive, broken] = seconds_at(run.spread.breakdown_s, u[HOW_LONG, broken])
    return lost
