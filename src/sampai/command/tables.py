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
