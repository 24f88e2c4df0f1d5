"""Clocks of incidents: a stimulus and the time in, notices out; nobody is asked or sent twice."""

from collections.abc import Mapping
from dataclasses import replace

from sampai.incidents.model import (
    NEVER_MS,
    Answered,
    CalledBack,
    ChainStep,
    Dropped,
    IncidentBook,
    ItemId,
    Line,
    Mood,
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

Answer = tuple[Watch, tuple[Notice, ...]]


def open_watch(opened: Opened, *, now_ms: int, book: IncidentBook) -> Answer:
    """The clocks of a new incident, and the notices to the first offices of its chains."""
    lines = tuple(
        Line(chain=chain, step=0, mood=Mood.ASKED, due_ms=now_ms)
        for chain in book.kind_of(opened.kind).chains
    )
    watch = Watch(
        incident=opened.incident, kind=opened.kind, severity=opened.severity, lines=lines, next_ms=now_ms
    )
    return _ask_at_once(watch, now_ms=now_ms, book=book)


def handle(watch: Watch, stimulus: Stimulus, *, now_ms: int, book: IncidentBook) -> Answer:
    """The clocks after a stimulus, and what is to be done. What was heard before changes nothing."""
    match stimulus:
        case Opened():
            return watch, ()
        case Ticked():
            return _tick(watch, now_ms=now_ms, book=book)
        case Answered():
            return _answered(watch, stimulus.chain, now_ms=now_ms, book=book), ()
        case Sent():
            return _sent(watch, stimulus.unit, book=book)
        case Recalled():
            return replace(watch, unit=""), ()
        case Worsened():
            return _worsened(watch, stimulus.severity, now_ms=now_ms, book=book)
        case Settled():
            return _settled(watch, now_ms=now_ms, book=book), ()
        case CalledBack():
            return _called_back(watch, stimulus, now_ms=now_ms, book=book)
        case Dropped():
            return _close(watch, book=book)


def tick_all(
    watches: Mapping[ItemId, Watch], *, now_ms: int, book: IncidentBook
) -> tuple[dict[ItemId, Watch], list[Notice]]:
    """The watches that changed since a clock of theirs rang, and all notices, in the order of the mapping."""
    changed: dict[ItemId, Watch] = {}
    notices: list[Notice] = []
    for incident, watch in watches.items():
        if watch.next_ms <= now_ms:
            changed[incident], said = _tick(watch, now_ms=now_ms, book=book)
            notices += said
    return changed, notices


def join_watches(first: Watch, second: Watch, *, now_ms: int) -> Watch:
    """One watch for two incidents that are one: of each chain the further line; nobody is asked again.

    The unit of the first stays sent; else that of the second is. It is settled or closed only where both are.
    """
    ours = {line.chain: line for line in first.lines}
    theirs = {line.chain: line for line in second.lines}
    pairs = [(ours.get(chain), theirs.get(chain)) for chain in {**ours, **theirs}]
    joined = replace(
        first,
        severity=max(first.severity, second.severity, key=list(Severity).index),
        lines=tuple(_further(one, other) for one, other in pairs),
        round=max(first.round, second.round),
        is_resolved=first.is_resolved and second.is_resolved,
        is_closed=first.is_closed and second.is_closed,
        calls=max(first.calls, second.calls),
        unit=first.unit or second.unit,
        sends=max(first.sends, second.sends),
    )
    return _timed(joined, call_ms=now_ms)


def _further(one: Line | None, other: Line | None) -> Line:
    lines = [line for line in (one, other) if line]
    last = max(lines, key=lambda line: (line.step, line.mood is Mood.ANSWERED, line.reminded))
    return replace(last, asked=tuple(sorted({step for line in lines for step in line.asked})))


def _timed(watch: Watch, *, call_ms: int = NEVER_MS) -> Watch:
    """With the time at which the next clock rings."""
    if watch.is_closed:
        return replace(watch, next_ms=NEVER_MS)
    if watch.is_resolved:
        return replace(watch, next_ms=call_ms)
    return replace(watch, next_ms=min((line.due_ms for line in watch.lines), default=NEVER_MS))


def _tick(watch: Watch, *, now_ms: int, book: IncidentBook) -> Answer:
    if watch.is_closed or now_ms < watch.next_ms:
        return watch, ()
    if watch.is_resolved:
        return _call_back(watch, now_ms=now_ms, book=book)
    lines: list[Line] = []
    notices: list[Notice] = []
    for line in watch.lines:
        after, said = _ring(watch, line, now_ms=now_ms, book=book) if line.due_ms <= now_ms else (line, ())
        lines.append(after)
        notices += said
    return _timed(replace(watch, lines=tuple(lines))), tuple(notices)


def _ring(watch: Watch, line: Line, *, now_ms: int, book: IncidentBook) -> tuple[Line, tuple[Notice, ...]]:
    """What one line does when its time is over."""
    has_next = line.step + 1 < len(book.chains[line.chain].steps)
    if line.mood is Mood.ANSWERED and not line.reminded:
        due = now_ms + book.settle_s[watch.severity] * 1_000
        return replace(line, reminded=1, due_ms=due), (
            _notice(watch, line, What.ASK, number=0, due_ms=due, book=book),
        )
    if has_next:
        late = _notice(watch, line, What.REMIND, number=line.reminded, book=book)
        after, asked = _ask(watch, line, line.step + 1, now_ms=now_ms, book=book)
        return after, (late, *asked)
    if line.reminded < book.reminders:
        due = now_ms + _step(line, book).answer_s[watch.severity] * 1_000
        return replace(line, reminded=line.reminded + 1, due_ms=due), (
            _notice(watch, line, What.REMIND, number=line.reminded, due_ms=due, book=book),
        )
    return replace(line, mood=Mood.SILENT, due_ms=NEVER_MS), ()


def _step(line: Line, book: IncidentBook) -> ChainStep:
    return book.chains[line.chain].steps[line.step]


def _ask(
    watch: Watch, line: Line, step: int, *, now_ms: int, book: IncidentBook
) -> tuple[Line, tuple[Notice, ...]]:
    """The line at a step, and a notice to its office, unless it has had one."""
    office = book.chains[line.chain].steps[step]
    due = now_ms + office.answer_s[watch.severity] * 1_000
    at = replace(
        line,
        step=step,
        mood=Mood.ASKED,
        due_ms=due,
        reminded=0,
        asked=tuple(sorted({*line.asked, step})),
    )
    if step in line.asked:
        return at, ()
    return at, (_notice(watch, at, What.NOTIFY, number=0, due_ms=due, book=book),)


def _notice(
    watch: Watch,
    line: Line,
    what: What,
    *,
    number: int,
    book: IncidentBook,
    due_ms: int | None = None,
) -> Notice:
    return Notice(
        key=f"{watch.incident}/{watch.round}/{line.chain}/{line.step}/{what}/{line.answers}/{number}",
        what=what,
        incident=watch.incident,
        chain=line.chain,
        office=_step(line, book).office,
        due_ms=due_ms,
        media=book.media[watch.severity],
    )


def _ask_at_once(watch: Watch, *, now_ms: int, book: IncidentBook) -> Answer:
    """Every chain is asked as far up as the severity wants, each office once."""
    lines: list[Line] = []
    notices: list[Notice] = []
    for line in watch.lines:
        last = min(book.at_once[watch.severity], len(book.chains[line.chain].steps))
        after = line
        for step in range(last):
            if step not in after.asked:
                after, said = _ask(watch, after, step, now_ms=now_ms, book=book)
                notices += said
        lines.append(after)
    return _timed(replace(watch, lines=tuple(lines))), tuple(notices)


def _answered(watch: Watch, chain: str, *, now_ms: int, book: IncidentBook) -> Watch:
    if watch.is_closed or watch.is_resolved:
        return watch
    due = now_ms + book.settle_s[watch.severity] * 1_000
    lines = tuple(
        replace(line, mood=Mood.ANSWERED, due_ms=due, reminded=0, answers=line.answers + 1)
        if line.chain == chain and line.mood is not Mood.ANSWERED
        else line
        for line in watch.lines
    )
    return _timed(replace(watch, lines=lines))


def _sent(watch: Watch, unit: str, *, book: IncidentBook) -> Answer:
    if watch.is_closed or watch.unit == unit:
        return watch, ()
    if watch.unit:
        key = f"{watch.incident}/{watch.sends}/{What.ALREADY_SENT}/{unit}"
        return watch, (Notice(key=key, what=What.ALREADY_SENT, incident=watch.incident, office=watch.unit),)
    after = replace(watch, unit=unit, sends=watch.sends + 1)
    return after, (
        Notice(
            key=f"{watch.incident}/{after.sends}/{What.DISPATCH}/{unit}",
            what=What.DISPATCH,
            incident=watch.incident,
            office=unit,
            media=book.media[watch.severity],
        ),
    )


def _worsened(watch: Watch, severity: Severity, *, now_ms: int, book: IncidentBook) -> Answer:
    grades = list(Severity)
    if watch.is_closed or watch.is_resolved or grades.index(severity) <= grades.index(watch.severity):
        return watch, ()
    return _ask_at_once(replace(watch, severity=severity), now_ms=now_ms, book=book)


def _settled(watch: Watch, *, now_ms: int, book: IncidentBook) -> Watch:
    if watch.is_closed or watch.is_resolved:
        return watch
    return _timed(replace(watch, is_resolved=True, calls=0), call_ms=now_ms + book.call_back_s * 1_000)


def _call_back(watch: Watch, *, now_ms: int, book: IncidentBook) -> Answer:
    """The reporter is called, and as often again as a last office is reminded; only a word back closes it."""
    if watch.calls > book.reminders:
        return _timed(watch), ()
    key = f"{watch.incident}/{watch.round}/{What.CALL_BACK}/{watch.calls}"
    notice = Notice(key=key, what=What.CALL_BACK, incident=watch.incident, media=book.media[watch.severity])
    after = replace(watch, calls=watch.calls + 1)
    return _timed(after, call_ms=now_ms + book.call_back_s * 1_000), (notice,)


def _called_back(watch: Watch, called: CalledBack, *, now_ms: int, book: IncidentBook) -> Answer:
    """Well: closed. Not well: a new round, each chain from the office above the one that had it."""
    if not watch.is_resolved:
        return watch, ()
    if called.is_well:
        return _close(watch, book=book)
    again = replace(watch, round=watch.round + 1, is_resolved=False, is_closed=False)
    lines: list[Line] = []
    notices: list[Notice] = []
    for line in watch.lines:
        above = min(line.step + 1, len(book.chains[line.chain].steps) - 1)
        after, said = _ask(again, replace(line, asked=()), above, now_ms=now_ms, book=book)
        lines.append(replace(after, asked=tuple(range(above + 1))))
        notices += said
    return _timed(replace(again, lines=tuple(lines))), tuple(notices)


def _close(watch: Watch, *, book: IncidentBook) -> Answer:
    if watch.is_closed:
        return watch, ()
    key = f"{watch.incident}/{watch.round}/{What.CLOSE}"
    notice = Notice(key=key, what=What.CLOSE, incident=watch.incident, media=book.media[watch.severity])
    return _timed(replace(watch, is_closed=True)), (notice,)
