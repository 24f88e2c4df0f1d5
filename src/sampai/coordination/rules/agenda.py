"""What a meeting should talk about, from what the plan and the field say."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sampai.coordination.model import Promise, PromiseState
from sampai.kernel.text import Text, say
from sampai.plan.model import PlanProblem, Severity

STATION_DIGITS = 13
UNPLANNED = ("unplanned", "not-back", "own-goods-left", "own-goods-not-carried")
INFEASIBLE = (
    "deadline-missed",
    "back-late",
    "overload",
    "vehicle-twice",
    "store-overfull",
    "store-too-small",
    "hard-without-access",
    "access-without-vehicle",
    "served-wrongly",
    "fetched-wrongly",
)
DISPUTED = ("class-disputed", "class-doubtful", "agreement-unsigned")
SHORT = (
    "stock-short",
    "officers-short",
    "officers-short-kecamatan",
    "stations-unguarded",
    "shift-unfilled",
    "shift-thin",
    "escort-short",
    "reserve-lent",
)
OF_PLAN = (
    ("unplanned", UNPLANNED, say("Not planned: {count} places or goods have no journey")),
    ("infeasible", INFEASIBLE, say("Not feasible as planned: {count} problems of time, load or room")),
    ("disputed", DISPUTED, say("Disputed: {count} places whose class is not agreed")),
    ("short", SHORT, say("Short: {count} shortages of goods, officers or escorts")),
)
"""Rules with the codes of problems that they look for."""
NAMED = frozenset({"unplanned", "infeasible"})
"""Where the place may be named to everybody who is asked."""
OF_FIELD = (
    ("late", ("late", "overdue"), say("Late: {count} open incidents of goods behind their time")),
    ("silent", ("silent",), say("Silent: {count} open incidents of places or journeys not heard of")),
)
"""Rules with the kinds of incidents that they look for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What an agenda is proposed from."""

    problems: Sequence[PlanProblem] = ()
    """Of the version at hand."""
    before: Sequence[PlanProblem] | None = None
    """Of the version at the meeting before; None where there was none."""
    incidents: Mapping[str, int] = field(default_factory=dict)
    """Open incidents by kind."""
    promises: Sequence[Promise] = ()
    """Of earlier meetings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A point that a rule proposes. It tells sums only, for what lies behind them may be restricted."""

    rule: str
    what: Text
    subject: str = ""
    minutes: int = 10


def proposed(facts: Facts) -> tuple[Point, ...]:
    """The agenda: promises and news first, then what is open by its weight, decisions last."""
    return (
        Point(rule="opening", what=say("Opening and attendance"), minutes=5),
        *_unkept(facts.promises),
        *_new(facts),
        *_of_plan(facts.problems),
        *_of_field(facts.incidents),
        Point(rule="closing", what=say("Decisions and promises; next meeting"), minutes=15),
    )


def _unkept(promises: Sequence[Promise]) -> Iterator[Point]:
    count = sum(one.state is PromiseState.OPEN for one in promises)
    if count:
        yield Point(rule="unkept", what=say("Promises that are not kept yet: {count}", count=count))


def _new(facts: Facts) -> Iterator[Point]:
    if facts.before is None:
        return
    known = Counter((one.code, one.subject) for one in _weighty(facts.before))
    count = (Counter((one.code, one.subject) for one in _weighty(facts.problems)) - known).total()
    if count:
        yield Point(rule="new", what=say("New problems since the last meeting: {count}", count=count))


def _of_plan(problems: Sequence[PlanProblem]) -> Iterator[Point]:
    for rule, codes, what in OF_PLAN:
        found = [one for one in problems if one.code in codes]
        if found:
            subject = _subject(found) if rule in NAMED else ""
            yield Point(rule=rule, what=_with(what, len(found)), subject=subject, minutes=15)


def _of_field(incidents: Mapping[str, int]) -> Iterator[Point]:
    for rule, kinds, what in OF_FIELD:
        count = sum(incidents.get(kind, 0) for kind in kinds)
        if count:
            yield Point(rule=rule, what=_with(what, count))


def _with(what: Text, count: int) -> Text:
    return replace(what, data=(("count", count),))


def _weighty(problems: Sequence[PlanProblem]) -> Iterator[PlanProblem]:
    return (one for one in problems if one.severity is not Severity.NOTE)


def _subject(found: Sequence[PlanProblem]) -> str:
    """The one station that it is about, where it is one."""
    subjects = {one.subject for one in found}
    only = subjects.pop() if len(subjects) == 1 else ""
    return f"station:{only}" if len(only) == STATION_DIGITS and only.isdigit() else ""
