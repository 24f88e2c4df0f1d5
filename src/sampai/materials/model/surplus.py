"""Ballots that one station can spare and another lacks, before closing."""

from dataclasses import dataclass
from enum import StrEnum

from sampai.election.model import Basis
from sampai.kernel.clock import HTime
from sampai.kernel.errors import Refused
from sampai.kernel.ids import StationCode
from sampai.kernel.quantity import Certainty
from sampai.kernel.text import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """One contest's ballots at one station.

    `expected` are the sheets still wanted until closing, by a careful forecast; `reserve` is what the law
    lets the station keep on top. `held` is None where nobody counted: such a station gives nothing away.
    `district` is the dapil whose names stand on the sheet; empty where all sheets of the contest are alike.
    """

    station: StationCode
    contest: str
    district: str = ""
    held: int | None
    expected: int
    reserve: int

    def __post_init__(self) -> None:
        """Counts are never negative."""
        if min(self.held or 0, self.expected, self.reserve) < 0:
            raise Refused(
                "ballots",
                say(
                    "Ballots of {contest} at {station} are negative.",
                    contest=self.contest,
                    station=self.station,
                ),
                say("Count again."),
            )

    @property
    def short(self) -> int:
        """Sheets missing for the voters who are expected; 0 where nobody counted."""
        return 0 if self.held is None else max(0, self.expected - self.held)

    @property
    def spare(self) -> int:
        """Sheets above the expected voters and the legal reserve."""
        return 0 if self.held is None else max(0, self.held - self.expected - self.reserve)


@dataclass(frozen=True, slots=True, order=True)
class Way:
    """How long a giver's ballots need to a receiver by the ways that are open."""

    giver: StationCode
    receiver: StationCode
    travel_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """Ballots that are all alike: one contest, one district. Receivers' shortages, givers' spare, ways."""

    contest: str
    district: str
    short: tuple[tuple[StationCode, int], ...]
    spare: tuple[tuple[StationCode, int], ...]
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """A balancer's answer: sheets by way of the lot, and a cost in seconds below which no answer can be."""

    sheets: tuple[int, ...]
    bound_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveKind:
    """What a move within a village, a kecamatan or a regency asks for."""

    same_digits: int
    """Leading digits of both station codes that are alike: 10 village, 6 kecamatan, 4 regency."""
    decided_by: str
    officers: int
    papers: tuple[str, ...]
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveRules:
    """The pack's rules of moves, nearest kind first; what a move costs beside its way, in seconds."""

    kinds: tuple[MoveKind, ...]
    handling_s: int
    """Counting by two people and papers, at both ends together."""
    move_cost_s: int
    """Few givers for one receiver are preferred: each move costs as much as so long a way."""
    basis: Basis

    def __post_init__(self) -> None:
        """Kinds go from near to far, and the last one holds everywhere in a regency."""
        digits = [kind.same_digits for kind in self.kinds]
        if not digits or digits != sorted(digits, reverse=True):
            raise Refused(
                "moves",
                say("The kinds of moves do not go from near to far."),
                say("List them by same_digits, the largest first."),
            )


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Part:
    """Sheets of one contest and district in a move."""

    contest: str
    district: str
    sheets: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A proposed move of ballots between two stations; people decide on it."""

    giver: StationCode
    receiver: StationCode
    travel_s: int
    leave_by: HTime
    """Ballots are counted at both ends and there before closing if they leave by then."""
    parts: tuple[Part, ...]
    kind: MoveKind


class Lack(StrEnum):
    """Why a shortage stays."""

    NOBODY_SPARES = "nobody-spares"
    NO_WAY = "no-way"
    TOO_FAR = "too-far"
    SPENT = "spent"
    """Givers in reach have spare ballots, fewer than are wanted around them."""
    OTHER_REGENCY = "other-regency"


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncovered:
    """Sheets that no move brings, and why; `nearest_s` is the way from the nearest giver that has any."""

    station: StationCode
    part: Part
    lack: Lack
    nearest_s: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """Proposed moves, what stays short, and who was left out because nobody counted there.

    `cost_s` is travel and fixed cost, contest by contest; no answer over the same ways costs less than
    `bound_s`. Two contests of one pair share a move, which only saves.
    """

    moves: tuple[Move, ...]
    uncovered: tuple[Uncovered, ...]
    uncounted: tuple[tuple[StationCode, str], ...]
    cost_s: int
    bound_s: int
    ways_certainty: Certainty
