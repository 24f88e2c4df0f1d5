"""Every role at every address of the JSON interface, at home and abroad: nothing leaks."""

from tests.command.api.conftest import Making
from tests.command.conftest import World
from tests.store import as_role

from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Deed, Secrecy
from sampai.ledger.tables import LookRow
from sampai.main.web.api import api
from sampai.main.web.wiring import roles
from sampai.plan.tables import PlanRow

REGISTER = (
    "/operations",
    "/operations/{operation}/registers",
    "/regions/1704",
    "/stations",
    "/places",
    "/search?q=kaur",
    "/stations/{station}",
)
PLAN = (
    "/operations/{operation}/plans",
    "/plans/{plan}",
    "/plans/{plan}/problems",
    "/plans/{plan}/journeys",
    "/plans/{plan}/clusters",
)
DEEDS = {
    "/plans/{plan}/check": Deed.CHECK_PLAN,
    "/plans/{plan}/sign": Deed.SIGN_PLAN,
    "/plans/{plan}/publish": Deed.PUBLISH_PLAN,
}

_ASKED = [*((one, Deed.SEE_REGISTER) for one in REGISTER), *((one, Deed.SEE_PLAN) for one in PLAN)]


def _names(world: World) -> dict[str, str]:
    station = world.plan.operation.register.stations[0].code
    return {
        "operation": str(PlanRow.objects.get(pk=world.number).operation_id),
        "plan": str(world.number),
        "station": station,
    }


def test_the_matrix_knows_every_address() -> None:
    known = {one.partition("?")[0] for one in (*REGISTER, *PLAN, *DEEDS, "/me")}
    known = {one.replace("1704", "{code}").replace("{station}", "{code}") for one in known}

    assert {path.removeprefix("/api/v1") for path in api.get_openapi_schema()["paths"]} == known


def test_a_role_gets_what_its_deeds_allow_at_home_and_nothing_abroad(world: World, program: Making) -> None:
    names = _names(world)
    secrets = (names["station"], world.plan.digest, world.plan.operation.settings.name)
    for role in sorted(roles()):
        home, abroad = program(role), program(role, "1703")
        for address, deed in _ASKED:
            near, far = (one.get(address.format(**names)) for one in (home, abroad))
            told = far.content.decode()
            assert near.status_code == (200 if deed in roles()[role].deeds else 403), (role, address)
            assert far.status_code == 403 or (far.status_code == 200 and deed in roles()[role].deeds)
            assert not any(one in told for one in secrets), (role, address)


def test_embargoed_and_restricted_fields_are_only_for_their_classes_and_looks_are_noted(
    world: World, program: Making
) -> None:
    for role in sorted(roles()):
        if Deed.SEE_PLAN in roles()[role].deeds:
            _only_its_classes(world, program, role)


def _only_its_classes(world: World, program: Making, role: str) -> None:
    names, secrecy, reader = _names(world), roles()[role].secrecy, program(role)
    journeys = reader.get("/plans/{plan}/journeys?limit=500".format(**names)).json()["items"]
    clusters = reader.get("/plans/{plan}/clusters?limit=500".format(**names)).json()["items"]
    arrivals = reader.get("/stations/{station}".format(**names)).json()["arrivals"]
    told = reader.get("/plans/{plan}/problems?limit=500".format(**names)).content.decode()

    closed = ("vehicle", "mode", "origin", "loads", "departs", "returns", "stops", "distance_m")
    assert len(journeys) == len(world.plan.delivery.journeys)
    for one in journeys:
        assert all((one[name] is not None) == (secrecy >= Secrecy.EMBARGO) for name in closed), one
    for one in arrivals:
        assert all((one[name] is not None) == (secrecy >= Secrecy.EMBARGO) for name in ("vehicle", "arrives"))
    assert all((one["officers"] is not None) == (secrecy >= Secrecy.RESTRICTED) for one in clusters)
    assert all((one["risk"] is not None) == (secrecy >= Secrecy.AGENCIES) for one in clusters)
    if secrecy < Secrecy.EMBARGO:
        assert not any(one["code"] in told for one in journeys)
    noted = {
        row.subject.partition(":")[0] for row in LookRow.objects.filter(account__startswith=f"{role}-1704")
    }
    assert noted == ({"journeys", "clusters", "station", "problems"} if secrecy >= 3 else set())


def test_deeds_are_refused_to_roles_without_them_and_abroad(draft: World, program: Making) -> None:
    names = _names(draft)
    for role in sorted(roles()):
        home, abroad = program(role), program(role, "1703")
        for address, deed in DEEDS.items():
            near, far = (one.post(address.format(**names)) for one in (home, abroad))
            assert far.status_code == 403, (role, address)
            assert (near.status_code == 403) == (deed not in roles()[role].deeds), (role, address)


def test_a_plan_is_read_signed_by_both_and_published_by_programs(draft: World, program: Making) -> None:
    clerk, police = program("kpu-logistik"), program("kabag-ops")
    at = f"/plans/{draft.number}"

    assert clerk.post(f"{at}/check", {"note": "read"}).status_code == 200
    early = clerk.post(f"{at}/publish")
    assert (early.status_code, early.json()["code"]) == (422, "not-signed")
    assert clerk.post(f"{at}/sign").status_code == 200
    assert police.post(f"{at}/sign").status_code == 200
    done = clerk.post(f"{at}/publish").json()

    assert done["status"] == "published"
    assert [one["institution"] for one in done["signoffs"]] == ["kpu", "polri"]


def test_a_role_of_the_public_sees_no_class_of_risk(world: World, program: Making) -> None:
    public = program("publik")

    assert public.get("/regions/1704").json()["figures"]["risks"] is None
    assert {one["risk"] for one in public.get("/stations").json()["items"]} == {None}
    assert world.plan.guard.risks
    assert not as_role("publik", territory=RegionCode("1704")).scope.sees(Secrecy.AGENCIES)
