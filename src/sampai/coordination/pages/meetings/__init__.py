"""Pages of meetings, and what the program hands to them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sampai.coordination.queries import DecidedIn
from sampai.kernel.rights import Actor, Scope
from sampai.kernel.text import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What pages of meetings need of the pack, the engines and this server."""

    begin: Callable[[Actor, int], None]
    """Begins to make a version of the plan with a meeting's decisions."""
    stagings: Callable[[str], Sequence[str]]
    """Codes of the ways for the goods to go, by the election profile."""
    tag: Callable[[int], str]
    """What only the QR code in a meeting's room says."""
    picture: Callable[[str], str]
    """The QR code of a text as SVG."""
    site: Callable[[], str]
    """The address of this server, where its keeper named one."""
    lost: Callable[[Scope, int], tuple[int, Sequence[DecidedIn]]]
    """The number of the newest version, and decisions that it lacks though earlier ones had them."""


INSTITUTIONS = ("kpu", "polri", "bawaslu", "tni", "pemda")
"""Who may be reminded here; others may be asked and may promise too."""

RULE = {
    "opening": say("usual"),
    "closing": say("usual"),
    "unkept": say("not kept"),
    "new": say("new"),
    "unplanned": say("not planned"),
    "infeasible": say("not feasible"),
    "disputed": say("disputed"),
    "short": say("short"),
    "late": say("late"),
    "silent": say("silent"),
}
"""The rules that propose points, as the agenda names them."""
