"""What the command centre's pages are handed by the pack and the engines."""

from functools import cache

from sampai.command.model import Desk
from sampai.election.model import Election
from sampai.kernel.errors import Refused
from sampai.main.web.documents import kept
from sampai.main.web.exports import WRITERS
from sampai.main.web.wiring import rights
from sampai.packs.custody_rules import load_custody_rules
from sampai.packs.profiles import load_election


def desk() -> Desk:
    """The desk of this program."""
    return Desk(
        election=_election,
        kept=kept,
        write=WRITERS,
        custody=load_custody_rules(),
        signers=rights().signers,
    )


@cache
def _election(code: str) -> Election | None:
    try:
        return load_election(code)
    except Refused:
        return None
