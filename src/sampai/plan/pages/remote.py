"""Hard stations and stations without signal: how they are reached, and when."""

from dataclasses import dataclass

from sampai.election.model import Level
from sampai.kernel.clock import HTime
from sampai.places.model import Station
from sampai.plan.model import OperationPlan
from sampai.plan.pages.labels import mode_names
from sampai.plan.pages.spots import Spots, kecamatan_of
from sampai.plan.rules.arrivals import arrivals


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteLine:
    """One such station. `modes` are names; `arrives` is None and `journey` empty where none serves it."""

    station: Station
    name: str
    kecamatan: str
    modes: list[str]
    arrives: HTime | None
    journey: str


def remote_lines(plan: OperationPlan, *, spots: Spots, lang: str) -> list[RemoteLine]:
    """All stations that are hard to reach or have no signal, in code order."""
    names = mode_names(plan.rules.modes, lang=lang)
    reached = arrivals(plan.delivery)
    lines = []
    for station in plan.operation.register.stations:
        if station.hard or station.is_blankspot:
            last = reached.get(station.code, {}).get(Level.STATION)
            lines.append(
                RemoteLine(
                    station=station,
                    name=spots.name(station.code),
                    kecamatan=spots.name(kecamatan_of(station.code)),
                    modes=[names.get(mode, mode) for mode in station.access],
                    arrives=last.stop.arrives if last else None,
                    journey=last.journey.code if last else "",
                )
            )
    return lines
