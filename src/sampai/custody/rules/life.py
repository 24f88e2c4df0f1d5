"""Which step may follow which: the life of a box as a table. A step out of order is a gap, never refused."""

from collections.abc import Mapping

from sampai.custody.model import BoxKind, BoxState, Kind, Phase, Trouble
from sampai.election.model import Direction, Level

ALWAYS = (Kind.CHECKED, Kind.EXCEPTED, Kind.RESOLVED, Kind.REPLACED, Kind.APPROVED)
"""May be stated of a box at any time."""

FOLLOWS: Mapping[Phase, tuple[Kind, ...]] = {
    Phase.PLANNED: (Kind.STOCKED, Kind.ASSEMBLED, Kind.PACKED),
    Phase.AT_STORE: (Kind.ASSEMBLED, Kind.PACKED),
    Phase.ASSEMBLED: (Kind.PACKED,),
    Phase.PACKED: (Kind.SEALED,),
    Phase.SEALED: (Kind.READIED, Kind.SEALED, Kind.OPENED),
    Phase.READY: (Kind.LOADED, Kind.GIVEN, Kind.TAKEN, Kind.OPENED),
    Phase.LOADED: (Kind.DEPARTED, Kind.GIVEN, Kind.TAKEN, Kind.STORED),
    Phase.UNDER_WAY: (Kind.PASSED, Kind.DIVERTED, Kind.QUIET, Kind.ARRIVED),
    Phase.ARRIVED: (Kind.GIVEN, Kind.TAKEN, Kind.LOADED, Kind.DEPARTED, Kind.STORED),
    Phase.HANDED_OVER: (Kind.STORED, Kind.LOADED, Kind.GIVEN, Kind.TAKEN),
    Phase.STORED: (Kind.LOADED, Kind.GIVEN, Kind.TAKEN, Kind.SEALED),
    Phase.RECEIVED: (Kind.STORED, Kind.OPENED),
    Phase.OPENED: (Kind.USED, Kind.COPIED, Kind.SEALED),
    Phase.USED: (Kind.COPIED, Kind.SEALED),
    Phase.RESEALED: (Kind.COPIED, Kind.SEALED, Kind.LOADED, Kind.GIVEN, Kind.TAKEN, Kind.STORED),
    Phase.RETURNED: (Kind.STORED, Kind.ARCHIVED, Kind.DISPUTED, Kind.OPENED),
    Phase.ARCHIVED: (Kind.DISPUTED, Kind.DISPOSED, Kind.OPENED),
    Phase.DISPUTED: (Kind.ARCHIVED, Kind.OPENED),
    Phase.DISPOSED: (),
}

UNSEALED: Mapping[Phase, tuple[Kind, ...]] = {
    Phase.PACKED: (Kind.SEALED, Kind.READIED),
    Phase.OPENED: (Kind.USED, Kind.SEALED, Kind.LOADED, Kind.GIVEN, Kind.TAKEN),
    Phase.USED: (Kind.COPIED, Kind.SEALED, Kind.LOADED, Kind.GIVEN, Kind.TAKEN),
}
"""What differs for kits, which need no seal."""

AT_STATION_AGAIN = (Kind.OPENED,)
"""A box that waits over night at its own station is opened where it was stored."""

RECAP = (Phase.HANDED_OVER, Phase.STORED)
"""Where a PPK opens boxes that came back, to add up the results of its kecamatan."""

STOPPING = (Trouble.QUARANTINED, Trouble.MISSING, Trouble.HELD, Trouble.REPLACED)
"""While one of these is open, nothing but what is always allowed may follow."""

TO_PHASE: Mapping[Kind, Phase] = {
    Kind.STOCKED: Phase.AT_STORE,
    Kind.ASSEMBLED: Phase.ASSEMBLED,
    Kind.PACKED: Phase.PACKED,
    Kind.READIED: Phase.READY,
    Kind.LOADED: Phase.LOADED,
    Kind.DEPARTED: Phase.UNDER_WAY,
    Kind.ARRIVED: Phase.ARRIVED,
    Kind.STORED: Phase.STORED,
    Kind.OPENED: Phase.OPENED,
    Kind.USED: Phase.USED,
    Kind.ARCHIVED: Phase.ARCHIVED,
    Kind.DISPUTED: Phase.DISPUTED,
    Kind.DISPOSED: Phase.DISPOSED,
}
"""Where a step leads whatever was before. Sealing and taking depend on more; the others change no phase."""


def may_follow(state: BoxState) -> tuple[Kind, ...]:
    """The steps that a person may be offered now, in the order of their life."""
    troubles = {open_.trouble for open_ in state.open_troubles}
    if troubles.intersection(STOPPING):
        return ALWAYS
    allowed = {*_usual(state), *ALWAYS}
    if Trouble.SEAL_BROKEN in troubles:
        allowed |= {Kind.OPENED, Kind.SEALED}
    return tuple(kind for kind in Kind if kind in allowed)


def _usual(state: BoxState) -> tuple[Kind, ...]:
    usual = FOLLOWS[state.phase]
    if state.box.kind is BoxKind.KIT:
        usual = UNSEALED.get(state.phase, usual)
    if state.phase is Phase.STORED and state.place == state.box.owner:
        return (*usual, *AT_STATION_AGAIN)
    level = state.holder.level if state.holder else None
    if state.phase in RECAP and state.direction is Direction.BACK and level is Level.PPK:
        return (*usual, Kind.OPENED)
    if state.phase is Phase.SEALED and level not in (None, Level.KPU):
        return (*usual, *FOLLOWS[Phase.HANDED_OVER])
    return usual
