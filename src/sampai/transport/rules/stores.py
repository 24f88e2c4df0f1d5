"""Which store serves which stations, where an operation has several.

A store that names its regions serves them. The other receivers of the first stage (a PPK with all behind it)
are shared out so that each store holds what it sends and the ways are shortest in all: a small assignment
problem, solved exactly by HiGHS. Where not all goods fit, as little as possible is too much, and a check says
so.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from sampai.election.model import Election, Level
from sampai.kernel.ids import StationCode
from sampai.places.model import Place, PlaceKind, Register, Station
from sampai.transport.model import Consignment
from sampai.transport.rules.means import Means
from sampai.transport.rules.offices import offices

UNREACHED_S = 10**6
"""A store without a way to a place is farther than any other."""

TOO_MUCH_S_PER_L = 10**5
"""What a litre beyond a store's room weighs against seconds of way."""


@dataclass(frozen=True, slots=True)
class Group:
    """Stations whose goods go to one place (or village) in the first stage, and how much they take."""

    target: str
    stations: tuple[Station, ...]
    volume_l: int


def stores_of(
    register: Register, *, consignments: Iterable[Consignment], election: Election, ways: Means
) -> Mapping[tuple[StationCode, Level], str]:
    """The store of each station; empty where nothing is to decide: one store, or no regions and sizes."""
    stores = register.of_kind(PlaceKind.STORE)
    if len(stores) < 2 or not any(store.serves or store.volume_m3 is not None for store in stores):
        return {}
    loads = {one.station: one.load.volume_l for one in consignments}
    groups = _groups(register, loads=loads, receiver=election.stages[0].receiver)
    if not groups:
        return {}
    chosen = _shared_out(groups, stores=stores, ways=ways)
    return {
        (station.code, Level.KPU): str(stores[store].code)
        for group, store in zip(groups, chosen, strict=True)
        for station in group.stations
    }


def _groups(register: Register, *, loads: Mapping[StationCode, int], receiver: Level) -> list[Group]:
    there = offices(register)
    members: dict[str, list[Station]] = {}
    for station in register.stations:
        if station.code in loads:
            level = Level.PPS if receiver is Level.STATION else receiver
            place = next(iter(there.holders(level, station=station)), station.code)
            members.setdefault(place, []).append(station)
    return [
        Group(place, tuple(stations), sum(loads[s.code] for s in stations))
        for place, stations in sorted(members.items())
    ]


def _shared_out(groups: Sequence[Group], *, stores: Sequence[Place], ways: Means) -> list[int]:
    """The number of the store of each group. Variables: group by store, then what is too much per store."""
    shape = (len(groups), len(stores))
    rides = np.array([[_ride_s(str(s.code), g.target, ways=ways) for s in stores] for g in groups])
    volumes = np.array([group.volume_l for group in groups])
    named = [_named(group, stores=stores) for group in groups]
    allowed = np.array([[name in {None, str(s.code)} for s in stores] for name in named])
    each = np.kron(np.eye(shape[0]), np.ones(shape[1]))
    held = np.kron(volumes, np.eye(shape[1]))
    found = milp(
        np.concatenate([rides.ravel(), np.full(shape[1], TOO_MUCH_S_PER_L)]),
        integrality=np.concatenate([np.ones(rides.size), np.zeros(shape[1])]),
        bounds=Bounds(0, np.concatenate([allowed.ravel(), np.full(shape[1], np.inf)])),
        constraints=[
            LinearConstraint(np.hstack([each, np.zeros((shape[0], shape[1]))]), 1, 1),
            LinearConstraint(np.hstack([held, -np.eye(shape[1])]), -np.inf, _rooms_l(stores)),
        ],
    )
    assert found.x is not None, found.message
    share = found.x[: rides.size].reshape(shape)
    return [int(store) for store in share.argmax(axis=1)]


def _rooms_l(stores: Iterable[Place]) -> list[float]:
    return [np.inf if s.volume_m3 is None else round(s.volume_m3 * 1000) for s in stores]


def _named(group: Group, *, stores: Iterable[Place]) -> str | None:
    """The store that names the narrowest region of a group's first station."""
    village = group.stations[0].village
    hits = [
        (len(region), str(store.code))
        for store in stores
        for region in store.serves
        if village.startswith(region)
    ]
    return max(hits)[1] if hits else None


def _ride_s(store: str, target: str, *, ways: Means) -> int:
    """Seconds by the quickest mode that there is."""
    if not (ways.network.knows(store) and ways.network.knows(target)):
        return UNREACHED_S
    rides = (ways.ride(mode, origin=store, target=target) for mode in ways.present())
    return min((ride[0] for ride in rides if ride is not None), default=UNREACHED_S)
