"""The pack's small tables of known facts and of assumptions for samples."""

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files

from sampai.places.model import Mode

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossingRule:
    """Which boats cross, up to which distance and number of boxes, how fast, and in which waves."""

    mode: Mode
    most_km: int
    most_boxes: int
    speed_kmh: int
    most_wave_dm: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """The numbers of `facts/assumptions.toml`, by table; its comments say what they mean."""

    fleet: Mapping[str, int]
    island: Mapping[str, int]
    sea: Mapping[str, int]
    police: Mapping[str, int]
    crossings: tuple[CrossingRule, ...]


def facts(name: str, *, area: str = "", election: str = "") -> list[Row]:
    """The rows of a table of facts that lie in an area and hold for an election.

    A row without an election holds for all; a table without areas for all areas.
    """
    return [
        row
        for row in csv.DictReader(_text(f"{name}.csv").splitlines())
        if row.get("area", area).startswith(area) and row.get("election", "") in {"", election}
    ]


def assumptions() -> Assumptions:
    """What samples assume."""
    read = tomllib.loads(_text("assumptions.toml"))
    return Assumptions(
        fleet=read["fleet"],
        island=read["island"],
        sea=read["sea"],
        police=read["police"],
        crossings=tuple(CrossingRule(**{**row, "mode": Mode(row["mode"])}) for row in read["crossing"]),
    )


def day(text: str) -> date | None:
    """A date of a table of facts, or None where it is empty."""
    return date.fromisoformat(text) if text else None


def _text(name: str) -> str:
    return (files("sampai") / "packs" / "indonesia" / "facts" / name).read_text(encoding="utf-8")
