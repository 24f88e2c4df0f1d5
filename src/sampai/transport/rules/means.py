"""What there is to go with: modes, the ways each can use, and where vehicles stand."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from sampai.kernel.geo import Outline, distance_m
from sampai.places.model import Mode, Pace, PlaceKind, Register, Rings, RoadClass, RoadUser, Territory
from sampai.places.ports import MatrixEngine
from sampai.places.rules.areas import outline_of
from sampai.places.rules.closing import shut_by_area
from sampai.places.rules.distances import Distances, distances
from sampai.places.rules.network import Network, build_network
from sampai.places.rules.ways import (
    OPEN,
    Conditions,
    Keys,
    Ways,
    Whole,
    foot,
    keys_from,
    links_to,
    matrix,
    split_one,
    tree,
    ways,
)
from sampai.transport.model import Medium, ModeRule, VehicleGroup

SMALL_BOXES = 4
"""A vehicle with room for so few boxes goes where nothing larger reaches, or where vehicles lack."""

TRUCK_G = 1_500_000
"""A vehicle that carries so much obeys the signs for trucks (hgv). Assumed: beyond a pickup's load."""


@dataclass(frozen=True, slots=True)
class Means:
    """Modes with their ways, the fleet, and the network they move on."""

    network: Network
    rules: Mapping[Mode, ModeRule]
    ways: Mapping[Mode, Ways]
    fleet: tuple[VehicleGroup, ...]
    distances: Distances
    stands: Mapping[str, str]
    """Where each group of vehicles stands: its base, or for boats and the like the landing nearest to it."""
    off_map: frozenset[Mode] = frozenset()
    """Modes for which no road map is asked, because it cannot know where something is shut or slow."""
    outlines: Mapping[str, Outline] = field(default_factory=dict, compare=False, repr=False)
    """Of villages by their codes, and of closed areas by their names."""
    shut: dict[Rings, tuple[str, ...]] = field(default_factory=dict, compare=False, repr=False)
    """What areas shut on the village graph, as far as asked."""
    made: dict[tuple[Mode, Conditions], Ways] = field(default_factory=dict, compare=False, repr=False)
    """Ways made so far under conditions that no rain slows: stages often meet the same ones."""
    ends_of: dict[Mode, frozenset[str]] = field(default_factory=dict, compare=False, repr=False)
    """Where links of a mode end, as far as asked."""
    rungs: dict[tuple[Mode, ...], tuple[tuple[Mode, ...], ...]] = field(
        default_factory=dict, compare=False, repr=False
    )
    """Modes allowed on a last leg, best first, by what is allowed; as far as asked."""

    def is_small(self, mode: Mode) -> bool:
        """Whether vehicles of this mode carry only a few boxes."""
        return is_small(self.rules[mode])

    def present(self) -> tuple[Mode, ...]:
        """The modes of which there are vehicles."""
        return tuple(sorted({group.mode for group in self.fleet}))

    def drives(self, mode: Mode) -> bool:
        """Whether a mode goes over land by itself; others only go where links of theirs do."""
        return bool(self.ways[mode].pace.speed_kmh)

    def ends(self, mode: Mode) -> frozenset[str]:
        """The places where links of a mode end."""
        if mode not in self.ends_of:
            links = [link for link in self.network.links if link.mode == mode]
            self.ends_of[mode] = frozenset(end for link in links for end in (link.origin, link.target))
        return self.ends_of[mode]

    def with_fleet(self, fleet: Iterable[VehicleGroup]) -> "Means":
        """The same ways with other vehicles."""
        known = _known(fleet, rules=self.rules)
        return replace(
            self,
            fleet=tuple(group for group in known if self.network.knows(group.base)),
            stands={
                group.code: _standing(group, rule=self.rules[group.mode], network=self.network)
                for group in known
            },
        )

    def standing_at(self, code: str) -> tuple[VehicleGroup, ...]:
        """The groups of vehicles that stand at a place."""
        return tuple(group for group in self.fleet if self.stands[group.code] == code)

    def ride(self, mode: Mode, *, origin: str, target: str) -> tuple[int, int] | None:
        """Seconds and metres of an empty ride between two places, or None where the mode has no way.

        Where one-way streets make a difference, of the direction that takes longer.
        """
        ride = self._village_ride(mode, origin=origin, target=target)
        if ride is None or origin == target or not self.uses_map(mode):
            return ride
        return self.distances.worse_way(
            origin, target, pace=self.ways[mode].pace, ways=self.ways[mode], outlines=self.outlines
        )

    def reaches(self, mode: Mode, *, origin: str, target: str) -> bool:
        """Whether a mode has a way between two places."""
        return self._village_ride(mode, origin=origin, target=target) is not None

    def uses_map(self, mode: Mode) -> bool:
        """Whether a road map is asked for a mode: it must know all that is shut or slow for it."""
        if self.distances.roads is None or mode in self.off_map:
            return False
        conditions = self.ways[mode].conditions
        return conditions == OPEN or conditions.cut is not None

    def matrix(self, mode: Mode, places: Sequence[str]) -> tuple[Whole, Whole]:
        """Seconds and metres between places by one mode, shape (n, n) each; -1 where it has no way."""
        if not self.uses_map(mode):
            return matrix(self.ways[mode], places)
        ways = self.ways[mode]
        return self.distances.between(places, pace=ways.pace, ways=ways, outlines=self.outlines)

    def fees(self, mode: Mode, places: Sequence[str]) -> Whole:
        """What the links on the quickest ways between places cost by one mode, in rupiah, shape (n, n)."""
        found = np.zeros((len(places), len(places)), dtype=np.int64)
        if not any(link.cost_rp for link in self.network.links if link.mode == mode):
            return found
        feet = [foot(self.ways[mode], place).node for place in places]
        for i, start in enumerate(feet):
            before = tree(self.ways[mode], start)
            for j, end in enumerate(feet):
                found[i, j] = sum(link.cost_rp for link in links_to(self.ways[mode], before, end))
        return found

    def _village_ride(self, mode: Mode, *, origin: str, target: str) -> tuple[int, int] | None:
        if origin == target:
            return 0, 0
        if not (self.network.knows(origin) and self.network.knows(target)):
            return None
        start, end = foot(self.ways[mode], origin), foot(self.ways[mode], target)
        return split_one(self.row(mode, node=start.node)[end.node] + start.key + end.key)

    def shut_by(self, rings: Rings) -> tuple[str, ...]:
        """What an area drawn on a map shuts on the village graph."""
        if rings not in self.shut:
            self.shut[rings] = shut_by_area(outline_of(rings), network=self.network)
        return self.shut[rings]

    def row(self, mode: Mode, *, node: int) -> Keys:
        """Keys from one node to all nodes by one mode."""
        ways = self.ways[mode]
        return ways.searched[node] if node in ways.searched else keys_from(ways, [node])[0]


def is_small(rule: ModeRule) -> bool:
    """Whether a mode usually carries only a few boxes over land."""
    return rule.medium in {Medium.ROAD, Medium.TRACK} and rule.room.boxes <= SMALL_BOXES


def is_road_vehicle(rule: ModeRule) -> bool:
    """Whether a mode is what people mean by a road vehicle: on roads, and more than a few boxes."""
    return rule.medium is Medium.ROAD and not is_small(rule)


def means(
    register: Register,
    *,
    territory: Territory,
    modes: Iterable[ModeRule],
    fleet: Iterable[VehicleGroup],
    roads_map: MatrixEngine | None = None,
) -> Means:
    """The network of a register, and each mode's ways over it. Vehicles of unknown modes are left out.

    `roads_map` tells distances on mapped roads, where it knows better than the network.
    """
    rules = {rule.mode: rule for rule in sorted(modes, key=lambda rule: rule.mode)}
    known = _known(fleet, rules=rules)
    roads = frozenset(mode for mode, rule in rules.items() if is_road_vehicle(rule))
    network = build_network(register, territory=territory, road_modes=roads)
    by_mode = distances(network, roads=roads_map)
    return Means(
        network=network,
        rules=rules,
        ways={mode: by_mode.village.ways(_pace(rule)) for mode, rule in rules.items()},
        distances=by_mode,
        fleet=tuple(group for group in known if network.knows(group.base)),
        stands={group.code: _standing(group, rule=rules[group.mode], network=network) for group in known},
        outlines={str(code): outline for code, outline in territory.outlines.items()} if roads_map else {},
    )


def _known(fleet: Iterable[VehicleGroup], *, rules: Mapping[Mode, ModeRule]) -> tuple[VehicleGroup, ...]:
    """The vehicles that there are, of modes that the pack knows."""
    return tuple(sorted((g for g in fleet if g.mode in rules and g.count), key=lambda g: g.code))


def under(means: Means, *, conditions: Mapping[Mode, Conditions]) -> Means:
    """The same vehicles and modes with the ways that are left under some conditions."""
    changed = {mode: one for mode, one in conditions.items() if one != OPEN}
    fresh = {mode: _ways(means, mode, conditions=one) for mode, one in changed.items()}
    return replace(means, ways={**means.ways, **fresh})


def _ways(means: Means, mode: Mode, *, conditions: Conditions) -> Ways:
    pace = _pace(means.rules[mode])
    if conditions.percent:
        return ways(means.network, pace=pace, conditions=conditions)
    key = mode, conditions
    if key not in means.made:
        means.made[key] = ways(means.network, pace=pace, conditions=conditions)
    return means.made[key]


def _pace(rule: ModeRule) -> Pace:
    """Boats and aircraft have no speed on land; crews that do not drive on roads carry by hand."""
    on_land = rule.medium in {Medium.ROAD, Medium.TRACK}
    speeds: tuple[tuple[RoadClass, int], ...] = rule.speed_kmh if on_land else ()
    return Pace(
        mode=rule.mode,
        speed_kmh=speeds,
        carries=rule.medium is not Medium.ROAD,
        user=road_user(rule) if on_land else None,
    )


def road_user(rule: ModeRule) -> RoadUser:
    """What road signs count a mode of the road or track as."""
    if rule.medium is not Medium.ROAD:
        return RoadUser.FOOT
    if is_small(rule):
        return RoadUser.MOTORBIKE
    return RoadUser.TRUCK if rule.room.weight_g >= TRUCK_G else RoadUser.CAR


def _standing(group: VehicleGroup, *, rule: ModeRule, network: Network) -> str:
    """Vehicles without roads that are listed at an office stand where a link of theirs begins."""
    ends = {end for k in network.links if k.mode == group.mode for end in (k.origin, k.target)}
    drives = bool(_pace(rule).speed_kmh)
    if drives or not ends or group.base in ends or not network.knows(group.base):
        return group.base
    at = network.position(group.base)
    return min(ends, key=lambda end: (distance_m(at, network.position(end)), end))


TRANSFER_KINDS = frozenset(
    {PlaceKind.LANDING, PlaceKind.TRANSFER, PlaceKind.AIRSTRIP, PlaceKind.FORWARD_POST}
)
"""Places where goods change from one mode to another."""
