"""Published routing problems (VRPLIB files, plain or gzip) as worlds for the compiled search.

How costs are rounded is the custom of each set: CVRP to the nearest whole number, VRPTW and multi-trip to one
decimal, cut off, several depots to three decimals, mixed fleets not at all.
"""

import csv
import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import vrplib

from sampai.engines.solver.ruin.run import closeness_in_time, neighbours_in_table, neighbours_on_plane
from sampai.engines.solver.ruin.world import NEVER, Reals, Whole, World
from sampai.kernel.errors import Unreadable
from sampai.kernel.text import say

NEIGHBOURS = 100
MOST_IN_TABLE = 5_000
"""Locations up to which costs stand in a table; beyond, they are computed from the coordinates."""
ANY_COST = 1e9


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """One published problem: the world, its vehicles by kind, and how its costs were published."""

    name: str
    group: str
    world: World
    vehicles: Whole
    units: float
    """What one published unit of cost is in the world's units."""
    best_known: float | None


def read_published(path: Path) -> Published:
    """Read one file; the best known cost comes from an `index.csv` above it.

    Raises `Unreadable` for what is not a VRPLIB file of these kinds.
    """
    try:
        data = _sections(path)
        world, vehicles, scale = _world(data)
    except (OSError, KeyError, ValueError, RuntimeError, IndexError) as trouble:
        raise Unreadable(
            "vrplib",
            say("{file} cannot be read as a routing problem.", file=path.name),
            say("Give VRPLIB files of the kinds CVRP, VRPTW, MDVRPTW, HFVRP or MTVRPTWR."),
        ) from trouble
    name = path.name.removesuffix(".gz").removesuffix(".vrp")
    group = str(data["type"])
    units = scale * _published_units(group, name=name)
    return Published(
        name=name,
        group=group,
        world=world,
        vehicles=vehicles,
        units=units,
        best_known=_best_known(path, name),
    )


def _sections(path: Path) -> Mapping[str, Any]:
    raw = path.read_bytes()
    text = gzip.decompress(raw) if path.suffix == ".gz" else raw
    with TemporaryDirectory() as folder:
        plain = Path(folder) / "problem.vrp"
        plain.write_bytes(text)
        return dict(vrplib.read_instance(plain, compute_edge_weights=False))


def _published_units(group: str, *, name: str) -> float:
    """Mixed fleets are published in hundredths of a cost unit, X627-HVRP in thousandths the other way."""
    if group == "MTVRPTWR":
        return 0.1
    if group == "HFVRP":
        return 0.001 if name == "X627-HVRP" else 100.0
    return 0.001 if group == "MDVRPTW" else 1.0


def _best_known(path: Path, name: str) -> float | None:
    for folder in path.resolve().parents:
        index = folder / "index.csv"
        if index.is_file():
            with index.open(newline="", encoding="utf-8") as rows:
                return next(
                    (float(row["bks"]) for row in csv.DictReader(rows) if row["instance"] == name), None
                )
    return None


def _rounded(exact: Reals, *, group: str) -> tuple[Reals, float]:
    """Costs in whole units by the set's custom, and how many of them a cost of 1 is."""
    if group == "CVRP":
        return np.floor(exact + 0.5), 1.0
    if group in {"VRPTW", "MTVRPTWR"}:
        return np.floor(exact * 10), 10.0
    if group == "MDVRPTW":
        return np.floor(exact * 1000 + 0.5), 1000.0
    return exact, 1.0


def _world(data: Mapping[str, Any]) -> tuple[World, Whole, float]:
    group = str(data["type"])
    points = np.asarray(data["node_coord"], dtype=np.float64)
    depots = len(np.atleast_1d(data["depot"]))
    plane = group == "CVRP" and len(points) > MOST_IN_TABLE
    timed = "time_window" in data
    cost, scale = _cost(points, group=group) if not plane else (np.zeros((1, 1)), 1.0)
    kinds, vehicles = _kinds(data, customers=len(points) - depots)
    window = _per_node(data, "time_window", len(points), width=2)[depots:] * scale
    service = _per_node(data, "service_time", len(points))[depots:] * scale
    release = _per_node(data, "release_time", len(points))[depots:] * scale
    home, near, near_cost = _around(points, cost, depots=depots, plane=plane, timing=(window, service, timed))
    shift = _per_node(data, "time_window", len(points), width=2)[kinds.start] * scale
    longest = np.atleast_1d(np.asarray(data.get("vehicles_max_duration", NEVER / scale), dtype=np.float64))[0]
    load = np.asarray(data["demand"], dtype=np.int64).reshape(len(points), -1)[depots:]
    many = len(vehicles)
    chained = "vehicles_reload_depot" in data
    world = World(
        plane=plane,
        x=points[:, 0].copy(),
        y=points[:, 1].copy(),
        cost=cost[None],
        time=cost[None],
        depots=depots,
        near=near,
        near_cost=near_cost,
        home=home,
        size=load[:, 0].astype(np.float64),
        load=load.copy(),
        service=service,
        early=window[:, 0].copy(),
        late=window[:, 1].copy(),
        release=release,
        miss=np.full(len(load), ANY_COST * max(1.0, float(kinds.unit.max()))),
        timed=timed,
        mixed=group == "HFVRP",
        chained=chained,
        room=kinds.room,
        fixed=kinds.fixed,
        unit=kinds.unit,
        cost_table=np.zeros(many, np.int32),
        time_table=np.zeros(many, np.int32),
        start=kinds.start,
        end=kinds.start.copy(),
        opens=shift[:, 0].copy(),
        closes=shift[:, 1].copy() if timed else np.full(many, NEVER),
        longest=np.full(many, min(NEVER, float(longest) * scale)),
        reload=np.zeros(many),
        trips=np.full(many, len(load) if chained else 1, np.int64),
        family=kinds.start.copy(),
    )
    return world, vehicles, scale


def _cost(points: Reals, *, group: str) -> tuple[Reals, float]:
    gap = points[:, None, :] - points[None, :, :]
    return _rounded(np.sqrt((gap**2).sum(axis=2)), group=group)


def _around(
    points: Reals, cost: Reals, *, depots: int, plane: bool, timing: tuple[Reals, Reals, bool]
) -> tuple[Reals, Any, Reals]:
    """Cost from the first depot, neighbours, and the costs to them."""
    if plane:
        x, y = points[depots:, 0], points[depots:, 1]
        home = np.floor(np.hypot(x - points[0, 0], y - points[0, 1]) + 0.5)
        return home, *neighbours_on_plane(x, y, most=NEIGHBOURS)
    between = cost[depots:, depots:]
    window, service, timed = timing
    closeness = between
    if timed:
        closeness = closeness_in_time(
            between, between, service=service, early=window[:, 0], late=window[:, 1]
        )
    near, near_cost = neighbours_in_table(between, closeness=closeness, most=NEIGHBOURS)
    return cost[0, depots:].copy(), near, near_cost


def _per_node(data: Mapping[str, Any], key: str, nodes: int, *, width: int = 1) -> Reals:
    """One value (or `width`) a node; a single number holds for all customers."""
    value = np.asarray(data.get(key, 0.0), dtype=np.float64)
    if value.ndim == 0:
        return np.full(nodes if width == 1 else (nodes, width), float(value))
    return value


@dataclass(frozen=True, slots=True)
class _Kinds:
    room: Whole
    fixed: Reals
    unit: Reals
    start: Any


def _kinds(data: Mapping[str, Any], *, customers: int) -> tuple[_Kinds, Whole]:
    """Vehicles alike in everything, and how many there are of each."""
    many = int(data.get("vehicles", customers))

    def each(key: str, otherwise: float) -> Reals:
        value = np.asarray(data.get(key, otherwise), dtype=np.float64)
        return np.full(many, float(value)) if value.ndim == 0 else value

    table = np.stack(
        [
            np.broadcast_to(np.asarray(data["capacity"], dtype=np.float64), many),
            each("vehicles_fixed_cost", 0),
            each("vehicles_unit_distance_cost", 1),
            each("vehicles_depot", 1) - 1,
        ],
        axis=1,
    )
    kinds, counts = np.unique(table, axis=0, return_counts=True)
    return _Kinds(
        room=kinds[:, :1].astype(np.int64),
        fixed=kinds[:, 1].copy(),
        unit=kinds[:, 2].copy(),
        start=kinds[:, 3].astype(np.int32),
    ), counts.astype(np.int64)
