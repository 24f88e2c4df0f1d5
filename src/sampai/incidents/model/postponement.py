"""What the postponement desk knows of a station, and what it finds."""

from dataclasses import dataclass
from datetime import date

from sampai.incidents.model.book import LegalPath, Work
from sampai.kernel.ids import StationCode


@dataclass(frozen=True, slots=True, kw_only=True)
class StationCase:
    """One station after an incident. `None` where nobody knows yet: that keeps no path open or shut.

    `may_be_invalid`: votes were cast in a way that the law calls for voting again (UU 7/2017 Article 372).
    """

    station: StationCode
    has_begun: bool
    place_usable: bool | None
    goods_fit: bool | None
    """Ballots and forms are whole, dry, complete, and the station's own."""
    goods_in_time: bool | None
    """Whether these goods, or others in their place, are there before voting ends."""
    other_place: str = ""
    may_be_invalid: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One work before voting: what, and by the end of which day."""

    work: Work
    by: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PathFound:
    """The path that fits a station: who proposes and decides, until when, what is done by which day."""

    station: StationCode
    path: LegalPath
    voting_day: date
    last_day: date
    proposes: str
    decides: str
    tasks: tuple[Task, ...]
    new_ballots: bool
    forms: tuple[str, ...]
    place: str = ""
