"""Claims: all are kept, the accepted one is shown."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from tests.operations import operations
from tests.worlds import PORT, STORE

from sampai.kernel.geo import Position
from sampai.kernel.quantity import Certainty
from sampai.places.model import Claim, Located, Register, Signal, SignalGrade, Station
from sampai.places.rules.claims import as_claimed_place, as_claimed_station, settle
from sampai.plan.model import Operation

STATION = Station(village=PORT, number=1, voters_m=100, voters_f=120, voters_source="DPS")


def claim(field: str, value: str, *, accepted: bool = True, source: str = "KPU") -> Claim:
    return Claim(subject=STATION.code, field=field, value=value, source=source, accepted=accepted)


def shown(*claims: Claim) -> Station:
    (station,) = settle(Register(stations=(STATION,), claims=claims)).stations
    return station


def test_the_accepted_position_is_shown_with_its_source_and_certainty() -> None:
    one = replace(claim("Posisi", "-4.78, 103.33"), certainty=Certainty.MEASURED)

    assert shown(one).located == Located(Position(-4.78, 103.33), "KPU", Certainty.MEASURED)


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("pemilih-l", "1.043", replace(STATION, voters_m=1043, voters_source="KPU")),
        ("Pemilih P", "7", replace(STATION, voters_f=7, voters_source="KPU")),
        ("lokasi", "Balai desa", replace(STATION, name="Balai desa")),
        ("tps_sulit", "Ya", replace(STATION, hard=True)),
        ("sinyal", "SMS-suara", replace(STATION, signal=(Signal("", SignalGrade.VOICE),))),
        ("warna dinding", "biru", STATION),
    ],
)
def test_each_field_is_shown_as_accepted(field: str, value: str, expected: Station) -> None:
    assert shown(claim(field, value)) == expected


def test_what_nobody_accepted_changes_nothing() -> None:
    assert shown(claim("tps-sulit", "ya", accepted=False)) == STATION


@pytest.mark.parametrize(
    ("field", "value"),
    [("posisi", "di sana"), ("posisi", "95, 103"), ("pemilih-l", "-3"), ("tps-sulit", "?")],
)
def test_an_unreadable_value_is_told_from_one_that_changes_nothing(field: str, value: str) -> None:
    assert as_claimed_station(STATION, claim=claim(field, value)) is None


def test_a_place_is_renamed_and_moved() -> None:
    renamed = as_claimed_place(STORE, claim=claim("nama", "Gudang Selasih"))
    moved = as_claimed_place(STORE, claim=claim("posisi", "-4,5; 103,1"))

    assert renamed == replace(STORE, name="Gudang Selasih")
    assert moved is not None
    assert moved.located.position == Position(-4.5, 103.1)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(operations())
def test_settling_twice_changes_nothing_more(operation: Operation) -> None:
    assert settle(operation.register) == operation.register
