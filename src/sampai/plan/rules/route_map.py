"""The distribution route map (peta jalur distribusi): each kecamatan by the commission's eight criteria.

Number of voters, number of stations, geography, distance, travel time, weather, vulnerability, vehicles: as a
training deck of KPU Kabupaten Garut lists them. An office states a criterion in the sheet `klaim` with the
kecamatan as subject; what nobody stated is computed where it can be and marked so, else left open.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby

from sampai.guarding.model import RiskClass
from sampai.kernel.clock import HOUR
from sampai.kernel.ids import RegionCode
from sampai.kernel.quantity import Certainty
from sampai.kernel.text import Text, say
from sampai.places.model import CODE_LENGTH, Claim, Forecast, PlaceKind, RegionLevel, Station
from sampai.plan.model import OperationPlan, RouteRow, Stated
from sampai.transport.model import VehicleGroup, WayOut

KECAMATAN = CODE_LENGTH[RegionLevel.KECAMATAN]

FIELDS = ("geografi", "jarak", "waktu-tempuh", "cuaca", "kerawanan", "angkutan", "sinyal")
"""What the sheet `klaim` calls the criteria, in its column `isian`."""

SOURCES_NAMED = 3


def route_map(plan: OperationPlan) -> tuple[RouteRow, ...]:
    """One row per kecamatan with stations, in code order."""
    ways = {way.kecamatan: way for way in plan.ways_out}
    claims = _stated(plan.operation.register.claims)
    return tuple(
        _row(
            RegionCode(code),
            stations=list(stations),
            way=ways.get(RegionCode(code)),
            claims=claims,
            plan=plan,
        )
        for code, stations in groupby(plan.operation.register.stations, key=lambda s: s.village[:KECAMATAN])
    )


def _stated(claims: Iterable[Claim]) -> Mapping[tuple[str, str], Stated]:
    """What offices state, by subject and field: the accepted statement, else the first."""
    found: dict[tuple[str, str], Stated] = {}
    for claim in sorted(claims, key=lambda claim: not claim.accepted):
        if claim.field in FIELDS and len(claim.subject) == KECAMATAN:
            said = Stated(what=claim.value, certainty=claim.certainty, source=claim.source)
            found.setdefault((claim.subject, claim.field), said)
    return found


def _row(
    code: RegionCode,
    *,
    stations: Sequence[Station],
    way: WayOut | None,
    claims: Mapping[tuple[str, str], Stated],
    plan: OperationPlan,
) -> RouteRow:
    computed: dict[str, Callable[[], Stated]] = {
        "geografi": lambda: _geography(stations, way=way, plan=plan),
        "jarak": lambda: _distance(way),
        "waktu-tempuh": lambda: _time(way),
        "cuaca": lambda: _weather(code, plan=plan),
        "kerawanan": lambda: _vulnerability(code, plan=plan),
        "angkutan": lambda: _vehicles(code, plan=plan),
        "sinyal": lambda: _signal(stations),
    }
    said = {field: claims.get((code, field)) or compute() for field, compute in computed.items()}
    return RouteRow(
        kecamatan=code,
        way=way,
        voters=sum(station.voters for station in stations),
        voters_certainty=_weakest(station.voters_certainty for station in stations),
        stations=len(stations),
        geography=said["geografi"],
        distance=said["jarak"],
        time=said["waktu-tempuh"],
        weather=said["cuaca"],
        vulnerability=said["kerawanan"],
        vehicles=said["angkutan"],
        signal=said["sinyal"],
    )


def _weakest(certainties: Iterable[Certainty]) -> Certainty | None:
    order = list(Certainty)
    return max(certainties, key=order.index, default=None)


def _geography(stations: Sequence[Station], *, way: WayOut | None, plan: OperationPlan) -> Stated:
    """Stations on the list of hard ones, and those on another island than the store; open without either."""
    regions = plan.rules.territory.regions
    store = plan.operation.register.place(way.origin) if way else None
    home = regions.get(store.region) if store else None
    mainland = home.landmass if home else None
    lands = [region.landmass for s in stations if (region := regions.get(s.village))]
    is_listed = any(station.hard for station in plan.operation.register.stations)
    if mainland is None or None in lands or not lands:
        return _hard(stations) if is_listed else Stated()
    return Stated(
        what=say(
            "{islands} of {all} TPS on another island than the store, {hard} on the list of hard ones",
            islands=sum(land != mainland for land in lands),
            all=len(stations),
            hard=sum(station.hard for station in stations),
        ),
        certainty=Certainty.ESTIMATED,
    )


def _hard(stations: Sequence[Station]) -> Stated:
    what = say(
        "{hard} of {all} TPS on the list of hard ones",
        hard=sum(station.hard for station in stations),
        all=len(stations),
    )
    return Stated(what=what, certainty=Certainty.REPORTED)


def _distance(way: WayOut | None) -> Stated:
    if way is None or way.distance_m is None:
        return Stated()
    what = say("{km} km", km=round(way.distance_m / 1000, 1))
    return Stated(what=what, certainty=way.certainty)


def _time(way: WayOut | None) -> Stated:
    if way is None or way.duration_s is None:
        return Stated()
    what = say("{hours} h", hours=round(way.duration_s / HOUR, 1))
    return Stated(what=what, certainty=way.certainty)


def _weather(code: RegionCode, *, plan: OperationPlan) -> Stated:
    """The worst hour foretold; else how likely a wet day is in that month, as the pack assumes."""
    foretold = [one for one in plan.operation.forecasts if one.place.startswith(code)]
    if foretold:
        return _worst(foretold)
    if plan.rules.spreads is None:
        return Stated()
    month = plan.operation.settings.calendar.voting_day.month
    return Stated(
        what=say(
            "no forecast; a wet day on {percent} of 100 days in month {month}",
            percent=round(100 * plan.rules.spreads.wet_days[month - 1]),
            month=month,
        ),
        certainty=Certainty.ASSUMED,
        source=plan.rules.spreads.rain_basis.source,
    )


def _worst(foretold: Sequence[Forecast]) -> Stated:
    return Stated(
        what=say(
            "at worst {rain} mm of rain an hour, wind {wind} km/h, waves {wave} m",
            rain=_most((one.rain_tenth_mm for one in foretold), per=10),
            wind=_most((one.wind_kmh for one in foretold), per=1),
            wave=_most((one.wave_dm for one in foretold), per=10),
        ),
        certainty=Certainty.ESTIMATED,
        source=_sources(one.source for one in foretold),
    )


def _most(values: Iterable[int | None], *, per: int) -> float | Text:
    known = [value for value in values if value is not None]
    return max(known) / per if known else say("unknown")


def _vulnerability(code: RegionCode, *, plan: OperationPlan) -> Stated:
    """Stations by the police's class; open where the police stated nothing of this kecamatan."""
    claims = [
        claim
        for claim in plan.operation.risks
        if claim.institution == "polri" and (claim.place.startswith(code) or code.startswith(claim.place))
    ]
    if not claims:
        return Stated()
    count = Counter(risk.risk for risk in plan.guard.risks if risk.station.startswith(code))
    return Stated(
        what=say(
            "{less} TPS less vulnerable, {vulnerable} vulnerable, {very} very vulnerable, {special} special",
            less=count[RiskClass.LESS],
            vulnerable=count[RiskClass.VULNERABLE],
            very=count[RiskClass.VERY],
            special=count[RiskClass.SPECIAL],
        ),
        certainty=_weakest(claim.certainty for claim in claims),
        source=_sources(claim.source for claim in claims),
    )


def _vehicles(code: RegionCode, *, plan: OperationPlan) -> Stated:
    """The vehicles that stand in the kecamatan; open where the fleet is not in the tables."""
    if not plan.operation.fleet:
        return Stated()
    here = [group for group in plan.operation.fleet if _stands_in(group, code=code, plan=plan)]
    if not here:
        return Stated(
            what=say("none in the kecamatan; they come from elsewhere"), certainty=_sure(plan.operation.fleet)
        )
    kinds: Counter[str] = Counter()
    for group in here:
        kinds[group.kind] += group.count
    what = ", ".join(f"{count} {kind}" for kind, count in kinds.items())
    return Stated(what=what, certainty=_sure(here), source=_sources(group.source for group in here))


def _stands_in(group: VehicleGroup, *, code: RegionCode, plan: OperationPlan) -> bool:
    """Whether a group's base lies there; the store's vehicles serve all kecamatan."""
    base = plan.operation.register.place(group.base)
    return base is not None and base.region.startswith(code) and base.kind is not PlaceKind.STORE


def _sure(groups: Iterable[VehicleGroup]) -> Certainty | None:
    return _weakest(group.certainty for group in groups)


def _signal(stations: Sequence[Station]) -> Stated:
    said = [station for station in stations if station.signal]
    if not said:
        return Stated()
    what = say(
        "{mute} of {said} TPS whose signal is known have none",
        mute=sum(station.is_blankspot for station in said),
        said=len(said),
    )
    return Stated(what=what, certainty=Certainty.REPORTED)


def _sources(sources: Iterable[str]) -> str:
    """The different sources, the first few of them."""
    named = list(dict.fromkeys(source for source in sources if source))
    return "; ".join(named[:SOURCES_NAMED]) + ("; …" if len(named) > SOURCES_NAMED else "")
