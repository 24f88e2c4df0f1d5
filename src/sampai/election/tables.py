"""Rows of operations: one election in one territory."""

from django.db import models


class OperationRow(models.Model):
    """An operation. `event` joins the operations of one election over many territories."""

    name = models.CharField(max_length=200)
    profile = models.CharField(max_length=80)
    event = models.CharField(max_length=100, db_index=True)
    """Profile and voting day, such as `pemilu-2024 2024-02-14`."""
    region = models.CharField(max_length=10)
    first = models.BigIntegerField()
    """Labels of the territory, to find the operations that a scope meets."""
    last = models.BigIntegerField()
    voting_day = models.DateField()
    zone = models.CharField(max_length=4)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "operation"
        constraints = (models.UniqueConstraint(fields=["event", "region"], name="one_operation_a_territory"),)
