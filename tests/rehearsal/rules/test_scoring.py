"""When an event of an exercise was noticed, decided on and mended; nothing is guessed."""

from collections.abc import Sequence
from typing import Any

from sampai.incidents.model import ASKED, Claim, Decision, Deed, Entry, ItemId, Lead, Order, Source
from sampai.kernel.clock import HTime
from sampai.kernel.quantity import Certainty
from sampai.rehearsal.model.training import ExerciseClock, How, Score, Step
from sampai.rehearsal.rules.scoring import Traces, score_of

OWN = ItemId("a" * 64)


def claim(*, id: str = OWN, told_ms: int = 100, entry: Entry = Entry.DESK, by: str = "budi") -> Claim:  # noqa: A002 -- the noun's name
    return Claim(
        id=ItemId(id),
        kind="road-cut",
        place="170407",
        at_ms=told_ms,
        told_ms=told_ms,
        source=Source(name="Sekdes"),
        certainty=Certainty.REPORTED,
        entry=entry,
        by=by,
    )


def decision(deed: Deed, at_ms: int, *, id: str = "d", other: str = "") -> Decision:  # noqa: A002 -- the noun's name
    return Decision(id=ItemId(id), deed=deed, claim=OWN, at_ms=at_ms, by="siti", other=other)


def scored(**more: Any) -> Score:
    nothing: dict[str, Sequence[Any]] = dict.fromkeys(("looks", "decisions", "orders", "published"), ())
    given: dict[str, Any] = (
        {"since_ms": 50, "own": OWN, "claims": (claim(),), "supplied_ms": None} | nothing | more
    )
    return score_of(Traces(**given))


def test_where_nobody_did_anything_nothing_is_scored() -> None:
    assert scored() == Score(noticed=None, decided=None, mended=None)


def test_the_report_of_the_exercise_itself_and_the_finding_of_a_rule_notice_nothing() -> None:
    rule = claim(id="b" * 64, entry=Entry.RULE)

    assert scored(claims=(claim(), rule)).noticed is None


def test_whoever_opens_the_incident_has_noticed_but_not_decided() -> None:
    found = scored(looks=[(300, "siti"), (200, "budi")])

    assert found == Score(noticed=Step(200, How.LOOKED, "budi"), decided=None, mended=None)


def test_whoever_reports_it_by_another_way_has_noticed() -> None:
    assert scored(claims=(claim(), claim(id="b" * 64, told_ms=120))).noticed == Step(
        120, How.REPORTED, "budi"
    )


def test_answering_notices_sending_decides_settling_mends() -> None:
    steps = (
        decision(Deed.ANSWER, 100, id="1"),
        decision(Deed.ASSIGN, 200, id="2", other="U"),
        decision(Deed.RESOLVE, 300, id="3"),
    )

    found = scored(decisions=steps)

    assert found.noticed == Step(100, How.DECIDED, "siti")
    assert found.decided == Step(200, How.DECIDED, "siti")
    assert found.mended == Step(300, How.SETTLED, "siti")


def test_a_step_that_was_taken_back_does_not_count() -> None:
    steps = (decision(Deed.ASSIGN, 200, id="1", other="U"), decision(Deed.UNDO, 250, id="2", other="1"))

    assert scored(decisions=steps).decided is None


def test_what_was_done_before_the_event_does_not_count() -> None:
    early = scored(looks=[(40, "siti")], published=[(30, "budi")], decisions=(decision(Deed.CLOSE, 20),))

    assert early == Score(noticed=None, decided=None, mended=None)


def test_an_order_or_a_new_version_of_the_plan_decides() -> None:
    order = Order(
        id=ItemId("o"),
        lead=Lead.REPLAN,
        claim=OWN,
        place="170407",
        at_ms=400,
        by="siti",
        institution=None,
        items=tuple((item, "x") for item in ASKED[Lead.REPLAN]),
    )

    assert scored(orders=(order,)).decided == Step(400, How.ORDERED, "siti")
    assert scored(orders=(order,), published=[(350, "budi")]).decided == Step(350, How.REPLANNED, "budi")


def test_stations_that_are_supplied_mend_it_though_nobody_settled_it() -> None:
    assert scored(supplied_ms=900).mended == Step(900, How.SUPPLIED, "")


def test_the_clock_of_an_exercise_goes_there_and_back() -> None:
    clock = ExerciseClock(began_ms=1_000_000, first=HTime(-65_700), speed=60)

    assert clock.at(1_000_000 + 60_000) == -65_700 + 3_600
    assert clock.wall_ms(clock.at(1_090_000)) == 1_090_000
