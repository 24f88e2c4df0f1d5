"""Boxes in the store: made once from a plan, folded from statements in whatever order they come."""

import re

import numpy as np
import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from scripts.custody_cases import KPPS, PPS
from tests.custody.chains import KAUR, SentWay, boxes, folded, published, small_plan, station
from tests.custody.folding import statements_of
from tests.store import as_role

from sampai.custody.actions.boxes import keep_boxes, plans_without_boxes
from sampai.custody.model import BoxCode, Condition, Kind, Phase, Trouble
from sampai.custody.queries import (
    BoxFilter,
    boxes_of_station,
    boxes_on_journey,
    counts_by_region,
    lone_handovers,
    phone_boxes,
    troubled,
)
from sampai.custody.queries import boxes as boxes_in
from sampai.custody.reactions import BoxStates
from sampai.custody.rules.fold import replay, state_digest
from sampai.custody.rules.indicators import Indicator
from sampai.custody.tables import BoxRow
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Forbidden
from sampai.ledger.actions.react import catch_up_all, rebuild
from sampai.ledger.queries.record import stored_from
from sampai.places.tables import FigureRow, StationRow
from sampai.plan.tables import PlanRow

WRITES = re.compile(r"INSERT|UPDATE|DELETE|BEGIN|SAVEPOINT")
FAR_MS = 2_000_000_000_000


@pytest.fixture
def event(any_store: str) -> str:  # noqa: ARG001 -- the store is open meanwhile
    published()
    return PlanRow.objects.get().operation.event


def _box(number: int = 0, letter: str = "B1") -> BoxCode:
    return BoxCode(f"{station(number)}-{letter}")


def _way(code: str) -> SentWay:
    return SentWay(boxes()[code])


def test_boxes_are_made_once_and_again_by_the_next_version_without_losing_their_state(event: str) -> None:
    pk = PlanRow.objects.get().pk
    assert BoxRow.objects.count() == len(boxes()) > len(small_plan().needs.stations)
    assert plans_without_boxes() == []
    way = _way(_box())
    way.out()
    way.send()
    folded()

    assert keep_boxes(pk, boxes=boxes().values()) == 0
    assert keep_boxes(pk, boxes=[box for code, box in boxes().items() if code != _box(1)]) == 0

    assert BoxRow.objects.count() == len(boxes()) - 1
    assert BoxRow.objects.get(code=_box()).phase == "received"
    keep_boxes(pk, boxes=[box for code, box in boxes().items() if code != _box()])
    assert BoxRow.objects.get(code=_box()).plan is None
    assert event


def test_statements_that_came_before_the_plan_are_folded_when_it_is_published(event: str) -> None:
    way = _way(_box())
    way.out()
    way.send()
    BoxRow.objects.all().delete()
    folded()

    keep_boxes(PlanRow.objects.get().pk, boxes=boxes().values())

    assert BoxRow.objects.get(code=_box()).phase == "received"
    assert event


def test_row_holds_what_the_fold_says(event: str) -> None:
    way = _way(_box())
    way.out()
    way.send()
    folded()

    clerk = as_role("kpu-logistik", territory=KAUR)
    (row,) = boxes_in(clerk.scope, BoxFilter(event=event, phases=(Phase.RECEIVED,)))
    stored = BoxRow.objects.get(code=_box())
    state = replay(boxes()[_box()], statements_of(way))
    assert bytes(stored.digest) == state_digest(state)
    assert bytes(stored.heads) == b"".join(state.heads)
    assert (row.code, row.holder, row.seals, row.count) == (_box(), KPPS, 2, len(way.said))
    assert row.received_ms == state.statements[-1].at_ms
    assert Indicator.BOTH_SIDES in row.proven


def test_same_statements_in_any_order_give_the_same_digest_and_a_rebuild_too(event: str) -> None:
    reaction = BoxStates()
    for code in (_box(), _box(1), _box(1, "K1")):
        way = _way(code)
        way.out()
        way.send()
    folded()
    events, digest = list(stored_from(0, most=1000)), reaction.digest()
    chance = np.random.Generator(np.random.PCG64(3))

    for _ in range(2):
        reaction.forget()
        shuffled = [events[at] for at in chance.permutation(len(events))]
        cut = int(chance.integers(len(events)))
        for part in (shuffled[:cut], shuffled[cut:]):
            reaction.take(part)
        assert reaction.digest() == digest
    assert rebuild(reaction) == len(events)
    assert reaction.digest() == digest
    assert event


def test_lone_half_a_trouble_and_figures_of_regions_are_found(event: str) -> None:
    whole, lone = _way(_box()), _way(_box(1))
    whole.packed_and_sealed()
    whole.touch(Kind.CHECKED, PPS, whole.pps, at=50, condition=(Condition.WET,))
    lone.out()
    lone.said.pop()
    whole.send()
    lone.send()
    folded()
    scope = as_role("ppk", territory=KAUR).scope

    assert [one.code for one in lone_handovers(scope, event=event, region=KAUR, before_ms=FAR_MS)] == [
        _box(1)
    ]
    assert lone_handovers(scope, event=event, region=KAUR, before_ms=0) == []
    assert [one.troubles for one in troubled(scope, event=event, region=KAUR)] == [(Trouble.WET,)]
    (figures,) = counts_by_region(scope, event=event, region=KAUR)
    assert (figures.total, figures.silent, figures.lone, figures.troubled) == (
        len(boxes()),
        len(boxes()) - 2,
        1,
        1,
    )
    assert figures.proven[Indicator.CHAIN] == (2, len(boxes()))
    parts = counts_by_region(scope, event=event, region=KAUR, digits=10)
    assert sum(one.total for one in parts) == len(boxes())
    assert len(parts) > 1


def test_stations_five_measures_follow_from_their_boxes(event: str) -> None:
    codes = [code for code in boxes() if code.startswith(station())]
    before = FigureRow.objects.get(region="").states["target"]
    for code in codes[:-1]:
        way = _way(code)
        way.out()
        way.send()
    folded()
    assert StationRow.objects.get(code=station()).target_state == 0

    last = _way(codes[-1])
    last.out()
    last.send()
    folded()

    row = StationRow.objects.get(code=station())
    assert (row.count_state, row.kind_state, row.time_state) == (1, 1, 1)
    assert (row.target_state, row.quality_state) == (1, 1)
    after = FigureRow.objects.get(region="").states["target"]
    assert after == [before[0] - 1, before[1] + 1, *before[2:]]
    assert event


def test_phone_is_told_how_many_seals_and_what_may_come_next_but_never_a_number(event: str) -> None:
    way = _way(_box())
    way.out()
    way.send()
    folded()

    told = phone_boxes(RegionCode(station()[:10]), event=event)

    one = next(one for one in told if one.code == _box())
    assert (one.phase, one.seals) == (Phase.RECEIVED, 2)
    assert Kind.OPENED in one.may_follow
    assert one.heads
    assert "KPU" not in repr([said for said in told if said.code == _box()])
    assert {one.owner for one in told} == {
        code for code in small_plan().needs.stations if code[:10] == station()[:10]
    }


def test_where_a_box_is_on_its_way_is_closed_below_r4_and_foreign_boxes_altogether(event: str) -> None:
    way = _way(_box())
    way.packed_and_sealed()
    way.carried(at=40, to="170401")
    way.said.pop()
    way.send()
    folded()
    high, low = (as_role(role, territory=KAUR).scope for role in ("kpu-logistik", "ppk"))
    operation = PlanRow.objects.get().operation_id

    assert [one.code for one in boxes_on_journey(high, "J1", operation=operation)] == [_box()]
    assert boxes_on_journey(low, "J1", operation=operation) == []
    (seen,) = [one for one in boxes_of_station(low, station(), event=event) if one.code == _box()]
    assert (seen.journey, seen.place, seen.last_ms) == ("", "", None)
    foreign = as_role("ppk", territory=RegionCode("1813")).scope
    assert boxes_of_station(foreign, station(), event=event) == []
    with pytest.raises(Forbidden):
        boxes_of_station(as_role("dandim", territory=KAUR).scope, station(), event=event)


def test_reactions_that_have_seen_everything_write_nothing(event: str) -> None:
    assert event
    _way(_box()).send()
    catch_up_all([BoxStates()])

    with CaptureQueriesContext(connections["default"]) as seen:
        catch_up_all([BoxStates()])

    assert [one["sql"] for one in seen.captured_queries if WRITES.match(one["sql"])] == []
