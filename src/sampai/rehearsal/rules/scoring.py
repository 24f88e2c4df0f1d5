"""How soon an injected event was noticed, decided on and mended; nothing is guessed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sampai.incidents.model import Claim, Decision, Entry, Order
from sampai.incidents.model import Deed as Done
from sampai.incidents.rules.gather import standing
from sampai.rehearsal.model.training import How, Score, Step

DECIDING = frozenset({Done.ASSIGN, Done.START, Done.STEP, Done.SETTLE, Done.REJECT, Done.RESOLVE, Done.CLOSE})
"""Deeds by which somebody says what is to be done. Whoever only has the matter, or grades it, has not yet."""
MENDING = frozenset({Done.REJECT, Done.RESOLVE, Done.CLOSE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Traces:
    """What is on record since an injection took effect at `since_ms`, of everybody but the instructors.

    `own`: the claim that the exercise itself made. `supplied_ms`: when the last of the stations that it held
    up had its goods; None while one has not, or where it holds up none.
    """

    since_ms: int
    own: str
    looks: Sequence[tuple[int, str]]
    claims: Sequence[Claim]
    decisions: Sequence[Decision]
    orders: Sequence[Order]
    published: Sequence[tuple[int, str]]
    """Versions of the plan: when they were published, and by whom."""
    supplied_ms: int | None


def score_of(traces: Traces) -> Score:
    """When it was noticed, decided on and mended, and by whom."""
    decisions = [one for one in standing(traces.decisions) if one.at_ms >= traces.since_ms]
    deciding = [_decided(one) for one in decisions if one.deed in DECIDING]
    orders = [Step(one.at_ms, How.ORDERED, one.by) for one in traces.orders]
    published = [Step(at_ms, How.REPLANNED, who) for at_ms, who in traces.published]
    settled = [Step(one.at_ms, How.SETTLED, one.by) for one in decisions if one.deed in MENDING]
    supplied = [] if traces.supplied_ms is None else [Step(traces.supplied_ms, How.SUPPLIED)]
    looks = [Step(at_ms, How.LOOKED, who) for at_ms, who in traces.looks]
    reported = [Step(one.told_ms, How.REPORTED, one.by or one.source.name) for one in _of_others(traces)]
    noticing = [*looks, *reported, *map(_decided, decisions), *orders]
    return Score(
        noticed=_first(noticing, since_ms=traces.since_ms),
        decided=_first([*deciding, *orders, *published], since_ms=traces.since_ms),
        mended=_first([*settled, *supplied], since_ms=traces.since_ms),
    )


def _of_others(traces: Traces) -> Iterable[Claim]:
    """Claims that people made: not the exercise's own, and no rule's, which somebody must look at first."""
    return (one for one in traces.claims if one.id != traces.own and one.entry is not Entry.RULE)


def _decided(one: Decision) -> Step:
    return Step(one.at_ms, How.DECIDED, one.by)


def _first(steps: Iterable[Step], *, since_ms: int) -> Step | None:
    return min((one for one in steps if one.at_ms >= since_ms), key=lambda one: one.at_ms, default=None)
