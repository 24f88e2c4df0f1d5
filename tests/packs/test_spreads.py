import tomllib
from decimal import Decimal
from importlib.resources import files

import pytest

from sampai.election.model import Standing
from sampai.kernel.clock import HOUR
from sampai.kernel.errors import Unreadable
from sampai.packs.profiles import load_modes
from sampai.packs.spreads import load_spreads, spreads_of
from sampai.packs.toml_table import Table
from sampai.transport.model import Lognormal, Points

TEXT = (files("sampai") / "packs" / "indonesia" / "spread.toml").read_text(encoding="utf-8")


def read(text: str) -> Table:
    return Table(tomllib.loads(text, parse_float=Decimal), file="spread.toml", name="")


def test_every_mode_of_the_pack_has_a_spread_and_nothing_else_has() -> None:
    assert [spread.mode for spread in load_spreads().modes] == [rule.mode for rule in load_modes()]


def test_what_nobody_measured_is_marked_unverified() -> None:
    book = load_spreads()

    assert {spread.basis.standing for spread in book.modes} == {Standing.UNVERIFIED}
    assert book.rain_basis.standing is Standing.UNVERIFIED


def test_minutes_become_seconds_and_clock_times_too() -> None:
    book = load_spreads()

    assert book.last_start_s == 21 * HOUR
    assert book.modes[0].closed_s == Lognormal(180 * 60, 0.7)


def test_points_are_read_as_pairs() -> None:
    text = TEXT.replace(
        "loading_min = { median = 15, sigma = 1.0 }", "loading_min = { points = [[0.9, 0], [0.1, 60]] }"
    )

    assert spreads_of(read(text)).modes[0].loading_s == Points(((0.9, 0.0), (0.1, 3600.0)))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("wet_factor = 1.20", "wet_factor = 0.9", "truk"),
        ("closed_wet = 0.02", "closed_wet = 0.001", "truk"),
        ("together = 0.6", "together = 1.6", "wet_days"),
        ("together = 0.6", "togehter = 0.6", "together"),
        ("sigma = 0.20", "sigma = -1", "sigma"),
        ("{ median = 180, sigma = 0.7 }", "{ points = [[0.5, 0]] }", "points"),
        ("{ median = 180, sigma = 0.7 }", "{ points = [1, 2] }", "points"),
        ("{ median = 180, sigma = 0.7 }", "{ median = 180, sigma = 0.7, mode = 3 }", "mode"),
    ],
)
def test_faults_name_the_table_and_key(old: str, new: str, told: str) -> None:
    with pytest.raises(Unreadable, match=told):
        spreads_of(read(TEXT.replace(old, new, 1)))
