"""Rosters: units and squads for every shift, fair turns, and the shifts that nobody can take."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from sampai.guarding.model import Duty, DutyKind, Roster, RosterRules, Shift, Turn, Unfilled, Unit
from sampai.guarding.rules.bases import Way, ways_to, why_nobody
from sampai.guarding.rules.bound import bound, rested, still_kept, turned, works_of
from sampai.guarding.rules.crewing import Crews, Offer, Work, crew
from sampai.guarding.rules.demand import is_police
from sampai.guarding.rules.field import Field
from sampai.kernel.clock import DAY, Calendar, HTime
from sampai.kernel.ids import PlaceCode, UnitCode

SUNDAY = 6

Ways = Mapping[PlaceCode, tuple[Way, ...]]


def plan_roster(
    shifts: Sequence[Shift],
    *,
    units: Iterable[Unit],
    field: Field,
    rules: RosterRules,
    calendar: Calendar,
    others: Sequence[Duty] = (),
    yielding: Sequence[Duty] = (),
) -> tuple[Roster, tuple[Duty, ...]]:
    """Turns for all shifts, so that nobody is bound twice and everybody rests; nearest units first.

    `others` are duties that people have already; those of `yielding` give way where a shift would lack
    people, and what is left of them is handed back. A shift that is longer than people may be on is
    filled all the same; the checks of the plan name it.
    """
    police = [unit for unit in units if is_police(unit)]
    ways = {
        place: ways_to(place, units=police, field=field)
        for place in sorted({shift.place for shift in shifts})
    }
    works = [_work(str(number), shift, ways=ways, rules=rules) for number, shift in enumerate(shifts)]
    crews = crew(
        [*works, *works_of(yielding)],
        strength={unit.code: unit.available for unit in police},
        busy=bound(others, rest=rules.rest),
        turned=turned(others, rest=rules.rest),
    )
    roster = Roster(
        turns=_turns(shifts, crews=crews, ways=ways, rules=rules, calendar=calendar),
        unfilled=tuple(_unfilled(shifts, crews=crews, ways=ways)),
    )
    return roster, still_kept(yielding, crews=crews)


def heavy_s(starts: HTime, ends: HTime, *, rules: RosterRules, calendar: Calendar) -> int:
    """Seconds of a shift as they count when turns are shared: hours at night and on days off count more."""
    heavy = sum(
        _heavy_of_day(starts, ends, day=day, rules=rules, calendar=calendar)
        for day in range(starts // DAY, -(-ends // DAY))
    )
    return (ends - starts) + heavy * (rules.heavy_percent - 100) // 100


def duties_of(roster: Roster, *, units: Iterable[Unit], field: Field) -> tuple[Duty, ...]:
    """The turns as duties."""
    of = {unit.code: unit for unit in units}
    ways: dict[tuple[PlaceCode, UnitCode], Way] = {}
    for place, code in dict.fromkeys((turn.shift.place, turn.unit) for turn in roster.turns):
        for way in ways_to(place, units=[of[code]], field=field):
            ways[place, code] = way
    return tuple(_duty(turn, way=ways.get((turn.shift.place, turn.unit))) for turn in roster.turns)


def _duty(turn: Turn, *, way: Way | None) -> Duty:
    return Duty(
        kind=DutyKind.PLACE,
        subject=turn.shift.place,
        unit=turn.unit,
        officers=turn.officers,
        starts=turn.shift.starts,
        ends=turn.shift.ends,
        distance_m=way.distance_m if way else 0,
        travel_s=way.travel_s if way else 0,
    )


def _work(code: str, shift: Shift, *, ways: Ways, rules: RosterRules) -> Work:
    on_s = shift.ends - shift.starts
    return Work(
        code,
        shift.officers,
        tuple(
            Offer(
                way.unit.code,
                HTime(shift.starts - way.travel_s),
                rested(shift.ends, off_s=rules.rest.off_s(on_s), travel_s=way.travel_s),
                way.distance_m // 10 + rank,
                rested(shift.ends, off_s=rules.rest.turn_off_s(on_s), travel_s=way.travel_s),
            )
            for rank, way in enumerate(ways.get(shift.place, ()))
        ),
        spare=shift.spare,
    )


def _turns(
    shifts: Sequence[Shift], *, crews: Crews, ways: Ways, rules: RosterRules, calendar: Calendar
) -> tuple[Turn, ...]:
    tables: dict[tuple[PlaceCode, UnitCode], _Squads] = defaultdict(_Squads)
    turns = []
    for number, shift in enumerate(shifts):
        travel = {way.unit.code: way.travel_s for way in ways.get(shift.place, ())}
        for unit, officers in sorted(crews[str(number)].items()):
            counted = heavy_s(shift.starts, shift.ends, rules=rules, calendar=calendar)
            leaves = shift.starts - travel[unit]
            off_s = rules.rest.turn_off_s(shift.ends - shift.starts)
            free = rested(shift.ends, off_s=off_s, travel_s=travel[unit])
            squad = tables[shift.place, unit].next(leaves, free=free, counted=counted)
            turns.append(Turn(shift=shift, unit=unit, squad=squad, officers=officers))
    return tuple(turns)


class _Squads:
    """One unit's squads at one place: when each is free again, and how much it has stood so far."""

    def __init__(self) -> None:
        self.free: list[int] = []
        self.stood: list[int] = []

    def next(self, leaves: int, *, free: int, counted: int) -> int:
        """The rested squad that has stood least; a new one where none is rested. Counted from 1."""
        rested = [squad for squad, at in enumerate(self.free) if at <= leaves]
        squad = min(rested, key=lambda s: (self.stood[s], self.free[s], s), default=len(self.free))
        if squad == len(self.free):
            self.free.append(0)
            self.stood.append(min(self.stood, default=0))
        self.free[squad] = free
        self.stood[squad] += counted
        return squad + 1


def _unfilled(shifts: Sequence[Shift], *, crews: Crews, ways: Ways) -> Iterable[Unfilled]:
    for number, shift in enumerate(shifts):
        missing = shift.officers - sum(crews[str(number)].values())
        if missing:
            yield Unfilled(shift=shift, missing=missing, why=why_nobody(ways.get(shift.place, ())))


def _heavy_of_day(starts: HTime, ends: HTime, *, day: int, rules: RosterRules, calendar: Calendar) -> int:
    """Seconds of a shift on one day that are at night, or all of them where the day is off."""
    midnight = day * DAY
    if _is_off(calendar, day=day, rules=rules):
        return _shared(starts, ends, midnight, midnight + DAY)
    from_s, until_s = rules.night
    return _shared(starts, ends, midnight, midnight + until_s) + _shared(
        starts, ends, midnight + from_s, midnight + DAY
    )


def _is_off(calendar: Calendar, *, day: int, rules: RosterRules) -> bool:
    at = calendar.voting_day + timedelta(days=day)
    return at.weekday() == SUNDAY or at in rules.holidays or day == 0


def _shared(a: int, b: int, c: int, d: int) -> int:
    return max(0, min(b, d) - max(a, c))
