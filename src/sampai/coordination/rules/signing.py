"""What stands under a signature: the minutes as they were read."""

from dataclasses import replace

from sampai.coordination.model import Meeting, PromiseState
from sampai.kernel.ids import digest


def minutes_digest(meeting: Meeting) -> str:
    """Over agenda, minutes, decisions and promises. Who came, and what became of it later, is not in it."""
    decisions = tuple(replace(one, deed="") for one in meeting.decisions)
    promises = tuple(replace(one, state=PromiseState.OPEN, evidence="") for one in meeting.promises)
    return digest(replace(meeting, invited=(), decisions=decisions, promises=promises))
