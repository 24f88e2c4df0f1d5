"""Prepared exercises: each can be read and is about its own regency; faults are told."""

from pathlib import Path

import pytest

from sampai.kernel.errors import Refused, Unreadable
from sampai.kernel.ids import RegionCode
from sampai.packs.exercises import exercise_codes, load_exercise
from sampai.packs.indonesia.regions import IndonesiaGazetteer
from sampai.rehearsal.model.training import Mishap


@pytest.mark.parametrize("code", exercise_codes())
def test_every_prepared_exercise_happens_in_its_regency_after_it_begins(code: str) -> None:
    script = load_exercise(code)

    regions = IndonesiaGazetteer().territory(RegionCode(script.region)).regions
    assert script.injections
    for one in script.injections:
        assert one.place in regions
        assert one.at >= script.starts


def test_a_file_of_ones_own_says_what_happens(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(
        'name = "Latihan"\nstarts = "H-1 08:00"\nspeed = 2.5\n'
        '[[event]]\nwhat = "vehicle-lost"\nat = "H-1 09:00"\nplace = "170401"\nlasts_min = 0\n',
        encoding="utf-8",
    )

    script = load_exercise(str(file))

    assert (script.code, script.speed, script.region) == ("own", 2.5, "")
    assert [(one.mishap, one.lasts_min, one.told) for one in script.injections] == [
        (Mishap.VEHICLE_LOST, 0, "")
    ]


@pytest.mark.parametrize(
    "line", ['place = "Kaur"', 'place = "1704"\nwhat = "war"', 'place = "1704"\nodd = 1']
)
def test_a_fault_in_a_file_is_told_with_its_place(tmp_path: Path, line: str) -> None:
    file = tmp_path / "own.toml"
    what = "" if "what" in line else 'what = "flood"\n'
    file.write_text(
        f'name = "x"\nstarts = "H-1 08:00"\nspeed = 1\n[[event]]\n{what}at = "H 00:00"\n{line}\n',
        encoding="utf-8",
    )

    with pytest.raises(Unreadable):
        load_exercise(str(file))


def test_an_unknown_exercise_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(Refused, match="way-haru-h-1"):
        load_exercise("nowhere")
