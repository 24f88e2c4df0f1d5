"""The chance of arrival in report, workbook, map and JSON."""

import json
from dataclasses import replace

import pytest

from sampai.election.model import Level
from sampai.kernel.clock import HOUR, HTime
from sampai.kernel.ids import VehicleCode
from sampai.main.words import words
from sampai.plan.model import OperationPlan
from sampai.plan.pages.chances import chance_part
from sampai.plan.pages.geo import geojson
from sampai.plan.pages.plan_json import document
from sampai.plan.pages.report import render
from sampai.plan.pages.spots import spots
from sampai.plan.pages.tables import workbook
from sampai.transport.model import BackChance, Cause, Chances, Relief, ReliefKind

EN = words("en")


@pytest.fixture(scope="module")
def weak_plan(chance_plan: OperationPlan) -> OperationPlan:
    """A plan with one station that no departure makes safe, and two reliefs."""
    first, *others = chance_plan.chances.stations
    weak = replace(
        first,
        by_law=0.5,
        by_plan=0.4,
        causes=((Cause.CLOSURE, 0.75), (Cause.RAIN, 0.25)),
        latest_departure=None,
    )
    relief = Relief(
        kind=ReliefKind.EARLIER,
        at="PPK-1",
        giver=Level.PPK,
        receiver=Level.STATION,
        hours=2,
        saved=1,
        gain=0.5,
        failing=2,
        cost_rp=0,
    )
    more = replace(relief, kind=ReliefKind.VEHICLE, vehicle=VehicleCode("TRUK-1"), saved=0, gain=0.25)
    chances = Chances(
        stations=(weak, *others),
        reliefs=(relief, more),
        tried=7,
        scenarios=200,
        by_law=HTime(0),
        by_plan=HTime(-6 * 3600),
    )
    return replace(chance_plan, chances=chances)


def test_the_report_shows_classes_that_add_up_and_the_weakest_first(weak_plan: OperationPlan) -> None:
    part = chance_part(weak_plan, spots=spots(weak_plan), words=EN)

    assert part is not None
    assert sum(line.stations for line in part.classes) == len(weak_plan.chances.stations)
    assert [line.stations for line in part.classes][-1] == 1
    assert part.weakest[0].chance.station == weak_plan.chances.stations[0].station
    assert part.weakest[0].causes == "closed ways 75 %, rain 25 %"


def test_the_report_says_what_would_help_and_that_it_is_estimated(weak_plan: OperationPlan) -> None:
    page = render(weak_plan, words=EN)

    assert '<section id="chances">' in page
    assert "Begin the journeys from PPK Pesisir (PPK–TPS) 2 h earlier." in page
    assert "no departure is safe" in page
    assert "Estimated from 200 days" in page
    assert "Peluang tiba" in render(weak_plan, words=words("id"))


def test_where_there_is_a_way_back_the_report_says_that_it_has_no_chances(weak_plan: OperationPlan) -> None:
    back = replace(weak_plan.delivery, back=weak_plan.delivery.journeys[-1:])

    assert "told for the way out only" not in render(weak_plan, words=EN)
    assert "told for the way out only" in render(replace(weak_plan, delivery=back), words=EN)
    assert "perkiraan" in render(weak_plan, words=words("id")).lower()


def test_without_chances_nothing_is_said_of_them(full_plan: OperationPlan) -> None:
    assert "chances" not in render(full_plan, words=EN)
    names = {sheet.name for sheet in workbook("journeys.xlsx", plan=full_plan, words=EN)}
    assert names.isdisjoint({"Chance of arrival", "What would help"})
    assert '"chance"' not in geojson(full_plan)
    assert document(full_plan, words=EN)["chances"]["stations"] == []


def test_the_workbook_has_a_row_for_every_station_and_relief(weak_plan: OperationPlan) -> None:
    sheets = {sheet.name: sheet for sheet in workbook("journeys.xlsx", plan=weak_plan, words=EN)}

    chances, reliefs = sheets["Chance of arrival"], sheets["What would help"]
    assert [row[0] for row in chances.rows] == [one.station for one in weak_plan.chances.stations]
    assert chances.rows[0][2:4] == (0.5, 0.4)
    assert {row[-1] for row in chances.rows} == {"estimated"}
    assert [row[1:5] for row in reliefs.rows] == [(2, 1, 0.5, 0), (2, 0, 0.25, 0)]
    assert "7 changes were tried" in str(reliefs.notes[0])


def test_the_map_and_the_json_tell_the_same(weak_plan: OperationPlan) -> None:
    features = json.loads(geojson(weak_plan))["features"]
    found = {f["id"]: f["properties"] for f in features if f["properties"]["kind"] == "station"}
    told = document(weak_plan, words=EN)["chances"]

    for row in told["stations"]:
        on_map = found[row["station"]]
        assert on_map["chance_by_law"] == row["by_law"]
        assert on_map["p99"] == row["p99"]
        assert on_map["latest_safe_departure"] == row["latest_departure"]
    assert told["reliefs"][0]["kind"] == "earlier"


@pytest.fixture
def returning_plan(weak_plan: OperationPlan) -> OperationPlan:
    """A plan of which one station's boxes may come back too late."""
    weak, *others = (
        BackChance(
            station=one.station,
            in_time=0.5 if at == 0 else 1.0,
            level=Level.PPK,
            journey="TPS-PPK-0001",
            planned=HTime(20 * HOUR),
            p50=HTime(21 * HOUR),
            p90=HTime(30 * HOUR),
            p99=HTime(40 * HOUR),
        )
        for at, one in enumerate(weak_plan.chances.stations)
    )
    chances = replace(weak_plan.chances, back=(weak, *others), back_by=((Level.PPK, HTime(24 * HOUR)),))
    return replace(weak_plan, chances=chances)


def test_the_report_tells_the_chance_of_the_way_back_the_weakest_first(returning_plan: OperationPlan) -> None:
    part = chance_part(returning_plan, spots=spots(returning_plan), words=EN)
    page = render(returning_plan, words=EN)

    assert part is not None
    assert part.back is not None
    assert [line.stations for line in part.back.classes][-1] == 1
    assert [line.chance.in_time for line in part.back.weakest] == [0.5]
    assert "Deadline of PPK" in page
    assert "It is told for the way out only" not in page


def test_the_way_back_has_its_sheet_and_its_place_in_the_json(returning_plan: OperationPlan) -> None:
    sheets = workbook("journeys.xlsx", plan=returning_plan, words=EN)
    rows = [list(row) for row in next(s for s in sheets if s.name == "Chance of the way back").rows]
    told = document(returning_plan, words=EN)["chances"]

    assert [row[2] for row in rows] == [one.in_time for one in returning_plan.chances.back]
    assert told["back"][0]["in_time"] == 0.5
    assert told["back"][0]["level"] == "ppk"
    assert list(told["back_by"]) == ["ppk"]
