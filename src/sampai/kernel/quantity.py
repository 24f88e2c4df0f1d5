"""Whole numbers, how sure we are of them, and where they come from."""

from dataclasses import dataclass
from enum import StrEnum


class Certainty(StrEnum):
    """How a value was had. Shown wherever the value is shown."""

    MEASURED = "measured"
    """Surveyed, counted, or printed in an official list."""
    REPORTED = "reported"
    """Said by a person, an institution or the press."""
    ESTIMATED = "estimated"
    """Computed by a stated method from measured data."""
    ASSUMED = "assumed"
    """Put in so that planning can go on; nobody has said it."""


@dataclass(frozen=True, slots=True, order=True)
class Load:
    """What is carried: ballot boxes, litres of room, grams.

    Booths and other goods outside boxes take room and weight.
    """

    boxes: int = 0
    volume_l: int = 0
    weight_g: int = 0

    def __post_init__(self) -> None:
        """A load is never negative."""
        if self.boxes < 0 or self.volume_l < 0 or self.weight_g < 0:
            raise ValueError(self)

    def __add__(self, other: "Load") -> "Load":
        """Both together."""
        return Load(self.boxes + other.boxes, self.volume_l + other.volume_l, self.weight_g + other.weight_g)

    def fits(self, room: "Load") -> bool:
        """Whether it fits into `room` in every respect."""
        return self.boxes <= room.boxes and self.volume_l <= room.volume_l and self.weight_g <= room.weight_g

    def fits_beside(self, other: "Load", *, room: "Load") -> bool:
        """Whether both together fit into `room` in every respect."""
        return (
            self.boxes + other.boxes <= room.boxes
            and self.volume_l + other.volume_l <= room.volume_l
            and self.weight_g + other.weight_g <= room.weight_g
        )


def total(loads: "list[Load] | tuple[Load, ...]") -> Load:
    """Sum of loads."""
    if len(loads) == 1:
        return loads[0]
    return Load(
        sum([load.boxes for load in loads]),
        sum([load.volume_l for load in loads]),
        sum([load.weight_g for load in loads]),
    )


def ceil_share(base: int, *, numerator: int, denominator: int) -> int:
    """`base * numerator / denominator`, rounded up, in exact whole numbers."""
    return -(-base * numerator // denominator)
