"""Today, seen by people of several institutions, before and after a plan is published."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from tests.command.conftest import KAUR, Entering, World, publish
from tests.command.queries import statements
from tests.store import as_role

from sampai.command.pages.stages import stage_days
from sampai.command.pages.where import chosen, h_word
from sampai.command.queries.plans import Wait, decisions, plans_in_force
from sampai.command.queries.progress import progress
from sampai.kernel.clock import Calendar, now
from sampai.kernel.ids import RegionCode
from sampai.main.web.desk import desk
from sampai.main.web.wiring import rights
from sampai.plan.actions import check_plan, import_register, sign_plan

ONE_STATION = "/wilayah/1704012001"
THREE_STATIONS = "/wilayah/1704031010"
EVENT = "pilkada-2024 2024-11-27"


@pytest.mark.usefixtures("draft")
def test_before_a_plan_is_published_every_measure_is_not_known(entering: Entering) -> None:
    page = entering("kpu-logistik").get("/hari-ini").content.decode()

    assert "Nothing is known of the measures before a plan is published" in page
    assert "270 not known" in page
    assert "270 right" not in page


@pytest.mark.usefixtures("world")
def test_what_a_published_plan_promises_is_marked_as_the_plans(entering: Entering) -> None:
    page = entering("kpu-logistik").get("/hari-ini").content.decode()

    assert "270 right" in page
    assert "by the plan" in page
    assert page.count("270 not known") == 3


@pytest.mark.usefixtures("world")
def test_one_drills_from_the_nation_to_a_station_and_up_again(entering: Entering) -> None:
    client = entering("kpu-pimpinan", "")

    for address, onward in (
        ("/hari-ini", "/wilayah/17"),
        ("/wilayah/17", "/wilayah/1704"),
        ("/wilayah/1704", "/wilayah/170401"),
        ("/wilayah/170401", "/wilayah/1704012001"),
        ("/wilayah/1704012001", "/tps/1704012001001"),
        ("/tps/1704012001001", "/wilayah/170401"),
        ("/wilayah/170401", "/wilayah/nasional"),
    ):
        assert f'href="{onward}"' in client.get(address).content.decode(), address


@pytest.mark.usefixtures("world")
def test_silence_and_journeys_under_way_are_counted_only_for_whom_times_are_not_embargoed(
    world: World,
) -> None:
    clerk = as_role("kpu-logistik", territory=KAUR).scope
    plans = plans_in_force(clerk, operations=chosen(clerk, "").operations)
    long_after = datetime(2024, 11, 28, tzinfo=ZoneInfo("Asia/Jakarta"))
    long_before = datetime(2024, 11, 1, tzinfo=ZoneInfo("Asia/Jakarta"))

    after = progress(clerk, plans=plans, region=KAUR, now=long_after)
    before = progress(clerk, plans=plans, region=KAUR, now=long_before)
    hidden = progress(as_role("bawaslu", territory=KAUR).scope, plans=plans, region=KAUR, now=long_after)

    assert after is not None
    assert before is not None
    assert (after.silent, before.silent, before.under_way) == (world.plan.figures.stations, 0, 0)
    assert hidden is None


@pytest.mark.usefixtures("world")
def test_the_public_sees_totals_but_no_officers_and_no_problems(entering: Entering) -> None:
    page = entering("publik", "").get("/wilayah/1704").content.decode()

    assert "270 right" in page
    assert "officers" not in page.lower()
    assert "problems that must be solved" not in page


def test_what_waits_depends_on_who_asks(draft: World) -> None:
    clerk, police, army = (as_role(one, territory=KAUR) for one in ("kpu-logistik", "kabag-ops", "dandim"))

    def waits(actor: object) -> list[Wait]:
        scope = actor.scope  # type: ignore[attr-defined]
        found = decisions(actor, operations=chosen(scope, "").operations, signers=rights().signers)  # type: ignore[arg-type]
        return [one.wait for one in found]

    assert [waits(one) for one in (clerk, police, army)] == [[Wait.CHECK], [Wait.CHECK], []]
    check_plan(clerk, now(), plan=draft.number, note="read")
    sign_plan(clerk, now(), plan=draft.number)
    assert [waits(one) for one in (clerk, police)] == [[], [Wait.SIGN]]
    sign_plan(police, now(), plan=draft.number)
    assert [waits(one) for one in (clerk, police)] == [[Wait.PUBLISH], []]


def test_a_page_that_did_not_change_is_not_sent_again_and_a_deed_changes_it(
    draft: World, entering: Entering
) -> None:
    client = entering("kpu-logistik")
    first = client.get("/wilayah/1704/kini")

    same = client.get("/wilayah/1704/kini", headers={"If-None-Match": first["ETag"]})
    publish(draft.number)
    other = client.get("/wilayah/1704/kini", headers={"If-None-Match": first["ETag"]})

    assert (first.status_code, same.status_code, same.content, other.status_code) == (200, 304, b"", 200)
    assert other["ETag"] != first["ETag"]
    assert same["Cache-Control"] == "no-store"


def test_a_new_register_stands_on_the_very_next_page(draft: World, entering: Entering) -> None:
    client = entering("kpu-logistik")
    assert "270 not known" in client.get("/wilayah/1704").content.decode()

    register = draft.plan.operation.register
    fewer = replace(draft.plan.operation, register=replace(register, stations=register.stations[1:]))
    clerk = as_role("kpu-logistik", territory=KAUR)
    import_register(clerk, now(), operation=fewer, document=b"fewer")

    assert "269 not known" in client.get("/wilayah/1704").content.decode()


@pytest.mark.usefixtures("world")
def test_what_was_drawn_for_one_role_is_not_shown_to_another(entering: Entering) -> None:
    mine = entering("kpu-logistik").get("/wilayah/1704/kini")["ETag"]

    answer = entering("bawaslu").get("/wilayah/1704/kini", headers={"If-None-Match": mine})

    assert answer.status_code == 200
    assert "silent" not in answer.content.decode()


@pytest.mark.usefixtures("world")
def test_two_people_of_one_role_are_shown_the_same(entering: Entering) -> None:
    client = entering("kpu-logistik")
    mine, again = (client.get("/wilayah/1704/kini") for _ in range(2))

    assert mine.content == again.content
    assert b"silent" in mine.content


@pytest.mark.usefixtures("world")
def test_more_rows_ask_the_store_no_more_often(entering: Entering) -> None:
    client = entering("kpu-logistik")
    client.get("/hari-ini")

    assert len(statements(client, ONE_STATION)) == len(statements(client, THREE_STATIONS))
    assert len(statements(client, "/wilayah/170401")) == len(statements(client, "/wilayah/170403"))


def test_stages_follow_the_calendar_of_the_voting_day() -> None:
    calendar = Calendar(datetime(2024, 11, 27, tzinfo=ZoneInfo("Asia/Jakarta")).date(), "WIB")
    at = datetime(2024, 11, 25, 9, tzinfo=ZoneInfo("Asia/Jakarta"))

    found = stage_days(desk().election("pilkada-2024"), calendar=calendar, now=at)

    assert [(one.giver, one.receiver, one.turn.value) for one in found] == [
        ("KPU", "PPK", "past"),
        ("PPK", "TPS", "now"),
    ]
    assert stage_days(None, calendar=calendar, now=at) == []


@pytest.mark.parametrize(("days", "word"), [(-3, "H-3"), (0, "H"), (1, "H+1"), (None, "")])
def test_the_distance_to_voting_day_is_said_as_everybody_says_it(days: int | None, word: str) -> None:
    assert h_word(days) == word


@pytest.mark.usefixtures("world")
def test_a_region_outside_the_territory_is_refused(entering: Entering) -> None:
    client = entering("kpu-logistik")

    assert client.get("/wilayah/1703").status_code == 403
    assert client.get("/wilayah/1703/kini").status_code == 403
    assert RegionCode("1703") not in client.get("/hari-ini").content.decode()
