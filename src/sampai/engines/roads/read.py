"""Reads the roads of an OpenStreetMap extract (`.osm.pbf`, or `.osm` XML) with pyosmium."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import osmium
from numpy.typing import NDArray

from sampai.engines.roads.graph import Whole, lengths_mm
from sampai.engines.roads.tags import TagReader, WayKind
from sampai.kernel.errors import Unreadable
from sampai.kernel.text import say
from sampai.places.model import RoadTable


@dataclass(frozen=True, slots=True)
class RawWays:
    """Ways as mapped: `ref`, `x`, `y` (1e-7 degrees) of their nodes one after another, up to `end[i]`.

    `kind` is a row of `kinds`, `way` the map's own number.
    """

    ref: Whole
    x: Whole
    y: Whole
    end: Whole
    kind: NDArray[np.int32]
    way: Whole
    kinds: tuple[WayKind, ...]


def read_ways(path: Path, *, table: RoadTable) -> RawWays:
    """All ways that somebody may travel on, by way number, then in the file's order.

    A way that leaves the extract is cut where its nodes are missing. Raises `Unreadable` for a file that is
    missing, damaged, incomplete, no road map, or without roads.
    """
    if not path.is_file():
        raise Unreadable(
            "missing-file",
            say("There is no road map {file}.", file=path.name),
            say("Check the name and the folder."),
        )
    sink = _Sink(TagReader(table))
    try:
        _fill(sink, path)
    except (RuntimeError, OSError) as error:
        raise _damaged(path, cause=str(error)) from error
    if not sink.end:
        raise Unreadable(
            "no-roads",
            say("The road map {file} holds no roads.", file=path.name),
            say("Take an extract of your region with all its roads, in the form .osm.pbf."),
        )
    return sink.ways()


def _damaged(path: Path, *, cause: str) -> Unreadable:
    return Unreadable(
        "road-map-damaged",
        say(
            "The road map {file} is damaged, incomplete or of another kind ({cause}).",
            file=path.name,
            cause=cause,
        ),
        say("Download it again, and check that it is an OpenStreetMap extract in the form .osm.pbf."),
    )


def _fill(sink: "_Sink", path: Path) -> None:
    wanted = osmium.filter.KeyFilter("highway", "route")
    entities = osmium.osm.NODE | osmium.osm.WAY
    for thing in osmium.FileProcessor(str(path), entities).with_locations().with_filter(wanted):
        if isinstance(thing, osmium.osm.Way):
            sink.take(thing)


class _Sink:
    """Collects ways in plain lists."""

    def __init__(self, reader: TagReader) -> None:
        self.reader = reader
        self.ref: list[int] = []
        self.x: list[int] = []
        self.y: list[int] = []
        self.end: list[int] = []
        self.kind: list[int] = []
        self.way: list[int] = []
        self.kinds: dict[WayKind, int] = {}

    def take(self, way: osmium.osm.Way) -> None:
        """Keep a way if somebody may travel on it."""
        tags = {tag.k: tag.v for tag in way.tags}
        if self.reader.kind(tags, length_mm=1) is None:
            return
        for run in _runs(way):
            x, y = (np.array([node[i] for node in run], dtype=np.int64) for i in (1, 2))
            length = int(lengths_mm(x[:-1], y[:-1], x2=x[1:], y2=y[1:]).sum()) if "duration" in tags else 1
            kind = self.reader.kind(tags, length_mm=length)
            if kind is not None:
                self._add(run, kind=kind, way=way.id)

    def _add(self, run: list[tuple[int, int, int]], *, kind: WayKind, way: int) -> None:
        for ref, x, y in run:
            self.ref.append(ref)
            self.x.append(x)
            self.y.append(y)
        self.end.append(len(self.ref))
        self.kind.append(self.kinds.setdefault(kind, len(self.kinds)))
        self.way.append(way)

    def ways(self) -> RawWays:
        """What was collected, in columns."""
        return RawWays(
            ref=np.array(self.ref, dtype=np.int64),
            x=np.array(self.x, dtype=np.int64),
            y=np.array(self.y, dtype=np.int64),
            end=np.array(self.end, dtype=np.int64),
            kind=np.array(self.kind, dtype=np.int32),
            way=np.array(self.way, dtype=np.int64),
            kinds=tuple(self.kinds),
        )


def _runs(way: osmium.osm.Way) -> list[list[tuple[int, int, int]]]:
    """The stretches of a way with all nodes in the extract: node number, x, y; at least two nodes each."""
    runs: list[list[tuple[int, int, int]]] = [[]]
    for node in way.nodes:
        where = node.location
        if not where.valid():
            runs.append([])
        elif not runs[-1] or runs[-1][-1][0] != node.ref:
            runs[-1].append((node.ref, where.x, where.y))
    return [run for run in runs if len(run) > 1]
