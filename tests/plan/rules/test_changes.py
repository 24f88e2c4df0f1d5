"""What differs between two plans, and who is told what."""

from dataclasses import replace
from datetime import datetime

import pytest
from tests import worlds

from sampai.engines.solver.savings import SavingsSolver
from sampai.kernel.clock import HOUR, HTime, format_h_time
from sampai.kernel.ids import VehicleCode
from sampai.places.model import Closure
from sampai.plan.model import OperationPlan
from sampai.plan.rules.changes import Changes, Recipient, RecipientKind, changes_between
from sampai.plan.rules.make import make_plan
from sampai.transport.model import Absence, Journey
from sampai.transport.rules.replan.match import pairs_of


@pytest.fixture(scope="module")
def plan() -> OperationPlan:
    return make_plan(worlds.FULL, rules=worlds.RULES, solver=SavingsSolver(), seed=1, effort=1)


def with_journeys(plan: OperationPlan, journeys: tuple[Journey, ...]) -> OperationPlan:
    return replace(plan, delivery=replace(plan.delivery, journeys=journeys))


def with_journey(plan: OperationPlan, old: Journey, new: Journey) -> OperationPlan:
    return with_journeys(plan, tuple(new if j == old else j for j in plan.delivery.journeys))


def later(journey: Journey, hours: int) -> Journey:
    def moved(at: HTime) -> HTime:
        return HTime(at + hours * HOUR)

    stops = (replace(s, arrives=moved(s.arrives), departs=moved(s.departs)) for s in journey.stops)
    return replace(
        journey,
        loads=moved(journey.loads),
        departs=moved(journey.departs),
        returns=moved(journey.returns),
        stops=tuple(stops),
    )


def to_station(plan: OperationPlan) -> Journey:
    return next(j for j in plan.delivery.journeys if j.receiver == "tps" and len(j.stops) > 1)


def told(changes: Changes, kind: RecipientKind, code: str) -> list[str]:
    notices = [n for n in changes.notices if n.recipient == Recipient(kind, code)]
    return [str(message.text) for notice in notices for message in notice.messages]


def test_equal_plans_have_no_changes_whatever_their_codes(plan: OperationPlan) -> None:
    recoded = tuple(replace(j, code=f"X-{i}") for i, j in enumerate(plan.delivery.journeys))

    changes = changes_between(plan, with_journeys(plan, recoded))

    assert (changes.journeys, changes.notices, changes.lost) == ((), (), ())
    assert changes.same == len(plan.delivery.journeys)


def test_a_later_departure_is_told_to_the_driver_and_to_the_ppk_that_loads(plan: OperationPlan) -> None:
    journey = to_station(plan)
    vehicle = f"{journey.vehicle}-{journey.ordinal}"

    changes = changes_between(plan, with_journey(plan, journey, later(journey, 1)))

    sentence = next(s for s in told(changes, RecipientKind.VEHICLE, vehicle) if "leaves" in s)
    assert sentence.startswith(f"{vehicle} leaves {journey.origin} at H-1 ")
    assert sentence in told(changes, RecipientKind.PPK, journey.origin)
    assert len(changes.journeys) == 1


def test_another_order_of_stops_is_told(plan: OperationPlan) -> None:
    journey = to_station(plan)
    turned = replace(journey, stops=(*journey.stops[1:], journey.stops[0]))

    changes = changes_between(plan, with_journey(plan, journey, turned))

    assert any(str(text).startswith("The new order: ") for text in changes.journeys[0].what)


def test_a_journey_that_another_vehicle_makes_is_told_to_both_drivers(plan: OperationPlan) -> None:
    journey = to_station(plan)
    other = replace(journey, vehicle=VehicleCode("TRUK"), ordinal=2)

    changes = changes_between(plan, with_journey(plan, journey, other))

    stays = told(changes, RecipientKind.VEHICLE, f"{journey.vehicle}-{journey.ordinal}")
    when = format_h_time(journey.departs)
    assert stays == [f"Do not make journey {journey.code} from {journey.origin} at {when}: TRUK-2 makes it."]
    assert told(changes, RecipientKind.VEHICLE, "TRUK-2")[0].startswith(f"New journey {journey.code}")


def test_a_journey_that_is_gone_is_cancelled_for_its_driver(plan: OperationPlan) -> None:
    journey = to_station(plan)
    rest = tuple(j for j in plan.delivery.journeys if j != journey)

    changes = changes_between(plan, with_journeys(plan, rest))

    sentences = told(changes, RecipientKind.VEHICLE, f"{journey.vehicle}-{journey.ordinal}")
    assert len(sentences) == 1
    assert "is cancelled" in sentences[0]


def test_what_is_closed_or_lost_since_is_said_first(plan: OperationPlan) -> None:
    at = datetime(2024, 11, 26, 2)  # noqa: DTZ001 -- local time is meant
    operation = replace(
        plan.operation, closures=(Closure(subject="L-PERAHU", starts=at, ends=at.replace(day=30)),)
    )
    away = Absence(vehicle=VehicleCode("TRUK"), ordinal=1, since=HTime(-22 * HOUR))
    after = replace(plan, operation=operation, delivery=replace(plan.delivery, absences=(away,)))

    changes = changes_between(plan, after)

    assert [str(text) for text in changes.happened] == [
        "Closed: L-PERAHU. Nobody passes there.",
        "TRUK-1 cannot be used from H-1 02:00 on.",
    ]


def test_nobody_is_to_be_told_before_it_is_known(plan: OperationPlan) -> None:
    journey = to_station(plan)
    now = HTime(journey.loads + HOUR)

    changes = changes_between(plan, with_journey(plan, journey, later(journey, 3)), now=now)

    assert {message.by >= now for notice in changes.notices for message in notice.messages} == {True}


def test_every_journey_stands_in_exactly_one_pair(plan: OperationPlan) -> None:
    before = plan.delivery.journeys
    after = (*(later(j, 1) for j in before[:3]), *before[4:])

    pairs = pairs_of(before, after)

    assert sorted(p.before.code for p in pairs if p.before) == sorted(j.code for j in before)
    assert sorted(p.after.code for p in pairs if p.after) == sorted(j.code for j in after)
