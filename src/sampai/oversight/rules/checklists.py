"""What filled checklists propose, and how advice stands."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sampai.kernel.ids import RegionCode
from sampai.oversight.model import (
    NATION,
    Advice,
    AdviceState,
    Checklist,
    DeadlineRule,
    FilledChecklist,
    Outcome,
    Proposal,
    Question,
    Reply,
    WorkCalendar,
)
from sampai.oversight.rules.days import due


def unanswered(checklist: Checklist, filled: FilledChecklist) -> tuple[Question, ...]:
    """Questions that nobody answered, not even with “not seen”."""
    given = {answer.question for answer in filled.answers}
    return tuple(question for question in checklist.questions if question.key not in given)


def proposals(checklist: Checklist, filled: FilledChecklist) -> tuple[Proposal, ...]:
    """What every *no* proposes, gravest first. A person decides; nothing becomes a case by itself."""
    questions = {question.key: question for question in checklist.questions}
    found = [
        Proposal(outcome=question.on_no, question=question, answer=answer)
        for answer in filled.answers
        if answer.reply is Reply.NO and (question := questions.get(answer.question)) is not None
    ]
    grave = list(Outcome)
    return tuple(sorted(found, key=lambda one: -grave.index(one.outcome)))


def unknown(checklist: Checklist, filled: FilledChecklist) -> tuple[str, ...]:
    """Keys of answers to questions that this checklist does not have; they are kept and shown."""
    known = {question.key for question in checklist.questions}
    return tuple(answer.question for answer in filled.answers if answer.question not in known)


def advice_on(
    chosen: Iterable[Proposal],
    *,
    number: str,
    to: str,
    text: str,
    at: datetime,
    rule: DeadlineRule,
    calendar: WorkCalendar,
    region: RegionCode = NATION,
) -> Advice:
    """Advice on what was found, with the day by which it is to be answered, and the events it rests on."""
    rests_on = list(chosen)
    deadline = due(rule, since=at, calendar=calendar, region=region)
    return Advice(
        number=number,
        to=to,
        text=text,
        questions=tuple(one.question.key for one in rests_on),
        events=tuple(dict.fromkeys(digest for one in rests_on for digest in one.answer.events)),
        given_at=at,
        last_day=deadline.last_day,
        until=deadline.until,
    )


def answered(advice: Advice, *, answer: str, at: datetime) -> Advice:
    """The advice with its answer; late ones are taken, too."""
    return replace(advice, answer=answer, answered_at=at)


def advice_state(advice: Advice, *, now: datetime) -> AdviceState:
    """How advice stands at a moment."""
    if advice.answered_at is not None:
        return AdviceState.ANSWERED if advice.answered_at < advice.until else AdviceState.ANSWERED_LATE
    return AdviceState.OPEN if now < advice.until else AdviceState.OVERDUE
