"""What of a box goes to a field device: enough to take the next step, never a seal's number."""

from dataclasses import dataclass

from sampai.custody.model import BoxCode, BoxKind, BoxState, Content, Kind, Phase, Trouble
from sampai.custody.rules.life import may_follow
from sampai.election.model import Direction, Level
from sampai.ledger.model import Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneBox:
    """One box as a phone knows it. How many seals are on it is told; their numbers are read blind."""

    code: BoxCode
    kind: BoxKind
    owner: str
    contest: str
    dapil: str
    contents: tuple[Content, ...]
    phase: Phase
    direction: Direction
    place: str
    level: Level | None
    """Of the committee that holds it; not its name."""
    copied: bool
    seals: int
    troubles: tuple[Trouble, ...]
    may_follow: tuple[Kind, ...]
    heads: tuple[Digest, ...]


def for_phone(state: BoxState) -> PhoneBox:
    """What a phone is told of a box; who holds it by name and which journey it is on stay with the nodes."""
    box = state.box
    return PhoneBox(
        code=box.code,
        kind=box.kind,
        owner=box.owner,
        contest=box.contest,
        dapil=box.dapil,
        contents=box.contents,
        phase=state.phase,
        direction=state.direction,
        place=state.place,
        level=state.holder.level if state.holder else None,
        copied=state.copied,
        seals=len(state.seals),
        troubles=tuple(one.trouble for one in state.open_troubles),
        may_follow=may_follow(state),
        heads=state.heads,
    )
