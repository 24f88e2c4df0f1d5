"""A ladder of tiny worlds: one regency, two kecamatan, eight stations; each rung adds one twist.

`PLAIN` has six stations on one coast road. `WITH_ISLAND` adds a station that only a boat reaches, `WITH_HARD`
one behind a track, `WITH_VERY_VULNERABLE` makes one station very vulnerable. `FULL` has all of it.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from sampai.election.model import Basis, Contest, Deadline, Election, Level, Stage, Standing
from sampai.guarding.model import GuardRules, Pattern, PatternSet, RiskClaim, RiskClass, Unit
from sampai.kernel.clock import HOUR, Calendar, parse_h_time
from sampai.kernel.geo import METRES_PER_DEGREE, Position, distance_m
from sampai.kernel.ids import PlaceCode, RegionCode, StationCode, UnitCode, VehicleCode
from sampai.kernel.quantity import Certainty, Load
from sampai.materials.model import Formula, Item, ItemGroup, KitBook, NeedRule, Packing
from sampai.places.model import (
    Border,
    Link,
    Located,
    Mode,
    Place,
    PlaceKind,
    Region,
    Register,
    Signal,
    SignalGrade,
    Station,
    Territory,
)
from sampai.plan.model import Operation, RuleBook, Settings
from sampai.transport.model import Medium, ModeRule, RoadClass, VehicleGroup

REGENCY = RegionCode("9901")
COAST = RegionCode("990101")
HILLS = RegionCode("990102")
PORT, BEACH, FIELD = (RegionCode(f"990101200{i}") for i in (1, 2, 3))
VALLEY, SUMMIT, ISLAND = (RegionCode(f"990102200{i}") for i in (1, 2, 3))

TRUCK, MOTORBIKE, CART, BOAT = (Mode(word) for word in ("truk", "motor", "gerobak-sapi", "perahu"))
PRACTICE = Basis(Standing.PRACTICE, "tiny world")
SAID = "tiny world"


def at(east_km: float, north_km: float) -> Position:
    """A position east and north of the world's corner, in km."""
    return Position(-4.5 + north_km * 1000 / METRES_PER_DEGREE, 103.0 + east_km * 1000 / METRES_PER_DEGREE)


CENTRES = {
    PORT: at(0, 0),
    BEACH: at(6, 1),
    FIELD: at(12, 2),
    VALLEY: at(18, 6),
    SUMMIT: at(24, 14),
    ISLAND: at(20, -12),
}


def located(east_km: float, north_km: float) -> Located:
    """Where something is, measured."""
    return Located(at(east_km, north_km), SAID, Certainty.MEASURED, 10)


def station(village: RegionCode, number: int, *, voters: int = 400, shift_km: float = 0.0) -> Station:
    """A station near its village's centre, half of its voters women."""
    centre = CENTRES[village]
    spot = Position(centre.lat, round(centre.lon + shift_km * 1000 / METRES_PER_DEGREE, 6))
    return Station(
        village=village,
        number=number,
        name=f"TPS {number:03d}",
        located=Located(spot, SAID, Certainty.MEASURED, 10),
        voters_m=voters // 2,
        voters_f=voters - voters // 2,
        voters_source=SAID,
        signal=(Signal("", SignalGrade.GOOD),),
    )


ROAD_STATIONS = (
    station(PORT, 1),
    station(PORT, 2, voters=390, shift_km=0.4),
    station(BEACH, 1, voters=310),
    station(FIELD, 1, voters=505),
    station(FIELD, 2, voters=222, shift_km=-0.5),
    station(VALLEY, 1, voters=401),
)
HARD_STATION = replace(
    station(SUMMIT, 1, voters=123), access=(CART,), hard=True, signal=(Signal("", SignalGrade.NONE),)
)
ISLAND_STATION = replace(station(ISLAND, 1, voters=87), access=(BOAT,), hard=True)
VERY_VULNERABLE = StationCode(f"{FIELD}002")

STORE = Place(
    code=PlaceCode("GUDANG"),
    kind=PlaceKind.STORE,
    name="Gudang KPU",
    region=PORT,
    located=located(0.5, 0.5),
    volume_m3=400.0,
)
PLACES = (
    STORE,
    Place(
        code=PlaceCode("PPK-1"),
        kind=PlaceKind.PPK,
        name="PPK Pesisir",
        region=BEACH,
        located=located(6, 1),
        volume_m3=60.0,
    ),
    Place(
        code=PlaceCode("PPK-2"),
        kind=PlaceKind.PPK,
        name="PPK Bukit",
        region=VALLEY,
        located=located(18, 6),
        volume_m3=40.0,
    ),
    Place(
        code=PlaceCode("POLRES"),
        kind=PlaceKind.POLRES,
        name="Polres",
        region=PORT,
        located=located(0.2, 0.1),
    ),
    Place(
        code=PlaceCode("POLSEK-1"),
        kind=PlaceKind.POLSEK,
        name="Polsek Pesisir",
        region=BEACH,
        located=located(6.2, 1),
    ),
    Place(
        code=PlaceCode("POLSEK-2"),
        kind=PlaceKind.POLSEK,
        name="Polsek Bukit",
        region=VALLEY,
        located=located(18.1, 6),
    ),
)
CART_TRACK = Link(
    code="L-GEROBAK",
    origin="PPK-2",
    target=SUMMIT,
    mode=CART,
    length_m=11_000,
    minutes_dry=180,
    minutes_wet=300,
    boxes_per_trip=6,
    daylight_only=True,
    source=SAID,
)
CROSSING = Link(
    code="L-PERAHU",
    origin="PPK-2",
    target=ISLAND,
    mode=BOAT,
    length_m=19_000,
    minutes_dry=90,
    minutes_wet=120,
    boxes_per_trip=20,
    daylight_only=True,
    max_wave_dm=15,
    source=SAID,
)


def _region(
    code: RegionCode, name: str, *, first: int, last: int, position: Position | None = None, landmass: int = 1
) -> Region:
    return Region(
        code=code, name=name, first=first, last=last, position=position, area_km2=25.0, landmass=landmass
    )


REGIONS = (
    _region(REGENCY, "Kabupaten Mungil", first=0, last=8, position=at(10, 2)),
    _region(COAST, "Pesisir", first=1, last=4, position=at(6, 1)),
    _region(PORT, "Pelabuhan", first=2, last=2, position=CENTRES[PORT]),
    _region(BEACH, "Pantai", first=3, last=3, position=CENTRES[BEACH]),
    _region(FIELD, "Ladang", first=4, last=4, position=CENTRES[FIELD]),
    _region(HILLS, "Bukit", first=5, last=8, position=at(18, 6)),
    _region(VALLEY, "Lembah", first=6, last=6, position=CENTRES[VALLEY]),
    _region(SUMMIT, "Puncak", first=7, last=7, position=CENTRES[SUMMIT]),
    _region(ISLAND, "Pulau Kecil", first=8, last=8, position=CENTRES[ISLAND], landmass=2),
)


def border(a: RegionCode, b: RegionCode) -> Border:
    """A border between two villages of the world."""
    return Border(a, b, distance_m(CENTRES[a], CENTRES[b]))


TERRITORY = Territory(
    root=REGENCY,
    regions={region.code: region for region in REGIONS},
    borders=(border(PORT, BEACH), border(BEACH, FIELD), border(FIELD, VALLEY), border(VALLEY, SUMMIT)),
)


def register(
    stations: Iterable[Station] = ROAD_STATIONS,
    *,
    places: Iterable[Place] = PLACES,
    links: Iterable[Link] = (),
) -> Register:
    """The world's register."""
    return Register(stations=tuple(stations), places=tuple(places), links=tuple(links))


ALL_STATIONS = (*ROAD_STATIONS, HARD_STATION, ISLAND_STATION)
FULL_REGISTER = register(ALL_STATIONS, links=(CART_TRACK, CROSSING))


def police_claim(
    place: str,
    value: str,
    *,
    source: str = "Polres",
    day: date | None = None,
    confidence: float | None = None,
) -> RiskClaim:
    """The police's statement of a class."""
    return RiskClaim(
        place=place,
        institution="polri",
        indicator="kelas",
        value=value,
        source=source,
        day=day,
        confidence=confidence,
    )


CLAIMS = (police_claim(VERY_VULNERABLE, "sangat-rawan"),)

PATTERNS = PatternSet(
    code="mungil",
    name="2:5, 1:1, 2:1",
    patterns=(
        Pattern(risk=RiskClass.LESS, officers=2, stations=5, linmas=10),
        Pattern(risk=RiskClass.VULNERABLE, officers=1, stations=1, linmas=2),
        Pattern(risk=RiskClass.VERY, officers=2, stations=1, linmas=2),
        Pattern(risk=RiskClass.SPECIAL, officers=2, stations=1, linmas=2),
    ),
    basis=PRACTICE,
)


def unit(code: str, *, base: str, available: int, institution: str = "polri") -> Unit:
    """A unit that can send so many of one more."""
    return Unit(
        code=UnitCode(code),
        name=code.title(),
        institution=institution,
        parent=None if code == "POLRES" else UnitCode("POLRES"),
        base=PlaceCode(base),
        strength=available + 1,
        available=available,
        source=SAID,
    )


UNITS = (
    unit("POLRES", base="POLRES", available=8),
    unit("POLSEK-1", base="POLSEK-1", available=3),
    unit("POLSEK-2", base="POLSEK-2", available=2),
)


def _mode(mode: Mode, *, medium: Medium, speeds: tuple[int, int, int] | None, room: Load) -> ModeRule:
    classes = (RoadClass.URBAN, RoadClass.VILLAGE, RoadClass.TRACK)
    return ModeRule(
        mode=mode,
        name=mode,
        name_en=mode,
        medium=medium,
        speed_kmh=tuple(zip(classes, speeds, strict=True)) if speeds else (),
        room=room,
        cost_rp_km=3_000,
        cost_rp_h=50_000,
        load_s_per_box=30,
        stop_s=600,
        daylight_only=medium is Medium.WATER,
        escort_seats=1,
        basis=PRACTICE,
    )


MODES = (
    _mode(TRUCK, medium=Medium.ROAD, speeds=(30, 25, 10), room=Load(100, 12_000, 4_000_000)),
    _mode(MOTORBIKE, medium=Medium.ROAD, speeds=(30, 25, 10), room=Load(2, 250, 60_000)),
    _mode(CART, medium=Medium.TRACK, speeds=None, room=Load(6, 900, 300_000)),
    _mode(BOAT, medium=Medium.WATER, speeds=None, room=Load(20, 2_500, 800_000)),
)


def vehicles(code: str, *, mode: Mode, base: str, count: int, room: Load) -> VehicleGroup:
    """Alike vehicles at one base."""
    return VehicleGroup(
        code=VehicleCode(code), kind=code.lower(), base=PlaceCode(base), count=count, room=room, mode=mode
    )


FLEET = (
    vehicles("TRUK", mode=TRUCK, base="GUDANG", count=2, room=Load(60, 9_000, 4_000_000)),
    vehicles("TRUK-1", mode=TRUCK, base="PPK-1", count=1, room=Load(40, 6_000, 2_000_000)),
    vehicles("TRUK-2", mode=TRUCK, base="PPK-2", count=1, room=Load(40, 6_000, 2_000_000)),
    vehicles("GEROBAK", mode=CART, base="PPK-2", count=2, room=Load(6, 900, 300_000)),
    vehicles("PERAHU", mode=BOAT, base="PPK-2", count=1, room=Load(20, 2_500, 800_000)),
)

ELECTION = Election(
    code="pilkada-mungil",
    name="Pilkada Mungil",
    voting_day=date(2024, 11, 27),
    contests=(Contest(code="pilgub", name="Gubernur"), Contest(code="pilbup", name="Bupati")),
    most_voters_law=800,
    most_voters_rule=600,
    most_voters_basis=PRACTICE,
    deadlines=(
        Deadline(level=Level.STATION, at=parse_h_time("H-1 18:00"), basis=PRACTICE),
        Deadline(level=Level.PPK, at=parse_h_time("H-2 18:00"), basis=PRACTICE),
    ),
    stages=(
        Stage(
            giver=Level.KPU,
            receiver=Level.PPK,
            earliest=parse_h_time("H-4 00:00"),
            latest=parse_h_time("H-2 18:00"),
            opens_s=7 * HOUR,
            closes_s=17 * HOUR,
            basis=PRACTICE,
        ),
        Stage(
            giver=Level.PPK,
            receiver=Level.STATION,
            earliest=parse_h_time("H-1 00:00"),
            latest=parse_h_time("H-1 18:00"),
            opens_s=7 * HOUR,
            closes_s=17 * HOUR,
            basis=PRACTICE,
        ),
    ),
)
CALENDAR = Calendar(ELECTION.voting_day, "WIB")


def _item(key: str, *, packing: Packing, weight_g: int, volume_l: int, contest: str = "") -> Item:
    return Item(
        key=key,
        name=key.replace("_", " "),
        name_en=key.replace("_", " "),
        group=ItemGroup.VOTING,
        unit="buah",
        packing=packing,
        weight_mg=weight_g * 1_000,
        volume_ml=volume_l * 1_000,
        basis=PRACTICE,
        size_basis=PRACTICE,
        family=key.removesuffix(f"_{contest}"),
        contest=contest,
        is_booth=key == "bilik",
    )


def _rule(item: str, formula: str, *, level: Level = Level.STATION) -> NeedRule:
    return NeedRule(item=item, level=level, formula=Formula(formula), basis=PRACTICE)


KITS = KitBook(
    election=ELECTION.code,
    items=(
        _item("kotak_suara", packing=Packing.BOX, weight_g=2_000, volume_l=96),
        _item("surat_suara_pilgub", packing=Packing.OWN_BOX, weight_g=8, volume_l=0, contest="pilgub"),
        _item("surat_suara_pilbup", packing=Packing.OWN_BOX, weight_g=8, volume_l=0, contest="pilbup"),
        _item("bilik", packing=Packing.OUTSIDE, weight_g=1_000, volume_l=10),
    ),
    rules=(
        _rule("kotak_suara", "kontes per tps"),
        _rule("kotak_suara", "2", level=Level.PPK),
        _rule("surat_suara_pilgub", "dpt + ceil(2.5% * dpt)"),
        _rule("surat_suara_pilbup", "dpt + ceil(2.5% * dpt)"),
        _rule("bilik", "4 per tps"),
    ),
)

SENDING = GuardRules(
    starts=parse_h_time("H-1 06:00"),
    ends=parse_h_time("H+1 18:00"),
    basis=PRACTICE,
    reserve_percent=10,
    posts=1,
    reserve_basis=PRACTICE,
    ride_kmh=25,
    walk_kmh=3,
    pace_basis=PRACTICE,
)

RULES = RuleBook(
    election=ELECTION,
    kits=KITS,
    modes=MODES,
    patterns=PATTERNS,
    territory=TERRITORY,
    digest="sha256:mungil",
    sending=SENDING,
    pattern_sets=(PATTERNS,),
)


def operation(places: Register, *, claims: Iterable[RiskClaim] = ()) -> Operation:
    """An operation of the world with its whole fleet and all units."""
    return Operation(
        settings=Settings(
            name="Pilkada Kabupaten Mungil", election=ELECTION.code, region=REGENCY, calendar=CALENDAR
        ),
        register=places,
        fleet=FLEET,
        units=UNITS,
        risks=tuple(claims),
    )


PLAIN = operation(register())
WITH_ISLAND = operation(register((*ROAD_STATIONS, ISLAND_STATION), links=(CROSSING,)))
WITH_HARD = operation(register((*ROAD_STATIONS, HARD_STATION), links=(CART_TRACK,)))
WITH_VERY_VULNERABLE = operation(register(), claims=CLAIMS)
FULL = operation(FULL_REGISTER, claims=CLAIMS)
