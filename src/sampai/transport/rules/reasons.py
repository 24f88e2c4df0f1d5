"""Why a station could not be served, and what would help, as sentences."""

from collections.abc import Sequence
from dataclasses import dataclass

from sampai.election.model import Level
from sampai.kernel.clock import HTime, format_h_time
from sampai.kernel.quantity import Load
from sampai.kernel.text import Text, say
from sampai.places.model import Mode
from sampai.transport.model import ModeRule


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A reason and a remedy; `short` names vehicles (place and mode) that lacked hours or room, if any.

    `wants` names vehicles that are not there at all.
    """

    reason: Text
    remedy: Text
    short: tuple[tuple[str, Mode], ...] = ()
    wants: tuple[tuple[str, Mode], ...] = ()


def no_place(level: Level, *, region: str) -> Obstacle:
    """The operation lists no store or office of a level."""
    if level is Level.KPU:
        return Obstacle(
            say("No store is listed, so nothing can be sent."),
            say("Add a row of kind “gudang” to the sheet “tempat”."),
        )
    return Obstacle(
        say("No PPK is listed for kecamatan {region}.", region=region),
        say("Add a row of kind “ppk” to the sheet “tempat”."),
    )


def no_position(*, village: str) -> Obstacle:
    """Neither the station's nor its village's position is known."""
    return Obstacle(
        say("Nobody has said where this TPS or its village {village} lies.", village=village),
        say("Give a latitude and longitude in the sheet “tps” or “wilayah”."),
    )


def no_way(origin: str, *, target: str, modes: Sequence[ModeRule]) -> Obstacle:
    """No chain of modes leads there."""
    remedy = say("Add the way to the sheet “lintasan”: from, to, mode, kilometres and minutes.")
    if not modes:
        return Obstacle(
            say("No way is known from {origin} to {target}.", origin=origin, target=target), remedy
        )
    reason = say(
        "No way is known from {origin} to {target} by {modes}, which is how this TPS can be reached.",
        origin=origin,
        target=target,
        modes=", ".join(rule.name for rule in modes),
    )
    return Obstacle(reason, remedy)


def shut(origin: str, *, target: str, what: Sequence[str]) -> Obstacle:
    """The only ways are shut during all working hours."""
    return Obstacle(
        say(
            "The way from {origin} to {target} is shut in all working hours of the stage: {what}.",
            origin=origin,
            target=target,
            what=", ".join(what),
        ),
        say("Add a way round to the sheet “lintasan”, or have it passed before or after the closure."),
    )


def shut_at_times(
    origin: str, *, target: str, what: Sequence[str], short: Sequence[tuple[str, Mode]]
) -> Obstacle:
    """What is shut at times leaves too few hours."""
    return Obstacle(
        say(
            "The way from {origin} to {target} is shut for some hours; the others do not suffice: {what}.",
            origin=origin,
            target=target,
            what=", ".join(what),
        ),
        say("Start earlier, work longer hours, or add a way round to the sheet “lintasan”."),
        tuple(short),
    )


def no_vehicle(place: str, *, target: str, modes: Sequence[ModeRule], at: str) -> Obstacle:
    """There is a way, but nothing to go with. `at` is the place's code."""
    names = ", ".join(rule.name for rule in modes)
    return Obstacle(
        say(
            "The way to {target} goes on from {place} by {modes}, but none is listed there.",
            target=target,
            place=place,
            modes=names,
        ),
        say("Add a row to the sheet “armada”: {modes} with base {place}.", modes=names, place=place),
        wants=tuple((at, rule.mode) for rule in modes),
    )


def no_hours(*, until: HTime) -> Obstacle:
    """A stage has no working hours before it must be over."""
    return Obstacle(
        say("No working hours are left before {until}, when this must be done.", until=format_h_time(until)),
        say("Let the stage begin earlier, or set its working hours and its deadline apart."),
    )


def too_big(place: str, *, load: Load, short: Sequence[tuple[str, Mode]]) -> Obstacle:
    """Not even all vehicles of a group together hold one station's goods."""
    return Obstacle(
        say(
            "The vehicles at {place} cannot hold one TPS's goods: {boxes} boxes, {litres} l, {kilograms} kg.",
            place=place,
            boxes=load.boxes,
            litres=load.volume_l,
            kilograms=-(-load.weight_g // 1_000),
        ),
        say("Base larger vehicles at {place}, or more that can ride together.", place=place),
        tuple(short),
    )


def too_far(place: str, *, target: str, short: Sequence[tuple[str, Mode]]) -> Obstacle:
    """Loading, the way there and unloading do not fit into one working day."""
    return Obstacle(
        say("The way from {place} to {target} takes longer than a working day.", place=place, target=target),
        say("Name a guarded place on the way where goods stay overnight (kind “titik-alih”), with vehicles."),
        tuple(short),
    )


def too_long_for_one(place: str, *, target: str, short: Sequence[tuple[str, Mode]]) -> Obstacle:
    """One driver may not work so long; two who take turns could."""
    return Obstacle(
        say(
            "The way from {place} to {target} takes longer than one driver may work.",
            place=place,
            target=target,
        ),
        say("Send a second driver along, and write 2 in the sheet “armada”, column Pengemudi per kendaraan."),
        tuple(short),
    )


def too_late(place: str, *, since: HTime, until: HTime) -> Obstacle:
    """The goods come to a place after the last working hour."""
    return Obstacle(
        say(
            "The goods reach {place} at {since}; the work from there ends at {until}.",
            place=place,
            since=format_h_time(since),
            until=format_h_time(until),
        ),
        say("Start the stage before it earlier, or give it more vehicles."),
    )


def too_few(place: str, *, until: HTime, short: Sequence[tuple[str, Mode]]) -> Obstacle:
    """Vehicles or hours do not suffice."""
    return Obstacle(
        say(
            "The vehicles at {place} cannot make all journeys before {until}.",
            place=place,
            until=format_h_time(until),
        ),
        say("Base more vehicles at {place}, start earlier, or work longer hours.", place=place),
        tuple(short),
    )
