from datetime import date

from tests.oversight.worlds import at

from sampai.ledger.model import Digest
from sampai.oversight.model import (
    AdviceState,
    Answer,
    Checklist,
    FilledChecklist,
    Office,
    Outcome,
    Principle,
    Reply,
    WatchedStage,
)
from sampai.oversight.rules.checklists import (
    advice_on,
    advice_state,
    answered,
    proposals,
    unanswered,
    unknown,
)
from sampai.packs.oversight import load_checklists, load_deadlines, load_work_calendar

LISTS: dict[WatchedStage, Checklist] = {one.stage: one for one in load_checklists()}
OPENING = LISTS[WatchedStage.OPENING]
BOX = Digest(b"box")


def filled(*answers: Answer) -> FilledChecklist:
    return FilledChecklist(
        stage=WatchedStage.OPENING,
        subject="box:1704012003001-B1",
        by=Office.PTPS,
        name="Sari",
        at=at("2024-02-14 06:40"),
        answers=answers,
    )


def test_every_stage_asks_after_every_principle() -> None:
    assert {stage: {one.principle for one in LISTS[stage].questions} for stage in WatchedStage} == {
        stage: set(Principle) for stage in WatchedStage
    }


def test_every_no_proposes_what_the_pack_says_gravest_first() -> None:
    one = filled(
        Answer(question="jumlah", reply=Reply.NO, note="kurang 12", events=(BOX,)),
        Answer(question="jenis", reply=Reply.NO, events=(BOX,)),
        Answer(question="sasaran", reply=Reply.YES),
        Answer(question="waktu", reply=Reply.NOT_SEEN),
    )

    found = [(proposal.outcome, proposal.answer.question) for proposal in proposals(OPENING, one)]

    assert found == [(Outcome.SUSPICION, "jenis"), (Outcome.ADVICE, "jumlah")]


def test_what_is_not_answered_and_what_was_not_asked_are_told() -> None:
    one = filled(
        *(Answer(question=each.key, reply=Reply.YES) for each in OPENING.questions[1:]),
        Answer(question="cuaca", reply=Reply.NO),
    )

    assert [each.key for each in unanswered(OPENING, one)] == ["jumlah"]
    assert unknown(OPENING, one) == ("cuaca",)
    assert proposals(OPENING, one) == ()


def test_advice_rests_on_events_and_has_a_day_for_its_answer() -> None:
    one = filled(
        Answer(question="jumlah", reply=Reply.NO, events=(BOX,)),
        Answer(question="dokumen", reply=Reply.NO, events=(BOX, Digest(b"handover"))),
    )
    rule = next(rule for rule in load_deadlines() if rule.key == "pemilu-saran-perbaikan")

    advice = advice_on(
        proposals(OPENING, one),
        number="1",
        to="KPPS 001",
        text="Hubungi PPS.",
        at=at("2024-02-14 06:45"),
        rule=rule,
        calendar=load_work_calendar(),
    )

    late = answered(advice, answer="Sudah.", at=at("2024-02-18 00:00"))
    in_time = answered(advice, answer="Sudah.", at=at("2024-02-17 23:59"))
    assert (advice.last_day, advice.events) == (date(2024, 2, 17), (BOX, b"handover"))
    assert [
        advice_state(advice, now=at("2024-02-17 23:59")),
        advice_state(advice, now=at("2024-02-18 00:00")),
        advice_state(in_time, now=at("2024-03-01 00:00")),
        advice_state(late, now=at("2024-03-01 00:00")),
    ] == [AdviceState.OPEN, AdviceState.OVERDUE, AdviceState.ANSWERED, AdviceState.ANSWERED_LATE]
