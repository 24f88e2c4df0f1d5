"""Plans of one to three journeys, and spreads with a few values each, so that all can be counted out."""

from dataclasses import replace
from datetime import date
from math import sqrt

from sampai.election.model import Basis, Deadline, Election, Level, Stage, Standing
from sampai.kernel.clock import DAY, HOUR, HTime
from sampai.kernel.ids import StationCode, VehicleCode
from sampai.kernel.quantity import Load
from sampai.places.model import Mode
from sampai.transport.model import (
    Chances,
    DeliveryPlan,
    Journey,
    Lognormal,
    Medium,
    ModeRule,
    ModeSpread,
    Points,
    SpreadBook,
    StationChance,
    Stop,
)
from sampai.transport.rules.chance import chances_of

BASIS = Basis(Standing.UNVERIFIED, "tiny")
TRUCK, BOAT = Mode("truk"), Mode("perahu")
A, B, C = (StationCode(f"990101200{i}001") for i in (1, 2, 3))
MORNING = -DAY + 6 * HOUR
"""H-1 06:00."""


def rule(mode: Mode, *, light: bool = False) -> ModeRule:
    return ModeRule(
        mode=mode,
        name=mode,
        name_en=mode,
        medium=Medium.WATER if light else Medium.ROAD,
        speed_kmh=(),
        room=Load(100, 10_000, 10_000_000),
        cost_rp_km=1,
        cost_rp_h=1,
        load_s_per_box=0,
        stop_s=0,
        daylight_only=light,
        escort_seats=0,
        basis=BASIS,
    )


MODES = (rule(TRUCK), rule(BOAT, light=True))


def stage(giver: Level, receiver: Level, *, first_day: int) -> Stage:
    return Stage(
        giver=giver,
        receiver=receiver,
        earliest=HTime(first_day * DAY + 6 * HOUR),
        latest=HTime(-6 * HOUR),
        opens_s=6 * HOUR,
        closes_s=18 * HOUR,
        basis=BASIS,
    )


def election(*, by: int, by_plan: int | None = None) -> Election:
    """Stations must be complete so many seconds from 00:00 of voting day, by law and by the plan."""
    law = Deadline(level=Level.STATION, at=HTime(by), basis=Basis(Standing.LAW, "tiny"))
    own = [] if by_plan is None else [Deadline(level=Level.STATION, at=HTime(by_plan), basis=BASIS)]
    return Election(
        code="tiny",
        name="Tiny",
        voting_day=date(2024, 11, 27),
        contests=(),
        most_voters_law=600,
        most_voters_rule=600,
        most_voters_basis=BASIS,
        deadlines=(law, *own),
        stages=(
            stage(Level.KPU, Level.PPK, first_day=-3),
            stage(Level.PPK, Level.STATION, first_day=-2),
        ),
    )


def journey(
    code: str,
    *stops: tuple[StationCode, ...],
    loads: int = MORNING,
    drive_h: int = 1,
    mode: Mode = TRUCK,
    ordinal: int = 1,
    giver: Level = Level.PPK,
    leg: int = 1,
) -> Journey:
    """A journey that drives so many hours to each stop and home again, and handles in no time."""
    at = [HTime(loads + drive_h * HOUR * (i + 1)) for i in range(len(stops) + 1)]
    return Journey(
        code=code,
        vehicle=VehicleCode(mode),
        ordinal=ordinal,
        mode=mode,
        giver=giver,
        receiver=Level.PPK if giver is Level.KPU else Level.STATION,
        origin="GUDANG" if giver is Level.KPU else "PPK-1",
        loads=HTime(loads),
        departs=HTime(loads),
        returns=at[-1],
        stops=tuple(
            Stop(place=f"at {stations[0]}", arrives=time, departs=time, stations=stations, load=Load(2))
            for stations, time in zip(stops, at[:-1], strict=True)
        ),
        load=Load(2),
        distance_m=1_000,
        leg=leg,
    )


def plan(*journeys: Journey) -> DeliveryPlan:
    return DeliveryPlan(journeys=journeys, unplanned=(), engine="tiny", network="tiny", seed=1, effort=1)


NOTHING, ALWAYS = Points(((1.0, 0.0),)), Points(((1.0, 1.0),))


def either(share: float, *, value: float, otherwise: float = 0.0) -> Points:
    """`value` with a probability, else something smaller."""
    return Points(((1 - share, otherwise), (share, value)))


CALM = ModeSpread(
    mode=TRUCK,
    travel=ALWAYS,
    wet_factor=1.0,
    closed_dry=0.0,
    closed_wet=0.0,
    closed_s=NOTHING,
    breakdown_per_h=0.0,
    breakdown_s=NOTHING,
    loading_s=NOTHING,
    transfer_s=NOTHING,
    basis=BASIS,
)

ROUGH = replace(
    CALM,
    travel=Lognormal(1.0, 0.3),
    wet_factor=1.3,
    closed_dry=0.02,
    closed_wet=0.1,
    closed_s=Lognormal(2 * HOUR, 0.5),
    breakdown_per_h=0.02,
    breakdown_s=Lognormal(HOUR, 0.5),
    loading_s=Lognormal(600, 0.8),
    transfer_s=Lognormal(1200, 0.8),
)
"""Everything goes wrong now and then."""


def book(spread: ModeSpread = CALM, *, wet: float = 0.0, together: float = 1.0) -> SpreadBook:
    return SpreadBook(
        modes=(spread, replace(spread, mode=BOAT)),
        wet_days=(wet,) * 12,
        rain_together=together,
        rain_basis=BASIS,
        last_start_s=21 * HOUR,
        hours_basis=BASIS,
    )


def sample(
    *journeys: Journey,
    spreads: SpreadBook,
    by: int,
    by_plan: int | None = None,
    n: int = 4_000,
    seed: int = 2,
) -> Chances:
    return chances_of(
        plan(*journeys),
        election=election(by=by, by_plan=by_plan),
        modes=MODES,
        spreads=spreads,
        scenarios=n,
        seed=seed,
    )


def chance(station: StationCode, chances: Chances) -> StationChance:
    return next(one for one in chances.stations if one.station == station)


def is_near(found: float, exact: float, *, n: int = 4_000) -> bool:
    """Within three standard errors of a share of n."""
    return abs(found - exact) <= 3 * sqrt(exact * (1 - exact) / n) + 1e-12
