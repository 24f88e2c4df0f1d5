"""`sampai surplus` proposes what the page proposes, and writes it down."""

import json
from pathlib import Path

import pytest
from tests.command.test_surplus import opened
from tests.store import store

from sampai.kernel.clock import HOUR, HTime
from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode
from sampai.main.web import surplus
from sampai.main.words import words


@pytest.fixture
def found(tmp_path: Path) -> list[surplus.Proposed]:
    with store("sqlite", folder=tmp_path, recipe=opened):
        return [*surplus._proposals(RegionCode("3308"), at=HTime(8 * HOUR), likely=False)]


def test_the_moves_are_told_to_programs_and_written_as_tables(
    found: list[surplus.Proposed], tmp_path: Path
) -> None:
    (one,) = found
    told = json.loads(json.dumps(surplus.plain(one)))
    brought = sum(sheets for move in told["moves"] for sheets in move["ballots"].values())

    assert (told["short"], told["stays_short"], brought, told["at"]) == (2399, 0, 2399, "H 08:00")
    surplus.write_moves(found, out=tmp_path / "geser.csv", words=words("id"))
    lines = (tmp_path / "geser.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 1 + sum(len(move["ballots"]) for move in told["moves"])
    with pytest.raises(Refused):
        surplus.write_moves(found, out=tmp_path / "geser.doc", words=words("id"))


def test_a_region_without_an_operation_is_named(tmp_path: Path) -> None:
    with store("sqlite", folder=tmp_path), pytest.raises(Refused, match="no operation"):
        surplus._proposals(RegionCode("1704"), at=None, likely=True)
