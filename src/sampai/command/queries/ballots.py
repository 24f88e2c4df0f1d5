"""Reads for the pages of ballots: who could give whom how many sheets, from counts, voters and open ways."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sampai.command.model import Kept
from sampai.command.ports import BallotDesk
from sampai.command.queries.plans import PlanInForce
from sampai.custody.tables import BoxRow
from sampai.election.queries import OperationView
from sampai.guarding.queries import ClusterView, clusters
from sampai.kernel.clock import HOUR, Calendar, HTime
from sampai.kernel.errors import Refused
from sampai.kernel.geo import Position
from sampai.kernel.ids import RegionCode, StationCode
from sampai.kernel.rights import Scope
from sampai.kernel.text import say
from sampai.materials.model.moves import Came
from sampai.materials.model.surplus import Balance
from sampai.materials.ports import OpenWays
from sampai.materials.queries.ballots import arrived, ballot_rows, sheets_of
from sampai.materials.rules.seats import Held, Roll, seats_of
from sampai.materials.rules.statements import FAMILY
from sampai.materials.rules.surplus import balance
from sampai.places.tables import StationRow
from sampai.plan.queries import plan_view

FULL = "terdaftar"
"""Everybody on the list may come."""
LIKELY = "perkiraan"
"""As many as come to 95 of 100 such stations."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surplus:
    """Proposed moves at a time, with what they rest on."""

    balance: Balance
    held: Held
    at: HTime
    closes: HTime
    short: int
    """Sheets missing in all."""
    ways_by: str
    """`plan` or `straight`."""


def surplus(
    scope: Scope,
    *,
    operation: OperationView,
    region: RegionCode,
    plan: PlanInForce | None,
    kept: Kept | None,
    desk: BallotDesk,
    at: HTime,
    cara: str = FULL,
) -> Surplus:
    """Moves between the stations of a region and scope, at a time of voting day.

    Raises `Refused` where the register's tables cannot be read, `Forbidden` for whom custody is not.
    """
    ballot_rows(scope, event=operation.event, region=region)
    if kept is None:
        raise Refused(
            "register-unread",
            say("The register's document cannot be read, so nobody knows what each station must have."),
            say("Import the operation's tables again."),
        )
    came = arrived(scope, event=operation.event, region=region)
    held = seats_of(
        rolls_in(scope, operation=operation, region=region, kept=kept, desk=desk),
        sheets=sheets_of(scope, event=operation.event, region=region),
        came=came,
        came_by=_times(came, operation=operation),
        arrivals=desk.arrivals,
        now=at,
        by_forecast=cara == LIKELY,
    )
    closes = desk.arrivals.closes
    ways, ways_by = _ways(scope, operation=operation, plan=plan, desk=desk, at=at, closes=closes)
    found = balance(held.seats, ways=ways, balancer=desk.balancer, rules=desk.moves, now=at, closes=closes)
    return Surplus(
        balance=found,
        held=held,
        at=at,
        closes=closes,
        short=sum(seat.short for seat in held.seats),
        ways_by=ways_by,
    )


def rolls_in(
    scope: Scope, *, operation: OperationView, region: RegionCode, kept: Kept, desk: BallotDesk
) -> Sequence[Roll]:
    """What each station of a region has of voters, and what the law gives it of each contest."""
    inside = [
        code for code in kept.needs.stations if code.startswith(region) and code.startswith(scope.territory)
    ]
    dapil = _districts(operation, region=region)
    voters = {one.code: one.voters for one in kept.operation.register.stations}
    rolls = []
    for code in inside:
        needs = kept.needs.at(code)
        due = {
            item.contest: needs[item.key]
            for item in kept.kits.items
            if item.contest and item.key == f"{FAMILY}{item.contest}" and needs[item.key]
        }
        rolls.append(
            Roll(
                station=code,
                voters=voters[code] or 0,
                due=due,
                districts={
                    contest: dapil.get((code, contest), "") or code[: desk.districts.get(contest, 0)]
                    for contest in due
                },
            )
        )
    return rolls


def _districts(operation: OperationView, *, region: RegionCode) -> Mapping[tuple[str, str], str]:
    """The district of each station's box of a contest, as far as boxes say it."""
    rows = BoxRow.objects.filter(operation=operation.number, owner__startswith=region).exclude(dapil="")
    return {
        (owner, contest): dapil for owner, contest, dapil in rows.values_list("owner", "contest", "dapil")
    }


def _times(came: Mapping[str, Came], *, operation: OperationView) -> Mapping[str, HTime]:
    midnight_ms = Calendar(operation.voting_day, operation.zone).instant(HTime(0)).timestamp() * 1_000
    return {code: HTime(round((one.by_ms - midnight_ms) / 1_000)) for code, one in came.items()}


def _ways(
    scope: Scope,
    *,
    operation: OperationView,
    plan: PlanInForce | None,
    desk: BallotDesk,
    at: HTime,
    closes: HTime,
) -> tuple[OpenWays, str]:
    if plan is not None:
        return desk.ways(plan_view(scope, plan.pk).document, at, HTime(max(closes, at + HOUR))), "plan"
    rows = StationRow.objects.filter(operation=operation.number).exclude(lat=None)
    positions = {
        StationCode(code): Position(lat, lon)
        for code, lat, lon in rows.values_list("code", "lat", "lon")
        if lat is not None and lon is not None
    }
    return desk.straight(positions), "straight"


def guards_of(scope: Scope, *, plan: PlanInForce | None) -> Mapping[str, ClusterView]:
    """Who guards each station by the plan, as far as the scope may see."""
    if plan is None:
        return {}
    return {station: one for one in clusters(scope, plan=plan.pk) for station in one.stations}
