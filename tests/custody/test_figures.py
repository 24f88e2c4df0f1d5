"""Sums of boxes by region: kept as statements come in, they are what counting all boxes gives."""

import threading
from collections.abc import Sequence
from importlib import import_module

import numpy as np
import pytest
from django.db import connection, connections
from tests.custody.chains import KAUR, SentWay, boxes, folded, published, small_plan, station
from tests.store import as_role

from sampai.custody.actions.boxes import keep_boxes
from sampai.custody.actions.figures import add_to_figures, count_all
from sampai.custody.actions.fold import keep_measures
from sampai.custody.model import BoxCode, Phase
from sampai.custody.queries.figures import NAMES, BoxFigures, box_figures
from sampai.custody.reactions import BoxStates
from sampai.custody.tables import BoxFigureRow, BoxRow
from sampai.election.tables import OperationRow
from sampai.kernel.ids import RegionCode
from sampai.kernel.rights import Forbidden
from sampai.ledger.actions.react import rebuild, unlike_record
from sampai.places.tables import StationWordRow
from sampai.plan.tables import PlanRow

NATION = RegionCode("")


@pytest.fixture
def event(any_store: str) -> str:  # noqa: ARG001 -- the store is open meanwhile
    published()
    return PlanRow.objects.get().operation.event


def _rows() -> list[tuple[object, ...]]:
    return [
        *BoxFigureRow.objects.order_by("event", "region").values_list("event", "region", "parent", *NAMES)
    ]


def _counted_anew() -> list[tuple[object, ...]]:
    count_all()
    return _rows()


def _arrive(codes: Sequence[str], *, without: int = 0) -> None:
    """Boxes come all the way to their stations, but for the last so many statements."""
    for code in codes:
        way = SentWay(boxes()[BoxCode(code)])
        way.out()
        way.said = way.said[: len(way.said) - without]
        way.send()


def _numbers() -> list[int]:
    return [PlanRow.objects.get().operation_id]


def test_after_any_deeds_and_statements_sums_are_what_counting_all_boxes_gives(event: str) -> None:
    number, all_boxes = PlanRow.objects.get().pk, list(boxes().values())
    chance = np.random.Generator(np.random.PCG64(1))
    codes = [one.code for one in all_boxes]
    chance.shuffle(codes)
    for turn in range(3):
        for at, code in enumerate(codes[5 * turn : 5 * turn + 5]):
            _arrive([code], without=int(chance.integers(0, 6)) if at else 0)
        folded()
        kept = _rows()
        assert kept == _counted_anew()
        left = [one for one in all_boxes if chance.random() > 0.1]
        keep_boxes(number, boxes=left)
        kept = _rows()
        assert kept == _counted_anew()
    assert unlike_record(BoxStates()) == []
    kept = _rows()
    assert rebuild(BoxStates()) > 0
    assert _rows() == kept
    assert {row[0] for row in kept} == {event}


def test_sums_of_a_region_and_of_those_below_at_every_level(event: str) -> None:
    codes = [code for code in boxes() if code.startswith(station())]
    _arrive(codes)
    folded()
    scope = as_role("kpu-pimpinan", territory=NATION).scope
    due = sum(box.kind.value != "container" for box in boxes().values())
    village = RegionCode(station()[:10])

    for region in ("", station()[:2], station()[:4], station()[:6]):
        own, below = box_figures(scope, event=event, operations=_numbers(), region=RegionCode(region))
        assert own is not None
        assert (own.total, own.due, own.arrived) == (len(boxes()), due, len(codes))
        assert own.silent == len(boxes()) - len(codes)
        assert sum(one.total for one in below.values()) == len(boxes())
        assert all(len(one) > len(region) and one.startswith(region) for one in below)
    inside, none = box_figures(scope, event=event, operations=_numbers(), region=village)
    _, villages = box_figures(scope, event=event, operations=_numbers(), region=RegionCode(village[:6]))
    assert inside == villages[village]
    assert none == {}


def test_nothing_is_told_outside_the_territory_without_the_right_or_before_there_are_boxes(
    event: str,
) -> None:
    clerk = as_role("kpu-logistik", territory=KAUR).scope
    other = as_role("kpu-logistik", territory=RegionCode("1703")).scope
    public = as_role("publik", territory=NATION).scope

    for scope in (other, public):
        with pytest.raises(Forbidden):
            box_figures(scope, event=event, operations=_numbers(), region=KAUR)
    assert box_figures(clerk, event="another", operations=(), region=KAUR) == (None, {})


def test_a_store_from_before_the_sums_gets_them_at_its_first_start(event: str) -> None:
    _arrive([code for code in boxes() if code.startswith(station())][:3])
    folded()
    kept = _rows()
    BoxFigureRow.objects.all().delete()

    with connection.schema_editor() as editor:
        import_module("sampai.migrations.0017_box_figures").fill(None, editor)

    assert _rows() == kept
    assert kept[0][0] == event


def test_a_sum_that_somebody_changed_is_found_and_made_right_by_a_rebuild(event: str) -> None:
    _arrive([next(iter(boxes()))])
    folded()
    kept = _rows()
    BoxFigureRow.objects.filter(region="").update(arrived=77)

    assert {one.path.partition("/")[0] for one in unlike_record(BoxStates())} == {"custody_figure"}
    rebuild(BoxStates())
    assert _rows() == kept
    assert event


def test_two_that_add_at_once_lose_nothing(event: str) -> None:
    before = BoxFigureRow.objects.get(region="").silent
    one = tuple(int(name == "silent") for name in NAMES)

    def add() -> None:
        try:
            for _ in range(20):
                add_to_figures({(event, station()[:6]): one})
        finally:
            connections.close_all()

    both = [threading.Thread(target=add) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join(60)

    assert BoxFigureRow.objects.get(region="").silent == before + 40


def test_a_box_that_was_taken_out_of_the_plan_counts_nowhere(event: str) -> None:
    code = next(code for code in boxes() if code.startswith(station()))
    _arrive([code])
    folded()
    keep_boxes(PlanRow.objects.get().pk, boxes=[box for one, box in boxes().items() if one != code])

    scope = as_role("kpu-pimpinan", territory=NATION).scope
    own, _ = box_figures(scope, event=event, operations=_numbers(), region=NATION)
    assert isinstance(own, BoxFigures)
    assert (own.total, own.arrived) == (len(boxes()) - 1, 0)
    assert BoxRow.objects.get(code=code).phase == Phase.RECEIVED.value
    assert len(small_plan().needs.stations) > 1


def _words() -> set[tuple[object, ...]]:
    return {*StationWordRow.objects.values_list("election", "station", "measure", "counter", "state")}


def test_measures_of_several_operations_at_once_are_those_of_each_alone(event: str) -> None:
    _arrive([code for code, box in boxes().items() if box.owner in {station(0), station(1)}])
    folded()
    own = PlanRow.objects.get().operation
    other = OperationRow.objects.get(pk=own.pk)
    other.pk, other.event = None, f"{event} ulang"
    other.save()
    BoxRow.objects.filter(owner=station(1)).update(operation=other)
    parts: list[dict[OperationRow, set[str]]] = [{own: {station(0)}}, {other: {station(1)}}]
    alone = set()
    for part in parts:
        StationWordRow.objects.all().delete()
        keep_measures(part)
        alone |= _words()

    StationWordRow.objects.all().delete()
    keep_measures(parts[0] | parts[1])

    assert _words() == alone
    assert {election for election, *_ in alone} == {event, other.event}
    assert {name for election, _, name, *_ in alone if election == event} - {
        name for election, _, name, *_ in alone if election == other.event
    } == {"time"}, "only what has a published plan has a deadline"
