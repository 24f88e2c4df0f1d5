"""Silence as information: why nothing is heard of a journey or station, and from when on it is an alarm."""

from collections.abc import Sequence

from sampai.custody.model import (
    AlarmStep,
    Notice,
    Quietness,
    ReportClock,
    Silence,
    Told,
)
from sampai.election.model import Level


def silence(
    clock: ReportClock,
    *,
    told: Sequence[Told],
    now_ms: int,
    alarms: Sequence[AlarmStep],
    is_done: bool = False,
) -> Silence:
    """What it means that something, or nothing, was heard by now.

    Who never spoke is overdue as well, from the clock's beginning on.
    """
    heard = sorted((one for one in told if one.at_ms <= now_ms), key=lambda one: one.at_ms)
    last = heard[-1] if heard else None
    since = max(clock.from_ms, last.at_ms) if last else clock.from_ms
    due = _due(clock, since, last=last)
    quietness = Quietness.DONE if is_done else _quietness(clock, since, last=last, due_ms=due, now_ms=now_ms)
    is_overdue = quietness is Quietness.OVERDUE
    return Silence(
        subject=clock.subject,
        quietness=quietness,
        last_ms=last.at_ms if last else None,
        due_ms=due,
        reason=_reason(clock, quietness, last=last, now_ms=now_ms),
        level=_level((now_ms - due) // 1_000, alarms=alarms) if is_overdue else None,
    )


def _due(clock: ReportClock, since: int, *, last: Told | None) -> int:
    """When the next report is due: so long after the last, but time without signal does not count."""
    due = since + clock.every_ms
    if last and last.notice is Notice.PHONE_OFF and last.until_ms is not None:
        due = max(due, last.until_ms)
    for stretch in sorted(clock.stretches, key=lambda one: one.from_ms):
        if stretch.from_ms <= due and stretch.to_ms > since:
            due += stretch.to_ms - max(stretch.from_ms, since)
    return due


def _quietness(clock: ReportClock, since: int, *, last: Told | None, due_ms: int, now_ms: int) -> Quietness:
    if now_ms > due_ms:
        return Quietness.OVERDUE
    if last and last.notice is Notice.PHONE_OFF and last.until_ms is not None and now_ms <= last.until_ms:
        return Quietness.PHONE_OFF
    if last and last.notice is Notice.DIVERTED:
        return Quietness.DIVERTED
    return Quietness.IN_TIME if now_ms <= since + clock.every_ms else Quietness.NO_SIGNAL_EXPECTED


def _reason(clock: ReportClock, quietness: Quietness, *, last: Told | None, now_ms: int) -> str:
    """What was said, or where no telephone works; for an overdue one, too: it may still explain it."""
    if quietness is Quietness.NO_SIGNAL_EXPECTED:
        passed = [one for one in clock.stretches if one.from_ms <= now_ms]
        return max(passed, key=lambda one: one.from_ms).where if passed else ""
    return last.reason if last and last.notice else ""


def _level(late_s: int, *, alarms: Sequence[AlarmStep]) -> Level | None:
    """The highest level whose time has come."""
    return next((step.level for step in reversed(alarms) if late_s >= step.after_s), None)
