"""The agenda that proposes itself."""

from datetime import date

from sampai.coordination.model import Promise, PromiseState
from sampai.coordination.rules.agenda import Facts, proposed
from sampai.kernel.text import say
from sampai.plan.model import PlanProblem, Severity

STATION = "1704012003001"


def problem(code: str, subject: str = STATION, *, severity: Severity = Severity.WARN) -> PlanProblem:
    return PlanProblem(code=code, severity=severity, subject=subject, what=say("It is."), remedy=say("Mend."))


def promise(state: PromiseState = PromiseState.OPEN) -> Promise:
    return Promise(
        number=1, text="Perahu", owner="Kadishub", institution="pemda", due=date(2024, 11, 22), state=state
    )


def rules_of(facts: Facts) -> list[str]:
    return [one.rule for one in proposed(facts)]


def test_where_nothing_is_open_the_agenda_is_the_usual_one() -> None:
    assert rules_of(Facts()) == ["opening", "closing"]


def test_promises_and_news_come_first_then_what_is_open() -> None:
    facts = Facts(
        problems=[
            problem("officers-short"),
            problem("class-disputed"),
            problem("unplanned"),
            problem("overload"),
        ],
        before=[],
        incidents={"late": 2, "silent": 1},
        promises=[promise()],
    )

    assert rules_of(facts) == [
        "opening",
        "unkept",
        "new",
        "unplanned",
        "infeasible",
        "disputed",
        "short",
        "late",
        "silent",
        "closing",
    ]


def test_a_kept_promise_and_a_problem_that_was_known_are_no_points() -> None:
    known = [problem("unplanned")]

    assert rules_of(Facts(problems=known, before=known, promises=[promise(PromiseState.KEPT)])) == [
        "opening",
        "unplanned",
        "closing",
    ]


def test_a_note_is_nothing_new() -> None:
    assert "new" not in rules_of(Facts(problems=[problem("x", severity=Severity.NOTE)], before=[]))


def test_a_point_on_one_station_names_it_but_never_whose_class_is_disputed() -> None:
    points = {
        one.rule: one for one in proposed(Facts(problems=[problem("unplanned"), problem("class-disputed")]))
    }

    assert points["unplanned"].subject == f"station:{STATION}"
    assert points["disputed"].subject == ""
    assert STATION not in str(points["disputed"].what)
