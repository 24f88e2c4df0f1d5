"""The worlds of the pack, and files of one's own."""

from pathlib import Path

import pytest

from sampai.kernel.errors import Refused, SampaiError
from sampai.packs.profiles import load_modes
from sampai.packs.rehearsals import load_world, worlds
from sampai.rehearsal.model import Rate


@pytest.mark.parametrize("code", worlds())
def test_every_world_says_every_rate_with_a_source_and_every_means_of_transport(code: str) -> None:
    world = load_world(code)

    assert set(world.rates) == set(Rate)
    assert all(figure.basis.source for figure in world.rates.values())
    assert {mode.mode for mode in world.modes} == {rule.mode for rule in load_modes()}


def test_a_world_of_ones_own_says_only_what_differs(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        'code = "own"\nname = "Sendiri"\nname_en = "Own"\nextends = "2024"\n[[rate]]\ncode = "storms"\n'
        'value = 0.4\nbasis = { standing = "practice", source = "BMKG" }\n',
        encoding="utf-8",
    )

    world, usual = load_world(str(own)), load_world("2024")

    assert (world.code, world[Rate.STORMS]) == ("own", 0.4)
    assert {r for r in Rate if world.rates[r] != usual.rates[r]} == {Rate.STORMS}


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('[[rate]]\ncode = "strom"\nvalue = 1\nbasis = { standing = "law", source = "x" }', "strom"),
        ('[[rate]]\ncode = "short"\nvalue = 2\nbasis = { standing = "law", source = "x" }', "short"),
        ('[[rate]]\ncode = "short"\nvalue = 0.1', "basis"),
    ],
)
def test_a_faulty_world_is_refused_with_what_is_wrong(tmp_path: Path, line: str, told: str) -> None:
    own = tmp_path / "own.toml"
    own.write_text(f'code = "own"\nname = "x"\nname_en = "x"\nextends = "2024"\n{line}\n', encoding="utf-8")

    with pytest.raises(SampaiError, match=told):
        load_world(str(own))


def test_an_unknown_world_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(Refused, match="2023") as refused:
        load_world("2023")

    assert "monsoon" in str(refused.value.hint)
