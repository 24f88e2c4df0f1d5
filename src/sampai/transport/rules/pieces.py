"""What is loaded and unloaded as one: stations' consignments for one place, kept together by village.

Boxes of one station are never split. A village's consignments for an office stay together when they fill
half a vehicle or less; else they are cut, between stations, into parts of up to half a vehicle, so that
vehicles can be filled well and villages are still together where that costs nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sampai.kernel.clock import HTime
from sampai.kernel.ids import StationCode, village_of
from sampai.kernel.quantity import Load, total
from sampai.places.model import Mode


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


def half(room: Load) -> Load:
    """Half a vehicle, at least one of everything."""
    return Load(max(1, room.boxes // 2), max(1, room.volume_l // 2), max(1, room.weight_g // 2))


def gather(pieces: Iterable[Piece], *, most: Load) -> tuple[Piece, ...]:
    """Join pieces of single stations by place and village, each joined piece within `most`."""
    rows: dict[tuple[object, ...], list[Piece]] = {}
    for piece in sorted(pieces, key=lambda piece: (piece.target, piece.stations)):
        village = village_of(piece.stations[0])
        kind = (piece.target, village, piece.modes, piece.most_boxes or 0, piece.due or 0)
        rows.setdefault(kind, []).append(piece)
    return tuple(part for row in rows.values() for part in _parts(row, most=most))


def _parts(row: Sequence[Piece], *, most: Load) -> list[Piece]:
    """Cut a village's row into as few parts as fit, of about the same size."""
    share = _share(total([piece.load for piece in row]), most=most)
    parts: list[list[Piece]] = [[]]
    for piece in row:
        load = total([p.load for p in (*parts[-1], piece)])
        if parts[-1] and not load.fits(share):
            parts.append([])
        parts[-1].append(piece)
    return [_join(part) for part in parts]


def _share(load: Load, *, most: Load) -> Load:
    """The size of a part when a load is cut into the fewest that fit; a little more, as boxes are whole."""
    count = max(1, *(-(-a // b) for a, b in zip(_measures(load), _measures(most), strict=True)))
    return Load(
        *(min(b, -(-a // count) + b // 10) for a, b in zip(_measures(load), _measures(most), strict=True))
    )


def _measures(load: Load) -> tuple[int, int, int]:
    return load.boxes, load.volume_l, load.weight_g


def _join(part: Sequence[Piece]) -> Piece:
    return replace(
        part[0],
        stations=tuple(station for piece in part for station in piece.stations),
        load=total([piece.load for piece in part]),
        release=max(piece.release for piece in part),
    )


def convoy(load: Load, *, room: Load) -> int | None:
    """How many vehicles of one kind hold a load together, or None when they lack some kind of room at all."""
    count = 1
    for need, have in zip(_measures(load), _measures(room), strict=True):
        if need and not have:
            return None
        count = max(count, -(-need // have) if need else 1)
    return count
