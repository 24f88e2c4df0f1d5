"""Nouns of transport."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sampai.election.model import Basis, Level
from sampai.kernel.clock import HTime
from sampai.kernel.errors import Refused
from sampai.kernel.ids import PlaceCode, StationCode, VehicleCode
from sampai.kernel.quantity import Certainty, Load
from sampai.kernel.text import Text, say
from sampai.places.model import Mode
from sampai.places.model import RoadClass as RoadClass  # noqa: PLC0414 -- a mode's speeds are said in them


class Medium(StrEnum):
    """What a mode moves on. Road modes use the road graph; the others need links."""

    ROAD = "jalan"
    TRACK = "setapak"
    WATER = "air"
    AIR = "udara"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModeRule:
    """What the pack says of one mode. Speeds are km/h, loaded and dry, by road class."""

    mode: Mode
    name: str
    name_en: str
    medium: Medium
    speed_kmh: tuple[tuple[RoadClass, int], ...]
    room: Load
    """Usual room of one vehicle, used where the table does not say."""
    cost_rp_km: int
    cost_rp_h: int
    load_s_per_box: int
    """Loading or unloading time per box."""
    stop_s: int
    """Time at a stop besides unloading: finding the receiver, counting, signing."""
    daylight_only: bool
    escort_seats: int
    basis: Basis

    def speed(self, road: RoadClass) -> int | None:
        """Speed in km/h on a class of road, or None where the mode cannot go."""
        return dict(self.speed_kmh).get(road)


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleGroup:
    """Vehicles of one kind at one base (one row of `armada`)."""

    code: VehicleCode
    kind: str
    base: PlaceCode
    count: int
    room: Load
    mode: Mode
    cost_rp_km: int = 0
    cost_rp_h: int = 0
    available_from: date | None = None
    available_until: date | None = None
    owner: str = ""
    driver: str = ""
    source: str = ""
    certainty: Certainty = Certainty.REPORTED

    def __post_init__(self) -> None:
        """A group has vehicles, and each carries something."""
        if self.count < 0 or self.room == Load():
            raise Refused(
                "fleet",
                say("The vehicles {code} carry nothing.", code=self.code),
                say("Give a number of vehicles and their room in boxes, m3 and kg."),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Consignment:
    """What one station gets on the way: its boxes and the goods beside them. It is never split."""

    station: StationCode
    load: Load


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One halt of a journey: where, when, and whose consignments stay there."""

    place: str
    arrives: HTime
    departs: HTime
    stations: tuple[StationCode, ...]
    load: Load


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """One vehicle's way from loading to coming home, with its stops in order."""

    code: str
    vehicle: VehicleCode
    ordinal: int
    """Which vehicle of the group, from 1."""
    mode: Mode
    giver: Level
    receiver: Level
    origin: str
    """Where it loads and comes home to: the vehicle's base, or where it stands for this stage."""
    loads: HTime
    """Start of loading."""
    departs: HTime
    returns: HTime
    stops: tuple[Stop, ...]
    load: Load
    distance_m: int
    convoy: tuple[int, ...] = ()
    """Further vehicles of the group that ride along because one alone cannot hold a station's goods."""
    leg: int = 1
    """Which leg of the stage's chain of modes this is, from 1."""
    certainty: Certainty = Certainty.ESTIMATED

    @property
    def vehicles(self) -> tuple[int, ...]:
        """All vehicles of the group on this journey."""
        return (self.ordinal, *self.convoy)

    @property
    def duration_s(self) -> int:
        """From the start of loading to coming home."""
        return self.returns - self.loads


@dataclass(frozen=True, slots=True, kw_only=True)
class Stationed:
    """A vehicle that stands at another place than its base for some hours, to make journeys from there.

    `since` is when it leaves its base, `until` when it is back; `distance_m` counts the empty ride both ways.
    """

    vehicle: VehicleCode
    ordinal: int
    base: PlaceCode
    at: str
    since: HTime
    until: HTime
    distance_m: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplanned:
    """A station that a stage could not serve, why, and what would help."""

    station: StationCode
    giver: Level
    receiver: Level
    reason: Text
    remedy: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryPlan:
    """All journeys of all stages, and what could not be planned."""

    journeys: tuple[Journey, ...]
    unplanned: tuple[Unplanned, ...]
    engine: str
    """Solver and version, such as `pyvrp 0.14.1`."""
    network: str
    """What distances come from, such as `village graph (estimated)`."""
    seed: int
    effort: int
    stationed: tuple[Stationed, ...] = ()
