"""Codes and digests."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from operator import attrgetter
from types import NoneType
from typing import Any, NewType

RegionCode = NewType("RegionCode", str)
"""Kemendagri code without dots: province 2 digits, regency 4, kecamatan 6, village 10. The nation is "".

The territory of a KPPS is its station, 13 digits; its labels are those of the village."""

PlaceCode = NewType("PlaceCode", str)
"""Code of a store, office, landing place or other place of the operation, as its owner writes it."""

StationCode = NewType("StationCode", str)
"""13 digits: the village's code and the station's number in three digits."""

UnitCode = NewType("UnitCode", str)
VehicleCode = NewType("VehicleCode", str)


def station_code(village: RegionCode, *, number: int) -> StationCode:
    """The key of a station: village code + number in three digits (KPU's practice)."""
    return StationCode(f"{village}{number:03d}")


def village_of(station: StationCode) -> RegionCode:
    """The village that a station's code names."""
    return RegionCode(station[:10])


def canonical(value: Any) -> Any:  # noqa: ANN401 -- any noun may be digested
    """The value as plain JSON data; dataclasses as objects, floats to 9 significant digits."""
    kind: Any = type(value)
    return _form_of(kind)(value)


@cache
def _form_of(kind: type) -> Callable[[Any], Any]:
    """What makes plain data of values of a kind."""
    if issubclass(kind, Enum):
        return attrgetter("value")
    if is_dataclass(kind):
        names = [f.name for f in fields(kind)]
        parts = parts_of(names)
        return lambda value: {
            name: part if type(part) in PLAIN else canonical(part)
            for name, part in zip(names, parts(value), strict=True)
        }
    if issubclass(kind, Mapping):
        return lambda value: {str(canonical(key)): canonical(item) for key, item in value.items()}
    if issubclass(kind, date):
        return lambda value: value.isoformat()
    if issubclass(kind, float):
        return lambda value: float(f"{value:.9g}")
    if issubclass(kind, (set, frozenset)):
        return lambda value: sorted(canonical(item) for item in value)
    if issubclass(kind, Sequence) and not issubclass(kind, str):
        return lambda value: [item if type(item) in PLAIN else canonical(item) for item in value]
    return _as_it_is


def parts_of(names: Sequence[str]) -> Callable[[Any], tuple[Any, ...]]:
    """What reads all these attributes of a thing at once."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda value: tuple(getattr(value, name) for name in names)


PLAIN = frozenset({str, int, bool, NoneType})
"""What is asked about first because most values are such: it is plain already."""


def _as_it_is(value: Any) -> Any:  # noqa: ANN401 -- plain data is anything
    return value


def digest(value: Any) -> str:  # noqa: ANN401 -- any noun may be digested
    """SHA-256 over the canonical JSON of a value, as `sha256:…`; equal values have equal digests."""
    text = json.dumps(canonical(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


VILLAGE_DIGITS = 10


def span_of(region: RegionCode) -> tuple[int, int]:
    """The labels that lie in a region: its code filled up with zeros, and with nines. All for the nation.

    A village's label is its code as a number; a station's is its village's. So one comparison tells whether a
    station lies in a territory, and a register that is imported anew changes no label.
    """
    code = region[:VILLAGE_DIGITS]
    width = 10 ** (VILLAGE_DIGITS - len(code))
    first = int(code or 0) * width
    return first, first + width - 1
