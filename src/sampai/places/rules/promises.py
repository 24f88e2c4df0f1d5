"""What a published plan promises of stations and regions, until somebody in the field has reported."""

from dataclasses import dataclass
from enum import IntEnum


class State(IntEnum):
    """How a station stands in one of the five measures. Without evidence it is not known, never right."""

    UNKNOWN = 0
    RIGHT = 1
    DOUBT = 2
    WRONG = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class StationPromise:
    """What a plan says of one station: its police class, and whether all its goods come, and in time."""

    risk: str = ""
    count: State = State.UNKNOWN
    time: State = State.UNKNOWN


@dataclass(frozen=True, slots=True)
class Officers:
    """People that a region needs, and those of them that units were named for."""

    needed: int = 0
    assigned: int = 0
