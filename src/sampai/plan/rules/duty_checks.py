"""Checks of everybody's duties: nobody promised twice, shifts and convoys without people, rest, seats."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from sampai.guarding.model import DutyKind, GuardedPlace, RestRule, Unfilled, Unit
from sampai.kernel.clock import format_h_time
from sampai.kernel.quantity import Certainty
from sampai.kernel.text import Text, say
from sampai.plan.model import EscortRules, Manning, Operation, PlanProblem, Severity
from sampai.plan.rules.duties import Over, over_strength, twice
from sampai.plan.rules.escorts import has_room, riders_of
from sampai.transport.model import DeliveryPlan, Journey, Medium, ModeRule

DUTY: dict[DutyKind, Text] = {
    DutyKind.STATIONS: say("stations"),
    DutyKind.PLACE: say("guarded place"),
    DutyKind.JOURNEY: say("escort"),
    DutyKind.RESERVE: say("reserve"),
}
"""What each kind of duty is called."""


def promised_twice(manning: Manning, *, units: Sequence[Unit]) -> Iterator[PlanProblem]:
    """Units over their strength at some hour, and officers with two duties at once."""
    for over in over_strength(manning.duties, units=units):
        yield PlanProblem(
            code="unit-promised-twice",
            severity=Severity.STOP,
            subject=over.unit,
            what=_over(over),
            remedy=say("Take one of the two duties from this unit, or correct its available strength."),
        )
    for one, other in twice(manning.duties):
        yield PlanProblem(
            code="officer-promised-twice",
            severity=Severity.STOP,
            subject=one.unit,
            what=say(
                "Officer {number} is at {first} ({first_kind}) until {end} and at {second} ({second_kind}) "
                "from {start}, ways included.",
                number=one.service_number,
                first=one.subject,
                first_kind=DUTY[one.kind],
                end=format_h_time(one.ends),
                second=other.subject,
                second_kind=DUTY[other.kind],
                start=format_h_time(other.starts),
            ),
            remedy=say("Give one of the two duties to somebody else."),
        )


def _over(over: Over) -> Text:
    return say(
        "From {start} to {end} this unit is asked for {wanted} people and can send {available}, as for {one} "
        "({one_kind}) and {other} ({other_kind}).",
        start=format_h_time(over.starts),
        end=format_h_time(over.ends),
        wanted=over.wanted,
        available=over.available,
        one=over.one.subject,
        one_kind=DUTY[over.one.kind],
        other=over.other.subject,
        other_kind=DUTY[over.other.kind],
    )


def unfilled(manning: Manning) -> Iterator[PlanProblem]:
    """Guarded places with shifts that lack people, one problem each; all shifts stand in the workbook."""
    gaps = manning.roster.unfilled
    for place, open_ in _by_place(gap for gap in gaps if not gap.is_thin):
        first = open_[0]
        yield PlanProblem(
            code="shift-unfilled",
            severity=Severity.WARN,
            subject=place,
            what=say(
                "{count} shifts lack people, the first on {start} with {missing} of {needed} missing. {why}",
                count=len(open_),
                start=format_h_time(first.shift.starts),
                missing=first.missing,
                needed=first.shift.officers,
                why=first.why,
            ),
            remedy=say("Ask for reinforcement (BKO), or guard this place with fewer people or watchmen."),
        )
    for place, thin in _by_place(gap for gap in gaps if gap.is_thin):
        yield PlanProblem(
            code="shift-thin",
            severity=Severity.NOTE,
            subject=place,
            what=say(
                "{count} shifts stand with fewer people than usual, the first on {start} with {there} of "
                "{needed}.",
                count=len(thin),
                start=format_h_time(thin[0].shift.starts),
                there=thin[0].shift.officers - thin[0].missing,
                needed=thin[0].shift.officers,
            ),
            remedy=say("This suffices by the pack's rule; add watchmen or Linmas where there are some."),
        )


def _by_place(gaps: Iterable[Unfilled]) -> list[tuple[str, list[Unfilled]]]:
    of: dict[str, list[Unfilled]] = defaultdict(list)
    for gap in gaps:
        of[gap.shift.place].append(gap)
    return [(place, sorted(of[place], key=lambda gap: gap.shift.starts)) for place in sorted(of)]


def escorts(manning: Manning) -> Iterator[PlanProblem]:
    """Convoys without all their escorts."""
    origins = {convoy.code: convoy for convoy in manning.escorts.convoys}
    for gap in manning.escorts.missing:
        convoy = origins[gap.convoy]
        yield PlanProblem(
            code="escort-short",
            severity=Severity.WARN,
            subject=convoy.origin,
            what=say(
                "The convoy of {start} ({journeys} journeys) lacks {missing} of {needed} escorts. {why}",
                start=format_h_time(convoy.departs),
                journeys=len(convoy.journeys),
                missing=gap.missing,
                needed=convoy.needed,
                why=gap.why,
            ),
            remedy=say("Let the convoy leave at another hour, or ask for reinforcement (BKO)."),
        )


def full_boats(
    manning: Manning, *, delivery: DeliveryPlan, modes: Iterable[ModeRule], rules: EscortRules
) -> Iterator[PlanProblem]:
    """Convoys by water or air with more people than seats: nobody can follow there on another vehicle."""
    seats_of = {mode.mode: mode.escort_seats for mode in modes if mode.medium in {Medium.WATER, Medium.AIR}}
    journeys = {journey.code: journey for journey in (*delivery.journeys, *delivery.back)}
    for convoy in manning.escorts.convoys:
        rides = [journeys[code] for code in convoy.journeys if journeys[code].mode in seats_of]
        room = sum(_places(ride, seats=seats_of[ride.mode], rules=rules) for ride in rides)
        if len(rides) == len(convoy.journeys) and convoy.officers + convoy.with_boxes > room:
            yield PlanProblem(
                code="boat-without-seats",
                severity=Severity.WARN,
                subject=convoy.origin,
                what=say(
                    "The boats or aircraft of {start} have {seats} seats for {people} officers.",
                    start=format_h_time(convoy.departs),
                    seats=room,
                    people=convoy.officers + convoy.with_boxes,
                ),
                remedy=say("Send a boat for the people, or let some of them go with an earlier journey."),
            )


def _places(journey: Journey, *, seats: int, rules: EscortRules) -> int:
    """Escorts for whom there is a seat, or room that was kept from the goods."""
    return len(journey.vehicles) * max(seats, riders_of(journey.mode, rules=rules))


def long_shifts(posts: Iterable[GuardedPlace], *, rest: RestRule) -> Iterator[PlanProblem]:
    """Shifts that the tables make longer than people may be on."""
    for post in posts:
        if post.shift_h > rest.most_on_h:
            yield PlanProblem(
                code="shift-too-long",
                severity=Severity.WARN,
                subject=post.place,
                what=say(
                    "Shifts of {hours} hours are longer than people may be on ({most} hours).",
                    hours=post.shift_h,
                    most=rest.most_on_h,
                ),
                remedy=say("Write shorter shifts in the sheet jaga."),
            )


def assumed(manning: Manning) -> Iterator[PlanProblem]:
    """Guarded places that the tables do not name, so that the pack's rule was taken."""
    places = {
        turn.shift.place for turn in manning.roster.turns if turn.shift.certainty is Certainty.ASSUMED
    } | {gap.shift.place for gap in manning.roster.unfilled if gap.shift.certainty is Certainty.ASSUMED}
    if places:
        yield PlanProblem(
            code="guarded-places-assumed",
            severity=Severity.NOTE,
            subject="",
            what=say(
                "{count} guarded places are not in the sheet jaga; squads, hours and shifts are assumed.",
                count=len(places),
            ),
            remedy=say("Write the places with squad and shift in the sheet jaga."),
        )


def seats(
    delivery: DeliveryPlan, *, operation: Operation, modes: Iterable[ModeRule], rules: EscortRules
) -> Iterator[PlanProblem]:
    """Vehicles in use that are full with goods although an escort has no seat in them."""
    room = {mode.mode: mode.escort_seats for mode in modes}
    used = {journey.vehicle for journey in delivery.journeys}
    for group in operation.fleet:
        riders = riders_of(group.mode, rules=rules)
        if group.code in used and not has_room(group, seats=room.get(group.mode, 0), rules=rules):
            yield PlanProblem(
                code="escort-without-seat",
                severity=Severity.WARN,
                subject=group.base,
                what=say(
                    "The vehicles {vehicle} hold no goods when {riders} escorts sit in them.",
                    vehicle=group.code,
                    riders=riders,
                ),
                remedy=say("Let the escorts follow on a vehicle of their own, or use larger vehicles."),
            )
