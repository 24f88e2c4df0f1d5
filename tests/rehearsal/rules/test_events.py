"""One day told event by event: the same day that was counted, in order, as telephones would report it."""

from tests.rehearsal.days import plan, world

from sampai.kernel.clock import HOUR
from sampai.packs.rehearsals import load_world
from sampai.rehearsal.model import EventKind
from sampai.rehearsal.rules.dice import BLOCK
from sampai.rehearsal.rules.events import Days, events_of
from sampai.rehearsal.rules.rehearse import stage_of, tally_of


def test_a_day_tells_of_every_journey_and_station_in_the_order_of_time() -> None:
    one = plan()

    events = events_of(stage_of(one, world=world()), day=0, runs=10, seed=1)

    assert [e.at for e in events] == sorted(e.at for e in events)
    handed = [e for e in events if e.kind is EventKind.HANDED_OVER and e.journey.startswith("PPK")]
    assert sorted(c for e in handed for c in e.stations) == [s.code for s in one.operation.register.stations]
    assert {e.kind for e in events} == {
        EventKind.LOADED,
        EventKind.DEPARTED,
        EventKind.ARRIVED,
        EventKind.HANDED_OVER,
        EventKind.CAME_HOME,
        EventKind.OPENED,
    }


def test_the_told_day_is_the_counted_day() -> None:
    stage = stage_of(plan(), world=world(quarrel=0.5, quarrel_h=30.0))
    late = tally_of(stage, runs=BLOCK + 5, seed=7).late
    goal = stage.course.goals.counts

    for day in (0, 17, BLOCK, BLOCK + 4):
        events = events_of(stage, day=day, runs=BLOCK + 5, seed=7)
        there = {
            code: e.at
            for e in events
            if e.kind is EventKind.HANDED_OVER
            for code in e.stations
            if e.journey in {stage.course.rides[n].journey.code for n, _ in stage.course.last.values()}
        }
        assert sum(at > goal for at in there.values()) == late[day]


def test_telephones_report_late_and_some_clocks_are_wrong() -> None:
    stage = stage_of(plan(), world=world(clock_wrong=1.0, clock_wrong_h=5.0, outage=1.0))

    events = events_of(stage, day=0, runs=10, seed=1)

    assert all(e.received >= e.at for e in events)
    assert any(abs(e.observed - e.at) > HOUR / 2 for e in events)
    by_device = {e.device: e.observed - e.at for e in events}
    assert all(e.observed - e.at == by_device[e.device] for e in events)


def test_a_telephone_that_gets_through_hands_in_all_that_it_has() -> None:
    events = events_of(stage_of(plan(), world=load_world("2024")), day=0, runs=10, seed=1)
    received: dict[str, list[int]] = {}
    for one in events:
        received.setdefault(one.device, []).append(one.received)

    assert all(times == sorted(times) for times in received.values())
    assert any(len(times) > 1 for times in received.values())


def test_what_is_wrong_with_goods_is_found_when_they_come_or_at_opening() -> None:
    stage = stage_of(plan(), world=world(short=1.0, wrong=1.0, unsealed=1.0))

    events = events_of(stage, day=3, runs=10, seed=1)

    opens = {e.place: e.at for e in events if e.kind is EventKind.OPENED}
    found = {(e.kind, e.at == opens[e.place]) for e in events if e.device.startswith("tps ")}
    assert found == {
        (EventKind.OPENED, True),
        (EventKind.WRONG_BALLOTS, True),
        (EventKind.SHORT, True),  # nobody counted when they came
        (EventKind.SEAL_BROKEN, False),
    }


def test_the_same_day_is_told_the_same_way() -> None:
    stage = stage_of(plan(), world=load_world("2024"))

    assert events_of(stage, day=2, runs=10, seed=1) == events_of(stage, day=2, runs=10, seed=1)


def test_a_day_is_the_same_whichever_was_asked_for_before() -> None:
    stage = stage_of(plan(), world=load_world("2024"))
    days = Days(stage, runs=BLOCK + 5, seed=3)

    one_by_one = [days.events(day) for day in (2, BLOCK + 1, 2, 3)]

    assert one_by_one == [events_of(stage, day=day, runs=BLOCK + 5, seed=3) for day in (2, BLOCK + 1, 2, 3)]
