from pathlib import Path

import pytest

from sampai.election.model import Level
from sampai.kernel.clock import HOUR, parse_h_time
from sampai.kernel.errors import Unreadable
from sampai.packs.command import load_command
from sampai.packs.escorts import load_escorts
from sampai.packs.profiles import load_modes, pack_folder
from sampai.packs.stores import load_stores, stores_of
from sampai.packs.toml_table import read_toml
from sampai.places.model import Mode, PlaceKind


def test_every_means_of_transport_has_an_escort_rule() -> None:
    rules = load_escorts()

    assert [mode.mode for mode in load_modes() if rules.of(mode.mode) is None] == []


def test_escorts_are_as_lampung_selatan_had_them() -> None:
    rules = load_escorts()
    truck = rules.of(Mode("truk"))

    assert truck is not None
    assert (truck.officers, truck.per_vehicles) == (1, 1)
    assert rules.outriders_of(Level.KPU, receiver=Level.PPK) == 2
    assert rules.outriders_of(Level.PPK, receiver=Level.STATION) == 0
    assert rules.soldiers_percent == round(100 * 10 / 73)


def test_a_store_has_three_squads_of_three_as_in_selayar() -> None:
    rules = load_stores()
    store = rules.store(PlaceKind.STORE)

    assert store is not None
    assert (store.squad, store.shift_h, rules.rest.turn_off_s(8 * HOUR)) == (3, 8, 16 * HOUR)
    assert all(check.due < parse_h_time("H 00:00") for check in rules.checks)
    bases = [
        *(r.basis for r in rules.stores),
        *(p.basis for p in rules.peaks),
        *(c.basis for c in rules.checks),
    ]
    assert all(basis.source for basis in bases)


def test_ranks_lead_down_to_ipda() -> None:
    rules = load_command()

    assert rules.height("akp") < rules.height("Ipda") < rules.height("Bripka") < rules.height("unknown")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('kind = "gudang"', 'kind = "toko"'),
        ("2024-12-25", "25-12-2024"),
        ('kinds = ["gudang"]', 'kinds = ["x"]'),
    ],
)
def test_a_fault_in_the_file_is_told_with_its_place(tmp_path: Path, old: str, new: str) -> None:
    shipped = (pack_folder("indonesia") / "stores.toml").read_text(encoding="utf-8")
    file = tmp_path / "stores.toml"
    file.write_text(shipped.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(Unreadable, match=r"stores\.toml"):
        stores_of(read_toml(file))
