"""Which units are near a place, and why none of them can help. Ways are those of `travel`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sampai.guarding.model import Unit
from sampai.guarding.rules.field import Field
from sampai.guarding.rules.travel import travel
from sampai.kernel.text import Text, say
from sampai.places.model import PlaceKind, Register

NEAREST = 8
"""So many units are asked for a work, besides those that serve the whole regency."""


@dataclass(frozen=True, slots=True)
class Way:
    """A unit's way from its base to a place."""

    unit: Unit
    distance_m: int
    travel_s: int


def ways_to(code: str, *, units: Iterable[Unit], field: Field) -> tuple[Way, ...]:
    """The nearest units, and those based at a Polres, nearest first; units without a known base stay away.

    `code` is that of a place, station or region; nobody comes where it is not known.
    """
    able = [unit for unit in units if unit.available and field.register.place(unit.base) is not None]
    to = field.spot(code)
    if to is None or not able:
        return ()
    seconds, metres = travel(field.roads, bases=field.places([unit.base for unit in able]), to=to)
    ways = [
        Way(unit, m, s)
        for unit, m, s in zip(able, metres[:, 0].tolist(), seconds[:, 0].tolist(), strict=True)
    ]
    ways.sort(key=lambda way: (way.distance_m, way.unit.code))
    near = ways[:NEAREST]
    return (*near, *(way for way in ways[NEAREST:] if is_central(way.unit, register=field.register)))


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
