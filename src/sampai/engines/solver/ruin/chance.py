"""Random numbers and the two curves of chance, the same on every machine.

Logarithms are taken once, into rounded tables, because C libraries differ in the last digit.
"""

import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numba import config as numba_config
from numba import njit, uint64

from sampai.engines.solver.ruin.world import State

CURVE = 4_096
_MIDDLES = (np.arange(CURVE) + 0.5) / CURVE
CHILL = np.round(-np.log(_MIDDLES), 9)
"""-ln(u) at evenly spread u: how much worse a solution may be, in units of the temperature."""
BLINK_SHARE = 0.01
LOOKS = np.floor(np.round(np.log(_MIDDLES) / np.log(1 - BLINK_SHARE), 6)).astype(np.int64)
"""How many positions are looked at before one is overlooked."""

WITHOUT_COUNTS: dict[str, Any] = {"_nrt": False}
"""No reference counts: all arrays outlive the search, and counting took nine tenths of the time."""

piece = njit(inline="always", **WITHOUT_COUNTS)
"""A part of the search that becomes part of its caller."""
walk = njit(**WITHOUT_COUNTS)
"""A part of the search that is called: it walks whole trips."""


def engine(function: Callable[..., Any]) -> Any:  # noqa: ANN401 -- numba's dispatchers have no public type
    """What plain Python calls: compiled once, and kept for as long as no file of the searches changes."""
    config: Any = numba_config
    kept_in, config.CACHE_DIR = config.CACHE_DIR, str(_compiled_folder())
    try:
        return njit(cache=True, nogil=True, **WITHOUT_COUNTS)(function)
    finally:
        config.CACHE_DIR = kept_in


def _compiled_folder() -> Path:
    """A folder named by these files' digest: numba itself looks at the calling file only."""
    here = Path(__file__).parent
    files = sorted([*here.glob("*.py"), *(here.parent / "genetic").glob("*.py")])
    digest = sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]
    own = here / "__pycache__"
    own.mkdir(exist_ok=True)
    return (own if os.access(own, os.W_OK) else Path.home() / ".cache" / "sampai") / f"ruin-{digest}"


@piece
def draw(s: State) -> float:
    """A number in [0, 1), by xorshift64* (Vigna 2016)."""
    x = s.chance[0]
    x ^= x >> uint64(12)
    x ^= x << uint64(25)
    x ^= x >> uint64(27)
    s.chance[0] = x
    return float((x * uint64(0x2545F4914F6CDD1D)) >> uint64(11)) * (1.0 / 9007199254740992.0)


@piece
def below(s: State, size: int) -> int:
    """A whole number in [0, size)."""
    return int(draw(s) * size)


@piece
def blinks(s: State) -> bool:
    """Whether this position is overlooked."""
    if s.blink[0] > 0:
        s.blink[0] -= 1
        return False
    s.blink[0] = LOOKS[below(s, CURVE)]
    return True


@piece
def allowance(s: State, heat: float) -> float:
    """How much worse a solution may become at this temperature, drawn anew."""
    return heat * CHILL[below(s, CURVE)]
