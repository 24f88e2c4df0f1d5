"""Where the nearest telephone signal is, for stations that have none."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sampai.kernel.geo import Position, distance_m
from sampai.kernel.ids import StationCode
from sampai.places.model import SignalGrade, Station

HEARS = (SignalGrade.VOICE, SignalGrade.WEAK, SignalGrade.GOOD)


@dataclass(frozen=True, slots=True, kw_only=True)
class NearestSignal:
    """The nearest station of which somebody said that a telephone works there; as the crow flies."""

    station: StationCode
    at: StationCode
    distance_m: int


def nearest_signal(
    stations: Iterable[Station], *, positions: Mapping[str, Position]
) -> Mapping[StationCode, NearestSignal]:
    """For each station without signal, the nearest one with it; none where no position or signal is known."""
    known = [one for one in stations if one.code in positions]
    heard = [one for one in known if any(signal.grade in HEARS for signal in one.signal)]
    found: dict[StationCode, NearestSignal] = {}
    for one in known:
        if one.is_blankspot and heard:
            here = positions[one.code]
            far, code = min((distance_m(here, positions[two.code]), two.code) for two in heard)
            found[one.code] = NearestSignal(station=one.code, at=code, distance_m=round(far))
    return found
