"""Rows of clusters of the plans in the store. Who stands where is restricted (R3)."""

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

    class Meta:
        db_table = "cluster"
