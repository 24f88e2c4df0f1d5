"""Exercises on the pages: who leads, who learns what when, what is reported, and the score of it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client, override_settings
from tests.matrix import SECRET_EVENT, World, account_for, addresses, leaks, world
from tests.store import KINDS, as_role, store

from sampai.incidents.actions.deeds import decide
from sampai.incidents.model import Deed as Step
from sampai.incidents.reactions import Incidents
from sampai.kernel.clock import HTime, now
from sampai.kernel.errors import Refused
from sampai.kernel.rights import Forbidden
from sampai.ledger.actions.append import begin_exercise
from sampai.ledger.actions.react import catch_up
from sampai.main.web.incidents import incident_book
from sampai.main.web.record import own_node
from sampai.main.web.wiring import roles
from sampai.people.tables import AccountRow
from sampai.rehearsal.actions import begin_exercise_of, end_exercise, inject, tell_due
from sampai.rehearsal.model.training import How, Injection, Mishap
from sampai.rehearsal.queries import exercise, injections, scores
from sampai.rehearsal.tables import ExerciseRow

FIRST = HTime(-60_000)


_MADE: list[World] = []


def _two_regencies() -> None:
    """Two regencies in an exercise's store."""
    begin_exercise()
    _MADE[:] = [world()]


@pytest.fixture
def exercising(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """A copy of that store, of each kind where a test says so."""
    with store(getattr(request, "param", "sqlite"), folder=tmp_path, recipe=_two_regencies):
        yield _MADE[0]


def browser(account: int) -> Client:
    client = Client(SERVER_NAME="localhost")
    session = client.session
    session["account"] = account
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)
    return client


def begun(one: World, *, speed: float = 60) -> int:
    ExerciseRow.objects.all().delete()
    leader = as_role("instruktur", territory=one.own.region)
    return begin_exercise_of(
        leader, now(), operation=one.own.number, title="H-1", first=FIRST, speed=speed, script=None
    )


def bridge(one: World, *, at: int = FIRST, told: str = "Jembatan putus") -> Injection:
    return Injection(
        mishap=Mishap.BRIDGE_CUT,
        at=HTime(at),
        place=one.own.kecamatan(),
        teller="Sekdes",
        told=told,
        told_after_min=10,
    )


@pytest.mark.parametrize("exercising", KINDS, indirect=True)
def test_nobody_reads_of_another_regencys_exercise_nor_of_what_is_yet_to_happen(exercising: World) -> None:
    paths = [
        path
        for one in (exercising.own, exercising.foreign)
        for path in addresses(one)
        if path.startswith("/latihan")
    ]

    found = [
        leak
        for role in roles().values()
        for leak in leaks(role, account=account_for(role, exercising.own), paths=paths)
    ]

    assert found == []
    leader = browser(AccountRow.objects.get(username=f"instruktur-{exercising.own.region}").pk)
    page = leader.get(f"/latihan/{exercising.own.exercise}").content.decode()
    assert SECRET_EVENT in page  # the matrix looks for what is really there


@pytest.mark.usefixtures("sqlite_store")
def test_where_the_record_is_real_there_are_no_exercises() -> None:
    made = world()
    leader = as_role("instruktur", territory=made.own.region)

    assert browser(account_for(roles()["instruktur"], made.own)).get("/latihan").status_code == 404
    with pytest.raises(Refused, match="real record"):
        begin_exercise_of(
            leader, now(), operation=made.own.number, title="x", first=FIRST, speed=1, script=None
        )


def test_an_event_is_reported_from_the_field_when_its_time_has_come_and_once(exercising: World) -> None:
    number = begun(exercising)
    leader = as_role("instruktur", territory=exercising.own.region)
    inject(leader, now(), exercise=number, injection=bridge(exercising))
    began_ms = ExerciseRow.objects.get(pk=number).began_ms
    due_ms = began_ms + 600_000 // 60

    assert tell_due(own_node(), now_ms=due_ms - 500, book=incident_book()) == 0
    assert tell_due(own_node(), now_ms=due_ms + 5_000, book=incident_book()) == 1
    assert tell_due(own_node(), now_ms=due_ms + 9_000, book=incident_book()) == 0

    catch_up(Incidents(incident_book()))
    one = injections(exercise(leader.scope, number))[0]
    incident = browser(account_for(roles()["kpu-logistik"], exercising.own)).get(f"/kejadian/{one.code}")
    page = incident.content.decode()
    assert "Sekdes" in page
    assert "Jembatan putus" in page


@pytest.mark.parametrize("exercising", KINDS, indirect=True)
def test_the_score_tells_who_noticed_and_settled_and_says_plainly_what_nobody_did(exercising: World) -> None:
    number = begun(exercising, speed=1)
    leader = as_role("instruktur", territory=exercising.own.region)
    book = incident_book()
    for told in ("Jembatan putus", ""):
        inject(
            leader, now(), exercise=number, injection=replace(bridge(exercising, told=told), told_after_min=0)
        )
    inject(
        leader, now(), exercise=number, injection=replace(bridge(exercising), mishap=Mishap.RUMOUR, told="")
    )
    later_ms = ExerciseRow.objects.get(pk=number).began_ms + 60_000
    tell_due(own_node(), now_ms=round(now().timestamp() * 1_000) + 1_000, book=book)
    catch_up(Incidents(book))
    view = exercise(leader.scope, number)
    code = next(one.code for one in injections(view) if one.claim)
    clerk = as_role("kpu-logistik", territory=exercising.own.region)
    for at, step in ((1, Step.ANSWER), (2, Step.START), (3, Step.RESOLVE)):
        moment = datetime.fromtimestamp(later_ms / 1_000, tz=UTC) + timedelta(minutes=at)
        other = "kpu" if step is Step.ANSWER else ""
        decide(clerk, moment, own=own_node(), code=code, step=step, other=other, book=book)
        catch_up(Incidents(book))

    lines = scores(view, now_ms=later_ms + 600_000)

    by_mishap = {(line.view.injection.mishap, bool(line.view.injection.told)): line.score for line in lines}
    bridged = by_mishap[Mishap.BRIDGE_CUT, True]
    assert bridged.noticed is not None
    assert (bridged.noticed.how, bridged.noticed.who) == (How.DECIDED, clerk.account)
    assert bridged.decided is not None
    assert bridged.mended is not None
    assert bridged.noticed.at_ms < bridged.decided.at_ms < bridged.mended.at_ms
    rumour = by_mishap[Mishap.RUMOUR, False]
    assert (rumour.noticed, rumour.decided, rumour.mended) == (None, None, None)


def test_the_score_is_open_to_the_staff_when_the_exercise_has_ended(exercising: World) -> None:
    number = begun(exercising)
    leader = as_role("instruktur", territory=exercising.own.region)
    inject(leader, now(), exercise=number, injection=bridge(exercising))
    clerk = browser(account_for(roles()["kpu-logistik"], exercising.own))

    before = clerk.get(f"/latihan/{number}/nilai").status_code
    end_exercise(leader, now(), exercise=number)
    after = clerk.get(f"/latihan/{number}/nilai").content.decode()
    paper = clerk.get(f"/latihan/{number}/nilai?cetak=1").content.decode()
    with override_settings(OPTIONS=replace(settings.OPTIONS, exercise=True)):
        file = clerk.get(f"/latihan/{number}/nilai.csv")
        book = clerk.get(f"/latihan/{number}/nilai.xlsx")

    assert before == 403
    assert "tidak disadari" in after
    assert "Tanda tangan" in paper
    table = file.content.decode("utf-8-sig")
    assert table.splitlines()[0] == "LATIHAN (EXERCISE)"
    assert file["Content-Disposition"].startswith('attachment; filename="LATIHAN-')
    assert "tidak disadari" in table
    assert book.status_code == 200
    assert "LATIHAN-" not in clerk.get(f"/latihan/{number}/nilai.csv")["Content-Disposition"]


def test_an_exercise_is_led_from_the_page(exercising: World) -> None:
    ExerciseRow.objects.all().delete()
    leader = browser(account_for(roles()["instruktur"], exercising.own))

    begun = leader.post("/latihan", {"operasi": str(exercising.own.number), "naskah": "kaur-h-1"})
    page = leader.get(begun["Location"])
    happened = leader.post(
        f"{begun['Location']}/tindakan",
        {
            "langkah": "suntik",
            "apa": "rumour",
            "tempat": exercising.own.kecamatan(),
            "laporan": "Katanya ...",
        },
    )
    refused = leader.post(
        f"{begun['Location']}/tindakan", {"langkah": "suntik", "apa": "flood", "tempat": "Kaur"}
    )
    ended = leader.post(f"{begun['Location']}/tindakan", {"langkah": "akhiri"})

    assert begun.status_code == happened.status_code == ended.status_code == 302
    assert "Jembatan ambles" in page.content.decode()
    assert refused.status_code == 422
    assert leader.post(f"{begun['Location']}/tindakan", {"langkah": "akhiri"}).status_code == 422


def test_nobody_lets_anything_happen_outside_the_own_territory(exercising: World) -> None:
    number = begun(exercising)
    leader = as_role("instruktur", territory=exercising.own.region)
    elsewhere = replace(bridge(exercising), place=exercising.foreign.kecamatan())

    with pytest.raises(Forbidden):
        inject(leader, now(), exercise=number, injection=elsewhere)
    with pytest.raises(Forbidden):
        inject(
            as_role("instruktur", territory=exercising.foreign.region),
            now(),
            exercise=number,
            injection=bridge(exercising),
        )
