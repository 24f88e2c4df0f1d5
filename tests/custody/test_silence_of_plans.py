"""Journeys and stations of a published plan that are not heard, with the reason that is known."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from scripts.custody_cases import DRIVER, EVE_MS
from tests.custody.chains import (
    KAUR,
    KeyedPhone,
    SentWay,
    boxes,
    bring,
    folded,
    published,
    small_plan,
    station,
)
from tests.store import KINDS, as_role, store

from sampai.custody.model import Kind, Moving, Quiet, Quietness, Touch
from sampai.custody.queries.rows import h_ms
from sampai.custody.queries.silence import Unheard, unheard
from sampai.election.tables import OperationRow
from sampai.kernel.rights import Forbidden
from sampai.packs.custody_rules import load_custody_rules
from sampai.places.tables import StationRow
from sampai.plan.tables import PlanRow
from sampai.transport.tables import CallRow, JourneyRow

RULES = load_custody_rules()
SCOPE = as_role("kpu-logistik", territory=KAUR).scope


@pytest.fixture(params=KINDS, autouse=True)
def any_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh store of each kind with the boxes of a published plan."""
    with store(request.param, folder=tmp_path, recipe=published) as url:
        yield url


def _found(now_ms: int) -> dict[str, Unheard]:
    number = PlanRow.objects.get().pk
    rows = unheard(SCOPE, plan=number, region=KAUR, now_ms=now_ms, rules=RULES)
    return {one.code: one for one in rows}


def _last_hour() -> tuple[JourneyRow, int]:
    """The first journey to stations, and a time two hours after it left."""
    row = JourneyRow.objects.filter(receiver="tps").order_by("departs_h", "code").first()
    assert row is not None
    return row, h_ms(OperationRow.objects.get(), row.departs_h) + 2 * 3_600_000


def test_journey_that_was_never_heard_is_overdue_for_the_first_level() -> None:
    row, now_ms = _last_hour()

    found = _found(now_ms)[row.code]

    assert found.silence.quietness is Quietness.OVERDUE
    assert found.silence.level is not None


def _says(kind: Kind, body: Touch, *, at_ms: int) -> None:
    phone = KeyedPhone("driver", station=station())
    said = phone.says(kind, body, at=_minutes(at_ms), subject="journey:x", place=station())
    bring(phone, [said.event])
    folded()


def _minutes(at_ms: int) -> int:
    return (at_ms - EVE_MS) // 60_000


def test_phone_that_was_said_to_be_off_is_told_apart_with_its_reason() -> None:
    row, now_ms = _last_hour()
    body = Quiet(boxes=(), by=DRIVER, journey=row.code, reason="baterai", until_ms=now_ms + 3_600_000)
    _says(Kind.QUIET, body, at_ms=now_ms - 10 * 60_000)

    found = _found(now_ms)[row.code]

    assert (found.silence.quietness, found.silence.reason) == (Quietness.PHONE_OFF, "baterai")


def test_journey_that_was_heard_in_time_is_not_listed() -> None:
    row, now_ms = _last_hour()
    _says(Kind.PASSED, Moving(boxes=(), by=DRIVER, journey=row.code), at_ms=now_ms - 10 * 60_000)

    assert row.code not in _found(now_ms)


def test_way_to_a_station_without_signal_is_no_alarm_and_names_it() -> None:
    row, now_ms = _last_hour()
    stops = CallRow.objects.filter(journey=row).values("place")
    StationRow.objects.filter(code__in=stops).update(signal="none")

    found = _found(now_ms)[row.code]

    assert found.silence.quietness is Quietness.NO_SIGNAL_EXPECTED
    assert found.silence.reason in set(CallRow.objects.filter(journey=row).values_list("place", flat=True))


def test_station_whose_kpps_took_its_goods_is_not_waited_for() -> None:
    last = max(h_ms(OperationRow.objects.get(), one.arrives_h) for one in CallRow.objects.all())
    later = last + 86_400_000
    assert station() in _found(later)
    way = SentWay(boxes()[f"{station()}-B1"])
    way.out()
    way.send()
    folded()

    assert station() not in _found(later)
    assert (
        len([one for one in _found(later).values() if not one.is_journey])
        == len(small_plan().needs.stations) - 1
    )


def test_times_of_journeys_are_for_whom_the_embargo_is_not() -> None:
    with pytest.raises(Forbidden):
        unheard(as_role("ppk", territory=KAUR).scope, plan=1, region=KAUR, now_ms=0, rules=RULES)
