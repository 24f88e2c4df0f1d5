"""The folders of workbooks and routes for the field: one file per kecamatan, two per vehicle."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from sampai.kernel.table.page import Paper, TableSheet
from sampai.plan.pages.field import Field
from sampai.plan.pages.gpx import gpx
from sampai.plan.pages.kecamatan_book import kecamatan_book, parts
from sampai.plan.pages.vehicle_book import vehicle_book

KECAMATAN_FOLDER, VEHICLE_FOLDER = "per-kecamatan", "per-vehicle"


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook of a folder, by its path in the results."""

    path: str
    sheets: Sequence[TableSheet | Paper]


@dataclass(frozen=True, slots=True)
class Routes:
    """A file of routes, by its path in the results."""

    path: str
    text: str


def field_files(field: Field, *, share: int = 0, of: int = 1) -> Iterator[Book | Routes]:
    """All files for the field, made one after the other when they are asked for.

    With `of` more than one, only every so-manieth kecamatan and vehicle, beginning with number `share`.
    """
    for part in parts(field)[share::of]:
        path = f"{KECAMATAN_FOLDER}/{part.code}-{slug(field.name(part.code))}.xlsx"
        yield Book(path, kecamatan_book(part, field=field))
    taken: set[str] = set()
    names = [_unused(slug(f"{vehicle}-{ordinal}"), taken=taken) for vehicle, ordinal in field.vehicles]
    named = zip(names, field.vehicles.items(), strict=True)
    for name, ((vehicle, ordinal), journeys) in islice(named, share, None, of):
        book = vehicle_book(vehicle, ordinal, journeys=journeys, field=field)
        yield Book(f"{VEHICLE_FOLDER}/{name}.xlsx", book)
        yield Routes(f"{VEHICLE_FOLDER}/{name}.gpx", gpx(journeys, name=f"{vehicle}·{ordinal}", field=field))


def slug(name: str) -> str:
    """Small letters, digits and hyphens: a name that every disk and messenger keeps."""
    ascii_only = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-") or "x"


def _unused(name: str, *, taken: set[str]) -> str:
    """The name, with a number where two vehicles have the same one; it is taken from then on."""
    unique, number = name, 1
    while unique in taken:
        number += 1
        unique = f"{name}-{number}"
    taken.add(unique)
    return unique
