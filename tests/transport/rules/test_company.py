"""Crew, seats and papers of journeys."""

from dataclasses import replace

import pytest
from tests.worlds import BEACH, MODES, TRUCK

from sampai.election.model import Level
from sampai.kernel.clock import HTime
from sampai.kernel.errors import Unreadable
from sampai.kernel.ids import StationCode, VehicleCode
from sampai.kernel.quantity import Load
from sampai.packs.journey_rules import journey_rules_of, load_journey_rules
from sampai.packs.profiles import load_modes
from sampai.packs.toml_table import Table
from sampai.transport.model import Journey, JourneyRules, Stop
from sampai.transport.rules.company import Company, company_of

BY_MODE = {rule.mode: rule for rule in MODES}


def _journey(giver: Level, receiver: Level, *, stations: tuple[int, ...]) -> Journey:
    """A truck's journey with a stop for each number of stations."""
    stops = tuple(
        Stop(
            place=f"P{number}",
            arrives=HTime(-3_600),
            departs=HTime(-3_000),
            stations=tuple(StationCode(f"{BEACH}{number}{one:02d}") for one in range(count)),
            load=Load(boxes=count),
        )
        for number, count in enumerate(stations)
    )
    return Journey(
        code="X",
        vehicle=VehicleCode("TRUK"),
        ordinal=1,
        mode=TRUCK,
        giver=giver,
        receiver=receiver,
        origin="GUDANG",
        loads=HTime(-9_000),
        departs=HTime(-7_200),
        returns=HTime(0),
        stops=stops,
        load=Load(boxes=sum(stations)),
        distance_m=1_000,
    )


def _company(journey: Journey) -> Company:
    return company_of(journey, rules=load_journey_rules(), modes=BY_MODE, is_escorted=True)


def _copies(journey: Journey) -> dict[str, int]:
    return {paper.rule.code: paper.copies for paper in _company(journey).papers}


@pytest.fixture
def to_offices() -> Journey:
    return _journey(Level.KPU, Level.PPK, stations=(3, 2))


@pytest.fixture
def to_stations() -> Journey:
    return _journey(Level.PPK, Level.STATION, stations=(1, 1, 1))


def test_each_handover_has_its_minutes_and_each_station_its_receipt(
    to_offices: Journey, to_stations: Journey
) -> None:
    stations = sum(len(stop.stations) for stop in to_stations.stops)

    assert _copies(to_offices)["bast"] == len(to_offices.stops)
    assert "tanda-terima" not in _copies(to_offices)
    assert _copies(to_stations)["tanda-terima"] == stations


def test_a_convoy_has_a_manifest_crew_and_seat_for_each_vehicle(to_offices: Journey) -> None:
    convoy = replace(to_offices, convoy=(2, 3))

    company = _company(convoy)

    assert _copies(convoy)["manifes"] == 3
    assert _copies(convoy)["surat-jalan"] == 1
    assert (company.drivers, company.helpers, company.seats) == (3, 3, 3 * BY_MODE[TRUCK].escort_seats)


def test_without_rules_nothing_is_invented(to_offices: Journey) -> None:
    company = company_of(to_offices, rules=JourneyRules(), modes=BY_MODE, is_escorted=False)

    assert (company.drivers, company.helpers, company.papers) == (None, None, ())


def test_orders_of_an_escort_are_carried_only_where_there_is_one(to_offices: Journey) -> None:
    rules = load_journey_rules()
    papers = company_of(to_offices, rules=rules, modes=BY_MODE, is_escorted=False).papers

    assert "surat-tugas" in _copies(to_offices)
    assert "surat-tugas" not in {paper.rule.code for paper in papers}


def test_the_pack_has_a_crew_for_each_means_of_transport_once() -> None:
    crews = [mode for rule in load_journey_rules().crews for mode in rule.modes]

    assert sorted(crews) == sorted(rule.mode for rule in load_modes())
    assert TRUCK in crews


def test_an_unknown_level_of_a_paper_is_named() -> None:
    paper = {"code": "x", "name": "X", "name_en": "X", "per": "journey", "receivers": ["kampung"]}

    with pytest.raises(Unreadable, match="kampung"):
        journey_rules_of(Table({"paper": [paper]}, file="journeys.toml", name=""))
