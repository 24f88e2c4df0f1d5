import json
import re
from collections.abc import Mapping
from xml.etree import ElementTree as ET

import pytest
from tests.plan.manned import MANNED, NAMED, manned_plan
from tests.worlds import VERY_VULNERABLE

from sampai.guarding.model import DutyKind
from sampai.kernel.table.page import TableSheet
from sampai.kernel.text import PLAIN
from sampai.plan.model import OperationPlan
from sampai.plan.pages.duty_cards import cards_of, duty_cards
from sampai.plan.pages.duty_words import DutyWords
from sampai.plan.pages.field import field_of
from sampai.plan.pages.guard_book import duty_sheets
from sampai.plan.pages.guard_geo import guard_geojson
from sampai.plan.pages.people import people_part
from sampai.plan.pages.people_svg import people_svg, timeline
from sampai.plan.pages.plan_json import document
from sampai.plan.pages.report import render
from sampai.plan.pages.spots import spots


@pytest.fixture(scope="module")
def counted() -> OperationPlan:
    return manned_plan(MANNED)


@pytest.fixture(scope="module")
def named() -> OperationPlan:
    return manned_plan(NAMED)


def _sheets(plan: OperationPlan) -> Mapping[str, TableSheet]:
    return {sheet.name: sheet for sheet in duty_sheets(plan, words=PLAIN)}


def _column(sheet: TableSheet, header: str) -> list[object]:
    at = sheet.headers.index(header)
    return [row[at] for row in sheet.rows]


def test_the_appendix_of_an_order_lists_every_officer_with_where_when_and_whom_to_report_to(
    named: OperationPlan,
) -> None:
    sheet = _sheets(named)["Appendix of the order"]

    turns = _column(sheet, "Turns")
    assert sum(turn for turn in turns if isinstance(turn, int)) == len(named.manning.duties)
    assert set(_column(sheet, "People")) == {1}
    assert all(_column(sheet, "Where"))
    assert all(_column(sheet, "Reports to"))
    assert set(_column(sheet, "Rank")) <= {"AKP", "Ipda", "Bripka", "Briptu"}


def test_every_station_has_its_officers_and_padal(counted: OperationPlan) -> None:
    sheet = _sheets(counted)["Per station"]

    assert len(sheet.rows) == len(counted.operation.register.stations)
    assert _column(sheet, "Needed") == _column(sheet, "Sent")
    very = next(row for row in sheet.rows if row[0] == VERY_VULNERABLE)
    assert very[sheet.headers.index("Sent")] == 2


def test_shifts_follow_one_another_without_a_gap(counted: OperationPlan) -> None:
    sheet = _sheets(counted)["Per shift"]
    store = [row for row in sheet.rows if row[0] == "Gudang KPU"]
    start, end = sheet.headers.index("From"), sheet.headers.index("Until")

    assert [row[end] for row in store[:-1]] == [row[start] for row in store[1:]]
    assert set(_column(sheet, "Missing")) == {0}


def test_the_tree_goes_from_the_polres_to_the_stations(counted: OperationPlan) -> None:
    sheet = _sheets(counted)["Command tree"]

    assert sheet.rows[0][:2] == (1, "Polres")
    stations = sum(row[3] for row in sheet.rows if row[2] and isinstance(row[3], int))
    assert stations == len(counted.operation.register.stations)


def test_the_checklist_has_a_due_date_for_each_line_of_each_store(counted: OperationPlan) -> None:
    sheet = _sheets(counted)["Store checklist"]

    assert all(_column(sheet, "Due"))
    assert {"Gudang KPU", "PPK Pesisir", "PPK Bukit"} == set(_column(sheet, "Place"))
    due = dict(zip(_column(sheet, "Place"), map(str, _column(sheet, "Due")), strict=True))
    assert due["Gudang KPU"] < due["PPK Pesisir"]


def test_nothing_missing_no_sheet_for_it(counted: OperationPlan) -> None:
    assert "Missing people" not in _sheets(counted)


def test_one_card_for_each_officer_and_no_telephone_number_on_any(named: OperationPlan) -> None:
    cards = cards_of(named, where=spots(named), words=PLAIN)
    page = duty_cards(named, words=PLAIN)

    assert len(cards) == len({duty.service_number for duty in named.manning.duties})
    assert page.count('<article class="card">') == len(cards)
    assert "0812" not in page
    assert not re.search(r"https?://", page)


def test_without_names_there_is_a_card_for_each_group(counted: OperationPlan) -> None:
    cards = cards_of(counted, where=spots(counted), words=PLAIN)

    assert len(cards) == len({(d.unit, d.kind, d.subject) for d in counted.manning.duties})


def test_a_padal_does_not_report_to_himself(named: OperationPlan) -> None:
    called = DutyWords(named, spots(named))

    for duty in named.manning.duties:
        assert called.report_to(duty) != called.person(duty.service_number)


def test_clusters_lie_on_the_map_with_their_posts(counted: OperationPlan) -> None:
    features = json.loads(guard_geojson(counted))["features"]
    kinds = [feature["properties"]["kind"] for feature in features]

    assert kinds.count("cluster") == kinds.count("post") == len(counted.guard.clusters)
    assert kinds.count("guarded place") == len({t.shift.place for t in counted.manning.roster.turns})
    assert kinds.count("reserve") == len(counted.guard.reserve) > 0
    assert all(feature["geometry"] for feature in features)
    sent = sum(f["properties"]["sent"] for f in features if f["properties"]["kind"] == "cluster")
    assert sent == counted.guard.officers_needed


def test_the_timeline_has_a_strip_for_each_unit_and_red_only_where_one_is_over(
    counted: OperationPlan,
) -> None:
    drawn = ET.fromstring(timeline(counted, words=PLAIN))
    few = [unit for unit in counted.operation.units if unit.code == "POLRES"]
    over = people_svg(
        counted.manning.duties * 40,
        units=few,
        calendar=counted.operation.settings.calendar,
        words=PLAIN,
    )

    assert len(drawn.findall(".//*[@class='row']")) == len(counted.operation.units)
    assert drawn.findall(".//*[@class='over']") == []
    assert 'class="over"' in over


def test_the_report_tells_people_by_kecamatan(counted: OperationPlan) -> None:
    part = people_part(counted, spots=spots(counted))
    page = render(counted, words=PLAIN)

    assert sum(line.own + line.others for line in part.kecamatan) == counted.guard.officers_needed
    assert [line.missing for line in part.kecamatan] == [0, 0]
    assert 'id="people"' in page
    assert "Guarded places" in page


def test_what_is_said_of_a_journey_s_escort_is_what_its_convoy_has(counted: OperationPlan) -> None:
    field = field_of(counted, words=PLAIN)
    convoy = counted.manning.escorts.convoys[0]
    journey = next(one for one in counted.delivery.journeys if one.code in convoy.journeys)

    told = next(one for one in document(counted, words=PLAIN)["journeys"] if one["code"] == journey.code)

    sent = [duty for duty in counted.manning.escorts.duties if duty.subject == convoy.code]
    assert told["escort"] == {
        "convoy": convoy.code,
        "officers": convoy.officers,
        "outriders": convoy.outriders,
        "with_boxes": convoy.with_boxes,
        "seats": field.company(journey).seats,
        "units": [{"unit": duty.unit, "officers": duty.officers} for duty in sent],
    }
    assert f"outriders: {convoy.outriders}" in field.escort_said(journey)
    assert all(f"({duty.officers})" in field.escort_said(journey) for duty in sent)


def test_the_plan_as_data_holds_all_duties(counted: OperationPlan) -> None:
    people = document(counted, words=PLAIN)["people"]

    assert {duty["kind"] for duty in people["duties"]} == {kind.value for kind in DutyKind}
    assert len(people["turns"]) == len(counted.manning.roster.turns)
    assert len(people["convoys"]) == len(counted.manning.escorts.convoys)
