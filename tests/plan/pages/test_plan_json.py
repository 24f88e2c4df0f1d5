import json

from sampai.kernel.text import PLAIN
from sampai.plan.model import OperationPlan
from sampai.plan.pages.plan_json import figures, plan_json


def test_plan_json_is_sorted_and_names_what_the_plan_was_made_from(full_plan: OperationPlan) -> None:
    page = plan_json(full_plan, words=PLAIN)

    document = json.loads(page)
    assert list(document) == sorted(document)
    assert list(document["operation"]) == sorted(document["operation"])
    assert document["digest"] == full_plan.digest
    assert document["parameters"]["seed"] == 1
    assert document["engines"]["routing"].startswith("savings")
    assert document["inputs"]["rules"] == "sha256:mungil"
    assert document["operation"]["election"] == "pilkada-mungil"


def test_each_journey_has_a_line_of_its_own_with_sorted_keys(full_plan: OperationPlan) -> None:
    page = plan_json(full_plan, words=PLAIN)

    for journey in json.loads(page)["journeys"]:
        line = json.dumps(journey, ensure_ascii=False, sort_keys=True)
        assert f"\n{line},\n" in page or f"\n{line}\n]" in page


def test_plan_json_holds_every_journey_cluster_and_problem(full_plan: OperationPlan) -> None:
    document = json.loads(plan_json(full_plan, words=PLAIN))

    assert [j["code"] for j in document["journeys"]] == [j.code for j in full_plan.delivery.journeys]
    assert len(document["guard"]["clusters"]) == len(full_plan.guard.clusters)
    assert sum(k["officers"] for k in document["guard"]["kecamatan"]) == full_plan.figures.officers_needed
    assert len(document["problems"]) == full_plan.figures.problems
    assert document["needs"]["totals"]["kotak_suara"] == full_plan.figures.boxes


def test_figures_count_problems_by_severity(full_plan: OperationPlan) -> None:
    found = figures(full_plan.figures, problems=full_plan.problems)

    assert sum(found["problems_by_severity"].values()) == found["problems"] == len(full_plan.problems)
