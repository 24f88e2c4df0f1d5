"""How far units are from where they are wanted: straight lines, made longer; estimated."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sampai.guarding.model import Unit
from sampai.kernel.geo import Position, distance_m
from sampai.kernel.text import Text, say
from sampai.places.model import PlaceKind, Register

DETOUR_PERCENT = 140
"""How much longer roads are than a straight line. Assumed."""

NEAREST = 8
"""So many units are asked for a work, besides those that serve the whole regency."""


@dataclass(frozen=True, slots=True)
class Way:
    """A unit's way from its base to a place."""

    unit: Unit
    distance_m: int
    travel_s: int


def ways_to(at: Position, *, units: Iterable[Unit], register: Register, kmh: int) -> tuple[Way, ...]:
    """The nearest units, and those based at a Polres, nearest first. Units without a known base stay away."""
    ways = [
        Way(unit, metres, -(-metres * 18 // (5 * kmh)))
        for unit, metres in _far(at, units=units, register=register)
    ]
    ways.sort(key=lambda way: (way.distance_m, way.unit.code))
    near = ways[:NEAREST]
    return (*near, *(way for way in ways[NEAREST:] if is_central(way.unit, register=register)))


def why_nobody(ways: Sequence[Way]) -> Text:
    """Why none of these units can send enough people."""
    if not ways:
        return say("No unit with a known base can send anybody.")
    return say(
        "The nearest unit, {unit}, can send {available}; they are on other duties or resting, and so are "
        "those of the {others} other units that were asked.",
        unit=ways[0].unit.name,
        available=ways[0].unit.available,
        others=len(ways) - 1,
    )


def is_central(unit: Unit, *, register: Register) -> bool:
    """Whether a unit serves the whole regency: its base is the Polres."""
    base = register.place(unit.base)
    return base is not None and base.kind is PlaceKind.POLRES


def _far(at: Position, *, units: Iterable[Unit], register: Register) -> Sequence[tuple[Unit, int]]:
    found = []
    for unit in units:
        base = register.place(unit.base)
        if base is not None and unit.available:
            metres = distance_m(base.located.position, at) * DETOUR_PERCENT // 100
            found.append((unit, metres))
    return found
