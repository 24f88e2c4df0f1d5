"""Keys, sessions, errors, bounds and pages of the JSON interface."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client, override_settings
from tests.command.api.conftest import Making, Program
from tests.command.conftest import Entering, World
from tests.queries import grows
from tests.store import as_role

from sampai.kernel.clock import now
from sampai.kernel.errors import Refused
from sampai.kernel.ids import RegionCode
from sampai.ledger.tables import AuditRow
from sampai.main.web.wiring import roles
from sampai.people.actions.accounts import set_active
from sampai.people.actions.keys import make_key
from sampai.people.tables import KeyRow

KAUR = RegionCode("1704")


def test_stations_come_page_by_page_each_once(world: World, program: Making) -> None:
    reader = program("kpu-logistik")
    page = reader.get("/stations?limit=100").json()
    codes = [one["code"] for one in page["items"]]
    while page["next"]:
        page = reader.get(f"/stations?limit=100&after={page['next']}").json()
        codes += [one["code"] for one in page["items"]]

    assert codes == [one.code for one in world.plan.operation.register.stations]


def test_filters_narrow(world: World, program: Making) -> None:
    reader, stations = program("kpu-logistik"), world.plan.operation.register.stations

    hard = reader.get("/stations?hard=true&limit=500").json()["items"]
    inside = reader.get("/stations?region=170404&limit=500").json()["items"]
    right = reader.get("/stations?measure=time&state=right&limit=500").json()["items"]

    assert len(hard) == sum(one.hard for one in stations)
    assert len(inside) == sum(one.village.startswith("170404") for one in stations)
    assert {one["states"]["time"] for one in right} == {"right"}


@pytest.mark.usefixtures("world")
def test_a_wrong_method_is_told_as_all_errors_are_with_the_right_ones(program: Making) -> None:
    answer = program("kpu-logistik").post("/stations")

    assert (answer.status_code, answer["Content-Type"]) == (405, "application/problem+json")
    assert (answer.json()["code"], answer["Allow"]) == ("method-not-allowed", "GET")


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    ("few", "many"),
    [
        ("/stations?limit=1", "/stations?limit=3"),
        ("/places?limit=1", "/places?limit=3"),
        ("/plans/1/journeys?limit=1", "/plans/1/journeys?limit=3"),
        ("/plans/1/clusters?limit=1", "/plans/1/clusters?limit=3"),
        ("/plans/1/problems?limit=1", "/plans/1/problems?limit=3"),
        ("/regions/nasional", "/regions/1704"),
    ],
)
def test_three_rows_cost_no_more_statements_than_one(program: Making, few: str, many: str) -> None:
    reader = program("kpu-logistik", "")

    assert grows(lambda: reader.get(few), lambda: reader.get(many)) == []


@pytest.mark.usefixtures("any_store")
def test_errors_are_problems_with_code_sentence_and_hint_in_the_asked_language(program: Making) -> None:
    english, indonesian = program("ppk"), program("ppk", lang="id")
    bad = english.get("/regions/17x")
    foreign = [one.get("/regions/1703") for one in (english, indonesian)]

    assert (bad.status_code, bad["Content-Type"]) == (422, "application/problem+json")
    assert bad.json()["faults"][0]["where"] == "path.code"
    assert [one.status_code for one in foreign] == [403, 403]
    assert foreign[0].json()["title"] == "You may not do this here: register.see."
    assert foreign[1].json()["title"] != foreign[0].json()["title"]
    assert {one.json()["code"] for one in foreign} == {"forbidden"}


@pytest.mark.usefixtures("any_store")
def test_without_a_key_or_at_no_address_there_is_a_problem_not_a_page() -> None:
    client = Client(SERVER_NAME="localhost")

    stranger, wrong = client.get("/api/v1/stations"), Program("no key").get("/stations")
    nowhere = client.get("/api/v1/elsewhere")

    assert (stranger.status_code, wrong.status_code, nowhere.status_code) == (401, 401, 404)
    assert stranger["WWW-Authenticate"] == "Bearer"
    assert {one["Content-Type"] for one in (stranger, wrong, nowhere)} == {"application/problem+json"}


@pytest.mark.usefixtures("any_store")
def test_a_session_reads_but_does_deeds_only_with_the_pages_token(draft: World, entering: Entering) -> None:
    client = entering("kpu-logistik")
    assert client.get("/api/v1/me").json()["role"] == "kpu-logistik"
    client.handler.enforce_csrf_checks = True

    answer = client.post(f"/api/v1/plans/{draft.number}/check", "{}", content_type="application/json")

    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


@pytest.mark.usefixtures("any_store")
def test_a_key_ends_with_its_time_and_with_its_account(program: Making) -> None:
    reader = program("ppk")
    assert reader.get("/me").status_code == 200
    assert not KeyRow.objects.filter(digest=reader.key).exists()

    KeyRow.objects.update(ends_at=now() - timedelta(seconds=1))
    assert reader.get("/me").status_code == 401
    KeyRow.objects.update(ends_at=now() + timedelta(days=1))
    admin = as_role("kpu-admin", territory=KAUR)
    set_active(admin, now(), username="ppk-1704-en", active=False, roles=roles())
    assert reader.get("/me").status_code == 401


@pytest.mark.usefixtures("any_store")
def test_keys_are_made_shown_once_and_ended_on_a_page(entering: Entering) -> None:
    client = entering("bawaslu")

    page = client.post("/kunci-saya", {"name": "dasbor", "days": "30"}).content.decode()
    key = page.partition("<code>sampai_")[2].partition("</code>")[0]
    reader = Program("sampai_" + key)
    assert reader.get("/me").json()["role"] == "bawaslu"
    assert key not in client.get("/kunci-saya").content.decode()

    client.post("/kunci-saya", {"end": str(KeyRow.objects.get().pk)})
    assert reader.get("/me").status_code == 401
    assert [row.deed for row in AuditRow.objects.filter(subject="account:bawaslu-1704")][-2:] == [
        "key",
        "key",
    ]


@pytest.mark.usefixtures("any_store")
def test_nobody_ends_the_key_of_another(program: Making, entering: Entering) -> None:
    reader = program("ppk")

    entering("kpu-logistik").post("/kunci-saya", {"end": str(KeyRow.objects.get().pk)})

    assert reader.get("/me").status_code == 200


@pytest.mark.usefixtures("any_store")
@pytest.mark.parametrize("days", [0, -1, 367, 10**12])
def test_a_key_lasts_a_year_at_most(days: int) -> None:
    with pytest.raises(Refused):
        make_key(as_role("ppk", territory=KAUR), now(), name="x", secret="x", days=days)


@pytest.mark.usefixtures("any_store")
def test_too_many_requests_and_too_large_ones_are_refused(program: Making) -> None:
    reader = program("kpu-logistik")
    assert reader.post("/plans/1/check", {"note": "x" * 70_000}).status_code == 413

    cache.clear()
    with override_settings(API_A_MINUTE=2):
        answers = [reader.get("/me") for _ in range(3)]

    assert [one.status_code for one in answers] == [200, 200, 429]
    assert int(answers[2]["Retry-After"]) > 0
