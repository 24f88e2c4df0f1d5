"""What the command centre's pages are handed by the pack and the engines."""

from datetime import UTC, datetime
from functools import cache

from django.conf import settings

from sampai.command.model import Desk
from sampai.election.model import Election
from sampai.kernel.clock import now
from sampai.kernel.errors import Refused
from sampai.main.web.documents import kept
from sampai.main.web.exports import WRITERS
from sampai.main.web.record import now_ms
from sampai.main.web.wiring import rights
from sampai.packs.custody_rules import load_custody_rules
from sampai.packs.profiles import load_election
from sampai.rehearsal.queries import exercise_ms


def desk() -> Desk:
    """The desk of this program."""
    return Desk(
        election=_election,
        kept=kept,
        write=WRITERS,
        custody=load_custody_rules(),
        signers=rights().signers,
        clock=exercise_now if settings.OPTIONS.exercise else now,
    )


def exercise_now() -> datetime:
    """What time it is in the exercise that is going on; the wall's, where none is."""
    wall_ms = now_ms()
    found_ms = exercise_ms(wall_ms)
    return datetime.fromtimestamp((wall_ms if found_ms is None else found_ms) / 1_000, tz=UTC)


@cache
def _election(code: str) -> Election | None:
    try:
        return load_election(code)
    except Refused:
        return None
