import pytest
from tests.worlds import FULL

from sampai.kernel.errors import Refused
from sampai.kernel.ids import UnitCode
from sampai.kernel.quantity import Certainty
from sampai.plan.rules.strengths import with_strengths


def test_a_unit_can_send_as_many_as_wished_and_that_is_an_assumption() -> None:
    units = {unit.code: unit for unit in with_strengths(FULL, available={"POLSEK-1": 40}).units}

    changed = units[UnitCode("POLSEK-1")]
    assert (changed.available, changed.strength, changed.certainty) == (40, 40, Certainty.ASSUMED)
    assert {code: unit for code, unit in units.items() if code != "POLSEK-1"} == {
        unit.code: unit for unit in FULL.units if unit.code != "POLSEK-1"
    }


def test_without_wishes_nothing_changes() -> None:
    assert with_strengths(FULL, available={}) == FULL


def test_an_unknown_unit_is_refused_with_the_units_that_there_are() -> None:
    with pytest.raises(Refused, match="POLSEK-1"):
        with_strengths(FULL, available={"POLSEK-9": 4})
