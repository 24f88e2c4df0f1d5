"""The plan on the floor: who sees what, at which moment, on the page, as data, on paper."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.servers.basehttp import ThreadedWSGIServer
from django.core.wsgi import get_wsgi_application
from tests.command.conftest import PASSWORD, Entering, World, kaur_published
from tests.command.test_map_drawn import Quiet, browser
from tests.journeys.conftest import DRAWS
from tests.journeys.person import until
from tests.processes import answering
from tests.store import as_role

from sampai.ledger.queries import look_lines
from sampai.plan.tables import PlanRow

pages_alone = pytest.mark.parametrize("any_store", ["sqlite"], indirect=True)
"""What is shown hangs on the plan, not on the store."""

MOVING = "2024-11-26T09:00"
"""Vehicles go from PPK to stations then, and officers are out."""


@pages_alone
def test_who_may_see_routes_sees_goods_and_people_at_the_moment(world: World, entering: Entering) -> None:
    page = entering("kpu-logistik").get(f"/rencana/{world.number}/tfg?jam={MOVING}").content.decode()

    under_way = re.search(r"(\d+) journeys under way with (\d+) boxes", page)
    assert under_way is not None
    assert int(under_way[1]) == page.count("/perjalanan/") > 5
    assert int(under_way[2]) == 30
    assert "position estimated" in page
    assert "people are on duty or on the way" in page
    assert "Tue 26 Nov" in page or "26 November 2024" in page


@pages_alone
@pytest.mark.parametrize(("role", "people"), [("bawaslu", "people are on duty"), ("kesbangpol", "")])
def test_for_others_goods_and_escorts_stay_closed(
    world: World, entering: Entering, role: str, people: str
) -> None:
    client = entering(role)
    page = client.get(f"/rencana/{world.number}/tfg?jam={MOVING}").content.decode()
    paper = client.get(f"/rencana/{world.number}/tfg/cetak").content.decode()
    data = client.get(f"/rencana/{world.number}/tfg/data").json()

    codes = [one.code for one in (*world.plan.delivery.journeys, *world.plan.delivery.back)]
    assert [one for one in codes if one in page or one in paper] == []
    assert data["barang"] == []
    assert not any(kind == "kawal" for kind, _, _ in data["orang"])
    assert bool(data["orang"]) is bool(people)
    assert people in page
    assert people or "people are on duty" not in page
    assert "Goods go from KPU to PPK" in page


@pages_alone
def test_every_look_at_the_floor_is_noted(world: World, entering: Entering) -> None:
    client = entering("kpu-logistik")

    for part in ("", "/data", "/cetak"):
        client.get(f"/rencana/{world.number}/tfg{part}")

    keeper = as_role("kpu-pimpinan", territory=world.plan.operation.settings.region)
    looks = look_lines(keeper.scope, institution="kpu")
    assert [one.subject for one in looks].count(f"plan:{world.number}:tfg") == 3


@pages_alone
def test_a_kecamatan_shows_its_own_journeys_only(world: World, entering: Entering) -> None:
    client = entering("kpu-logistik")

    whole = client.get(f"/rencana/{world.number}/tfg/data").json()["barang"]
    part = client.get(f"/rencana/{world.number}/tfg/data?kecamatan=170406").json()["barang"]

    serving = {
        one.code
        for one in (*world.plan.delivery.journeys, *world.plan.delivery.back)
        if any(code.startswith("170406") for stop in one.stops for code in stop.stations)
    }
    assert {code for code, _ in part} == serving
    assert len(part) < len(whole)


@pages_alone
def test_each_part_is_one_sheet_at_its_busiest_moment(world: World, entering: Entering) -> None:
    client = entering("kpu-logistik")

    all_parts = client.get(f"/rencana/{world.number}/tfg/cetak").content.decode()
    one_moment = client.get(f"/rencana/{world.number}/tfg/cetak?jam={MOVING}").content.decode()

    assert all_parts.count('class="sheet"') == 5  # two stages out, voting day, two stages back
    assert one_moment.count('class="sheet"') == 1
    assert all_parts.count('<svg class="floor"') == 5


@pages_alone
@pytest.mark.parametrize("asked", ["kemarin", "9999-01-01T00:00", "0001-01-01T00:00"])
def test_what_is_no_moment_of_the_operation_is_refused(world: World, entering: Entering, asked: str) -> None:
    answer = entering("kpu-logistik").get(f"/rencana/{world.number}/tfg?jam={asked}")

    assert answer.status_code == 422


@pages_alone
def test_a_part_that_there_is_not_leads_to_the_first(world: World, entering: Entering) -> None:
    page = entering("kpu-logistik").get(f"/rencana/{world.number}/tfg?tahap=entah").content.decode()

    assert '<option value="kpu-ppk" selected>' in page


@pytest.fixture
def address(sqlite_store: Path) -> Iterator[str]:  # noqa: ARG001 -- the store is open meanwhile
    kaur_published()
    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
    server.set_app(get_wsgi_application())
    with answering(server):
        yield f"http://localhost:{server.server_port}"


def test_map_and_tables_say_the_same_wherever_the_slider_stands(address: str, entering: Entering) -> None:
    entering("kpu-logistik")
    with browser(*DRAWS) as chromium:
        page = chromium.new_page()
        page.goto(f"{address}/masuk")
        page.fill("[name=username]", "kpu-logistik-1704")
        page.fill("[name=password]", PASSWORD)
        page.click("form:has([name=password]) button")
        page.goto(f"{address}/rencana/{PlanRow.objects.get().pk}/tfg?tahap=ppk-tps&jam={MOVING}")
        page.wait_for_selector("body[data-map=drawn]", timeout=60_000)
        before = page.locator("#tfg").get_attribute("data-boxes")
        page.locator("#tfg-time").fill(str(-48_600))
        page.locator("#tfg-time").dispatch_event("change")
        until(page, "document.querySelector('[name=jam]').value === '2024-11-26T10:30'")
        page.wait_for_selector("#tfg-scene:not([aria-busy])", timeout=60_000)
        drawn = page.locator("#tfg")
        shown = [drawn.get_attribute(f"data-{one}") for one in ("vehicles", "boxes", "people")]
        table = page.locator("#tfg-scene").inner_text()

    told = [re.sub(r"\D", "", one) for one in re.findall(r"(\d[\d.]*) (?:perjalanan|kotak|orang)", table)]
    assert before != shown[1]
    assert [one for one in shown if one not in told] == []
