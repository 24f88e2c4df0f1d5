"""Makes the map's coastline: land of Natural Earth (public domain) around Indonesia, as a small GeoJSON.

    python scripts/coast.py --source land-10m.json --out src/sampai/static/base/coast.json

The source is the file of that name in npm's world-atlas; `scripts/vendor.sh` fetches it and calls this.
"""

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
from shapely.geometry import MultiPolygon, Polygon, box, mapping
from shapely.ops import unary_union

PART = box(90, -15, 145, 12)
TOLERANCE = 0.004
"""Degrees; about 450 m."""
SMALLEST = 0.0002
"""Square degrees; about 2.5 km²."""


def main() -> None:
    """Read, cut, simplify, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--source", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    wanted = parser.parse_args()
    land = _land(json.loads(wanted.source.read_text(encoding="utf-8")))
    pieces = [piece for piece in _pieces(land) if piece.area >= SMALLEST]
    geometry = _rounded(mapping(MultiPolygon(pieces)))
    feature = {"type": "Feature", "properties": {}, "geometry": geometry}
    text = json.dumps({"type": "FeatureCollection", "features": [feature]}, separators=(",", ":"))
    wanted.out.write_text(text + "\n", encoding="utf-8")
    print(f"{wanted.out}: {len(pieces)} pieces of land, {len(text):,} bytes")


def _land(topology: dict[str, Any]) -> Any:  # noqa: ANN401 -- shapely is untyped
    arcs = [_arc(arc, topology["transform"]) for arc in topology["arcs"]]
    pieces = [rings for one in topology["objects"]["land"]["geometries"] for rings in one["arcs"]]
    polygons = [_polygon(rings, arcs) for rings in pieces if len(_ring(rings[0], arcs)) > 3]
    return unary_union([one.buffer(0).intersection(PART) for one in polygons if one.intersects(PART)])


def _arc(steps: list[list[int]], transform: dict[str, list[float]]) -> list[tuple[float, float]]:
    """An arc's points in degrees; TopoJSON tells each as the way from the one before."""
    points = np.cumsum(np.array(steps), axis=0) * transform["scale"] + transform["translate"]
    return [(x, y) for x, y in points.tolist()]


def _polygon(rings: list[list[int]], arcs: list[list[tuple[float, float]]]) -> Any:  # noqa: ANN401
    shell, *holes = (_ring(ring, arcs) for ring in rings)
    return Polygon(shell, holes)


def _ring(numbers: list[int], arcs: list[list[tuple[float, float]]]) -> list[tuple[float, float]]:
    """Arcs one after another; the number of one that runs backwards is its complement."""
    pieces = [arcs[number] if number >= 0 else arcs[~number][::-1] for number in numbers]
    return [point for piece in pieces for point in piece[1:]]


def _pieces(land: Any) -> list[Any]:  # noqa: ANN401
    simple = land.simplify(TOLERANCE)
    return sorted(getattr(simple, "geoms", [simple]), key=lambda piece: piece.bounds)


def _rounded(geometry: Any) -> Any:  # noqa: ANN401
    return json.loads(json.dumps(geometry), parse_float=lambda text: round(float(text), 3))


if __name__ == "__main__":
    main()
