"""What decisions make of an operation."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from tests.coordination.printed import plan

from sampai.coordination.model import Agreed, Decision, Effect, Meeting, Promise, PromiseState
from sampai.coordination.rules.effects import decided, lacking, ready, whole
from sampai.coordination.rules.signing import minutes_digest
from sampai.kernel.errors import Refused
from sampai.plan.model import Operation

DAY = date(2024, 11, 20)
CLOSED = Effect(place="L1", starts=datetime(2024, 11, 26, 6), ends=datetime(2024, 11, 27, 6))  # noqa: DTZ001 -- local
BKO = Effect(unit="P1", officers=5, promise=1)
CLASS = Effect(place="1704012003001", risk="khusus", signers=("polri", "kpu"))


def decision(agreed: Agreed, effect: Effect) -> Decision:
    return Decision(number=1, text="Diputuskan", agreed=agreed, effect=effect)


def after(*decisions: Decision) -> Operation:
    return decided(plan().operation, decisions=decisions, source="Rakor 20-11-2024", day=DAY)


@pytest.mark.parametrize(
    ("agreed", "effect"),
    [
        (Agreed.CLASS, replace(CLASS, signers=())),
        (Agreed.CLASS, replace(CLASS, risk="gawat")),
        (Agreed.STAGING, Effect()),
        (Agreed.REINFORCEMENT, replace(BKO, officers=0)),
        (Agreed.CLOSURE, replace(CLOSED, ends=None)),
        (Agreed.CLOSURE, replace(CLOSED, ends=CLOSED.starts)),
    ],
)
def test_a_decision_that_the_plan_would_not_understand_is_refused(agreed: Agreed, effect: Effect) -> None:
    with pytest.raises(Refused):
        whole(agreed, effect)


def test_a_class_becomes_the_next_version_with_a_signature_of_each_who_agreed() -> None:
    once = after(decision(Agreed.CLASS, CLASS))
    twice = decided(once, decisions=[decision(Agreed.CLASS, CLASS)], source="Rakor", day=DAY)

    signed = [one for one in twice.acceptances if one.place == CLASS.place]
    assert [(one.version, one.institution) for one in signed] == [
        (1, "kpu"),
        (1, "polri"),
        (2, "kpu"),
        (2, "polri"),
    ]
    assert all(one.reason for one in signed)


def test_staging_and_closure_go_into_the_tables_with_their_source() -> None:
    found = after(decision(Agreed.STAGING, Effect(staging="pps")), decision(Agreed.CLOSURE, CLOSED))

    assert found.settings.staging == "pps"
    assert [(one.subject, one.source) for one in found.closures][-1] == ("L1", "Rakor 20-11-2024")


def test_reinforcement_raises_what_its_unit_can_send() -> None:
    unit = plan().operation.units[0]

    found = after(decision(Agreed.REINFORCEMENT, replace(BKO, unit=unit.code)))

    assert found.units[0].available == unit.available + 5


def test_reinforcement_waits_until_its_promise_is_kept_and_nothing_goes_in_twice() -> None:
    asked = decision(Agreed.REINFORCEMENT, BKO)
    promise = Promise(number=1, text="BKO", owner="Kapolres", institution="polri", due=DAY)
    kept = replace(promise, state=PromiseState.KEPT)

    assert ready([asked], promises=[promise]) == ()
    assert ready([asked], promises=[kept]) == (asked,)
    assert ready([replace(asked, deed="plan:2")], promises=[kept]) == ()
    assert ready([Decision(number=2, text="Dicatat")], promises=[]) == ()


def test_a_signature_covers_what_was_decided_but_not_what_became_of_it() -> None:
    promise = Promise(number=1, text="BKO", owner="Kapolres", institution="polri", due=DAY)
    one = Meeting(title="Rakor", decisions=(decision(Agreed.CLASS, CLASS),), promises=(promise,))
    later = replace(
        one,
        decisions=(replace(one.decisions[0], deed="plan:2"),),
        promises=(replace(promise, state=PromiseState.KEPT, evidence="foto"),),
    )

    assert minutes_digest(one) == minutes_digest(later)
    assert minutes_digest(one) != minutes_digest(replace(one, minutes="Lain"))
    assert minutes_digest(one) != minutes_digest(
        replace(one, promises=(replace(promise, due=date(2025, 1, 1)),))
    )


NOW = datetime(2024, 11, 21)  # noqa: DTZ001 -- local times have no zone here


@pytest.mark.parametrize(
    ("agreed", "effect"),
    [
        (Agreed.CLASS, Effect(place="1801012001001", risk="khusus", signers=("kpu", "polri"))),
        (Agreed.STAGING, Effect(staging="lain")),
        (Agreed.REINFORCEMENT, Effect(unit="POLRES", officers=7)),
        (
            Agreed.CLOSURE,
            Effect(place="X-Y", starts=datetime(2024, 11, 25), ends=datetime(2024, 11, 26)),  # noqa: DTZ001 -- local
        ),
    ],
)
def test_tables_without_a_decision_lack_it_and_those_with_it_do_not(agreed: Agreed, effect: Effect) -> None:
    before = plan().operation
    if agreed is Agreed.REINFORCEMENT:
        effect = replace(effect, unit=before.units[0].code)
    one = Decision(number=1, text="x", agreed=agreed, effect=effect)
    after = decided(before, decisions=[one], source="Rakor", day=date(2024, 11, 20))

    assert lacking(before, carried=[(one, after)], now=NOW) == (one,)
    assert lacking(after, carried=[(one, after)], now=NOW) == ()


def test_of_two_ways_for_the_goods_only_the_last_is_missed_and_no_closure_that_is_over() -> None:
    first, last = (
        Decision(number=n, text="x", agreed=Agreed.STAGING, effect=Effect(staging=way))
        for n, way in ((1, "satu"), (2, "dua"))
    )
    over = Effect(place="X-Y", starts=datetime(2024, 11, 1), ends=datetime(2024, 11, 2))  # noqa: DTZ001 -- local
    closed = Decision(number=3, text="x", agreed=Agreed.CLOSURE, effect=over)
    tables = plan().operation

    assert lacking(tables, carried=[(one, tables) for one in (first, last, closed)], now=NOW) == (last,)
