"""Reports from the field change the stations and the sums above them, in whatever order they come."""

import numpy as np
import pytest
from tests.ledger.nodes import enrolled, take
from tests.ledger.worlds import Phone
from tests.store import as_role

from sampai.kernel.clock import now
from sampai.kernel.ids import RegionCode
from sampai.ledger.actions.react import catch_up, rebuild
from sampai.ledger.model import Event
from sampai.ledger.queries.record import Stored, statements, stored_from
from sampai.ledger.reactions import Trail
from sampai.main.operations import load_operation
from sampai.main.web.chores import REACTIONS
from sampai.places.actions import count_up
from sampai.places.reactions import StationReports
from sampai.places.tables import CellRow, FigureRow, HeardRow, StationRow
from sampai.plan.actions import import_register

KAUR = RegionCode("1704")
STATIONS = StationReports()


@pytest.fixture
def kaur(any_store: str) -> list[str]:  # noqa: ARG001 -- the store is open meanwhile
    operation = load_operation("sample:kaur").operation
    clerk = as_role("kpu-logistik", territory=KAUR)
    import_register(clerk, now(), operation=operation, document=b"tables")
    return [station.code for station in operation.register.stations[:3]]


def _says(phone: Phone, station: str, **states: int) -> Event:
    return phone.says("station.reported", subject=f"station:{station}", body={"states": states})


def _states(station: str) -> tuple[int, int]:
    row = StationRow.objects.get(code=station)
    return row.count_state, row.time_state


def test_a_report_changes_the_station_the_sums_above_and_the_map(kaur: list[str]) -> None:
    phone = enrolled("phone")
    before = {row.region: row.states["time"] for row in FigureRow.objects.all()}
    take(phone.batch([_says(phone, kaur[0], time=3, count=1)]))

    catch_up(STATIONS)

    assert _states(kaur[0]) == (1, 3)
    for region in ("", "17", "1704", kaur[0][:6], kaur[0][:10]):
        states = FigureRow.objects.get(region=region).states["time"]
        assert states == [before[region][0] - 1, *before[region][1:3], before[region][3] + 1]
    assert any("time:3" in cell.marks for cell in CellRow.objects.all())
    assert HeardRow.objects.get().events == 1


def _counted() -> list[object]:
    """Sums of regions, and of map cells with their marks."""
    cells = CellRow.objects.order_by("zoom", "cell", "label").values_list("zoom", "cell", "label", "marks")
    return [*cells, *FigureRow.objects.order_by("region").values_list("region", "states")]


def test_sums_and_map_cells_that_reports_moved_are_those_of_counting_all_anew(kaur: list[str]) -> None:
    for event in _reports(kaur):
        STATIONS.take([event])
    moved = _counted()

    count_up("pilkada-2024 2024-11-27", region=KAUR)

    assert moved == _counted()


def test_a_devices_latest_word_counts_and_of_several_devices_the_worst(kaur: list[str]) -> None:
    first, second = enrolled("first"), enrolled("second")
    take(first.batch([_says(first, kaur[0], time=3), _says(first, kaur[0], time=2)]))
    catch_up(STATIONS)
    assert _states(kaur[0])[1] == 2

    take(second.batch([_says(second, kaur[0], time=1, count=9, odd=1)]))
    catch_up(STATIONS)

    assert _states(kaur[0]) == (0, 2)


def _reports(stations: list[str]) -> list[Stored]:
    """The events of a few phones, one of them cloned."""
    chance = np.random.Generator(np.random.PCG64(7))
    phones = [enrolled(f"phone {number}") for number in range(3)]
    clone = Phone("phone 2")
    for phone in (*phones, clone):
        said = [
            _says(phone, stations[int(chance.integers(3))], time=int(chance.integers(1, 4)))
            for _ in range(12)
        ]
        take(phone.batch(said))
    return list(stored_from(0, most=1000))


@pytest.mark.parametrize("reaction", REACTIONS, ids=lambda one: one.name)
def test_the_same_events_in_any_order_give_the_same_digest(
    kaur: list[str],
    reaction: StationReports,
) -> None:
    events = _reports(kaur)
    assert catch_up(reaction) == len(events)
    digest, states = reaction.digest(), [_states(station) for station in kaur]
    chance = np.random.Generator(np.random.PCG64(11))

    for _ in range(3):
        shuffled = [events[at] for at in chance.permutation(len(events))]
        cut = int(chance.integers(len(events)))
        reaction.forget()
        for part in (shuffled[:cut], shuffled[cut:]):
            reaction.take(part)
        assert reaction.digest() == digest
        assert [_states(station) for station in kaur] == states


def test_a_reaction_is_made_anew_by_one_call_and_goes_on(kaur: list[str]) -> None:
    events = _reports(kaur)
    catch_up(STATIONS)
    digest = STATIONS.digest()

    assert rebuild(STATIONS) == len(events)

    assert STATIONS.digest() == digest
    assert catch_up(STATIONS) == 0


def test_a_higher_version_begins_anew(kaur: list[str]) -> None:
    events = _reports(kaur)

    class Next(StationReports):
        version = 2

    catch_up(STATIONS)

    assert catch_up(Next()) == len(events)
    assert Next().digest() == STATIONS.digest()


def test_all_statements_on_a_subject_are_found(kaur: list[str]) -> None:
    events = _reports(kaur)
    catch_up(Trail())

    found = statements(f"station:{kaur[0]}")

    assert [one.position for one in found] == [
        one.position for one in events if one.event.subject == f"station:{kaur[0]}"
    ]
