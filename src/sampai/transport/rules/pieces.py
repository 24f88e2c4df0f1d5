"""What is loaded and unloaded as one: stations' consignments for one place, kept together by village.

Boxes of one station are never split. What goes to one office is first filled into whole vehicles; only the
rest is left to the solver to combine with other places' rests. A village stays together when its goods fill
half a vehicle or less; a larger one is cut between stations.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from sampai.kernel.clock import HTime
from sampai.kernel.ids import StationCode, village_of
from sampai.kernel.quantity import Load, total
from sampai.places.model import Mode
from sampai.transport.model import OWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Consignments that go together from one place to another.

    They can leave at `release`. `due` is when they should be unloaded so that further legs (or a day in hand)
    remain; missing it is a pity, not a breach. `modes` may carry it; `most_boxes` may go in one trip.
    """

    origin: str
    target: str
    stations: tuple[StationCode, ...]
    load: Load
    release: HTime
    due: HTime | None
    modes: tuple[Mode, ...]
    most_boxes: int | None = None
    leg: int = 1
    """Which leg of its stage this is for the stations of the piece; the highest where they differ."""


def own_code(region: str, *, part: int) -> StationCode:
    """What a part of a committee's own goods is called among the stations' codes."""
    return StationCode(f"{region}{OWN}{part:03d}")


def office_of(code: str) -> str | None:
    """The region whose committee's own goods a code names; None for a station."""
    region, mark, _ = code.partition(OWN)
    return region if mark else None


def is_station(code: str) -> bool:
    """Whether a code is a station's, not a region's."""
    return len(code) == STATION_LENGTH


STATION_LENGTH = 13

FULL = 85
"""A vehicle this full, in percent of some kind of room, is a load of its own."""


def gather(pieces: Iterable[Piece], *, room: Load) -> tuple[Piece, ...]:
    """Join pieces of single stations that go to one place into loads for vehicles with this room."""
    rows: dict[tuple[object, ...], list[Piece]] = {}
    for piece in sorted(pieces, key=lambda piece: (piece.target, piece.stations)):
        rows.setdefault((piece.target, piece.modes, piece.most_boxes, piece.due), []).append(piece)
    return tuple(load for row in rows.values() for load in _loads(row, room=_within(room, row[0].most_boxes)))


def _within(room: Load, most_boxes: int | None) -> Load:
    return room if most_boxes is None else replace(room, boxes=min(room.boxes, most_boxes))


def _loads(row: Sequence[Piece], *, room: Load) -> list[Piece]:
    """Full vehicles, and what is left by village."""
    bins: list[_Bin] = []
    for part in _parts(row, room=room):
        _put(part, bins, room=room)
    full = [_join(bin_.pieces) for bin_ in bins if _is_full(bin_.load, room=room)]
    rest = [piece for bin_ in bins if not _is_full(bin_.load, room=room) for piece in bin_.pieces]
    villages = groupby(sorted(rest, key=lambda piece: piece.stations), key=_village)
    return full + [part for _, village in villages for part in _halves(list(village), room=room)]


def _village(piece: Piece) -> str:
    code = piece.stations[0]
    return office_of(code) or village_of(code)


def _parts(row: Sequence[Piece], *, room: Load) -> list[Piece]:
    """Whole small villages, the largest first, then the stations of the larger ones."""
    small, single = [], []
    for _, members in groupby(row, key=_village):
        village = list(members)
        joined = _join(village)
        if joined.load.fits(half(room)):
            small.append(joined)
        else:
            single += village
    return sorted(small, key=lambda p: (-p.load.boxes, -p.load.volume_l, p.stations)) + single


@dataclass(slots=True)
class _Bin:
    """A vehicle that is being filled, and what is in it so far."""

    pieces: list[Piece]
    load: Load


def _put(part: Piece, bins: list[_Bin], *, room: Load) -> None:
    """Put a part into the first vehicle that still has room, or into a new one."""
    for bin_ in bins:
        if bin_.load.fits_beside(part.load, room=room):
            bin_.pieces.append(part)
            bin_.load += part.load
            return
    bins.append(_Bin([part], part.load))


def _is_full(load: Load, *, room: Load) -> bool:
    return any(
        100 * used >= FULL * have > 0 for used, have in zip(_measures(load), _measures(room), strict=True)
    )


def _halves(village: Sequence[Piece], *, room: Load) -> list[Piece]:
    """A village's rest in parts of up to half a vehicle."""
    parts: list[list[Piece]] = []
    for piece in village:
        if parts and (total([p.load for p in parts[-1]]) + piece.load).fits(half(room)):
            parts[-1].append(piece)
        else:
            parts.append([piece])
    return [_join(part) for part in parts]


def half(room: Load) -> Load:
    """Half a vehicle."""
    return Load(room.boxes // 2, room.volume_l // 2, room.weight_g // 2)


def _measures(load: Load) -> tuple[int, int, int]:
    return load.boxes, load.volume_l, load.weight_g


def _join(part: Sequence[Piece]) -> Piece:
    if len(part) == 1:
        return part[0]
    return replace(
        part[0],
        stations=tuple(sorted(station for piece in part for station in piece.stations)),
        load=total([piece.load for piece in part]),
        release=max(piece.release for piece in part),
        leg=max(piece.leg for piece in part),
    )


def convoy(load: Load, *, room: Load) -> int | None:
    """How many vehicles of one kind hold a load together, or None when they lack some kind of room at all."""
    count = 1
    for need, have in zip(_measures(load), _measures(room), strict=True):
        if need and not have:
            return None
        count = max(count, -(-need // have) if need else 1)
    return count
