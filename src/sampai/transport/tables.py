"""Rows of journeys and calls of the plans in the store. Routes and times are embargoed (R4) until done."""

from django.db import models


class JourneyRow(models.Model):
    """One journey of one plan. Times are seconds of election time (H-time)."""

    plan = models.PositiveBigIntegerField()
    code = models.CharField(max_length=60)
    giver = models.CharField(max_length=8)
    receiver = models.CharField(max_length=8)
    vehicle = models.CharField(max_length=60)
    mode = models.CharField(max_length=30)
    loads_h = models.IntegerField()
    departs_h = models.IntegerField()
    returns_h = models.IntegerField()
    origin = models.CharField(max_length=60)
    stops = models.PositiveIntegerField()
    stations = models.PositiveIntegerField()
    boxes = models.PositiveIntegerField()
    distance_m = models.PositiveIntegerField()
    first = models.BigIntegerField()
    """Smallest and largest label that it calls at: whose territory it touches."""
    last = models.BigIntegerField()

    class Meta:
        db_table = "journey"
        constraints = (models.UniqueConstraint(fields=["plan", "code"], name="one_journey_a_code"),)


class CallRow(models.Model):
    """One station's goods at one stop of a journey: where they stay, when they come."""

    journey = models.ForeignKey(JourneyRow, on_delete=models.CASCADE)
    order = models.PositiveIntegerField()
    """Which stop of the journey, from 1."""
    place = models.CharField(max_length=60)
    """Code of the station or place where the goods stay."""
    station = models.CharField(max_length=13, db_index=True)
    """Whose goods."""
    label = models.BigIntegerField()
    arrives_h = models.IntegerField()
    receiver = models.CharField(max_length=8)
    """The level that the stop is at; `tps`: the goods are at their station."""

    class Meta:
        db_table = "call"
