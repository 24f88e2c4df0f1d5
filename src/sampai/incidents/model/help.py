"""What is near an incident and could help: units, stores with a reserve, journeys that still go there."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class NearUnit:
    """A unit with its way to the place, as the plan's network has it."""

    code: str
    name: str
    available: int
    distance_m: int
    travel_s: int
    sent_to: str = ""
    """The code of an open incident that it was sent to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NearStore:
    """A place with goods in stock, nearest first."""

    code: str
    name: str
    distance_m: int
    stock: tuple[tuple[str, int], ...] = ()
    """Good pieces by item, as the register counts them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Help:
    """What is near. Empty where no plan is published, or its document cannot be read."""

    units: tuple[NearUnit, ...] = ()
    stores: tuple[NearStore, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StillGoing:
    """A planned journey that has not come to the place yet."""

    code: str
    vehicle: str
    departs_ms: int
    arrives_ms: int
