"""What decisions on an incident mean for its clocks."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from sampai.incidents.model import (
    Answered,
    CalledBack,
    Decision,
    Deed,
    Dropped,
    Incident,
    IncidentBook,
    Notice,
    Recalled,
    Sent,
    Settled,
    Severity,
    Stimulus,
    Watch,
    Worsened,
)
from sampai.incidents.rules.clocks import handle

ENDS = frozenset({Deed.RESOLVE, Deed.CLOSE, Deed.REJECT})


def hear(
    watch: Watch, incident: Incident, *, heard: Collection[str], now_ms: int, book: IncidentBook
) -> tuple[Watch, tuple[Notice, ...]]:
    """The clocks after every decision that they have not heard, and after those that were taken back."""
    said: list[Notice] = []
    known = {one.id for one in incident.decisions}
    undone = [name for name in heard if name.partition(":")[0] not in known]
    if any(name.endswith((":resolve", ":close", ":reject")) for name in undone):
        watch, notices = _reopened(watch, now_ms=now_ms, book=book)
        said += notices
    if any(name.endswith(":assign") for name in undone):
        watch, notices = handle(watch, Recalled(), now_ms=now_ms, book=book)
    for one in incident.decisions:
        if mark(one) not in heard:
            for stimulus in _stimuli(one, book=book):
                watch, notices = handle(watch, stimulus, now_ms=now_ms, book=book)
                said += notices
            if one.deed is Deed.REOPEN:
                watch, notices = _reopened(watch, now_ms=now_ms, book=book)
                said += notices
    watch, notices = _graded(watch, incident.severity, now_ms=now_ms, book=book)
    return watch, (*said, *notices)


def mark(decision: Decision) -> str:
    """By what it is remembered that a decision was heard."""
    return f"{decision.id}:{decision.deed}"


def marks(decisions: Iterable[Decision]) -> list[str]:
    """Of several, in their order."""
    return [mark(one) for one in decisions]


def _stimuli(one: Decision, *, book: IncidentBook) -> Iterator[Stimulus]:
    match one.deed:
        case Deed.ANSWER:
            yield Answered(chain=one.other)
        case Deed.START:
            yield from (
                Answered(chain=chain.key)
                for chain in book.chains.values()
                if chain.institution is one.institution
            )
        case Deed.ASSIGN:
            yield Sent(unit=one.other)
        case Deed.RESOLVE:
            yield Settled()
        case Deed.CLOSE:
            yield Settled()
            yield CalledBack(is_well=True)
        case Deed.REJECT:
            yield Dropped()


def _reopened(watch: Watch, *, now_ms: int, book: IncidentBook) -> tuple[Watch, tuple[Notice, ...]]:
    """A new round, one office higher, as after a reporter who says that it is not well."""
    if not (watch.is_closed or watch.is_resolved):
        return watch, ()
    return handle(replace(watch, is_resolved=True), CalledBack(is_well=False), now_ms=now_ms, book=book)


def _graded(
    watch: Watch, severity: Severity, *, now_ms: int, book: IncidentBook
) -> tuple[Watch, tuple[Notice, ...]]:
    """Graver: more offices are told at once. Less grave: the next times are longer."""
    grades = list(Severity)
    if grades.index(severity) > grades.index(watch.severity):
        return handle(watch, Worsened(severity=severity), now_ms=now_ms, book=book)
    return replace(watch, severity=severity), ()
