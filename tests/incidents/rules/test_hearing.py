from dataclasses import replace

from tests.incidents.saying import BOOK, HOUR, MINUTE, claim, decide

from sampai.incidents.model import Decision, Deed, Incident, Opened, Severity, Watch
from sampai.incidents.rules.clocks import open_watch
from sampai.incidents.rules.gather import gather
from sampai.incidents.rules.hearing import hear, marks
from sampai.kernel.rights import Institution


def story(*decisions: Decision) -> Incident:
    (found,) = gather([claim("a", kind="wet", on_site=True)], decisions=decisions, book=BOOK)
    return found


def opened(incident: Incident) -> Watch:
    told = Opened(incident=incident.id, kind=incident.kind, severity=incident.severity)
    watch, _ = open_watch(told, now_ms=0, book=BOOK)
    return watch


def test_what_was_heard_is_not_heard_again() -> None:
    start = replace(decide("s", Deed.START, "a", at=MINUTE), institution=Institution.KPU)
    incident = story(start)
    once, _ = hear(opened(incident), incident, heard=(), now_ms=MINUTE, book=BOOK)

    again, said = hear(once, incident, heard=marks(incident.decisions), now_ms=HOUR, book=BOOK)

    assert (again, said) == (once, ())
    assert [line.answers for line in once.lines] == [1, 0]


def test_taking_back_an_end_opens_a_new_round_and_taking_back_a_sending_frees_the_unit() -> None:
    sent, ended = decide("s", Deed.ASSIGN, "a", at=1, other="P"), decide("r", Deed.RESOLVE, "a", at=2)
    incident = story(sent, ended)
    watch, _ = hear(opened(incident), incident, heard=(), now_ms=MINUTE, book=BOOK)
    undone = story(sent, ended, decide("u", Deed.UNDO, "a", at=3, other="r"))
    freed = story(sent, decide("v", Deed.UNDO, "a", at=4, other="s"))

    back, said = hear(watch, undone, heard=marks(incident.decisions), now_ms=HOUR, book=BOOK)
    free, _ = hear(back, freed, heard=marks(undone.decisions), now_ms=HOUR, book=BOOK)

    assert (watch.is_resolved, back.is_resolved, back.round) == (True, False, 1)
    assert [one.office for one in said] == ["PPK", "Bawaslu kabupaten"]
    assert (back.unit, free.unit) == ("P", "")


def test_a_graver_grade_tells_more_offices_and_a_lighter_one_nobody() -> None:
    graver, lighter = (story(decide("g", Deed.GRADE, "a", other=grade)) for grade in ("severe", "light"))
    watch = opened(story())

    up, told = hear(watch, graver, heard=(), now_ms=MINUTE, book=BOOK)
    down, nobody = hear(up, lighter, heard=(), now_ms=HOUR, book=BOOK)

    assert [one.office for one in told] == ["PPK", "Bawaslu kabupaten"]
    assert (up.severity, down.severity, nobody) == (Severity.SEVERE, Severity.LIGHT, ())
