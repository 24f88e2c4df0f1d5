"""Registers compared: added, moved with the distance, changed fields, removed."""

from sampai.kernel.geo import Position
from sampai.places.rules.diff import FieldChange, StationFacts, diff_details

NAMES = ("voters", "hard")
HERE, FAR, NEAR = Position(-4.5, 103.0), Position(-4.5, 103.01), Position(-4.5, 103.0001)


def test_each_station_stands_under_what_happened_to_it() -> None:
    before = {
        "1": StationFacts(HERE, (400, False)),
        "2": StationFacts(HERE, (400, False)),
        "3": StationFacts(HERE, (400, False)),
        "4": StationFacts(None, (400, False)),
    }
    after = {
        "2": StationFacts(FAR, (400, False)),
        "3": StationFacts(NEAR, (410, True)),
        "4": StationFacts(HERE, (400, False)),
        "5": StationFacts(HERE, (400, False)),
    }

    found = diff_details(before, after, names=NAMES)

    assert (found.diff.added, found.diff.removed) == (("5",), ("1",))
    assert [(one.code, one.distance_m and round(one.distance_m, -1)) for one in found.moves] == [
        ("4", None),
        ("2", 1110.0),
    ]
    assert found.fields == (
        FieldChange(code="3", field="voters", old=400, new=410),
        FieldChange(code="3", field="hard", old=False, new=True),
    )


def test_equal_registers_differ_in_nothing() -> None:
    same = {"1": StationFacts(HERE, (400, False))}

    found = diff_details(same, same, names=NAMES)

    assert (found.diff.added, found.moves, found.fields, found.diff.removed) == ((), (), (), ())
