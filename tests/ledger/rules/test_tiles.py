from pathlib import Path

import pytest
from tests.ledger.go import built
from tests.ledger.log import entries, files, log_key, plain_root, write
from tests.processes import ran

from sampai.ledger.model import Malformed
from sampai.ledger.rules.merkle import root
from sampai.ledger.rules.tiles import (
    bundle_bytes,
    bundle_path,
    entries_of,
    hashes_of_tiles,
    peaks_of,
    read_bundle,
    root_of_bundles,
    spans,
    tile_path,
)

SIZES = [1, 6, 255, 256, 261, 700]


def test_paths_are_those_of_the_specification() -> None:
    assert tile_path(0, 1_234_067) == "tile/0/x001/x234/067"
    assert tile_path(1, 0, width=17) == "tile/1/000.p/17"
    assert bundle_path(1_000) == "tile/entries/x001/000"


def test_only_tiles_with_new_hashes_are_written() -> None:
    assert list(spans(0, 700)) == [(0, 256), (1, 256), (2, 188)]
    assert list(spans(256, 257)) == [(1, 1)]
    assert list(spans(255, 256)) == [(0, 256)]
    assert list(spans(700, 700)) == []
    assert list(spans(0, 255, level=1)) == []
    assert list(spans(256, 700, level=1)) == [(0, 2)]


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 511, 512, 700])
def test_entries_and_roots_come_back_from_the_files(size: int) -> None:
    made = entries(size)
    found = files(made, sizes=[size])

    assert list(entries_of(found.__getitem__, size=size)) == made
    again, full = root_of_bundles(found.__getitem__, size=size)
    assert again == plain_root(made)
    _, one = root_of_bundles(found.__getitem__, size=min(size, 256))
    assert root_of_bundles(found.__getitem__, size=size, known=one) == (again, full)
    assert peaks_of(size, hashes=hashes_of_tiles(found.__getitem__, size=size)) == full
    assert root(size, hashes=hashes_of_tiles(found.__getitem__, size=size)) == plain_root(made)


@pytest.mark.parametrize("raw", [b"\x00", b"\x00\x05abc", b"\x00\x01a\x00\x01b\x00\x00"])
def test_a_bundle_cut_or_of_another_count_is_refused(raw: bytes) -> None:
    with pytest.raises(Malformed):
        read_bundle(raw, width=2)


def test_an_entry_of_64_kib_does_not_fit() -> None:
    with pytest.raises(Malformed):
        bundle_bytes([b"x" * 65_536])


@pytest.fixture(scope="module")
def verifier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built("main.go", folder=tmp_path_factory.mktemp("verifier"))


def verdict(verifier: Path, folder: Path) -> str:
    run = ran([verifier, log_key(), folder])
    return run.stdout + run.stderr


def test_go_accepts_our_log(verifier: Path, tmp_path: Path) -> None:
    found = files(entries(SIZES[-1]), sizes=SIZES)
    write(found, folder=tmp_path)

    assert verdict(verifier, tmp_path) == f"OK 700 entries {len(found) - 1} files\n"


def test_go_rejects_one_changed_byte_in_any_file(verifier: Path, tmp_path: Path) -> None:
    found = files(entries(SIZES[-1]), sizes=SIZES)
    write(found, folder=tmp_path)

    for name, content in found.items():
        end = content.index(b"\n\n") if name == "checkpoint" else len(content)
        for at in (0, end // 2, end - 1):
            wrong = content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
            (tmp_path / name).write_bytes(wrong)
            assert "REJECTED" in verdict(verifier, tmp_path), (name, at)
        (tmp_path / name).write_bytes(content)

    assert "OK" in verdict(verifier, tmp_path)
