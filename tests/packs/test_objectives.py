import tomllib
from decimal import Decimal
from importlib.resources import files

import pytest

from sampai.election.model import Standing
from sampai.kernel.errors import Unreadable
from sampai.packs.objectives import load_objective, objective_of
from sampai.packs.toml_table import Table
from sampai.transport.model import USUAL

TEXT = (files("sampai") / "packs" / "indonesia" / "objective.toml").read_text(encoding="utf-8")


def read(text: str) -> Table:
    return Table(tomllib.loads(text, parse_float=Decimal), file="objective.toml", name="")


def test_the_weights_are_data_and_marked_unverified() -> None:
    found = load_objective()

    assert (found.basis.standing, found.prices_basis.standing) == (Standing.UNVERIFIED,) * 2
    assert found.unserved_rp > found.late_rp_h > found.exposure_rp_h
    assert found.shift_rp == USUAL.shift_rp


def test_a_changed_weight_is_read() -> None:
    assert objective_of(read(TEXT.replace("hire_h = 8", "hire_h = 12"))).hire_h == 12


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("late_rp_h = 10_000_000", "late_rp_h = 10"),
        ("hire_h = 8\n", ""),
        ("night_rp = 300_000", "night_rp = -1"),
        ("[reliefs]\n", "[reliefs]\nsurprise = 1\n"),
    ],
)
def test_weights_out_of_order_missing_negative_or_unknown_are_refused(old: str, new: str) -> None:
    assert old in TEXT

    with pytest.raises(Unreadable):
        objective_of(read(TEXT.replace(old, new)))
