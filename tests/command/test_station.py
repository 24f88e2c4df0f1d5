"""The page of a station, as people of several institutions see it."""

import re
from dataclasses import replace

import pytest
from tests.command.conftest import KAUR, Entering, World
from tests.store import as_role

from sampai.kernel.clock import now
from sampai.ledger.queries import look_lines
from sampai.plan.actions import import_register

CODE = "1704012001001"
PAGE = f"/tps/{CODE}"


def test_needs_are_those_of_the_plan(world: World, entering: Entering) -> None:
    page = entering("kpu-logistik").get(PAGE).content.decode()

    needed = world.plan.needs.at(world.plan.operation.register.stations[0].code)
    for item in world.plan.rules.kits.items:
        if needed[item.key]:
            assert re.search(rf"{re.escape(item.name_en)}</th><td class=.n.>{needed[item.key]} ", page), (
                item.key
            )


@pytest.mark.usefixtures("world")
def test_claims_stand_with_source_and_certainty_used_or_not(entering: Entering) -> None:
    page = entering("kpu-logistik").get(PAGE).content.decode()

    assert "harianrakyatbengkulu 16977" in page
    assert "reported" in page


@pytest.mark.usefixtures("world")
def test_the_look_at_routes_and_guards_is_noted_once_with_the_highest_class(entering: Entering) -> None:
    entering("kpu-logistik").get(PAGE)

    looks = look_lines(as_role("kpu-pimpinan", territory=KAUR).scope, institution="kpu")
    assert [(one.subject, one.secrecy) for one in looks] == [(f"station:{CODE}", 4)]


def test_the_supervisor_sees_guards_but_no_route(world: World, entering: Entering) -> None:
    page = entering("bawaslu").get(PAGE).content.decode()

    vehicles = {one.vehicle for one in world.plan.delivery.journeys}
    assert not any(vehicle in page for vehicle in vehicles)
    assert "Officers needed" in page
    look = look_lines(as_role("bawaslu", territory=KAUR).scope, institution="bawaslu")[0]
    assert look.secrecy == 3


@pytest.mark.usefixtures("world")
def test_the_public_sees_neither_sources_nor_guards_nor_history(entering: Entering) -> None:
    page = entering("publik", "").get(PAGE).content.decode()

    assert "What sources say" not in page
    assert "History" not in page
    assert "Police class</dt><dd>not for your role" in page


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("code", ["1703012001001", "1704012001999", "9999999999999"])
def test_a_station_elsewhere_or_nowhere_is_refused_alike(entering: Entering, code: str) -> None:
    answer = entering("kpu-logistik").get(f"/tps/{code}")

    assert answer.status_code == 403


def test_a_register_whose_document_cannot_be_read_says_so(world: World, entering: Entering) -> None:
    clerk = as_role("kpu-logistik", territory=KAUR)
    stations = world.plan.operation.register.stations
    changed = replace(
        world.plan.operation.register, stations=(replace(stations[0], hard=True), *stations[1:])
    )
    operation = replace(world.plan.operation, register=changed)
    import_register(clerk, now(), operation=operation, document=b"no tables")

    page = entering("kpu-logistik").get(PAGE).content.decode()

    assert "The register&#39;s document cannot be read." in page
