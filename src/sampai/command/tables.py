"""Rows of what people keep for themselves at the desk."""

from django.db import models


class SavedFilterRow(models.Model):
    """A filter that a person gave a name."""

    account = models.CharField(max_length=150)
    name = models.CharField(max_length=80)
    listing = models.CharField(max_length=20)
    query = models.CharField(max_length=500)

    class Meta:
        db_table = "saved_filter"
        constraints = (models.UniqueConstraint(fields=["account", "name"], name="one_filter_a_name"),)


class PostponementRow(models.Model):
    """What was proposed or decided of one station's voting after an incident."""

    election = models.CharField(max_length=100)
    incident = models.CharField(max_length=100, db_index=True)
    station = models.CharField(max_length=13)
    label = models.BigIntegerField(db_index=True)
    is_decision = models.BooleanField()
    path = models.CharField(max_length=10)
    vote_on = models.DateField()
    facts = models.JSONField(default=dict)
    """What was known of the station; empty for decisions."""
    agreed = models.BooleanField(default=True)
    reason = models.CharField(max_length=500, blank=True)
    by = models.CharField(max_length=150)
    at_ms = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    seq = models.BigIntegerField()

    class Meta:
        db_table = "postponement"
        constraints = (models.UniqueConstraint(fields=["digest", "station"], name="one_path_a_statement"),)
