"""What differs between two versions of a plan, station by station, in few sentences."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from sampai.kernel.clock import HOUR, MINUTE
from sampai.kernel.ids import StationCode
from sampai.kernel.text import Text, say
from sampai.plan.model import PlanProblem
from sampai.plan.rules.arrivals import Arrival, arrivals
from sampai.transport.model import DeliveryPlan

SMALL = 15 * MINUTE
"""Times that differ by less are not told; assumed: nobody plans a morning by it."""

APART = 3
"""Groups of stations with their own number of hours; the others are told together."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One sentence, and the stations that it is about, in code order."""

    what: Text
    stations: tuple[StationCode, ...]


@dataclass(frozen=True, slots=True)
class ProblemChanges:
    """Problems that the later version has and the earlier had not, and the other way round."""

    new: tuple[PlanProblem, ...]
    gone: tuple[PlanProblem, ...]


def station_differences(
    before: DeliveryPlan, after: DeliveryPlan, *, covers: Callable[[str], bool]
) -> Sequence[Difference]:
    """What is different for the stations that `covers` takes: the last journey to them and its hours.

    Stations alike are told in one sentence, by kind: vehicles, places, order, departures, arrivals.
    """
    old, new = _last(before, covers=covers), _last(after, covers=covers)
    both = sorted(old.keys() & new.keys())
    found: dict[Text, list[StationCode]] = defaultdict(list)
    for code in both:
        for what in _differences(old[code], new[code], code=code):
            found[what].append(code)
    told = [Difference(what, tuple(codes)) for what, codes in found.items()]
    told.sort(key=lambda one: (_KINDS.index(one.what.key), -len(one.stations), one.stations))
    return [*_one_sided(old, new), *(_counted(one) for one in _drawn_together(told))]


def problem_changes(before: Iterable[PlanProblem], after: Iterable[PlanProblem]) -> ProblemChanges:
    """Problems that came and went. One that is said with other numbers is another one."""
    old, new = Counter(before), Counter(after)
    return ProblemChanges(new=tuple((new - old).elements()), gone=tuple((old - new).elements()))


def number_changes(before: Mapping[str, int], after: Mapping[str, int]) -> Mapping[str, tuple[int, int]]:
    """Numbers by name that differ, as (before, after); one that is missing counts nothing."""
    pairs = {name: (before.get(name, 0), after.get(name, 0)) for name in sorted(before.keys() | after.keys())}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _last(delivery: DeliveryPlan, *, covers: Callable[[str], bool]) -> Mapping[StationCode, Arrival]:
    """The arrival of each station's goods at the last level that they come to."""
    found = ((code, [*levels.values()]) for code, levels in arrivals(delivery).items() if covers(code))
    return {code: max(levels, key=lambda one: one.stop.arrives) for code, levels in found}


def _one_sided(
    old: Mapping[StationCode, Arrival], new: Mapping[StationCode, Arrival]
) -> Iterable[Difference]:
    lost, won = tuple(sorted(old.keys() - new.keys())), tuple(sorted(new.keys() - old.keys()))
    if lost:
        yield Difference(say("{count} stations are no longer planned.", count=len(lost)), lost)
    if won:
        yield Difference(say("{count} stations are planned that were not before.", count=len(won)), won)


def _differences(old: Arrival, new: Arrival, *, code: StationCode) -> Iterable[Text]:
    """Sentences without the count, so that stations alike share them."""
    if (old.journey.vehicle, old.journey.vehicles) != (new.journey.vehicle, new.journey.vehicles):
        yield _VEHICLE
    if old.stop.place != new.stop.place:
        yield _PLACE
    if _order(old, code) != _order(new, code):
        yield _ORDER
    leaves, comes = new.journey.departs - old.journey.departs, new.stop.arrives - old.stop.arrives
    if abs(leaves) >= SMALL:
        yield _shift(leaves, earlier=_LEAVE_EARLIER, later=_LEAVE_LATER)
    if abs(comes) >= SMALL:
        yield _shift(comes, earlier=_COME_EARLIER, later=_COME_LATER)


def _drawn_together(told: Sequence[Difference]) -> Iterable[Difference]:
    """Of shifts of one kind the largest groups stay; the others become one sentence with a span of hours."""
    for key, found in groupby(told, key=lambda one: one.what.key):
        alike = [*found]
        apart = alike if key not in _SPANS or len(alike) == APART + 1 else alike[:APART]
        yield from apart
        if len(apart) < len(alike):
            yield _spanned(key, alike[APART:])


def _spanned(key: str, others: Sequence[Difference]) -> Difference:
    hours = [float(dict(one.what.data)["hours"]) for one in others if one.what.data]  # type: ignore[arg-type]  # hours are numbers
    codes = tuple(sorted(code for one in others for code in one.stations))
    return Difference(say(_SPANS[key].key, least=min(hours), most=max(hours)), codes)


def _order(arrival: Arrival, code: StationCode) -> int:
    return next(number for number, stop in enumerate(arrival.journey.stops) if code in stop.stations)


_VEHICLE = say("{count} stations are served by another vehicle.")
_PLACE = say("The goods of {count} stations come to another place.")
_ORDER = say("{count} stations have another place in the order of the journey.")
_LEAVE_EARLIER = say("The vehicles of {count} stations leave about {hours} hours earlier.")
_LEAVE_LATER = say("The vehicles of {count} stations leave about {hours} hours later.")
_COME_EARLIER = say("{count} stations get their goods about {hours} hours earlier.")
_COME_LATER = say("{count} stations get their goods about {hours} hours later.")
_KINDS = tuple(
    one.key for one in (_VEHICLE, _PLACE, _ORDER, _LEAVE_EARLIER, _LEAVE_LATER, _COME_EARLIER, _COME_LATER)
)
_SPANS: Mapping[str, Text] = {
    _LEAVE_EARLIER.key: say("The vehicles of {count} more stations leave {least} to {most} hours earlier."),
    _LEAVE_LATER.key: say("The vehicles of {count} more stations leave {least} to {most} hours later."),
    _COME_EARLIER.key: say("{count} more stations get their goods {least} to {most} hours earlier."),
    _COME_LATER.key: say("{count} more stations get their goods {least} to {most} hours later."),
}


def _shift(seconds: int, *, earlier: Text, later: Text) -> Text:
    """How much earlier or later: under four hours to the half hour, above to the hour."""
    step = HOUR // 2 if abs(seconds) < 4 * HOUR else HOUR
    hours = round(max(step, round(abs(seconds) / step) * step) / HOUR, 1)
    return say((earlier if seconds < 0 else later).key, hours=hours)


def _counted(one: Difference) -> Difference:
    return Difference(say(one.what.key, **dict(one.what.data), count=len(one.stations)), one.stations)
