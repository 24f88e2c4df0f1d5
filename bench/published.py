"""Published routing problems and what an answer to one costs, independent of every solver that is measured.

Distances are rounded by the custom of each set: CVRP to the nearest whole number, VRPTW and multi-trip cut
off after one decimal, several depots to three decimals, mixed fleets not at all. Times are rounded alike.
"""

import csv
import gzip
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import vrplib
from numpy.typing import NDArray

NEVER = 10**12
Reals = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Kind:
    """Vehicles alike in everything; costs in published units times `Problem.scale`."""

    count: int
    capacity: int
    fixed: float
    unit: float
    depot: int


@dataclass(frozen=True, slots=True)
class Problem:
    """One published problem; the depots come first among its nodes. Times are whole numbers in cost units."""

    name: str
    group: str
    points: Reals
    depots: int
    demand: Whole
    service: Whole
    early: Whole
    late: Whole
    release: Whole
    longest: int
    reloads: bool
    kinds: tuple[Kind, ...]
    scale: float
    """A cost in these units divided by it is a published cost."""
    best_known: float

    @property
    def timed(self) -> bool:
        """Whether anything has a window."""
        return bool((self.late < NEVER).any())

    def ways(self, here: int, there: Whole) -> Reals:
        """Distances from one node to others."""
        return rounded(np.hypot(*(self.points[there] - self.points[here]).T), group=self.group)

    def table(self, kind: type[np.int64] | type[np.float64] = np.float64) -> NDArray[Any]:
        """All distances, row by row, so that only one table is ever in memory."""
        found = np.empty((len(self.points), len(self.points)), kind)
        everywhere = np.arange(len(self.points))
        for here in range(len(self.points)):
            found[here] = self.ways(here, everywhere)
        return found


Day = tuple[int, tuple[tuple[int, ...], ...]]
"""One vehicle: its kind, and its trips, each a row of nodes without the depot."""


def rounded(exact: Reals, *, group: str) -> Reals:
    """Distances by the custom of a set."""
    if group == "CVRP":
        return np.floor(exact + 0.5)
    if group in {"VRPTW", "MTVRPTWR"}:
        return np.floor(exact * 10)
    return np.floor(exact * 1_000 + 0.5) if group == "MDVRPTW" else exact


def read(path: Path) -> Problem:
    """Read a gzip of a VRPLIB file; the best known cost comes from the `index.csv` above it."""
    with TemporaryDirectory() as folder:
        plain = Path(folder) / "problem.vrp"
        plain.write_bytes(gzip.decompress(path.read_bytes()))
        data = dict(vrplib.read_instance(plain, compute_edge_weights=False))
    group, name = str(data["type"]), path.name.split(".vrp")[0]
    stretch = {"VRPTW": 10, "MTVRPTWR": 10, "MDVRPTW": 1_000}.get(group, 1)
    points = np.asarray(data["node_coord"], dtype=np.float64)
    window = _each(data, "time_window", [[0, NEVER]], len(points)).reshape(len(points), 2) * stretch
    return Problem(
        name=name,
        group=group,
        points=points,
        depots=len(np.atleast_1d(data["depot"])),
        demand=np.asarray(data["demand"], dtype=np.int64).reshape(len(points)),
        service=_whole(_each(data, "service_time", 0, len(points)) * stretch),
        early=_whole(window[:, 0]),
        late=_whole(window[:, 1]),
        release=_whole(_each(data, "release_time", 0, len(points)) * stretch),
        longest=int(np.min(data.get("vehicles_max_duration", NEVER))) * stretch,
        reloads="vehicles_reload_depot" in data,
        kinds=_kinds(data, customers=len(points)),
        scale={"VRPTW": 10.0, "HFVRP": 0.001 if name == "X627-HVRP" else 100.0}.get(group, 1.0),
        best_known=_best_known(path, name),
    )


def _whole(values: Reals) -> Whole:
    return np.rint(np.minimum(values, NEVER)).astype(np.int64)


def _each(data: Mapping[str, Any], key: str, otherwise: object, many: int) -> Reals:
    value = np.asarray(data.get(key, otherwise), dtype=np.float64)
    if value.ndim == 0:
        found = np.full(many, float(value))
        found[0] = 0.0  # a service time for all is one for customers
        return found
    return np.broadcast_to(value, (many, *value.shape[1:])).copy()


def _kinds(data: Mapping[str, Any], *, customers: int) -> tuple[Kind, ...]:
    many = int(data.get("vehicles", customers))
    columns = [
        np.broadcast_to(np.asarray(data.get(key, otherwise), dtype=np.float64), many)
        for key, otherwise in (
            ("capacity", 0),
            ("vehicles_fixed_cost", 0),
            ("vehicles_unit_distance_cost", 1),
            ("vehicles_depot", 1),
        )
    ]
    found = Counter(zip(*(column.tolist() for column in columns), strict=True))
    return tuple(
        Kind(count, int(capacity), fixed, unit, int(depot) - 1)
        for (capacity, fixed, unit, depot), count in sorted(found.items())
    )


def _best_known(path: Path, name: str) -> float:
    index = next(folder / "index.csv" for folder in path.parents if (folder / "index.csv").is_file())
    with index.open(newline="", encoding="utf-8") as rows:
        return next(float(row["bks"]) for row in csv.DictReader(rows) if row["instance"] == name)


def cost_of(problem: Problem, days: Sequence[Day]) -> float:
    """The published cost of an answer. Raises `ValueError` with the first rule that it breaks."""
    visits = sorted(stop for _, trips in days for trip in trips for stop in trip)
    if visits != list(range(problem.depots, len(problem.points))):
        missing = len(problem.points) - problem.depots - len(set(visits))
        raise ValueError(f"{missing} stops not served, {len(visits) - len(set(visits))} served twice")
    used = Counter(kind for kind, _ in days)
    for kind, number in used.items():
        if number > problem.kinds[kind].count:
            raise ValueError(f"{number} vehicles of a kind that there are {problem.kinds[kind].count} of")
    return sum(_day_cost(problem, problem.kinds[kind], trips) for kind, trips in days) / problem.scale


def _day_cost(problem: Problem, kind: Kind, trips: Sequence[Sequence[int]]) -> float:
    if len(trips) > 1 and not problem.reloads:
        raise ValueError("a vehicle goes out twice")
    length = 0.0
    for trip in trips:
        if int(problem.demand[list(trip)].sum()) > kind.capacity:
            raise ValueError(f"a load above {kind.capacity}")
        ways = [kind.depot, *trip, kind.depot]
        length += sum(float(problem.ways(a, np.array([b]))[0]) for a, b in pairwise(ways))
    if problem.timed:
        _check_times(problem, kind, trips)
    return kind.fixed + kind.unit * length


def _check_times(problem: Problem, kind: Kind, trips: Sequence[Sequence[int]]) -> None:
    """Walk the day once as early as possible, then again leaving as late as that allows, for its duration."""
    home = _walk(problem, kind, trips, leave=int(problem.early[kind.depot]))
    if home > problem.late[kind.depot]:
        raise ValueError("a vehicle comes home too late")
    if problem.longest >= NEVER:
        return
    low, high = int(problem.early[kind.depot]), home
    while low < high:
        middle = (low + high + 1) // 2
        try:
            low, high = (
                (middle, high) if _walk(problem, kind, trips, leave=middle) == home else (low, middle - 1)
            )
        except ValueError:
            high = middle - 1
    if home - low > problem.longest:
        raise ValueError(f"a day of {home - low} where {problem.longest} is the longest")


def _walk(problem: Problem, kind: Kind, trips: Sequence[Sequence[int]], *, leave: int) -> int:
    now = leave
    for trip in trips:
        now = max(now, *(int(problem.release[stop]) for stop in trip))
        here = kind.depot
        for stop in trip:
            now = max(now + int(problem.ways(here, np.array([stop]))[0]), int(problem.early[stop]))
            if now > problem.late[stop]:
                raise ValueError(f"stop {stop} is visited too late")
            now += int(problem.service[stop])
            here = stop
        now += int(problem.ways(here, np.array([kind.depot]))[0])
    return now
