"""Rules that raise claims by themselves: each finding is one incident, however often rules look."""

import pytest
from scripts.custody_cases import PPS
from tests.custody.chains import SentWay, boxes, folded, published, station
from tests.incidents.saying import BOOK

from sampai.custody.model import BoxCode, Condition, Kind
from sampai.custody.queries.rows import deadline_ms, h_ms
from sampai.incidents.actions.raising import Alarms, raise_all
from sampai.incidents.model import NEVER_MS
from sampai.incidents.reactions import Incidents
from sampai.incidents.tables import ClaimBoxRow, ClaimRow, IncidentRow
from sampai.ledger.actions.react import catch_up, rebuild
from sampai.ledger.queries.record import record_end
from sampai.main.web.record import own_node
from sampai.packs.custody_rules import load_custody_rules
from sampai.plan.tables import PlanRow
from sampai.transport.tables import CallRow, JourneyRow

HOUR_MS = 3_600_000
LONG_AGO_MS = 1_600_000_000_000


@pytest.fixture
def alarms(any_store: str) -> Alarms:  # noqa: ARG001 -- the store is open meanwhile
    published()
    return Alarms(own=own_node(), rules=load_custody_rules(), book=BOOK)


def looked(alarms: Alarms, *, now_ms: int) -> int:
    """One look of the rules, taken in as the server does."""
    folded()
    count = raise_all(alarms, now_ms=now_ms)
    catch_up(Incidents(BOOK))
    return count


def kinds() -> list[str]:
    return sorted(ClaimRow.objects.values_list("kind", flat=True))


def of_boxes() -> list[str]:
    """Kinds of claims that name a box; others are of silence, for the plan's days are long past."""
    return sorted(ClaimRow.objects.filter(subject__endswith="-B1").values_list("kind", flat=True))


def way(number: int) -> SentWay:
    return SentWay(boxes()[BoxCode(f"{station(number)}-B1")])


def test_a_wet_box_and_a_lone_half_are_raised_once_and_again_by_no_replay(alarms: Alarms) -> None:
    wet, lone = way(0), way(1)
    wet.packed_and_sealed()
    wet.touch(Kind.CHECKED, PPS, wet.pps, at=50, condition=(Condition.WET,))
    lone.out()
    lone.said.pop()
    wet.send()
    lone.send()
    late_ms = lone.said[-1].event.observed.wall_ms + alarms.rules.lone_half_after_s * 1_000 + 1

    looked(alarms, now_ms=late_ms - 2)
    assert of_boxes() == ["wet"]
    looked(alarms, now_ms=late_ms)
    assert of_boxes() == ["lone-handover", "wet"]
    end = record_end()
    assert looked(alarms, now_ms=late_ms) == 0
    rebuild(Incidents(BOOK))

    assert (record_end(), of_boxes()) == (end, ["lone-handover", "wet"])
    assert set(ClaimBoxRow.objects.values_list("box", flat=True)) == {wet.box.code, lone.box.code}


def test_a_seal_that_was_exchanged_is_raised(alarms: Alarms) -> None:
    torn = way(0)
    torn.packed_and_sealed()
    torn.touch(Kind.CHECKED, PPS, torn.pps, at=50, seals=("ZZZ-9999", "ZZZ-9998"))
    torn.send()

    looked(alarms, now_ms=LONG_AGO_MS)

    assert set(kinds()) == {"seal-broken"}
    assert IncidentRow.objects.count() == 1


def test_silence_and_lateness_of_a_plan_are_raised_once_each(alarms: Alarms) -> None:
    plan = PlanRow.objects.select_related("operation").get()
    journey = JourneyRow.objects.filter(plan=plan.pk, receiver="tps").order_by("departs_h").first()
    due_ms = deadline_ms(plan.operation)
    assert journey is not None
    assert due_ms is not None
    last = max(CallRow.objects.filter(journey=journey).values_list("arrives_h", flat=True))
    slack_ms = due_ms - h_ms(plan.operation, last)
    too_late_ms = h_ms(plan.operation, journey.departs_h) + slack_ms + HOUR_MS

    first = looked(alarms, now_ms=min(too_late_ms, due_ms))
    assert first > 0
    assert looked(alarms, now_ms=min(too_late_ms, due_ms)) == 0

    assert "late" in kinds()
    assert "overdue" in kinds()
    late = ClaimRow.objects.filter(kind="late", journey=journey.code)
    assert late.count() == 1
    assert IncidentRow.objects.filter(rank__lt=NEVER_MS).exists()
