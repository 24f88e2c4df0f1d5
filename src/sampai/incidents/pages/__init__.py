"""Pages of incidents, and what the program hands to them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sampai.incidents.model import Help, IncidentBook
from sampai.kernel.rights import Actor
from sampai.kernel.table.page import TableSheet
from sampai.kernel.text import Text, Words
from sampai.ledger.actions.own import OwnNode


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherNotice:
    """Something else that rings the bell: what it says, where it leads, since when."""

    number: int
    text: Text
    address: str
    at: datetime
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Others:
    """Where other rooms ring the bell: what they have for somebody, and that it was read."""

    notices: Callable[[Actor, Words], Sequence[OtherNotice]]
    read: Callable[[Actor, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What pages of incidents need of the pack, the engines and this server."""

    book: IncidentBook
    own: Callable[[], OwnNode]
    take_in: Callable[[], object]
    """Brings the incidents up to date with what was just stated."""
    write: Mapping[str, Callable[[TableSheet], bytes]]
    """Makers of files by their ending: `csv`, `xlsx`."""
    near: Callable[[str, str], Help]
    """What is near a place, by the document of the published plan."""
    picture: Callable[[str], bytes | None]
    """A picture by its digest in hex; None where it has not come in whole."""
    others: Others
    notes_looks: bool = False
    """Whether every look at an incident is noted: an exercise is scored by them."""
