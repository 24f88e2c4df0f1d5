from collections.abc import Iterable

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.incidents.saying import BOOK, HOUR, MINUTE

from sampai.incidents.model import (
    NEVER_MS,
    Answered,
    CalledBack,
    Dropped,
    ItemId,
    Notice,
    Opened,
    Recalled,
    Sent,
    Settled,
    Severity,
    Stimulus,
    Ticked,
    Watch,
    What,
    Worsened,
)
from sampai.incidents.rules.clocks import handle, join_watches, open_watch, tick_all


def opened(
    kind: str = "late", severity: Severity = Severity.SERIOUS, *, name: str = "a", now_ms: int = 0
) -> tuple[Watch, tuple[Notice, ...]]:
    stimulus = Opened(incident=ItemId(name), kind=kind, severity=severity)
    return open_watch(stimulus, now_ms=now_ms, book=BOOK)


def run(watch: Watch, *steps: tuple[int, Stimulus]) -> tuple[Watch, list[Notice]]:
    said: list[Notice] = []
    for now_ms, stimulus in steps:
        watch, notices = handle(watch, stimulus, now_ms=now_ms, book=BOOK)
        said += notices
    return watch, said


def told(notices: Iterable[Notice]) -> list[tuple[str, str]]:
    return [(one.what.value, one.office) for one in notices]


STIMULI = st.one_of(
    st.just(Ticked()),
    st.builds(Answered, chain=st.sampled_from(["kpu", "bawaslu", "polri"])),
    st.builds(Sent, unit=st.sampled_from(["Polsek Kaur", "Polsek Nasal"])),
    st.just(Recalled()),
    st.builds(Worsened, severity=st.sampled_from(Severity)),
    st.just(Settled()),
    st.builds(CalledBack, is_well=st.booleans()),
    st.just(Dropped()),
)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["late", "flood", "threat", "no-signal"]),
    st.sampled_from(Severity),
    st.lists(st.tuples(st.integers(0, 900), STIMULI), max_size=40),
)
def test_no_notice_goes_out_twice_whatever_happens(
    kind: str, severity: Severity, steps: list[tuple[int, Stimulus]]
) -> None:
    watch, notices = opened(kind, severity)
    said, now_ms = list(notices), 0
    for minutes, stimulus in steps:
        now_ms += minutes * MINUTE
        watch, notices = handle(watch, stimulus, now_ms=now_ms, book=BOOK)
        again, silence = handle(watch, Ticked(), now_ms=now_ms, book=BOOK)
        if isinstance(stimulus, Ticked):
            assert (again, silence) == (watch, ())
        said += notices

    keys = [one.key for one in said if one.what is not What.ALREADY_SENT]
    assert len(keys) == len(set(keys))


def test_who_is_late_is_reminded_and_the_next_office_is_asked() -> None:
    watch, first = opened()

    watch, said = run(watch, (29 * MINUTE, Ticked()), (30 * MINUTE, Ticked()))

    assert told(first) == [("notify", "PPS"), ("notify", "Panwascam")]
    assert told(said) == [
        ("remind", "PPS"),
        ("notify", "PPK"),
        ("remind", "Panwascam"),
        ("notify", "Bawaslu kabupaten"),
    ]


def test_the_last_office_is_reminded_as_often_as_the_pack_says_and_then_nobody() -> None:
    watch, _ = opened("no-signal", Severity.LIGHT)

    watch, said = run(watch, *[(day * 24 * HOUR, Ticked()) for day in range(1, 12)])

    assert told(said)[-BOOK.reminders :] == [("remind", "KPU")] * BOOK.reminders
    assert told(said).count(("remind", "KPU")) == BOOK.reminders
    assert watch.next_ms == NEVER_MS


def test_an_answer_stops_the_clock_of_its_chain_only() -> None:
    watch, _ = opened()

    _, said = run(watch, (10 * MINUTE, Answered(chain="kpu")), (30 * MINUTE, Ticked()))

    assert told(said) == [("remind", "Panwascam"), ("notify", "Bawaslu kabupaten")]


def test_who_answered_is_asked_whether_it_is_settled_before_the_next_office_hears_of_it() -> None:
    watch, _ = opened("no-signal", Severity.LIGHT)

    _, said = run(
        watch, (0, Answered(chain="kpu")), (12 * HOUR, Ticked()), (23 * HOUR, Ticked()), (24 * HOUR, Ticked())
    )

    assert told(said) == [("ask", "PPS"), ("remind", "PPS"), ("notify", "PPK")]


def test_a_severe_incident_goes_to_two_offices_of_each_chain_at_once() -> None:
    _, said = opened("theft", Severity.SEVERE)

    assert [one.office for one in said] == [
        "PPS",
        "PPK",
        "Panwascam",
        "Bawaslu kabupaten",
        "Polsek",
        "Polres",
    ]


def test_what_worsens_asks_only_who_was_not_asked() -> None:
    watch, _ = opened()

    _, said = run(
        watch, (MINUTE, Worsened(severity=Severity.SEVERE)), (MINUTE, Worsened(severity=Severity.LIGHT))
    )

    assert told(said) == [("notify", "PPK"), ("notify", "Bawaslu kabupaten")]


def test_a_second_unit_is_not_sent_while_one_is_on_its_way() -> None:
    watch, _ = opened()

    watch, said = run(watch, (0, Sent(unit="A")), (1, Sent(unit="A")), (2, Sent(unit="B")))
    _, later = run(watch, (3, Recalled()), (4, Sent(unit="B")))

    assert told(said) == [("dispatch", "A"), ("already-sent", "A")]
    assert told(later) == [("dispatch", "B")]


def test_the_reporter_is_called_back_and_only_his_word_closes_it() -> None:
    watch, _ = opened()

    settled, said = run(watch, (0, Settled()), (59 * MINUTE, Ticked()), (60 * MINUTE, Ticked()))
    closed, last = run(settled, (61 * MINUTE, CalledBack(is_well=True)), (9 * HOUR, Ticked()))

    assert told(said) == [("call-back", "")]
    assert (told(last), closed.is_closed) == ([("close", "")], True)


def test_what_is_not_well_goes_to_the_office_above() -> None:
    watch, _ = opened()

    again, said = run(watch, (0, Settled()), (HOUR, Ticked()), (HOUR, CalledBack(is_well=False)))

    assert told(said)[1:] == [("notify", "PPK"), ("notify", "Bawaslu kabupaten")]
    assert (again.round, again.is_resolved) == (1, False)


def test_two_watches_that_are_one_ask_nobody_again() -> None:
    first, _ = opened()
    second, _ = opened(name="b")
    second, _ = run(second, (30 * MINUTE, Ticked()), (31 * MINUTE, Sent(unit="A")))

    joined = join_watches(first, second, now_ms=31 * MINUTE)
    _, said = run(joined, (32 * MINUTE, Ticked()), (33 * MINUTE, Sent(unit="B")))

    assert joined.incident == "a"
    assert told(said) == [("already-sent", "A")]


def test_only_watches_whose_clock_rings_change() -> None:
    early, late = opened()[0], opened(name="b", now_ms=HOUR)[0]

    changed, notices = tick_all({early.incident: early, late.incident: late}, now_ms=HOUR, book=BOOK)

    assert list(changed) == ["a"]
    assert {one.incident for one in notices} == {"a"}
