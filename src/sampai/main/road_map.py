"""Wiring of a road map: where its graph is kept, and whether it fits an operation."""

import os
import sys
from pathlib import Path

from sampai.engines.roads.matrix import RoadMatrix
from sampai.engines.roads.store import load_graph
from sampai.kernel.errors import Refused
from sampai.kernel.text import say
from sampai.packs.road_table import load_road_table
from sampai.places.rules.distances import ROAD_REACH_M, road_cover
from sampai.plan.model import Operation


def roads_for(operation: Operation, *, extract: Path) -> RoadMatrix:
    """The roads of an extract, with the operation's links.

    Raises `Unreadable` for an extract that cannot be read, `Refused` for one of another part of the world.
    """
    graph = load_graph(extract, table=load_road_table(), cache=cache_folder())
    roads = RoadMatrix(graph, links=operation.register.links)
    if not road_cover(operation.register, roads=roads).near:
        raise Refused(
            "roads-elsewhere",
            say(
                "No station or place lies within {metres} m of a road of {file}.",
                metres=ROAD_REACH_M,
                file=extract.name,
            ),
            say("Take the extract of this region, or leave the road map out."),
        )
    return roads


def cache_folder() -> Path:
    """Where graphs are kept between runs: the user's cache folder by the system's custom."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "sampai" / "roads"
