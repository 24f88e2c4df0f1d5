"""What the nation keeps in mind of each regency's plan, and sums of it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields

from sampai.guarding.model import Duty
from sampai.kernel.geo import Position
from sampai.kernel.ids import RegionCode, village_of
from sampai.kernel.text import Text
from sampai.places.model import Mode
from sampai.plan.model import Figures, OperationPlan, Severity
from sampai.transport.model import Medium, VehicleGroup

POLICE = "polri"
SHARED = (Medium.WATER, Medium.AIR)
"""What is lent to other regencies; on roads vehicles are hired where they are needed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Officers of one institution in a regency: those without a duty at any time, and those missing."""

    institution: str
    spare: int = 0
    missing: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Vessels:
    """Boats or aircraft of one mode: those that make no journey, and how many would carry what is left."""

    mode: Mode
    is_air: bool
    spare: int = 0
    missing: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """One regency's plan in short. `digest` is the plan's own."""

    code: RegionCode
    name: str
    digest: str
    figures: Figures
    stops: int
    """Problems that break the law or leave a station without."""
    classes: Mapping[str, int] = field(default_factory=dict)
    """Stations by vulnerability class."""
    people: tuple[People, ...] = ()
    vessels: tuple[Vessels, ...] = ()
    lat: float | None = None
    lon: float | None = None
    landmass: int | None = None
    """Where most of its stations are; None: unknown."""

    @property
    def position(self) -> Position | None:
        """The regency's middle."""
        return None if self.lat is None or self.lon is None else Position(self.lat, self.lon)

    @property
    def needs_help(self) -> bool:
        """Whether stations stay unserved or are likely to be late, so that reliefs are worth a search."""
        return bool(self.figures.unplanned or self.figures.not_back or self.figures.stations_at_risk)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplannable:
    """A regency that has no plan: why, and what would help."""

    code: RegionCode
    name: str
    what: Text
    remedy: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """Regencies added up: a province, or the nation."""

    code: str
    name: str
    regencies: int
    unplannable: int
    totals: Mapping[str, float]
    """Figures that add up, by name."""
    stops: int
    missing: int
    """Officers."""
    weakest: float | None
    """The least chance of arrival of any station."""


ADDED = tuple(one.name for one in fields(Figures) if one.name != "arrival_p_min")
"""Figures that add up over regencies."""


def sums_of(code: str, *, name: str, tallies: Iterable[Tally], unplannable: int = 0) -> Sums:
    """The sum of some regencies."""
    known = tuple(tallies)
    chances = [one.figures.arrival_p_min for one in known]
    return Sums(
        code=code,
        name=name,
        regencies=len(known) + unplannable,
        unplannable=unplannable,
        totals={key: _total(key, known) for key in ADDED},
        stops=sum(one.stops for one in known),
        missing=sum(kind.missing for one in known for kind in one.people),
        weakest=min((chance for chance in chances if chance is not None), default=None),
    )


def _total(key: str, tallies: tuple[Tally, ...]) -> float:
    return round(sum(getattr(one.figures, key) or 0 for one in tallies), 3)


def tally_of(plan: OperationPlan) -> Tally:
    """A plan in short."""
    region = plan.operation.settings.region
    regency = plan.rules.territory.regions[region]
    at = regency.position
    return Tally(
        code=region,
        name=regency.name,
        digest=plan.digest,
        figures=plan.figures,
        stops=sum(one.severity is Severity.STOP for one in plan.problems),
        classes=dict(sorted(Counter(one.risk.value for one in plan.guard.risks).items())),
        people=people_of(plan),
        vessels=vessels_of(plan),
        lat=None if at is None else at.lat,
        lon=None if at is None else at.lon,
        landmass=_landmass(plan),
    )


def _landmass(plan: OperationPlan) -> int | None:
    regions = plan.rules.territory.regions
    found: Counter[int] = Counter()
    for station in plan.needs.stations:
        village = regions.get(village_of(station))
        if village is not None and village.landmass is not None:
            found[village.landmass] += 1
    return min(found, key=lambda one: (-found[one], one), default=None)


def people_of(plan: OperationPlan) -> tuple[People, ...]:
    """By institution: who has no duty even at the fullest moment, and how many police are missing.

    Of the police the pack's reserve stays, too.
    """
    duties: dict[str, list[Duty]] = {}
    for duty in plan.manning.duties:
        duties.setdefault(duty.unit, []).append(duty)
    spare: Counter[str] = Counter()
    for unit in plan.operation.units:
        kind = unit.institution.strip().lower()
        spare[kind] += max(0, unit.available - busiest(duties.get(unit.code, ())))
    missing = plan.guard.shortage.missing
    spare[POLICE] = min(spare[POLICE], _beyond_reserve(plan))
    return tuple(
        People(institution=kind, spare=spare[kind], missing=missing if kind == POLICE else 0)
        for kind in sorted({*spare, POLICE})
    )


def _beyond_reserve(plan: OperationPlan) -> int:
    """Police who are left when stations are guarded and the pack's reserve is kept back."""
    guard, sending = plan.guard, plan.rules.sending
    sent = guard.officers_needed - guard.shortage.missing
    kept = 0 if sending is None else -(-guard.officers_available * sending.reserve_percent // 100)
    return max(0, guard.officers_available - sent - kept)


def busiest(duties: Iterable[Duty]) -> int:
    """How many officers have a duty at the fullest moment, those on their way not counted twice."""
    changes = sorted(
        change for one in duties for change in ((one.starts, one.officers), (one.ends, -one.officers))
    )
    now = most = 0
    for _, change in changes:
        now += change
        most = max(most, now)
    return most


def vessels_of(plan: OperationPlan) -> tuple[Vessels, ...]:
    """By mode of water and air: what stays at home, and how many would carry at once what is left over."""
    media = {rule.mode: rule.medium for rule in plan.rules.modes}
    modes = sorted(mode for mode, medium in media.items() if medium in SHARED)
    delivery = plan.delivery
    used = {(one.vehicle, at) for one in (*delivery.journeys, *delivery.back) for at in one.vehicles}
    found = []
    for mode in modes:
        groups = [one for one in plan.operation.fleet if one.mode == mode]
        away = sum(vehicle in {group.code for group in groups} for vehicle, _ in used)
        spare = max(0, sum(group.count for group in groups) - away)
        missing = _wanted(plan, mode=mode, groups=groups)
        if spare or missing:
            found.append(Vessels(mode=mode, is_air=media[mode] is Medium.AIR, spare=spare, missing=missing))
    return tuple(found)


def _wanted(plan: OperationPlan, *, mode: Mode, groups: Iterable[VehicleGroup]) -> int:
    """Vessels for stations that one more of this mode might help; each counts for its first wish only."""
    left = {one.station for one in plan.delivery.unplanned if one.wants and one.wants[0][1] == mode}
    if not left:
        return 0
    litres = sum(
        plan.needs.load(row).volume_l for row, code in enumerate(plan.needs.stations) if code in left
    )
    room = max((group.room.volume_l for group in groups), default=0)
    return max(1, -(-litres // room)) if room else 1
