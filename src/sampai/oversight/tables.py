"""Rows of cases, advice, alarms and filled checklists. A case's words, people and evidence are sealed."""

from typing import ClassVar

from django.db import models


class CaseRow(models.Model):
    """One case, from the draft of a Form A or the receipt of a report to its end. Never deleted."""

    event = models.CharField(max_length=100)
    """The election."""
    number = models.CharField(max_length=80, unique=True)
    regime = models.CharField(max_length=8)
    door = models.CharField(max_length=8)
    state = models.CharField(max_length=30)
    public = models.CharField(max_length=20, blank=True)
    """What the public is told; empty for a draft."""
    holder = models.CharField(max_length=16)
    kind = models.CharField(max_length=16, blank=True)
    region = models.CharField(max_length=13)
    label = models.BigIntegerField(db_index=True)
    zone = models.CharField(max_length=4)
    subject = models.CharField(max_length=120)
    opened_at = models.DateTimeField()
    made_by = models.CharField(max_length=150)
    marks = models.JSONField(default=list)
    """What happened and when, as `[[happening, moment], ...]`."""
    published = models.JSONField(default=list)
    """Each state that the public was told, with its statement: `[[state, moment, digest], ...]`."""
    due = models.CharField(max_length=40, blank=True)
    """The open deadline that passes first."""
    due_until = models.DateTimeField(null=True)
    sealed = models.BinaryField(default=b"")
    """A `Confidence`, which only the vault opens."""

    class Meta:
        db_table = "oversight_case"
        indexes: ClassVar = [models.Index(fields=["due_until", "id"], name="case_by_deadline")]


class AdviceRow(models.Model):
    """Advice to put something right (saran perbaikan), and its answer."""

    case = models.ForeignKey(CaseRow, on_delete=models.PROTECT)
    number = models.CharField(max_length=80)
    to = models.CharField(max_length=120)
    text = models.TextField()
    questions = models.JSONField(default=list)
    events = models.JSONField(default=list)
    given_at = models.DateTimeField()
    last_day = models.DateField()
    until = models.DateTimeField(db_index=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=150, blank=True)

    class Meta:
        db_table = "oversight_advice"


class AlarmRow(models.Model):
    """One office is told once that a deadline of a case comes near, or has passed."""

    case = models.ForeignKey(CaseRow, on_delete=models.PROTECT)
    rule = models.CharField(max_length=40)
    until = models.DateTimeField()
    at = models.DateTimeField()
    office = models.CharField(max_length=16)
    rung_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "oversight_alarm"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "rule", "until", "at", "office"], name="one_alarm_once")
        ]
        indexes: ClassVar = [models.Index(fields=["rung_at", "at"], name="alarms_to_ring")]


class ChecklistRow(models.Model):
    """A checklist as one supervisor filled it in: one signed statement, read."""

    origin = models.CharField(max_length=64, unique=True)
    """Digest of the statement in hex."""
    event = models.CharField(max_length=100)
    stage = models.CharField(max_length=20)
    subject = models.CharField(max_length=120)
    region = models.CharField(max_length=13)
    label = models.BigIntegerField(db_index=True)
    role = models.CharField(max_length=40)
    name = models.CharField(max_length=150)
    at = models.DateTimeField()
    answers = models.JSONField(default=list)
    noes = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "oversight_checklist"
