"""Voters as they come by the hour, and what that says of the ballots that are still wanted."""

from dataclasses import dataclass

from sampai.election.model import Basis, Standing
from sampai.kernel.clock import HTime
from sampai.kernel.errors import Refused
from sampai.kernel.quantity import Certainty
from sampai.kernel.text import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrivals:
    """When voters come, in parts of a thousand by step from opening, and how many are expected to come.

    `listed` are those of DPT and DPTb; `additional` (DPK) come last. `spread`s are standard deviations
    between stations: of turnout in thousandths of the voters, of the additional as a share of their number.
    """

    opens: HTime
    step_s: int
    listed: tuple[int, ...]
    listed_basis: Basis
    additional: tuple[int, ...]
    additional_basis: Basis
    turnout_permille: int
    turnout_spread_permille: int
    turnout_basis: Basis
    additional_spread_permille: int
    replaced_permille: int
    replaced_basis: Basis

    def __post_init__(self) -> None:
        """Shares of equally many steps make a thousand; spreads are not nothing."""
        if (
            (sum(self.listed), sum(self.additional), len(self.listed)) != (1000, 1000, len(self.additional))
            or self.step_s <= 0
            or not 0 < self.turnout_permille <= 1000
            or not (self.turnout_spread_permille and self.additional_spread_permille)
        ):
            raise Refused(
                "arrivals",
                say("The arrivals of voters by the hour do not add up."),
                say("Let both lists be equally long and make 1000; turnout and spreads are above 0."),
            )

    @property
    def closes(self) -> HTime:
        """The end of the last step."""
        return HTime(self.opens + self.step_s * len(self.listed))

    @property
    def is_assumed(self) -> bool:
        """Whether nobody has shown that the hours are so."""
        return self.listed_basis.standing is Standing.UNVERIFIED


@dataclass(frozen=True, slots=True, kw_only=True)
class Turnout:
    """One contest at one station: who may come (DPT, DPTb, DPK), who came by a time, what ballots are left.

    `came` is None where nobody counted; then nothing is learned from the day. DPTb counts only those who may
    vote in this contest; `additional` (DPK) is how many are expected.
    """

    voters: int
    transferred: int = 0
    additional: int = 0
    held: int
    came: int | None = None
    came_by: HTime | None = None

    def __post_init__(self) -> None:
        """Counts are never negative, and a count of those who came has its time."""
        least = min(self.voters, self.transferred, self.additional, self.held, self.came or 0)
        if least < 0 or (self.came is None) != (self.came_by is None):
            raise Refused(
                "turnout",
                say("The numbers of voters who came are not complete."),
                say("Write zero or more, and the time of the count."),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortageForecast:
    """Ballots still wanted until closing: expected, and enough in 95 of 100 such stations.

    `runs_out` is when the ballots end if as many come as expected, `runs_out_early` if as many as the upper
    number; None: they last.
    """

    expected: int
    upper: int
    short_expected: int
    short_upper: int
    runs_out: HTime | None
    runs_out_early: HTime | None
    certainty: Certainty
