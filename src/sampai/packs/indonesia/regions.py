"""Indonesia's region tree: the driver of the gazetteer port over the pack's compact tables.

The codes are those of KPU's list for the elections of 2024. Regions that only the list of 2025 has are known
by their code but belong to no territory: they are the same ground under another code (`renumbered`).
"""

import csv
import io
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sampai.kernel.errors import Refused
from sampai.kernel.geo import Outline, Position, distance_m
from sampai.kernel.ids import RegionCode
from sampai.kernel.text import say
from sampai.packs.indonesia.outlines import GRID, unpack_outlines
from sampai.places.model import CODE_LENGTH, Border, Region, RegionLevel, Territory
from sampai.places.rules.own_regions import fold_name
from sampai.places.rules.tree import chain_above, label_codes

if TYPE_CHECKING:
    import polars as pl

Whole = NDArray[np.int64]
Degrees = NDArray[np.float64]
Flags = NDArray[np.bool_]

NATION = "Indonesia"
SOURCES = ("cahyadsn/wilayah, cahyadsn/wilayah_boundaries (MIT, © Cahya DSN)", "kawalpemilu/kp24 (KPU)")
"""Named wherever a territory is drawn; all sources are in the gazetteer's SOURCES.md."""
REGENCY_DIGITS = CODE_LENGTH[RegionLevel.REGENCY]
VILLAGE_DIGITS = CODE_LENGTH[RegionLevel.VILLAGE]


def gazetteer_folder() -> Traversable:
    """Where the pack keeps its compact tables."""
    return files("sampai") / "packs" / "indonesia" / "gazetteer"


def read_columns(name: str) -> "pl.DataFrame":
    """A compact table of the pack."""
    import polars as pl  # noqa: PLC0415 -- heavy; needed only where a table is read

    return pl.read_parquet(io.BytesIO((gazetteer_folder() / f"{name}.parquet").read_bytes()))


def read_rows(name: str) -> list[dict[str, str]]:
    """The rows of one of the pack's small CSV tables."""
    text = (gazetteer_folder() / f"{name}.csv").read_text(encoding="utf-8")
    return [*csv.DictReader(text.splitlines())]


@dataclass(frozen=True, slots=True)
class Tree:
    """All regions as columns, in tree order. Codes are whole numbers; row 0 is the nation, code 0."""

    codes: Whole
    names: Sequence[str]
    aliases: Sequence[str | None]
    lat: Degrees
    lon: Degrees
    area_km2: Degrees
    """nan where unknown."""
    landmass: Whole
    """-1 where unknown."""
    suspect: Flags
    """Probably drawn in the wrong place."""
    drawn: Flags
    """Has an outline; the position of others is their kecamatan's."""
    in_2024: Flags
    first: Whole
    last: Whole


def load_tree() -> Tree:
    """Read the pack's regions and label them."""
    table = read_columns("regions")
    codes = np.concatenate([[0], table["code"].to_numpy()])
    first, last = label_codes(codes)
    return Tree(
        codes=codes,
        names=[NATION, *table["name"].to_list()],
        aliases=[None, *table["alias"].to_list()],
        lat=np.concatenate([[np.nan], table["lat_e5"].to_numpy() / GRID]),
        lon=np.concatenate([[np.nan], table["lon_e5"].to_numpy() / GRID]),
        area_km2=np.concatenate([[np.nan], table["area_1000m2"].cast(float).to_numpy() / 1000]),
        landmass=np.concatenate([[-1], table["landmass"].fill_null(-1).to_numpy()]).astype(np.int64),
        suspect=np.concatenate([[False], table["suspect"].to_numpy()]),
        drawn=np.concatenate([[True], table["drawn"].to_numpy()]),
        in_2024=np.concatenate([[True], table["in_2024"].to_numpy()]),
        first=first,
        last=last,
    )


class IndonesiaGazetteer:
    """The pack's gazetteer. Tables are read when they are first needed, once per instance."""

    _lately: Mapping[RegionCode, Territory] = MappingProxyType({})
    """The territory that was asked for last: making and planning a regency both need it."""

    @cached_property
    def tree(self) -> Tree:
        """All regions of the lists of 2024 and 2025, as columns."""
        return load_tree()

    def region(self, code: RegionCode) -> Region | None:
        """The region with this code, or None. The nation's code is empty."""
        row = self._row(code)
        return None if row is None else self._region(row)

    def regions(self) -> Iterator[Region]:
        """All regions of the list of 2024, the nation first, in tree order."""
        return (self._region(int(row)) for row in np.flatnonzero(self.tree.in_2024))

    def find(self, name: str, *, within: RegionCode | None = None) -> tuple[Region, ...]:
        """Regions with this name or alias (case, spaces and dots do not count), in code order.

        Where a region has one code in the list of 2024 and another in that of 2025, the former is found.
        """
        root = self._row(within or RegionCode(""))
        if root is None:
            return ()
        first, last = int(self.tree.first[root]), int(self.tree.last[root])
        rows = [row for row in self._rows_by_name.get(fold_name(name), ()) if first <= row <= last]
        voted = [row for row in rows if self.tree.in_2024[row]]
        return tuple(self._region(row) for row in voted or rows)

    def territory(self, root: RegionCode) -> Territory:
        """All regions of 2024 in `root` with their borders and outlines, and the chain above it.

        Raises `Refused` for a code that nobody has. The last one is kept.
        """
        found = self._lately.get(root)
        if found is None:
            found = self._territory(root)
            self._lately = {root: found}
        return found

    def _territory(self, root: RegionCode) -> Territory:
        row = self._row(root)
        if row is None:
            raise Refused(
                "region",
                say("No region has the code {code}.", code=root),
                say("Give a Kemendagri code of 2, 4, 6 or 10 digits, such as 1704 for Kabupaten Kaur."),
            )
        inside = np.arange(row, int(self.tree.last[row]) + 1)
        above = [self._row(code) or 0 for code in chain_above(root)]
        rows = [*above, *inside[self.tree.in_2024[inside] | (inside == row)].tolist()]
        regions = {region.code: region for region in map(self._region, rows)}
        return Territory(
            root,
            regions,
            self._borders(regions, root=root),
            _outlines(regions),
            SOURCES,
            self._neighbours(root),
        )

    def renumbered(self, code: RegionCode) -> RegionCode | None:
        """The code of 2024 of a village that has another one in the list of 2025; None for all others."""
        return self._renumbered.get(code)

    def is_drawn(self, code: RegionCode) -> bool:
        """Whether the position of a village comes from its own outline; else it is its kecamatan's."""
        row = self._row(code)
        return row is not None and bool(self.tree.drawn[row])

    def is_suspect(self, code: RegionCode) -> bool:
        """Whether a village is probably drawn in the wrong place: far from its kecamatan, or among others."""
        row = self._row(code)
        return row is not None and bool(self.tree.suspect[row])

    @cached_property
    def _rows(self) -> Mapping[int, int]:
        return {code: row for row, code in enumerate(self.tree.codes.tolist())}

    def _row(self, code: RegionCode) -> int | None:
        if code and not (code.isascii() and code.isdigit() and code[0] != "0"):
            return None
        return self._rows.get(int(code or 0))

    def _region(self, row: int) -> Region:
        tree = self.tree
        code = RegionCode(str(tree.codes[row]) if row else "")
        area, landmass = float(tree.area_km2[row]), int(tree.landmass[row])
        return Region(
            code=code,
            name=tree.names[row],
            first=int(tree.first[row]),
            last=int(tree.last[row]),
            position=Position(float(tree.lat[row]), float(tree.lon[row])) if row else None,
            aliases=self._aliases(row, code=code),
            area_km2=None if np.isnan(area) else area,
            landmass=None if landmass < 0 else landmass,
        )

    def _aliases(self, row: int, *, code: RegionCode) -> tuple[str, ...]:
        other = self.tree.aliases[row]
        return (*((other,) if other else ()), *self._own_aliases.get(code, ()))

    @cached_property
    def _own_aliases(self) -> Mapping[RegionCode, tuple[str, ...]]:
        found: dict[RegionCode, list[str]] = defaultdict(list)
        for line in read_rows("aliases"):
            found[RegionCode(line["code"])].append(line["alias"])
        return {code: tuple(names) for code, names in found.items()}

    @cached_property
    def _rows_by_name(self) -> Mapping[str, tuple[int, ...]]:
        found: dict[str, list[int]] = defaultdict(list)
        for row, (name, alias) in enumerate(zip(self.tree.names, self.tree.aliases, strict=True)):
            own = self._own_aliases.get(RegionCode(str(self.tree.codes[row])), ())
            for spelling in {fold_name(known) for known in (name, alias, *own) if known}:
                found[spelling].append(row)
        return {name: tuple(rows) for name, rows in found.items()}

    @cached_property
    def _renumbered(self) -> Mapping[str, RegionCode]:
        return {line["code_2025"]: RegionCode(line["code_2024"]) for line in read_rows("crosswalk")}

    @cached_property
    def _border_columns(self) -> tuple[Whole, Whole, Whole]:
        table = read_columns("borders")
        return (
            table["a"].to_numpy(),
            table["b"].to_numpy(),
            table["border_dam"].to_numpy().astype(np.int64) * 10,
        )

    def _borders(self, regions: Mapping[RegionCode, Region], *, root: RegionCode) -> tuple[Border, ...]:
        return tuple(
            Border(RegionCode(str(a)), RegionCode(str(b)), _gap_m(regions, str(a), str(b)))
            for a, b, _ in self.borders_within(root)
        )

    def _neighbours(self, root: RegionCode) -> tuple[Region, ...]:
        """Regions with a village that borders on one in `root`; only a regency or province has them."""
        if len(root) not in (CODE_LENGTH[RegionLevel.PROVINCE], REGENCY_DIGITS):
            return ()
        a, b, _ = self._border_columns
        width = 10 ** (VILLAGE_DIGITS - len(root))
        one, other = a // width, b // width
        own = int(root)
        codes = {*other[(one == own) & (other != own)].tolist(), *one[(other == own) & (one != own)].tolist()}
        rows = [self._row(RegionCode(str(code))) for code in sorted(codes)]
        return tuple(self._region(row) for row in rows if row is not None)

    def borders_within(self, root: RegionCode) -> Iterator[tuple[int, int, int]]:
        """Codes (a < b, whole numbers) of bordering villages in `root`, and their common border in metres."""
        a, b, border_m = self._border_columns
        width = 10 ** (VILLAGE_DIGITS - len(root))
        start = int(root or 0) * width
        inside = (a >= start) & (a < start + width) & (b >= start) & (b < start + width)
        return zip(a[inside].tolist(), b[inside].tolist(), border_m[inside].tolist(), strict=True)


def _gap_m(regions: Mapping[RegionCode, Region], a: str, b: str) -> int:
    here, there = regions[RegionCode(a)].position, regions[RegionCode(b)].position
    return distance_m(here, there) if here and there else 0


def _outlines(regions: Mapping[RegionCode, Region]) -> dict[RegionCode, Outline]:
    """Outlines of those regions that are villages and have one."""
    villages: dict[str, list[RegionCode]] = defaultdict(list)
    for code in regions:
        if len(code) == VILLAGE_DIGITS:
            villages[code[:REGENCY_DIGITS]].append(code)
    found = {}
    with zipfile.ZipFile(io.BytesIO((gazetteer_folder() / "outlines.zip").read_bytes())) as archive:
        packed = set(archive.namelist())
        for regency, codes in villages.items():
            block = unpack_outlines(archive.read(regency)) if regency in packed else {}
            found.update(
                {code: block[number] for code in codes if (number := int(code[REGENCY_DIGITS:])) in block}
            )
    return found


def village_outlines(regency: RegionCode) -> dict[RegionCode, Outline]:
    """The outlines of a regency's villages by code; none of a regency that nobody has drawn."""
    with zipfile.ZipFile(io.BytesIO((gazetteer_folder() / "outlines.zip").read_bytes())) as archive:
        if regency not in archive.namelist():
            return {}
        block = unpack_outlines(archive.read(regency))
    return {RegionCode(f"{regency}{number:06d}"): outline for number, outline in block.items()}
