"""Hours that must be waited for: daylight, the beginning of work, the end of a closure."""

from dataclasses import dataclass

import numpy as np

from sampai.kernel.clock import DAY
from sampai.transport.rules.chance.draws import Time


@dataclass(frozen=True, slots=True)
class Gate:
    """Open every day from one clock time to another, both included, in seconds after midnight."""

    opens_s: int
    closes_s: int

    def passes(self, at: Time) -> Time:
        """When one who comes at a time gets through; never earlier for one who comes later."""
        clock = at % DAY
        late = clock > self.closes_s
        morning = at - clock + self.opens_s + DAY * late.astype(np.int32)
        return np.where(late | (clock < self.opens_s), morning, at)

    def latest(self, through: Time) -> Time:
        """The latest coming that gets through by a time."""
        clock = through % DAY
        early = clock < self.opens_s
        evening = through - clock + self.closes_s - DAY * early.astype(np.int32)
        return np.where(early | (clock > self.closes_s), evening, through)


@dataclass(frozen=True, slots=True)
class Closure:
    """In each scenario, from when until when a way is closed; the same moment where it is not."""

    begins: Time
    ends: Time

    def passes(self, at: Time) -> Time:
        """When one who comes at a time gets through; never earlier for one who comes later."""
        return np.where((at >= self.begins) & (at < self.ends), self.ends, at)

    def latest(self, through: Time) -> Time:
        """The latest coming that gets through by a time."""
        return np.where((through >= self.begins) & (through < self.ends), self.begins - 1, through)


@dataclass(frozen=True, slots=True)
class Shut:
    """From when until when a way is known to be shut, in every scenario; pairs in order."""

    spans: tuple[tuple[int, int], ...] = ()

    def passes(self, at: Time) -> Time:
        """When one who comes at a time gets through; never earlier for one who comes later."""
        for begins, ends in self.spans:
            at = np.where((at >= begins) & (at < ends), np.int32(ends), at)
        return at

    def latest(self, through: Time) -> Time:
        """The latest coming that gets through by a time."""
        for begins, ends in reversed(self.spans):
            through = np.where((through >= begins) & (through < ends), np.int32(begins - 1), through)
        return through


OPEN = Shut()
"""Never shut."""
