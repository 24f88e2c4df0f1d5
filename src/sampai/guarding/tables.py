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


class ContactRow(models.Model):
    """Somebody of the community whom the police talk to (tokoh adat, tokoh masyarakat). Restricted (R3)."""

    kind = models.CharField(max_length=30)
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=30, blank=True)
    region = models.CharField(max_length=13)
    label = models.BigIntegerField(db_index=True)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "contact"


class TalkRow(models.Model):
    """One visit or talk, with what was promised and what worries people. Never changed."""

    contact = models.ForeignKey(ContactRow, on_delete=models.PROTECT)
    day = models.DateField()
    note = models.TextField(blank=True)
    promise = models.TextField(blank=True)
    promise_until = models.DateField(null=True)
    kept_at = models.DateTimeField(null=True)
    """When the promise was said to be kept."""
    worry = models.CharField(max_length=60, blank=True)
    """The indicator of vulnerability that the worry speaks for; empty for none."""
    worry_value = models.CharField(max_length=60, blank=True)
    place = models.CharField(max_length=13, blank=True)
    """What the worry is about: a station, village or kecamatan."""
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "talk"
