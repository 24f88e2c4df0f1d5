from tests.incidents.saying import BOOK, HOUR, MINUTE

from sampai.incidents.model import Answered, ItemId, Opened, Sent, Severity, Ticked
from sampai.incidents.rules.clocks import handle, open_watch
from sampai.incidents.rules.kept import watch_of, watch_text


def test_a_watch_is_read_back_as_it_was_at_every_step_of_its_life() -> None:
    opened = Opened(incident=ItemId("a"), kind="flood", severity=Severity.SEVERE)
    watch, _ = open_watch(opened, now_ms=0, book=BOOK)
    for at_ms, stimulus in (
        (MINUTE, Answered(chain="kpu")),
        (2 * MINUTE, Sent(unit="POLSEK")),
        (HOUR, Ticked()),
        (5 * HOUR, Ticked()),
    ):
        watch, _ = handle(watch, stimulus, now_ms=at_ms, book=BOOK)
        assert watch_of(watch_text(watch), incident=watch.incident, next_ms=watch.next_ms) == watch
