"""Pages of plans, as the people of a regency's command post use them."""

import re
from dataclasses import replace

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.command.people import KAUR, logged_in
from tests.store import as_role

from sampai.engines.solver.savings import SavingsSolver
from sampai.guarding.model import DutyKind
from sampai.kernel.clock import HOUR, HTime, now
from sampai.kernel.ids import RegionCode
from sampai.kernel.text import say
from sampai.ledger.queries import look_lines
from sampai.main.operations import load_operation
from sampai.main.rebuilding import drawn
from sampai.plan.actions import check_plan, import_plan, import_register, publish_plan, sign_plan
from sampai.plan.forms.kept import kept_bytes, read_kept
from sampai.plan.model import OperationPlan, PlanProblem, Severity
from sampai.plan.rules.duties import in_use
from sampai.plan.rules.make import make_plan
from sampai.transport.model import Journey

CLERK = as_role("kpu-logistik", territory=KAUR)
POLICE = as_role("kabag-ops", territory=KAUR)


@pytest.fixture(scope="module")
def plan() -> OperationPlan:
    loaded = load_operation("sample:kaur")
    return make_plan(loaded.operation, rules=loaded.rules, solver=SavingsSolver(), seed=1, effort=1)


@pytest.fixture(scope="module")
def earlier(plan: OperationPlan) -> OperationPlan:
    """The plan with its last journey two hours earlier."""
    journeys = tuple(_earlier(one, 2) if one == _last(plan) else one for one in plan.delivery.journeys)
    kept = replace(read_kept(kept_bytes(plan)), delivery=replace(plan.delivery, journeys=journeys))
    return replace(drawn(kept), digest="sha256:earlier")


def _last(plan: OperationPlan) -> Journey:
    return max((one for one in plan.delivery.journeys if one.receiver == "tps"), key=lambda one: one.loads)


def _earlier(one: Journey, hours: int) -> Journey:
    by = hours * HOUR
    stops = (replace(s, arrives=HTime(s.arrives - by), departs=HTime(s.departs - by)) for s in one.stops)
    return replace(
        one,
        loads=HTime(one.loads - by),
        departs=HTime(one.departs - by),
        returns=HTime(one.returns - by),
        stops=tuple(stops),
    )


@pytest.fixture
def draft(any_store: str, plan: OperationPlan) -> int:  # noqa: ARG001 -- the store is open meanwhile
    import_register(CLERK, now(), operation=plan.operation, document=b"tables")
    return import_plan(CLERK, now(), plan=plan, document=kept_bytes(plan))


def _text(client: Client, address: str, *, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def test_a_plan_goes_from_draft_to_published_with_two_signatures(draft: int) -> None:
    clerk, police = logged_in("kpu-logistik"), logged_in("kabag-ops")

    for client, deed in (
        (clerk, "periksa"),
        (clerk, "tandatangan"),
        (police, "tandatangan"),
        (clerk, "terbit"),
    ):
        assert client.get(f"/rencana/{draft}/{deed}").status_code == 200
        done = client.post(f"/rencana/{draft}/{deed}", {"catatan": "dibaca bersama"})
        assert (done.status_code, done["Location"]) == (302, f"/rencana/{draft}?selesai={deed}")

    page = _text(logged_in("bawaslu"), f"/rencana/{draft}")
    assert "diterbitkan" in page
    assert [one in page for one in ("KPU telah menandatangani", "POLRI telah menandatangani")] == [True, True]
    assert page.count("dibaca bersama") == 5  # two signatures, and three notes in the history


def test_publishing_before_both_have_signed_is_refused_in_place(draft: int) -> None:
    clerk = logged_in("kpu-logistik")
    clerk.post(f"/rencana/{draft}/periksa")
    clerk.post(f"/rencana/{draft}/tandatangan")

    page = clerk.post(f"/rencana/{draft}/terbit")

    assert page.status_code == 422
    assert "belum menandatangani: POLRI" in page.content.decode()


def test_signing_before_the_plan_was_read_or_twice_is_refused_in_place(draft: int) -> None:
    police = logged_in("kabag-ops")

    early = police.post(f"/rencana/{draft}/tandatangan")
    check_plan(CLERK, now(), plan=draft, note="read")
    first = police.post(f"/rencana/{draft}/tandatangan")
    twice = police.post(f"/rencana/{draft}/tandatangan")

    assert (early.status_code, first.status_code, twice.status_code) == (422, 302, 422)
    assert "sudah menandatangani" in twice.content.decode()
    assert "/tandatangan" not in _text(police, f"/rencana/{draft}")


def test_a_plan_that_is_stopped_needs_a_reason_to_be_checked(any_store: str, plan: OperationPlan) -> None:  # noqa: ARG001
    import_register(CLERK, now(), operation=plan.operation, document=b"tables")
    stop = PlanProblem(
        code="late", severity=Severity.STOP, subject="", what=say("It stops."), remedy=say("Mend it.")
    )
    pk = import_plan(CLERK, now(), plan=replace(plan, problems=(stop,)), document=kept_bytes(plan))
    clerk = logged_in("kpu-logistik")

    without = clerk.post(f"/rencana/{pk}/periksa", {"catatan": "  "})
    given = clerk.post(f"/rencana/{pk}/periksa", {"catatan": "perahu kedua datang besok"})

    assert (without.status_code, given.status_code) == (422, 302)
    assert "perahu kedua datang besok" in _text(clerk, f"/rencana/{pk}")


def test_roles_without_the_right_are_not_offered_the_deed_and_are_refused_it(draft: int) -> None:
    district = logged_in("kesbangpol")

    assert "/periksa" not in _text(district, f"/rencana/{draft}")
    for deed in ("periksa", "tandatangan", "terbit"):
        assert district.get(f"/rencana/{draft}/{deed}").status_code == 403
        assert district.post(f"/rencana/{draft}/{deed}").status_code == 403


PAGES = ("", "/pengiriman", "/pengamanan", "/masalah", "/perubahan", "/berkas", "/periksa")


def test_another_regency_sees_nothing_of_it(draft: int, plan: OperationPlan) -> None:
    stranger = logged_in("kpu-logistik", territory=RegionCode("1703"))

    for part in (*PAGES, f"/perjalanan/{plan.delivery.journeys[0].code}", "/berkas/plan.json"):
        assert stranger.get(f"/rencana/{draft}{part}").status_code == 403, part
    assert stranger.get("/rencana/operasi/1").status_code == 403
    assert plan.operation.settings.name not in _text(stranger, "/rencana")


def test_routes_and_times_are_seen_only_by_those_whom_the_embargo_is_not_for(
    draft: int, plan: OperationPlan
) -> None:
    journey = _last(plan)
    pages = [f"/rencana/{draft}{part}" for part in PAGES[:5]]

    supervisor = logged_in("bawaslu")
    seen = "".join(_text(supervisor, page) for page in pages)
    all_seen = _text(logged_in("kpu-logistik"), pages[1])

    vehicles = {str(one.vehicle) for one in plan.delivery.journeys}
    assert not {code for code in (journey.code, *vehicles) if code in seen}
    assert journey.code in all_seen
    assert "<svg" in all_seen
    assert supervisor.get(f"{pages[0]}/perjalanan/{journey.code}").status_code == 403


def test_every_look_at_routes_is_noted(draft: int, plan: OperationPlan) -> None:
    clerk = logged_in("kpu-logistik")
    before = len(look_lines(as_role("kpu-pimpinan", territory=KAUR).scope, institution="kpu"))

    clerk.get(f"/rencana/{draft}/pengiriman")
    clerk.get(f"/rencana/{draft}/perjalanan/{plan.delivery.journeys[0].code}")
    clerk.get(f"/rencana/{draft}")

    looks = look_lines(as_role("kpu-pimpinan", territory=KAUR).scope, institution="kpu")
    assert len(looks) - before == 2
    assert {(one.subject, one.secrecy) for one in looks} == {(f"plan:{draft}", 4)}


def test_who_sees_no_officers_sees_the_clusters_alone(draft: int) -> None:
    district = logged_in("kesbangpol")

    page = _text(district, f"/rencana/{draft}/pengamanan")

    assert "Kebutuhan" not in page
    assert "K0001" in page
    assert "Polsek" not in _text(district, f"/rencana/{draft}/masalah")


def test_people_are_drawn_by_unit_and_hour_and_taken_away_hour_by_hour(
    draft: int, plan: OperationPlan
) -> None:
    chief = logged_in("kabag-ops")
    used = in_use(plan.manning.duties)

    page = _text(chief, f"/rencana/{draft}/pengamanan")
    rows = _text(chief, f"/rencana/{draft}/pengamanan/jam.csv").splitlines()[1:]

    assert page.count('class="row"') == len(used)
    assert len(rows) == sum(len(hours) for hours in used.values())
    taken = sum(int(row.split(";")[3]) for row in rows)
    assert taken == sum(people for hours in used.values() for people in hours.values())


def test_hours_tell_nobody_of_journeys_for_whom_their_times_are_closed(
    draft: int, plan: OperationPlan
) -> None:
    supervisor, public = logged_in("bawaslu"), logged_in("publik")
    open_to_them = [*plan.guard.duties, *(d for d in plan.manning.duties if d.kind is DutyKind.PLACE)]

    rows = _text(supervisor, f"/rencana/{draft}/pengamanan/jam.csv").splitlines()[1:]

    assert len(rows) == sum(len(hours) for hours in in_use(open_to_them).values())
    assert in_use(open_to_them) != in_use(plan.manning.duties)
    _text(public, f"/rencana/{draft}/pengamanan/jam.csv", status=403)


def test_a_kecamatan_and_a_weight_narrow_the_lists(draft: int, plan: OperationPlan) -> None:
    clerk = logged_in("kpu-logistik")
    village = plan.operation.register.stations[0].village

    whole = _text(clerk, f"/rencana/{draft}/masalah")
    notes = _text(clerk, f"/rencana/{draft}/masalah?bobot=note&kecamatan={village[:6]}")
    part = _text(clerk, f"/rencana/{draft}/pengiriman?kecamatan={village[:6]}")

    assert whole.count('class="problem') > notes.count('class="problem')
    assert part.count("/perjalanan/") < _text(clerk, f"/rencana/{draft}/pengiriman").count("/perjalanan/")
    assert clerk.get(f"/rencana/{draft}/masalah?kecamatan=9999' OR 1&bobot=x").status_code == 200


def test_two_versions_are_compared_in_words(draft: int, plan: OperationPlan, earlier: OperationPlan) -> None:
    second = import_plan(CLERK, now(), plan=earlier, document=kept_bytes(earlier))
    stations = sum(len(stop.stations) for stop in _last(plan).stops)

    seen = _text(logged_in("kpu-logistik"), f"/rencana/{second}/perubahan")
    back = _text(
        logged_in("kpu-logistik", territory=RegionCode("17")), f"/rencana/{draft}/perubahan?dengan={second}"
    )
    sums = _text(logged_in("bawaslu"), f"/rencana/{second}/perubahan")

    assert f"{stations} TPS berangkat sekitar 2 jam lebih awal" in seen
    assert f"{stations} TPS berangkat sekitar 2 jam lebih lambat" in back
    assert "lebih awal" not in sums
    assert logged_in("kabag-ops").get(f"/rencana/{second}/perubahan?dengan=99").status_code == 403


def test_files_are_written_once_taken_with_a_note_and_only_whole(draft: int, plan: OperationPlan) -> None:
    clerk = logged_in("kpu-logistik")

    listed = _text(clerk, f"/rencana/{draft}/berkas")
    taken = clerk.get(f"/rencana/{draft}/berkas/plan.json")

    assert "report.html" in listed
    assert plan.digest in b"".join(taken.streaming_content).decode()  # type: ignore[attr-defined]
    taken.close()
    assert taken["Content-Disposition"] == 'attachment; filename="1704-v1-plan.json"'
    looks = look_lines(as_role("kpu-pimpinan", territory=KAUR).scope, institution="kpu")
    assert looks[0].subject == f"plan:{draft}:plan.json"
    for name in ("..%2Fsecret.key", "none.csv"):
        assert clerk.get(f"/rencana/{draft}/berkas/{name}").status_code == 404
    for role, region in (("bawaslu", KAUR), ("kpu-logistik", RegionCode("170401"))):
        assert logged_in(role, territory=region).get(f"/rencana/{draft}/berkas").status_code == 403


def test_files_of_a_plan_that_is_not_the_one_signed_are_refused(any_store: str, plan: OperationPlan) -> None:  # noqa: ARG001
    import_register(CLERK, now(), operation=plan.operation, document=b"tables")
    other = replace(plan, digest="sha256:other")
    pk = import_plan(CLERK, now(), plan=other, document=kept_bytes(other))

    page = logged_in("kpu-logistik").get(f"/rencana/{pk}/berkas")

    assert page.status_code == 422
    assert "sha256:other" in page.content.decode()


@pytest.mark.parametrize("page", ["/rencana/operasi/1", "/rencana/1", "/rencana/1/perubahan"])
def test_more_versions_cost_no_more_queries(
    any_store: str, draft: int, plan: OperationPlan, page: str
) -> None:
    clerk = logged_in("kpu-logistik")
    _text(clerk, page)

    one = _queries(clerk, page, store=any_store)
    for number in (2, 3):
        other = replace(plan, digest=f"sha256:{number}")
        pk = import_plan(CLERK, now(), plan=other, document=kept_bytes(plan))
        check_plan(CLERK, now(), plan=pk, note="x")
        sign_plan(CLERK, now(), plan=pk)
        sign_plan(POLICE, now(), plan=pk)

    assert _queries(clerk, page, store=any_store) == one
    assert draft == 1


def _queries(client: Client, page: str, *, store: str) -> int:
    with CaptureQueriesContext(connections["default" if store else "reader"]) as found:
        _text(client, page)
    return len(found)


def test_a_published_version_gives_way_to_the_next(draft: int, plan: OperationPlan) -> None:
    second = import_plan(CLERK, now(), plan=replace(plan, digest="sha256:2"), document=kept_bytes(plan))
    for pk in (draft, second):
        check_plan(CLERK, now(), plan=pk, note="x")
        sign_plan(CLERK, now(), plan=pk)
        sign_plan(POLICE, now(), plan=pk)
        publish_plan(CLERK, now(), plan=pk, signers=())

    page = _text(logged_in("bawaslu"), "/rencana/operasi/1")

    assert [one.strip() for one in re.findall(r'<span class="state (\w+)"', page)] == [
        "published",
        "superseded",
    ]


def test_no_page_asks_another_host_or_brings_styles_of_its_own(draft: int) -> None:
    clerk = logged_in("kpu-logistik")
    for part in PAGES:
        page = _text(clerk, f"/rencana/{draft}{part}")
        assert not re.search(r'(src|href)="(https?:)?//|<style|<script(?! src)| style="| onclick', page), part
