import pytest
from tests.tables import moment, reading_of
from tests.worlds import PORT

from sampai.guarding.forms.posts import read_posts
from sampai.guarding.forms.risks import read_risks
from sampai.guarding.forms.units import read_officers, read_units
from sampai.guarding.model import RiskClass
from sampai.guarding.rules.risk import class_of
from sampai.kernel.table.sheet import Value


def risk(**cells: Value) -> dict[str, Value]:
    return {
        "place": f"{PORT}001",
        "institution": "Polri",
        "indicator": "Kelas",
        "value": "Sangat Rawan",
        **cells,
    }


def test_a_class_is_read_as_the_police_write_it() -> None:
    entries = read_risks(reading_of("kerawanan", risk()))

    assert entries.faults == ()
    assert class_of(entries.nouns()[0]) is RiskClass.VERY


@pytest.mark.parametrize("institution", ["bawaslu", "pers"])
def test_only_the_polices_classes_are_classes(institution: str) -> None:
    entries = read_risks(reading_of("kerawanan", risk(institution=institution, value="tinggi")))

    assert entries.faults == ()
    assert entries.nouns()[0].value == "tinggi"


def test_a_unit_at_the_top_has_no_parent() -> None:
    rows: dict[str, Value] = {
        "code": "POLRES",
        "name": "Polres",
        "institution": "Kepolisian",
        "base": "POLRES",
        "strength": 120,
        "available": 120,
    }

    (unit,) = read_units(reading_of("satuan", rows)).nouns()

    assert (unit.parent, unit.institution, unit.available) == (None, "polri", 120)


def test_a_service_number_written_as_a_number_is_kept_as_digits() -> None:
    rows: dict[str, Value] = {
        "service_number": 85010001.0,
        "name": "Ahmad",
        "unit": "POLRES",
        "phone": "0812-345",
    }

    (officer,) = read_officers(reading_of("personel", rows)).nouns()

    assert (officer.service_number, officer.phone) == ("85010001", "0812-345")


def test_a_guarded_place_is_read_with_its_times() -> None:
    rows: dict[str, Value] = {
        "place": "GUDANG",
        "starts": "19/10/2023 08:00",
        "ends": "2024-11-30 08:00",
        "squad": 6,
        "shift": 8,
    }

    (post,) = read_posts(reading_of("jaga", rows)).nouns()

    assert (post.starts, post.ends) == (moment("2023-10-19T08:00"), moment("2024-11-30T08:00"))
