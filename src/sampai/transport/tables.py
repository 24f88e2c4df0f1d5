"""Rows of journeys and calls of the plans in the store. Routes and times are embargoed (R4) until done."""

from django.db import models


class JourneyRow(models.Model):
    """One journey of one plan. Times are seconds of election time (H-time)."""

    plan = models.PositiveBigIntegerField()
    code = models.CharField(max_length=60)
    stage = models.CharField(max_length=60)
    vehicle = models.CharField(max_length=60)
    mode = models.CharField(max_length=30)
    starts_h = models.IntegerField()
    ends_h = models.IntegerField()
    stops = models.PositiveIntegerField()
    boxes = models.PositiveIntegerField()
    distance_m = models.PositiveIntegerField()
    first = models.BigIntegerField()
    """Smallest and largest label that it calls at: whose territory it touches."""
    last = models.BigIntegerField()

    class Meta:
        db_table = "journey"
        constraints = (models.UniqueConstraint(fields=["plan", "code"], name="one_journey_a_code"),)


class CallRow(models.Model):
    """One stop of a journey: where, when, how many boxes."""

    journey = models.ForeignKey(JourneyRow, on_delete=models.CASCADE)
    order = models.PositiveIntegerField()
    place = models.CharField(max_length=60, db_index=True)
    """Code of the station or place."""
    label = models.BigIntegerField()
    arrives_h = models.IntegerField()
    due_h = models.IntegerField(null=True)
    boxes = models.PositiveIntegerField()
    chance = models.FloatField(null=True)
    """Of being complete there in time; null where it was not sampled."""

    class Meta:
        db_table = "call"
