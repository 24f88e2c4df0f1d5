"""Rows of clusters and reserve posts of the plans in the store. Who stands where is restricted (R3)."""

from django.db import models


class ClusterRow(models.Model):
    """Neighbouring stations that one group of officers guards."""

    plan = models.PositiveBigIntegerField(db_index=True)
    code = models.CharField(max_length=60)
    risk = models.CharField(max_length=16)
    label = models.BigIntegerField(db_index=True)
    stations = models.TextField()
    """Codes, with spaces between them."""
    officers = models.PositiveIntegerField()
    linmas = models.PositiveIntegerField()
    unit = models.CharField(max_length=60, blank=True)
    post = models.CharField(max_length=20, blank=True)
    """The station from which its officers go to the others."""

    class Meta:
        db_table = "cluster"


class ReservePostRow(models.Model):
    """A place where a part of a plan's reserve stands ready."""

    plan = models.PositiveBigIntegerField(db_index=True)
    place = models.CharField(max_length=60)
    label = models.BigIntegerField(db_index=True)
    officers = models.PositiveIntegerField()
    stations = models.PositiveIntegerField()
    """How many it is the nearest post of."""
    response_s = models.PositiveIntegerField()

    class Meta:
        db_table = "reserve_post"
