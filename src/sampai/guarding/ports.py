"""What guarding asks of the outside: groups of neighbouring stations."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Metres32 = NDArray[np.int32]


class Grouper(Protocol):
    """Groups the stations of one area. Drivers: a path that is cut (always there); a search; a proof."""

    @property
    def name(self) -> str:
        """What it is, with its version or settings."""
        ...

    def group(self, distance_m: Metres32, *, most: int) -> Whole:
        """The group of each station, numbered from 0; `distance_m` is symmetric with shape (n, n).

        As few groups as `most` stations per group allow; among those, a small sum of the distances from
        each group's middle station to its others (the capacitated p-median; Mulvey and Beck, 1984). The same
        distances give the same groups.
        """
        ...
