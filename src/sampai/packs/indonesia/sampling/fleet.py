"""A plausible fleet for a sample. What nobody has said is assumed and marked so."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from sampai.kernel.ids import PlaceCode, RegionCode, VehicleCode
from sampai.kernel.quantity import Certainty, Load
from sampai.packs.indonesia.sampling.crossings import Crossing, Crossings
from sampai.packs.indonesia.sampling.facts import Row, assumptions, facts
from sampai.packs.indonesia.sampling.survey import KECAMATAN_DIGITS, Survey
from sampai.places.model import Link, Mode, Station
from sampai.transport.model import ModeRule, VehicleGroup

TRUCK, PICKUP, MOTORBIKE = Mode("truk"), Mode("pikap"), Mode("motor")
ASSUMED = "Dugaan untuk contoh"

Modes = Mapping[Mode, ModeRule]


def make_fleet(
    survey: Survey, *, modes: Modes, stations: Sequence[Station], crossings: Crossings
) -> tuple[VehicleGroup, ...]:
    """Trucks at the store, pickups and motorbikes at PPK, boats and cars at landings, and known ones."""
    known = [_known(row, number=i, survey=survey, modes=modes) for i, row in enumerate(_rows(survey))]
    has_trucks = any(group.mode == TRUCK for group in known)
    return (
        *known,
        *([] if has_trucks else _trucks(survey, modes=modes)),
        *_at_offices(survey, modes=modes, stations=stations),
        *_boats(survey, modes=modes, crossings=crossings),
        *_on_islands(survey, modes=modes, crossings=crossings),
    )


def _rows(survey: Survey) -> list[Row]:
    return facts("fleet", area=survey.region, election=survey.election.code)


def _known(row: Row, *, number: int, survey: Survey, modes: Modes) -> VehicleGroup:
    mode = Mode(row["mode"])
    room = modes[mode].room
    if row["boxes"]:
        room = Load(int(row["boxes"]), round(float(row["volume_m3"]) * 1000), int(row["weight_kg"]) * 1000)
    return VehicleGroup(
        code=VehicleCode(f"{mode}-{survey.region}-{number + 1}"),
        kind=row["kind"],
        base=PlaceCode(f"gudang-{survey.region}" if row["base"] == "gudang" else row["base"]),
        count=int(row["count"]),
        room=room,
        mode=mode,
        cost_rp_km=modes[mode].cost_rp_km,
        cost_rp_h=modes[mode].cost_rp_h,
        owner=row["owner"],
        source=row["source"],
        certainty=Certainty(row["certainty"]),
    )


def _group(mode: Mode, *, base: str, count: int, modes: Modes) -> VehicleGroup:
    rule = modes[mode]
    return VehicleGroup(
        code=VehicleCode(f"{mode}-{base}"),
        kind=rule.name,
        base=PlaceCode(base),
        count=count,
        room=rule.room,
        mode=mode,
        cost_rp_km=rule.cost_rp_km,
        cost_rp_h=rule.cost_rp_h,
        source=ASSUMED,
        certainty=Certainty.ASSUMED,
    )


def _trucks(survey: Survey, *, modes: Modes) -> Iterator[VehicleGroup]:
    given = assumptions().fleet
    boxes = sum(survey.counts.values()) * survey.boxes_per_station
    trips = _up(boxes, given["boxes_per_truck_trip"])
    count = max(given["least_trucks"], _up(trips, given["trips_per_truck"]))
    yield _group(TRUCK, base=f"gudang-{survey.region}", count=count, modes=modes)


def _at_offices(survey: Survey, *, modes: Modes, stations: Sequence[Station]) -> Iterator[VehicleGroup]:
    given = assumptions().fleet
    every = Counter(station.village[:KECAMATAN_DIGITS] for station in stations)
    hard = Counter(station.village[:KECAMATAN_DIGITS] for station in stations if MOTORBIKE in station.access)
    for code in survey.kecamatan:
        base = f"ppk-{code}"
        if _has_room_for_cars(survey, landmass=survey.landmass(survey.hubs[code].village)):
            pickups = _up(every[code], given["stations_per_pickup"])
            yield _group(PICKUP, base=base, count=pickups, modes=modes)
            motors = given["motors_per_ppk"] + _motors_for_hard(hard[code], survey=survey)
        else:
            motors = _motors_for_island(every[code], survey=survey)
        yield _group(MOTORBIKE, base=base, count=motors, modes=modes)


def _motors_for_hard(stations: int, *, survey: Survey) -> int:
    """One station's boxes and booths ride together, so there are never fewer than two stations need."""
    boxes = stations * survey.boxes_per_station
    return (
        max(2 * survey.boxes_per_station, _up(boxes, assumptions().fleet["boxes_per_motor_hard"]))
        if boxes
        else 0
    )


def _motors_for_island(stations: int, *, survey: Survey) -> int:
    given = assumptions().island
    motors = _up(stations * survey.boxes_per_station, given["boxes_per_motor"])
    return min(given["most_motors"], max(2 * survey.boxes_per_station, motors))


def _has_room_for_cars(survey: Survey, *, landmass: int) -> bool:
    """Whether a landmass is the store's, or large enough for pickups."""
    if landmass == survey.landmass(survey.hubs[survey.region].village):
        return True
    areas = [
        ground.area_km2 or 0 for code, ground in survey.grounds.items() if survey.landmass(code) == landmass
    ]
    return sum(areas) >= assumptions().island["pickup_area_km2"]


def _boats(survey: Survey, *, modes: Modes, crossings: Crossings) -> Iterator[VehicleGroup]:
    """Boats at the near end of each crossing, enough for what must cross in two days; half as many beyond."""
    boats: Counter[tuple[Mode, RegionCode]] = Counter()
    for crossing, link in zip(crossings.crossings, crossings.links, strict=True):
        count = _boats_for(crossing, link=link, survey=survey)
        boats[link.mode, crossing.near] += count
        boats[link.mode, crossing.far] += _up(count, 2)
    for (mode, village), count in boats.items():
        base = crossings.landing(village).code
        yield _group(mode, base=base, count=min(count, assumptions().sea["most_boats"]), modes=modes)


def _boats_for(crossing: Crossing, *, link: Link, survey: Survey) -> int:
    sea = assumptions().sea
    trips = _up(crossing.stations * survey.boxes_per_station, link.boxes_per_trip or 1)
    a_day = max(1, sea["working_minutes"] // (2 * link.minutes_dry + sea["handling_minutes"]))
    return _up(trips, 2 * a_day)


def _on_islands(survey: Survey, *, modes: Modes, crossings: Crossings) -> Iterator[VehicleGroup]:
    """Motorbikes, and pickups where the land is large enough, where crossings end and the land goes on."""
    villages = Counter(survey.landmass(code) for code in survey.counts)
    stations: Counter[RegionCode] = Counter()
    for crossing in crossings.crossings:
        if villages[crossing.landmass] > 1:
            stations[crossing.far] += crossing.stations
    for village, count in stations.items():
        base = crossings.landing(village).code
        yield _group(MOTORBIKE, base=base, count=_motors_for_island(count, survey=survey), modes=modes)
        if _has_room_for_cars(survey, landmass=survey.landmass(village)):
            pickups = _up(count, assumptions().island["stations_per_pickup"])
            yield _group(PICKUP, base=base, count=pickups, modes=modes)


def _up(count: int, per: int) -> int:
    return -(-count // per)
