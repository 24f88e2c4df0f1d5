"""A road graph from a map file, read once and kept: the graph's file is named by all that it depends on."""

import hashlib
import os
import zipfile
import zlib
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from sampai.engines.roads.contract import contract
from sampai.engines.roads.graph import RoadGraph
from sampai.engines.roads.read import read_ways
from sampai.kernel.errors import Unreadable
from sampai.kernel.ids import digest
from sampai.kernel.text import say
from sampai.places.model import RoadTable

FORMAT = 3
"""Goes up when the same map and table give another graph."""

ATTRIBUTION = "(c) OpenStreetMap contributors"
"""Asked for by the Open Database Licence 1.0, 4.3, wherever something made of the map is shown."""

CHUNK = 1 << 20


def load_graph(path: Path, *, table: RoadTable, cache: Path | None = None) -> RoadGraph:
    """The road graph of an extract; from the folder `cache` if it was made before, else read and put there.

    A kept file that is damaged is made again; a folder that cannot be written is no reason to stop. Raises
    `Unreadable` for a map that is missing, damaged or without roads.
    """
    seal = file_digest(path)
    source = f"{path.name} {seal[:19]}"
    kept = None if cache is None else cache / f"roads-{_key(seal, table=table)}.npz"
    found = None if kept is None else _kept(kept)
    if found is None:
        raw = read_ways(path, table=table)
        found = contract(raw, source=source, attribution=ATTRIBUTION)
        if kept is not None:
            _keep(found, kept)
    return replace(found, source=source)


def file_digest(path: Path) -> str:
    """SHA-256 of a file, as `sha256:…`."""
    seal = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                seal.update(chunk)
    except OSError as error:
        raise Unreadable(
            "missing-file",
            say("There is no road map {file} that can be read.", file=path.name),
            say("Check the name and the folder."),
        ) from error
    return f"sha256:{seal.hexdigest()}"


def _key(seal: str, *, table: RoadTable) -> str:
    return digest([FORMAT, seal, table]).removeprefix("sha256:")[:32]


def _kept(file: Path) -> RoadGraph | None:
    try:
        with file.open("rb") as opened, np.load(opened, allow_pickle=False) as columns:
            fields: dict[str, Any] = dict(columns)
            texts = {name: str(fields[name]) for name in ("source", "attribution")}
            return RoadGraph(**fields | texts)
    except (OSError, ValueError, TypeError, KeyError, EOFError, zipfile.BadZipFile, zlib.error):
        return None


def _keep(graph: RoadGraph, file: Path) -> None:
    """Write beside, then rename: nobody ever finds half a file."""
    half = file.with_name(f"{file.stem}.{os.getpid()}.half.npz")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        columns: dict[str, Any] = graph.columns()
        np.savez(half, **columns)
        half.replace(file)
    except OSError:
        with suppress(OSError):
            half.unlink()
