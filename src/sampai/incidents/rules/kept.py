"""Watches as short texts and back: a hundred thousand of them are read and written in minutes of clocks."""

import json
from collections.abc import Sequence
from typing import Any

from sampai.incidents.model import ItemId, Line, Mood, Severity, Watch


def watch_text(watch: Watch) -> str:
    """Everything of a watch but its incident and its next time."""
    whole = [
        watch.kind,
        watch.severity.value,
        [
            [line.chain, line.step, line.mood.value, line.due_ms, line.reminded, line.answers, line.asked]
            for line in watch.lines
        ],
        watch.round,
        watch.is_resolved,
        watch.is_closed,
        watch.calls,
        watch.unit,
        watch.sends,
    ]
    return json.dumps(whole, separators=(",", ":"))


def watch_of(text: str, *, incident: ItemId, next_ms: int) -> Watch:
    """The watch that a text holds."""
    kind, severity, lines, around, is_resolved, is_closed, calls, unit, sends = json.loads(text)
    return Watch(
        incident=incident,
        kind=kind,
        severity=Severity(severity),
        lines=tuple(_line(line) for line in lines),
        next_ms=next_ms,
        round=around,
        is_resolved=is_resolved,
        is_closed=is_closed,
        calls=calls,
        unit=unit,
        sends=sends,
    )


def _line(parts: Sequence[Any]) -> Line:
    chain, step, mood, due_ms, reminded, answers, asked = parts
    return Line(
        chain=chain,
        step=step,
        mood=Mood(mood),
        due_ms=due_ms,
        reminded=reminded,
        answers=answers,
        asked=tuple(asked),
    )
