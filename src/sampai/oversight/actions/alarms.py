"""Alarms of deadlines: set whenever a case changes, rung once each."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import transaction

from sampai.ledger.actions import changed
from sampai.oversight.model import DeadlineAlarm, Due, Happening, Office
from sampai.oversight.rules.days import alarms
from sampai.oversight.tables import AlarmRow, CaseRow


def set_alarms(
    row: CaseRow, *, holder: Office, running: Sequence[Due], steps: Sequence[DeadlineAlarm]
) -> None:
    """Set the alarms of a case's open deadlines; those that do not run any more ring no more."""
    AlarmRow.objects.filter(case=row, rung_at__isnull=True).delete()
    wanted = [
        AlarmRow(case=row, rule=one.rule.key, until=one.until, at=at, office=office.value)
        for one in running
        for at, office in _rings(one, holder=holder, steps=steps)
    ]
    AlarmRow.objects.bulk_create(wanted, ignore_conflicts=True)


def _rings(one: Due, *, holder: Office, steps: Sequence[DeadlineAlarm]) -> Iterator[tuple[datetime, Office]]:
    """Before it passes, to the holder, those above whom the pack names, and who must answer; once after."""
    asked = {Office.KPU} if Happening.ANSWERED in one.rule.met_by else set()
    for alarm in alarms(one, steps=steps):
        for office in sorted({holder, *alarm.tell, *asked}):
            yield alarm.at, office
    for office in sorted({holder, *asked}):
        yield one.until, office


def ring(at: datetime) -> int:
    """Ring the alarms whose time has come, each once; how many rang."""
    waiting = AlarmRow.objects.filter(rung_at__isnull=True, at__lte=at)
    if not waiting.exists():
        return 0
    with transaction.atomic():
        rung = waiting.update(rung_at=at)
        if rung:
            changed()
    return rung
