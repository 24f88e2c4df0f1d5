"""Which vehicles may work for a place: its own, borrowed ones, and how many must ride together."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sampai.kernel.clock import HOUR
from sampai.kernel.quantity import Load
from sampai.places.model import Mode
from sampai.transport.model import VehicleGroup
from sampai.transport.rules.means import Means
from sampai.transport.rules.pieces import Piece, convoy
from sampai.transport.rules.problem import Crew, room_of

RIDE_MOST_S = 4 * HOUR
"""Vehicles are not borrowed from farther away than this empty ride."""


def own_crews(means: Means, base: str, *, modes: Iterable[Mode]) -> tuple[Crew, ...]:
    """The vehicles that stand at a place."""
    wanted = set(modes)
    return tuple(Crew(group) for group in means.standing_at(base) if group.mode in wanted)


def borrowed_crews(
    means: Means, base: str, *, modes: Iterable[Mode], lenders: Sequence[str]
) -> tuple[Crew, ...]:
    """Vehicles that can come to a place: its lenders' by road, boats and the like to ends of their links."""
    wanted = set(modes)
    found = []
    for group in means.fleet:
        stands = means.stands[group.code]
        if group.mode not in wanted or stands == base:
            continue
        if not (stands in lenders if means.drives(group.mode) else base in means.ends(group.mode)):
            continue
        ride = means.ride(group.mode, origin=stands, target=base)
        if ride is not None and ride[0] <= RIDE_MOST_S:
            found.append(Crew(group, borrowed=True, ride_s=ride[0], ride_m=ride[1]))
    return tuple(found)


def together(crew: Crew, pieces: Sequence[Piece]) -> Crew | None:
    """The crew in convoys that hold the largest piece it can hold at all, or None where it can hold none."""
    room = room_of(crew.group, pieces)
    needs = [need for piece in pieces if (need := _riders(crew, piece, room=room)) is not None]
    return replace(crew, together=max(needs)) if needs else None


def riders(crew: Crew, piece: Piece) -> int | None:
    """How many vehicles of a crew must ride together for a piece, or None where they are too few or wrong."""
    return _riders(crew, piece, room=room_of(crew.group, [piece]))


def _riders(crew: Crew, piece: Piece, *, room: Load) -> int | None:
    if crew.group.mode not in piece.modes:
        return None
    need = convoy(piece.load, room=room)
    return need if need is not None and need <= crew.group.count else None


def main_group(crews: Iterable[Crew]) -> VehicleGroup | None:
    """The group that carries most in all; goods are cut to its size."""
    groups = [crew.group for crew in crews]
    return max(groups, key=lambda g: (g.count * g.room.boxes, g.room, g.code), default=None)
