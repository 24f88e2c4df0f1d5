"""Journeys and stations of a published plan that are not heard, with the reason that is known."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from scripts.custody_cases import DRIVER, EVE_MS, PPS
from tests.custody.chains import (
    KAUR,
    KeyedPhone,
    SentWay,
    boxes,
    bring,
    folded,
    published,
    station,
)
from tests.store import KINDS, as_role, store

from sampai.custody.model import Handing, Kind, Moving, Quiet, Quietness, Touch
from sampai.custody.queries.rows import h_ms
from sampai.custody.queries.silence import Unheard, unheard
from sampai.election.tables import OperationRow
from sampai.kernel.rights import Forbidden
from sampai.packs.custody_rules import load_custody_rules
from sampai.places.tables import StationRow
from sampai.plan.tables import PlanRow
from sampai.transport.tables import CallRow, JourneyRow

RULES = load_custody_rules()
HOUR_MS = 3_600_000
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
    return row, h_ms(OperationRow.objects.get(), row.departs_h) + 2 * HOUR_MS


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
    body = Quiet(boxes=(), by=DRIVER, journey=row.code, reason="baterai", until_ms=now_ms + HOUR_MS)
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


def _on_the_minute(at_ms: int) -> int:
    """Telephones of these stories state on whole minutes."""
    return EVE_MS + _minutes(at_ms) * 60_000


def _longest() -> tuple[JourneyRow, list[CallRow]]:
    """A journey to several stations, and its stops, one for each place."""
    rows = JourneyRow.objects.filter(receiver="tps", stops__gte=3).order_by("departs_h", "code")
    calls = CallRow.objects.filter(journey=rows[0]).order_by("order", "station")
    return rows[0], list({call.place: call for call in calls}.values())


def _vehicle_says(kind: Kind, row: JourneyRow, call: CallRow, *, at_ms: int) -> None:
    body: Touch = Moving(boxes=(), by=DRIVER, journey=row.code)
    if kind is Kind.GIVEN:
        body = Handing(boxes=(), by=DRIVER, other=PPS, handover="ab" * 16, journey=row.code)
    phone = KeyedPhone(f"{row.code} {call.place} {kind}", station=call.place)
    said = phone.says(kind, body, at=_minutes(at_ms), subject=f"journey:{row.code}", place=call.place)
    bring(phone, [said.event])
    folded()


def _silent_stations(now_ms: int) -> set[str]:
    return {code for code, one in _found(now_ms).items() if not one.is_journey}


def test_until_its_vehicle_is_there_the_clock_of_the_journey_stands_for_a_station() -> None:
    row, calls = _longest()
    later_ms = h_ms(OperationRow.objects.get(), row.returns_h) + 12 * HOUR_MS

    found = _found(later_ms)

    assert found[row.code].silence.quietness is Quietness.OVERDUE
    assert found.keys().isdisjoint(call.station for call in calls)


def test_stations_up_to_where_the_vehicle_has_come_are_waited_for_from_then_on() -> None:
    row, calls = _longest()
    at_ms = _on_the_minute(h_ms(OperationRow.objects.get(), row.returns_h) + 6 * HOUR_MS)
    _vehicle_says(Kind.ARRIVED, row, calls[1], at_ms=at_ms)
    due_ms = at_ms + RULES.report_every_s * 1_000

    assert _silent_stations(due_ms) == set()
    assert _silent_stations(due_ms + 1) == {calls[0].station, calls[1].station}


def test_what_the_vehicle_handed_over_waits_for_its_other_half_and_is_no_silence() -> None:
    row, calls = _longest()
    at_ms = h_ms(OperationRow.objects.get(), row.returns_h)
    _vehicle_says(Kind.ARRIVED, row, calls[1], at_ms=at_ms)
    _vehicle_says(Kind.GIVEN, row, calls[0], at_ms=at_ms)

    assert _silent_stations(at_ms + 12 * HOUR_MS) == {calls[1].station}


def test_station_without_signal_has_as_long_as_the_plan_gives_the_way_home() -> None:
    row, calls = _longest()
    StationRow.objects.filter(code=calls[0].station).update(signal="none")
    at_ms = _on_the_minute(h_ms(OperationRow.objects.get(), calls[0].arrives_h) + 6 * HOUR_MS)
    home_ms = at_ms + (row.returns_h - calls[0].arrives_h) * 1_000
    _vehicle_says(Kind.ARRIVED, row, calls[0], at_ms=at_ms)
    due_ms = home_ms + RULES.report_every_s * 1_000

    assert _found(due_ms)[calls[0].station].silence.quietness is Quietness.NO_SIGNAL_EXPECTED
    assert _found(due_ms + 1)[calls[0].station].silence.quietness is Quietness.OVERDUE


def test_station_whose_kpps_took_its_goods_is_not_waited_for() -> None:
    way = SentWay(boxes()[f"{station()}-B1"])
    call = CallRow.objects.filter(station=station(), receiver="tps").select_related("journey").get()
    at_ms = h_ms(OperationRow.objects.get(), call.arrives_h)
    _vehicle_says(Kind.ARRIVED, call.journey, call, at_ms=at_ms)
    later_ms = at_ms + 24 * HOUR_MS
    assert station() in _silent_stations(later_ms)
    way.out()
    way.send()
    folded()

    assert station() not in _silent_stations(later_ms)


def test_times_of_journeys_are_for_whom_the_embargo_is_not() -> None:
    with pytest.raises(Forbidden):
        unheard(as_role("ppk", territory=KAUR).scope, plan=1, region=KAUR, now_ms=0, rules=RULES)
