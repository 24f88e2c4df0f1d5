"""A plan on its way from draft to published, and the journeys in it."""

import re

from tests.journeys.conftest import PICTURES, People
from tests.journeys.person import Person

DRAFT = "pesisir-barat"
"""The regency whose plan waits for signatures."""


def _to_the_plan(person: Person) -> Person:
    """By the links of the page Plans to the newest version."""
    person.look("/rencana")
    if "/operasi/" not in person.page.url:
        person.page.locator("main a[href*='/rencana/operasi/']").first.click()
    person.page.locator("main a").filter(has_text=re.compile(r"^Versi \d+$")).first.click()
    return person.sees_well()


def _treats(person: Person, deed: str, *, note: str = "") -> Person:
    """Do something with the version: `periksa`, `tandatangan` or `terbit`."""
    _to_the_plan(person)
    person.page.locator(f"main a[href$='/{deed}'], main form[action$='/{deed}'] button").first.click()
    person.sees_well()
    if note:
        person.page.locator("textarea[name=catatan]").fill(note)
    person.page.locator("main form[method=post] button").click()
    return person.sees_well()


def test_a_plan_is_published_after_commission_and_police_signed_it(people: People) -> None:
    clerk = people.of(f"kpu-logistik-{DRAFT}").log_in()
    police = people.of(f"kabag-ops-{DRAFT}").log_in()

    _treats(clerk, "periksa", note="Sudah dibaca bersama")
    _treats(clerk, "tandatangan")
    _treats(clerk, "terbit").reads("POLRI")
    _treats(police, "tandatangan", note="Sesuai rencana pengamanan")
    _treats(clerk, "terbit").pictures(PICTURES / "plan-published.png")

    clerk.reads("diterbitkan").reads("KPU").reads("POLRI")


def test_whoever_may_not_see_routes_sees_the_plan_without_them(people: People) -> None:
    clerk, supervisor = people.as_kpu_logistics(), people.as_bawaslu()
    _to_the_plan(clerk)
    number = clerk.page.url.rstrip("/").rpartition("/")[2]

    clerk.look(f"/rencana/{number}/pengiriman")
    journey = clerk.page.locator("main a[href*='/perjalanan/']").first.get_attribute("href")

    clerk.look(str(journey)).reads("Truk")
    supervisor.look(f"/rencana/{number}")
    supervisor.look(f"/rencana/{number}/pengiriman").misses("truk-")


def test_people_by_the_hour_are_on_the_guard_page_also_on_a_telephone(people: People) -> None:
    chief = people.as_kabag_ops()
    _to_the_plan(chief)
    chief.look(chief.page.url.removeprefix(chief.server).rstrip("/") + "/pengamanan")
    chart = chief.page.locator("svg.people")
    chart.scroll_into_view_if_needed()
    chief.pictures(PICTURES / "guard-hours.png")

    chief.page.set_viewport_size({"width": 390, "height": 800})
    chief.sees_well()

    assert chart.locator(".row").count() > 1
    assert chief.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_nobody_of_another_regency_finds_the_plan(people: People) -> None:
    clerk, stranger = people.as_kpu_logistics(), people.of(f"bawaslu-{DRAFT}").log_in()
    _to_the_plan(clerk)

    address = clerk.page.url.removeprefix(clerk.server)

    stranger.look(address, status=403).misses("Kaur")


def test_the_public_is_not_shown_plans(people: People) -> None:
    people.as_public().look("/rencana", status=403)
