from pathlib import Path

import pytest
from tests.engines.roads.made import TOWN, TOWN_WAYS, street, write

from sampai.engines.roads.store import ATTRIBUTION, file_digest, load_graph
from sampai.kernel.errors import Unreadable
from sampai.packs.road_table import load_road_table

TABLE = load_road_table()


@pytest.fixture
def town(tmp_path: Path) -> Path:
    return write(tmp_path / "town.osm", spots=TOWN, ways=TOWN_WAYS)


def test_a_kept_graph_is_the_graph(town: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"

    fresh = load_graph(town, table=TABLE, cache=cache)
    kept = load_graph(town, table=TABLE, cache=cache)

    assert kept.digest() == fresh.digest() == load_graph(town, table=TABLE).digest()
    assert (kept.source, kept.attribution) == (f"town.osm {file_digest(town)[:19]}", ATTRIBUTION)
    assert len(list(cache.iterdir())) == 1


def test_a_renamed_map_is_the_same_map_under_its_new_name(town: Path, tmp_path: Path) -> None:
    load_graph(town, table=TABLE, cache=tmp_path / "cache")

    renamed = load_graph(town.rename(tmp_path / "new.osm"), table=TABLE, cache=tmp_path / "cache")

    assert renamed.source.startswith("new.osm sha256:")
    assert len(list((tmp_path / "cache").iterdir())) == 1


def test_the_kept_graph_is_what_is_read(town: Path, tmp_path: Path) -> None:
    load_graph(town, table=TABLE, cache=tmp_path / "cache")
    (kept,) = (tmp_path / "cache").iterdir()
    other = write(tmp_path / "other.osm", spots=TOWN, ways=[street(1, 1, 2)])
    load_graph(other, table=TABLE, cache=tmp_path / "elsewhere")
    (small,) = (tmp_path / "elsewhere").iterdir()

    kept.write_bytes(small.read_bytes())

    assert load_graph(town, table=TABLE, cache=tmp_path / "cache").ways == 1


def test_a_changed_map_is_read_anew(town: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    load_graph(town, table=TABLE, cache=cache)

    write(town, spots=TOWN, ways=[street(1, 1, 2)])

    assert load_graph(town, table=TABLE, cache=cache).ways == 1
    assert len(list(cache.iterdir())) == 2


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not a zip", b"\x93NUMPY\x01\x00"])
def test_a_damaged_kept_graph_is_made_again(town: Path, tmp_path: Path, content: bytes) -> None:
    cache = tmp_path / "cache"
    whole = load_graph(town, table=TABLE, cache=cache)
    (kept,) = cache.iterdir()
    kept.write_bytes(content)

    assert load_graph(town, table=TABLE, cache=cache).digest() == whole.digest()
    assert load_graph(town, table=TABLE, cache=cache).digest() == whole.digest()


def test_a_folder_that_cannot_be_written_is_no_reason_to_stop(town: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    assert load_graph(town, table=TABLE, cache=tmp_path / "file" / "cache").ways == len(TOWN_WAYS) - 1


def test_no_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"gone\.osm\.pbf"):
        load_graph(tmp_path / "gone.osm.pbf", table=TABLE)


def test_a_folder_is_no_map(tmp_path: Path) -> None:
    with pytest.raises(Unreadable):
        load_graph(tmp_path, table=TABLE)


def test_a_map_without_roads_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="no roads"):
        load_graph(write(tmp_path / "bare.osm", spots=TOWN, ways=[]), table=TABLE)


@pytest.mark.parametrize("cut", [0, 1, 5, 100, 9_000, -1_000, -1])
def test_a_cut_off_extract_is_unreadable(extracts: Path, tmp_path: Path, cut: int) -> None:
    whole = (extracts / "roads-maumere-2012.osm.pbf").read_bytes()
    cut_off = tmp_path / "cut.osm.pbf"
    cut_off.write_bytes(whole[:cut])

    with pytest.raises(Unreadable, match=r"cut\.osm\.pbf"):
        load_graph(cut_off, table=TABLE)


def test_garbage_under_any_name_is_unreadable(tmp_path: Path) -> None:
    for name in ("x.osm.pbf", "x.osm", "x.txt"):
        (tmp_path / name).write_bytes(bytes(range(256)) * 40)

        with pytest.raises(Unreadable):
            load_graph(tmp_path / name, table=TABLE)


def test_flipped_bytes_never_give_another_error(extracts: Path, tmp_path: Path) -> None:
    whole = bytearray((extracts / "roads-maumere-2012.osm.pbf").read_bytes())
    for at in range(20, len(whole), 701):
        spoilt = bytearray(whole)
        spoilt[at] ^= 0xFF
        (tmp_path / "spoilt.osm.pbf").write_bytes(spoilt)
        try:
            load_graph(tmp_path / "spoilt.osm.pbf", table=TABLE)
        except Unreadable:
            continue


def test_a_way_is_cut_where_its_nodes_are_not_in_the_extract(tmp_path: Path) -> None:
    spots = {1: (0.0, 0.0), 2: (1.0, 0.0), 4: (3.0, 0.0), 5: (4.0, 0.0)}

    graph = load_graph(
        write(tmp_path / "clipped.osm", spots=spots, ways=[street(1, 1, 2, 3, 4, 5)]), table=TABLE
    )

    assert len(graph.tail) == 2
    assert graph.largest_share == 0.5
