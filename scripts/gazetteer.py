"""Builds the Indonesia pack's compact gazetteer from the source data: `make gazetteer SOURCE=DIR`.

Reads the tables that the source's README describes and writes src/sampai/packs/indonesia/gazetteer/. Codes
are those of KPU's list for the elections of 2024; outlines and borders, which the source keeps under those of
2025, are joined through the crosswalk. The same source gives the same bytes.
"""

import argparse
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import shapely
from numpy.typing import NDArray

from sampai.packs.indonesia.outlines import GRID, GridOutline, pack_outlines
from sampai.places.rules.own_regions import fold_name

TARGET = Path(__file__).parents[1] / "src/sampai/packs/indonesia/gazetteer"
MOST_BYTES = 12_000_000
REFERENCE = ("1704", "1801", "1813", "3375")
"""Regencies whose outlines are kept as the source has them."""

LEAST_BORDER_KM = 0.1
"""A shorter common border is no way (METHODS of the source, section 4)."""

FEW = 4
"""A hub's landmass has few stations when another one of its unit has more than so many times as many."""

COMMON_SHARE = 0.97
"""A simplified outline has at least this share of area in common with the source's (intersection / union)."""

COARSE = 10
"""Grid of simplified outlines, in steps of the finest grid: 1e-4 degree, about 11 m."""

TOLERANCES = (1500, 1000, 700, 450, 300, 200, 130, 90, 60, 40, 20)
"""Tried in this order, in steps of the finest grid."""

NOT_DRAWN = ("source point", "kecamatan median of villages", "median of villages")
"""Bases of positions (`coord_source`) of units without an outline."""

VOTERS_BASIS = ("sirekap", "village", "model")

SPECIAL_PILKADA = {"3375031004": 2}
"""Two in Kota Pekalongan (jatengnews.id, 2024-09-22), where one village has all special stations."""

Polygons = NDArray[Any]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument(
        "--source", type=Path, required=True, help="folder with wilayah.parquet and the rest"
    )
    arguments.add_argument("--out", type=Path, default=TARGET)
    given = arguments.parse_args()
    build(given.source, out=given.out)


def build(source: Path, *, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    known = pl.read_parquet(source / "wilayah.parquet").sort("code")
    crosswalk = read_crosswalk(source)
    code_of = codes_of_2024(known, crosswalk=crosswalk)
    regions = make_regions(known, crosswalk=crosswalk)
    save(regions, out / "regions.parquet")
    villages = make_villages(source)
    save(villages, out / "villages.parquet")
    save(make_voters(source), out / "voters.parquet")
    save(make_borders(source, code_of=code_of, regions=regions), out / "borders.parquet")
    save(make_hubs(source, regions=regions, villages=villages), out / "hubs.parquet")
    make_crosswalk(crosswalk).write_csv(out / "crosswalk.csv")
    make_landmasses(known).write_csv(out / "landmasses.csv")
    rings = pl.read_parquet(source / "desa-rings.parquet").filter(pl.col("code").is_in([*code_of]))
    make_police(source).write_csv(out / "police.csv")
    make_airports(source, rings=rings, code_of=code_of).write_csv(out / "airports.csv")
    write_outlines(rings, code_of=code_of, path=out / "outlines.zip")
    report(out)


def save(table: pl.DataFrame, path: Path) -> None:
    table.write_parquet(
        path, compression="zstd", compression_level=22, statistics=False, row_group_size=1 << 20
    )


def report(out: Path) -> None:
    sizes = {path.name: path.stat().st_size for path in sorted(out.iterdir())}
    for name, size in sizes.items():
        print(f"{size:>10,} {name}")
    total = sum(sizes.values())
    print(f"{total:>10,} in all")
    if total > MOST_BYTES:
        raise SystemExit(f"The gazetteer is larger than {MOST_BYTES:,} bytes.")


# --- codes and names ----------------------------------------------------------------------------------------


def read_crosswalk(source: Path) -> pl.DataFrame:
    return pl.read_csv(
        source / "desa-crosswalk-2024-2025.csv",
        schema_overrides={"code_2024": pl.String, "code_2025": pl.String},
    ).sort("code_2024")


def recoded(crosswalk: pl.DataFrame) -> dict[str, str]:
    """Code of 2024 -> code of 2025, where they differ."""
    rows = crosswalk.filter(pl.col("code_2025").is_not_null(), pl.col("code_2024") != pl.col("code_2025"))
    return dict(zip(rows["code_2024"], rows["code_2025"], strict=True))


def codes_of_2024(known: pl.DataFrame, *, crosswalk: pl.DataFrame) -> dict[str, str]:
    """Code of 2025 -> code of 2024 of every village that both lists have."""
    changed = recoded(crosswalk)
    lost = set(crosswalk.filter(pl.col("code_2025").is_null())["code_2024"])
    voted = known.filter(pl.col("level") == "desa", pl.col("in_pemilu2024"))["code"]
    same = {code: code for code in voted if code not in changed and code not in lost}
    return {**same, **{new: old for old, new in changed.items()}}


def make_crosswalk(crosswalk: pl.DataFrame) -> pl.DataFrame:
    """Only the villages whose code changed or ended."""
    return crosswalk.filter(
        pl.col("code_2025").is_null() | (pl.col("code_2024") != pl.col("code_2025"))
    ).select("code_2024", "code_2025", "how")


def make_regions(known: pl.DataFrame, *, crosswalk: pl.DataFrame) -> pl.DataFrame:
    names = [*named(known, crosswalk=crosswalk)]
    return pl.DataFrame(
        {
            "code": known["code"].cast(pl.Int64),
            "name": [name for name, _ in names],
            "alias": [alias for _, alias in names],
            "lat_e5": (known["settle_lat"] * GRID).round().cast(pl.Int32),
            "lon_e5": (known["settle_lon"] * GRID).round().cast(pl.Int32),
            "area_1000m2": (known["area_km2"] * 1000).round().cast(pl.Int32),
            "landmass": pl.Series(filled_landmasses(known), dtype=pl.Int16),
            "suspect": known["suspect"].fill_null(value=False),
            "drawn": ~known["coord_source"].is_in([*NOT_DRAWN]),
            "in_2024": known["in_pemilu2024"],
            "in_2025": known["in_2025"],
        }
    )


def named(known: pl.DataFrame, *, crosswalk: pl.DataFrame) -> Iterator[tuple[str, str | None]]:
    """Name and alias of every region: the spelling of 2025, unless the code meant another place in 2024."""
    matched = dict(zip(crosswalk["code_2024"], crosswalk["name_2025"], strict=True))
    taken = defaultdict(set)
    for code, name in known.filter(pl.col("in_pemilu2024")).select("code", "name_kpu2024").iter_rows():
        taken[code[:4], len(code)].add(fold_name(name))
    changed = {*recoded(crosswalk), *crosswalk.filter(pl.col("code_2025").is_null())["code_2024"]}
    for code, name, old in known.select("code", "name", "name_kpu2024").iter_rows():
        if len(code) == 4:
            yield name, name.split(" ", 1)[1]
        elif old is None:
            yield name, None
        elif code in changed:
            yield spelt(matched[code] or titled(old), old)
        elif len(code) == 6 and fold_name(name) != fold_name(old) and fold_name(name) in taken[code[:4], 6]:
            yield titled(old), None
        else:
            yield spelt(name, old)


def spelt(name: str, old: str) -> tuple[str, str | None]:
    """The name, and the other spelling when it differs in more than case and spaces."""
    bare = old.rstrip("0123456789 ") if old[-4:].isdigit() else old
    return name, None if fold_name(bare) == fold_name(name) else titled(bare)


def titled(name: str) -> str:
    words = " ".join(name.split()).split(" ")
    return " ".join(word if set(word) <= set("IVX") else word.capitalize() for word in words)


def filled_landmasses(known: pl.DataFrame) -> list[int | None]:
    """Landmasses; a village without an outline gets its kecamatan's most common one, else its regency's."""
    usual = {
        length: dict(
            known.filter(pl.col("landmass").is_not_null())
            .group_by(pl.col("code").str.head(length).alias("unit"))
            .agg(pl.col("landmass").mode().min())
            .iter_rows()
        )
        for length in (6, 4)
    }
    return [
        land if land is not None or len(code) < 10 else usual[6].get(code[:6], usual[4].get(code[:4]))
        for code, land in known.select("code", "landmass").iter_rows()
    ]


def make_landmasses(known: pl.DataFrame) -> pl.DataFrame:
    named_ones = known.filter(pl.col("landmass_name").is_not_null())
    return (
        named_ones.group_by("landmass")
        .agg(pl.col("landmass_name").min().alias("name"), pl.col("landmass_km2").max().alias("area_km2"))
        .sort("landmass")
    )


# --- stations and places ------------------------------------------------------------------------------------


def make_villages(source: Path) -> pl.DataFrame:
    stations = pl.read_parquet(source / "tps2024.parquet")
    later = pl.read_parquet(source / "pilkada2024-desa-est.parquet")
    return (
        stations.group_by("desa")
        .agg(
            pl.len().alias("stations"),
            pl.col("khusus").sum().alias("special"),
            pl.col("tps").filter("khusus").min().fill_null(0).alias("first_special"),
        )
        .join(later, on="desa", validate="1:1")
        .sort("desa")
        .select(
            pl.col("desa").cast(pl.Int64).alias("code"),
            pl.col("stations").cast(pl.UInt16),
            pl.col("special").cast(pl.UInt16),
            pl.col("first_special").cast(pl.UInt16),
            pl.col("tps_est").cast(pl.UInt16).alias("stations_pilkada"),
            special_pilkada().cast(pl.UInt16).alias("special_pilkada"),
        )
    )


def special_pilkada() -> pl.Expr:
    """Special stations of Pilkada: half of those of Pemilu, rounded up, as the source does for all stations.

    That gives the six that KPU Lampung Selatan named (suara.com, 2024-09-20).
    """
    half = (pl.col("special") + 1) // 2
    return pl.col("desa").replace_strict(SPECIAL_PILKADA, default=half, return_dtype=pl.UInt32)


def make_voters(source: Path) -> pl.DataFrame:
    """One row per station, in the order of villages and numbers; special ones (901 and up) come last."""
    stations = pl.read_parquet(source / "tps2024.parquet").sort("desa", "tps")
    check_numbers(stations)
    return stations.select(
        pl.col("dpt_l").cast(pl.UInt8).alias("men"),
        pl.col("dpt_p").cast(pl.UInt8).alias("women"),
        pl.col("dpt_source")
        .replace_strict({basis: i for i, basis in enumerate(VOTERS_BASIS)})
        .cast(pl.UInt8)
        .alias("basis"),
    )


def check_numbers(stations: pl.DataFrame) -> None:
    """Numbers are not stored: they must run on from 1, and from the first special one, in every village."""
    first = pl.when("khusus").then(pl.col("tps").min().over("desa", "khusus")).otherwise(1)
    expected = first + pl.int_range(pl.len()).over("desa", "khusus")
    if stations.filter(expected != pl.col("tps")).height:
        raise SystemExit("The stations of some village are not numbered through.")


def make_borders(source: Path, *, code_of: dict[str, str], regions: pl.DataFrame) -> pl.DataFrame:
    land = dict(regions.select("code", "landmass").iter_rows())
    pairs = pl.read_parquet(source / "desa-adjacency.parquet").filter(pl.col("border_km") > LEAST_BORDER_KM)
    found = {}
    for a, b, border_km in pairs.select("a", "b", "border_km").iter_rows():
        if a in code_of and b in code_of:
            x, y = sorted((int(code_of[a]), int(code_of[b])))
            if land[x] == land[y]:
                found[x, y] = min(65_535, round(border_km * 100))
    rows = sorted(found.items())
    return pl.DataFrame(
        {
            "a": [a for (a, _), _ in rows],
            "b": [b for (_, b), _ in rows],
            "border_dam": pl.Series([border for _, border in rows], dtype=pl.UInt16),
        }
    )


def make_hubs(source: Path, *, regions: pl.DataFrame, villages: pl.DataFrame) -> pl.DataFrame:
    """The village of every regency's store and every kecamatan's office, and how it was chosen.

    The source goes by names and centres and does not look at water. A hub on a landmass with few stations of
    its unit is moved to the landmass that has most of them.
    """
    hubs = pl.read_parquet(source / "hubs2024.parquet").sort("code").select("code", "village", "basis")
    ground = villages.join(regions, on="code").with_columns(text=pl.col("code").cast(pl.String))
    moved = [moved_hub(row, ground=ground) for row in hubs.iter_rows(named=True)]
    return pl.DataFrame(moved).select(pl.col("code", "village").cast(pl.Int64), "basis")


def moved_hub(hub: dict[str, Any], *, ground: pl.DataFrame) -> dict[str, Any]:
    unit = ground.filter(pl.col("text").str.starts_with(hub["code"]))
    share = (
        unit.group_by("landmass").agg(pl.col("stations").sum()).sort("stations", "landmass", descending=True)
    )
    here = unit.filter(pl.col("text") == hub["village"])["landmass"].to_list()
    count = sum(share.filter(pl.col("landmass").is_in(here))["stations"])
    if count * FEW >= share["stations"][0]:
        return hub
    main = unit.filter(pl.col("landmass") == share["landmass"][0])
    weight = main["stations"].to_numpy()
    lat, lon = (np.average(main[axis].to_numpy(), weights=weight) for axis in ("lat_e5", "lon_e5"))
    gap = (pl.col("lat_e5") - lat) ** 2 + (pl.col("lon_e5") - lon) ** 2
    village = main.sort(gap, "code")["text"][0]
    return {
        **hub,
        "village": village,
        "basis": "village nearest the TPS-weighted centre of the main landmass",
    }


def make_police(source: Path) -> pl.DataFrame:
    return pl.read_csv(
        source / "poi-police.csv", schema_overrides={"kab": pl.String, "kecamatan": pl.String}
    ).select(pl.col("kab").alias("regency"), "kecamatan", "kind", "name", "basis")


def make_airports(source: Path, *, rings: pl.DataFrame, code_of: dict[str, str]) -> pl.DataFrame:
    """The airports that lie in a village, with that village."""
    airports = pl.read_csv(source / "poi-airports.csv")
    points = shapely.points(airports["lon"].to_numpy() * GRID, airports["lat"].to_numpy() * GRID)
    found = shapely.STRtree(polygons(rings)).query(points, predicate="within")
    village = {
        int(airport): code_of[rings["code"][int(at)]]
        for airport, at in sorted(found.T.tolist(), reverse=True)
    }
    return (
        airports.with_columns(
            village=pl.Series([village.get(i) for i in range(len(airports))], dtype=pl.String)
        )
        .filter(pl.col("village").is_not_null())
        .sort("village", "icao")
        .select("village", "iata", "icao", "name", pl.col("lat").round(5), pl.col("lon").round(5))
    )


# --- outlines -----------------------------------------------------------------------------------------------


def polygons(rings: pl.DataFrame) -> Polygons:
    return np.array([polygon(row) for row in rings.iter_rows(named=True)], dtype=object)


def polygon(row: dict[str, Any]) -> shapely.Geometry:
    """A village's valid polygon, by the even-odd rule over its rings, in steps of the finest grid."""
    shape: shapely.Geometry = shapely.Polygon()
    for ring in row_rings(row):
        if len(ring) > 2:
            shape = shapely.symmetric_difference(
                shape, shapely.make_valid(shapely.polygons(ring.astype(float)))
            )
    return shape


def row_rings(row: dict[str, Any]) -> list[NDArray[np.int64]]:
    points = np.column_stack([row["x"], row["y"]]).astype(np.int64)
    return np.split(points, row["ring_end"][:-1])


def simplified(rings: pl.DataFrame) -> list[GridOutline]:
    """Each village's coarsest outline that keeps the common share; the source's own where none does."""
    whole = polygons(rings)
    found = [GridOutline(tuple(row_rings(row))) for row in rings.iter_rows(named=True)]
    left = np.arange(len(whole))
    for tolerance in TOLERANCES:
        shapes = coarse(shapely.simplify(whole[left], tolerance))
        good = common_share(shapes, whole[left]) >= COMMON_SHARE
        for i, shape in zip(left[good], shapes[good], strict=True):
            found[i] = GridOutline(tuple(grid_rings(shape)), COARSE)
        left = left[~good]
    return found


def coarse(shapes: Polygons) -> Polygons:
    rounded = shapely.set_precision(shapely.make_valid(shapes), COARSE)
    return np.asarray(shapely.make_valid(rounded))


def common_share(a: Polygons, b: Polygons) -> NDArray[np.float64]:
    shared = shapely.area(shapely.intersection(a, b))
    return np.asarray(shared / (shapely.area(a) + shapely.area(b) - shared))


def grid_rings(shape: shapely.Geometry) -> Iterator[NDArray[np.int64]]:
    """All rings of a polygon's parts on the coarse grid, without closing points."""
    for part in shapely.get_parts(shape):
        if part.geom_type == "Polygon":
            for ring in (part.exterior, *part.interiors):
                yield np.rint(shapely.get_coordinates(ring)[:-1] / COARSE).astype(np.int64)


def write_outlines(rings: pl.DataFrame, *, code_of: dict[str, str], path: Path) -> None:
    """One deflated block per regency, with the same bytes at every build."""
    coded = rings.with_columns(pl.col("code").replace_strict(code_of).alias("code")).sort("code")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for regency in coded["code"].str.head(4).unique(maintain_order=True):
            its = coded.filter(pl.col("code").str.starts_with(regency))
            exact = [GridOutline(tuple(row_rings(row))) for row in its.iter_rows(named=True)]
            outlines = exact if regency in REFERENCE else simplified(its)
            numbers = [int(code[4:]) for code in its["code"]]
            block = pack_outlines(dict(zip(numbers, outlines, strict=True)))
            archive.writestr(zipfile.ZipInfo(regency), block, zipfile.ZIP_DEFLATED, 9)


if __name__ == "__main__":
    main()
