"""The report's chart of stores, the route map beside it, and the same facts in plan.json."""

import json
from dataclasses import replace

from sampai.election.model import Level
from sampai.kernel.text import PLAIN
from sampai.main.words import words
from sampai.packs.journey_rules import load_journey_rules
from sampai.plan.model import OperationPlan
from sampai.plan.pages.field import field_of
from sampai.plan.pages.plan_json import document
from sampai.plan.pages.report import render
from sampai.plan.pages.stores_svg import store_part


def _with_room(plan: OperationPlan, code: str, volume_m3: float | None) -> OperationPlan:
    places = tuple(
        replace(place, volume_m3=volume_m3) if place.code == code else place
        for place in plan.operation.register.places
    )
    register = replace(plan.operation.register, places=places)
    return replace(plan, operation=replace(plan.operation, register=register))


def test_a_day_above_the_room_is_red_and_the_place_stands_first(full_plan: OperationPlan) -> None:
    fine = store_part(field_of(full_plan, words=PLAIN))
    part = store_part(field_of(_with_room(full_plan, "PPK-2", 0.5), words=PLAIN))

    assert fine is not None
    assert part is not None
    assert (fine.overfull, part.overfull) == (0, 1)
    assert fine.svg.count('class="over"') == 0
    assert part.svg.count('<rect class="over"') == 4
    assert part.svg.index("PPK Bukit") < part.svg.index("Gudang KPU")


def test_a_room_that_nobody_stated_has_no_line_and_says_so(full_plan: OperationPlan) -> None:
    part = store_part(field_of(_with_room(full_plan, "PPK-2", None), words=PLAIN))

    assert part is not None
    assert (part.unknown, part.places) == (1, 3)
    assert part.svg.count('class="room"') == 2
    assert "not filled in" in part.svg


def test_a_plan_without_journeys_has_no_chart(full_plan: OperationPlan) -> None:
    still = replace(full_plan, delivery=replace(full_plan.delivery, journeys=()))

    assert store_part(field_of(still, words=PLAIN)) is None
    assert 'id="stores"' not in render(still, words=PLAIN)


def test_the_indonesian_report_leaves_open_criteria_open(full_plan: OperationPlan) -> None:
    page = render(full_plan, words=words("id"))

    assert 'id="route-map"' in page
    assert '<span class="open">belum diisi</span>' in page


def test_plan_json_tells_crew_escort_papers_boxes_stores_and_route_map(full_plan: OperationPlan) -> None:
    rules = replace(full_plan.rules, journeys=load_journey_rules())
    found = json.loads(json.dumps(document(replace(full_plan, rules=rules), words=PLAIN)))
    journey = found["journeys"][0]

    assert journey["crew"] == {"drivers": 1, "helpers": 1}
    assert journey["escort"]["convoy"] is None
    assert journey["papers"]["bast"] == len(journey["stops"])
    stop = journey["stops"][0]
    own = [full_plan.needs.place_load(Level.PPK, code).boxes for code in stop["offices"]]
    assert sum(stop["boxes_by_contest"].values()) + sum(own) == stop["load"]["boxes"]
    assert {day["place"] for day in found["stores"]} == {"GUDANG", "PPK-1", "PPK-2"}
    assert found["route_map"][1]["vulnerability"] == {
        "what": "not filled in",
        "certainty": None,
        "source": "",
    }
    assert found["restricted"].startswith("RESTRICTED")
