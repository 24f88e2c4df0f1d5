"""Rows of exercises: when each began, what was let happen in it, and which report it made."""

from django.db import models

from sampai.election.tables import OperationRow


class ExerciseRow(models.Model):
    """One exercise of an operation; its time runs `speed` times as fast as the wall's."""

    operation = models.ForeignKey(OperationRow, on_delete=models.CASCADE)
    title = models.CharField(max_length=120)
    began_ms = models.BigIntegerField()
    first_h = models.IntegerField()
    """The exercise's time at that moment, in seconds of election time."""
    speed = models.FloatField()
    begun_by = models.CharField(max_length=150)
    ended_ms = models.BigIntegerField(null=True)

    class Meta:
        db_table = "exercise"


class InjectionRow(models.Model):
    """One event that an instructor lets happen."""

    exercise = models.ForeignKey(ExerciseRow, on_delete=models.CASCADE)
    mishap = models.CharField(max_length=20)
    at_h = models.IntegerField()
    place = models.CharField(max_length=13)
    journey = models.CharField(max_length=60, blank=True)
    lasts_min = models.PositiveIntegerField()
    teller = models.CharField(max_length=150, blank=True)
    told = models.CharField(max_length=500, blank=True)
    told_after_min = models.PositiveIntegerField()
    made_by = models.CharField(max_length=150)
    told_ms = models.BigIntegerField(null=True)
    """When the report was stated."""
    claim = models.CharField(max_length=64, blank=True)
    """The id of that report."""

    class Meta:
        db_table = "exercise_injection"
