from tests.tables import reading_of
from tests.worlds import FLEET, MODES

from sampai.kernel.quantity import Load
from sampai.kernel.table.entry import Entries
from sampai.kernel.table.sheet import Value
from sampai.transport.forms import fleet_rows, read_fleet
from sampai.transport.model import VehicleGroup


def fleet(**cells: Value) -> Entries[VehicleGroup]:
    row = {"code": "T", "kind": "Truk", "mode": "truk", "base": "GUDANG", "count": 2, **cells}
    return read_fleet(reading_of("armada", row), modes=MODES)


def test_empty_capacities_are_the_modes_usual_ones_and_this_is_noted() -> None:
    entries = fleet(boxes=60, cost_km=1_000, cost_h=2_000)

    (group,) = entries.nouns()
    assert group.room == Load(60, 12_000, 4_000_000)
    assert (group.cost_rp_km, group.cost_rp_h) == (1_000, 2_000)
    (note,) = entries.notes
    assert note.code == "usual-of-mode"
    assert "Kapasitas volume, Kapasitas berat" in str(note.said)


def test_a_full_row_needs_no_note() -> None:
    assert fleet(boxes=60, volume="9,5", weight="2000", cost_km=0, cost_h=0).notes == ()


def test_cubic_metres_and_kilograms_are_kept_in_litres_and_grams() -> None:
    (group,) = fleet(boxes=60, volume="9,5", weight="2000", cost_km=0, cost_h=0).nouns()

    assert (group.room.volume_l, group.room.weight_g) == (9_500, 2_000_000)


def test_a_fleet_is_written_as_it_is_read() -> None:
    entries = read_fleet(reading_of("armada", *fleet_rows(FLEET)), modes=MODES)

    assert entries.nouns() == FLEET
    assert entries.notes == ()
