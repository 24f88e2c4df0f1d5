"""Random tiny operations: a few villages on a coast and perhaps an island, odd fleets, odd hours."""

from datetime import date
from itertools import pairwise

import numpy as np
from tests.transport.checker import Case

from sampai.election.model import Basis, Contest, Deadline, Election, Level, Stage, Standing
from sampai.kernel.clock import HOUR, parse_h_time
from sampai.kernel.geo import Position, distance_m
from sampai.kernel.ids import PlaceCode, RegionCode, VehicleCode
from sampai.kernel.quantity import Certainty, Load
from sampai.places.model import (
    Border,
    Link,
    Located,
    Mode,
    Place,
    PlaceKind,
    Region,
    Register,
    RoadClass,
    Station,
    Territory,
)
from sampai.transport.model import Consignment, Medium, ModeRule, VehicleGroup

TRUCK, PICKUP, MOTORBIKE, CART, BOAT = (Mode(m) for m in ("truk", "pikap", "motor", "gerobak", "perahu"))
BASIS = Basis(Standing.PRACTICE, "random case")
Draw = np.random.Generator


def mode(
    code: Mode,
    *,
    medium: Medium = Medium.ROAD,
    speeds: tuple[int, ...] = (),
    room: Load,
    daylight: bool = False,
) -> ModeRule:
    classes = (RoadClass.URBAN, RoadClass.VILLAGE, RoadClass.TRACK)
    return ModeRule(
        mode=code,
        name=code,
        name_en=code,
        medium=medium,
        speed_kmh=tuple(zip(classes, speeds, strict=False)),
        room=room,
        cost_rp_km=3_000,
        cost_rp_h=50_000,
        load_s_per_box=30,
        stop_s=300,
        daylight_only=daylight,
        escort_seats=1,
        basis=BASIS,
    )


ROOMS = {
    TRUCK: Load(40, 6_000, 2_000_000),
    PICKUP: Load(12, 1_800, 500_000),
    MOTORBIKE: Load(1, 130, 50_000),
    CART: Load(8, 1_200, 300_000),
    BOAT: Load(10, 1_500, 400_000),
}
MODES = (
    mode(TRUCK, speeds=(20, 30), room=ROOMS[TRUCK]),
    mode(PICKUP, speeds=(25, 35), room=ROOMS[PICKUP]),
    mode(MOTORBIKE, speeds=(25, 30, 10), room=ROOMS[MOTORBIKE]),
    mode(CART, medium=Medium.TRACK, speeds=(3, 3, 3), room=ROOMS[CART], daylight=True),
    mode(BOAT, medium=Medium.WATER, room=ROOMS[BOAT], daylight=True),
)


def random_case(seed: int) -> Case:
    """One tiny operation. The same seed gives the same one."""
    draw = np.random.Generator(np.random.PCG64(seed))
    villages = _villages(draw)
    stations = _stations(draw, villages)
    places = _places(draw, villages)
    return Case(
        register=Register(stations=stations, places=places, links=_links(draw, villages, places)),
        consignments=tuple(Consignment(station=s.code, load=_load(draw)) for s in stations),
        election=_election(draw),
        modes=MODES,
        fleet=_fleet(draw, places),
        territory=_territory(draw, villages),
    )


def _villages(draw: Draw) -> list[Region]:
    count = int(draw.integers(2, 8))
    island = bool(draw.random() < 0.5)
    return [
        Region(
            code=RegionCode(f"99010{1 + i % 2}200{i}"),
            name=f"Desa {i}",
            first=i,
            last=i,
            position=Position(-4.5 + 0.05 * float(draw.random()), 103.0 + 0.06 * i),
            area_km2=float(draw.integers(1, 40)),
            landmass=2 if island and i == count - 1 else 1,
        )
        for i in range(count)
    ]


def _spot(draw: Draw, village: Region) -> Located:
    assert village.position is not None
    lat = village.position.lat + 0.01 * float(draw.random())
    return Located(Position(lat, village.position.lon + 0.01 * float(draw.random())), "", Certainty.ESTIMATED)


def _stations(draw: Draw, villages: list[Region]) -> tuple[Station, ...]:
    found = []
    for village in villages:
        access = [(), (), (), (MOTORBIKE,), (CART, MOTORBIKE), (BOAT,)][int(draw.integers(0, 6))]
        for number in range(1, int(draw.integers(2, 5))):
            own = access if draw.random() < 0.8 else ()
            spot = _spot(draw, village) if draw.random() < 0.9 else None
            found.append(
                Station(
                    village=village.code,
                    number=number,
                    located=spot,
                    voters_m=100,
                    access=own,
                    hard=bool(own) and bool(draw.random() < 0.7),
                )
            )
    return tuple(found)


def _places(draw: Draw, villages: list[Region]) -> tuple[Place, ...]:
    def place(kind: PlaceKind, village: Region) -> Place:
        return Place(
            code=PlaceCode(f"{kind}-{village.code}"),
            kind=kind,
            name=f"{kind} {village.name}",
            region=village.code,
            located=_spot(draw, village),
        )

    found = [place(PlaceKind.STORE, villages[0])]
    for kecamatan in sorted({village.code[:6] for village in villages}):
        members = [village for village in villages if village.code.startswith(kecamatan)]
        if draw.random() < 0.95:
            found.append(place(PlaceKind.PPK, members[int(draw.integers(0, len(members)))]))
    found += [place(PlaceKind.PPS, village) for village in villages if draw.random() < 0.5]
    found += [place(PlaceKind.LANDING, village) for village in villages[-2:]]
    found += [place(PlaceKind.TRANSFER, village) for village in villages if draw.random() < 0.3]
    return tuple(found)


def _links(draw: Draw, villages: list[Region], places: tuple[Place, ...]) -> tuple[Link, ...]:
    landings = [p.code for p in places if p.kind is PlaceKind.LANDING]
    transfers = [p.code for p in places if p.kind is PlaceKind.TRANSFER]
    ends: list[tuple[str, str, Mode]] = [(landings[0], landings[1], BOAT)] if draw.random() < 0.8 else []
    for code in transfers:
        target = villages[int(draw.integers(0, len(villages)))].code
        ends.append((code, target, CART if draw.random() < 0.5 else MOTORBIKE))
    return tuple(
        Link(
            code=f"L{i}",
            origin=origin,
            target=target,
            mode=by,
            length_m=int(draw.integers(2_000, 20_000)),
            minutes_dry=int(draw.integers(20, 420)),
            minutes_wet=600,
            boxes_per_trip=None if draw.random() < 0.5 else int(draw.integers(5, 12)),
            daylight_only=bool(draw.random() < 0.3),
        )
        for i, (origin, target, by) in enumerate(ends)
    )


def _load(draw: Draw) -> Load:
    boxes = int(draw.integers(2, 6))
    return Load(boxes, boxes * 96 + int(draw.integers(0, 60)), boxes * int(draw.integers(8_000, 12_000)))


def _fleet(draw: Draw, places: tuple[Place, ...]) -> tuple[VehicleGroup, ...]:
    kinds = {
        PlaceKind.STORE: (TRUCK, PICKUP),
        PlaceKind.PPK: (PICKUP, MOTORBIKE),
        PlaceKind.LANDING: (BOAT, MOTORBIKE),
        PlaceKind.TRANSFER: (CART, MOTORBIKE),
    }
    return tuple(
        VehicleGroup(
            code=VehicleCode(f"{by}-{place.code}"),
            kind=by,
            base=place.code,
            count=int(draw.integers(0, 7)),
            room=ROOMS[by],
            mode=by,
            available_from=date(2024, 11, 24) if draw.random() < 0.2 else None,
        )
        for place in places
        for by in kinds.get(place.kind, ())
        if draw.random() < 0.8
    )


def _territory(draw: Draw, villages: list[Region]) -> Territory:
    borders = tuple(
        Border(a.code, b.code, distance_m(a.position, b.position))
        for a, b in pairwise(villages)
        if a.position is not None and b.position is not None and draw.random() < 0.9
    )
    return Territory(
        root=RegionCode("9901"),
        regions={village.code: village for village in villages},
        borders=borders if draw.random() < 0.8 else (),
    )


CHAINS = (
    (Level.KPU, Level.PPK, Level.STATION),
    (Level.KPU, Level.PPK, Level.PPS, Level.STATION),
    (Level.KPU, Level.STATION),
)


def _election(draw: Draw) -> Election:
    levels = CHAINS[int(draw.integers(0, len(CHAINS)))]
    steps = list(pairwise(levels))
    days = [int(draw.integers(1, 4)) for _ in steps]
    opens = int(draw.integers(5, 9)) * HOUR
    closes = int(draw.integers(15, 20)) * HOUR
    stages = []
    last = 0
    for (giver, receiver), length in reversed(list(zip(steps, days, strict=True))):
        stages.append(
            Stage(
                giver=giver,
                receiver=receiver,
                earliest=parse_h_time(f"H-{last + length} 00:00"),
                latest=parse_h_time(f"H-{last + 1} 24:00"),
                opens_s=opens,
                closes_s=closes,
                basis=BASIS,
            )
        )
        last += length
    return Election(
        code="random",
        name="Random",
        voting_day=date(2024, 11, 27),
        contests=(Contest(code="a", name="A"),),
        most_voters_law=800,
        most_voters_rule=600,
        most_voters_basis=BASIS,
        deadlines=(Deadline(level=Level.STATION, at=parse_h_time("H-1 18:00"), basis=BASIS),),
        stages=tuple(reversed(stages)),
    )
