"""Rows of short reports as they were said and heard, of wrong codes, of short messages that came in."""

from typing import ClassVar

from django.db import models


class TellingRow(models.Model):
    """One statement that a device made a short report: the phone's own, or another's who heard it."""

    device = models.CharField(max_length=32)
    """Whose report it is, its id in hex."""
    counter = models.BigIntegerField()
    kind = models.PositiveSmallIntegerField()
    argument = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=40, blank=True)
    carried = models.CharField(max_length=6)
    digest = models.CharField(max_length=64, unique=True)
    at_ms = models.BigIntegerField()
    actor = models.CharField(max_length=150)

    class Meta:
        db_table = "report_telling"
        indexes: ClassVar = [
            models.Index(fields=["device", "counter"], name="telling_report"),
            models.Index(fields=["place"], name="telling_place"),
        ]


class AttemptRow(models.Model):
    """One voice code that was wrong: who typed it for which device, when."""

    operator = models.CharField(max_length=150, db_index=True)
    device = models.CharField(max_length=32, db_index=True)
    at_ms = models.BigIntegerField()

    class Meta:
        db_table = "voice_attempt"


class PositionRow(models.Model):
    """Where a phone was; no part of the record: made coarse after a day, deleted after the dispute period."""

    device = models.CharField(max_length=32)
    at_ms = models.BigIntegerField(db_index=True)
    lat_e7 = models.IntegerField()
    lon_e7 = models.IntegerField()
    accuracy_m = models.PositiveIntegerField()
    is_coarse = models.BooleanField(default=False)

    class Meta:
        db_table = "field_position"
        constraints: ClassVar = [models.UniqueConstraint(fields=["device", "at_ms"], name="one_fix_a_moment")]


class SmsOutRow(models.Model):
    """One answer that has to go out; the same reference is the same message, and there once."""

    reference = models.CharField(max_length=80, unique=True)
    to = models.CharField(max_length=30)
    text = models.CharField(max_length=160)
    at_ms = models.BigIntegerField()
    tries = models.PositiveIntegerField(default=0)
    is_sent = models.BooleanField(default=False)

    class Meta:
        db_table = "sms_out"


class SmsRow(models.Model):
    """One short message as it came in, word for word, and what became of it."""

    sender = models.CharField(max_length=30)
    text = models.CharField(max_length=2000)
    at_ms = models.BigIntegerField()
    outcome = models.CharField(max_length=12)
    """`taken`, `again`, `unreadable`, `unknown` (device) or `unsigned`."""
    device = models.CharField(max_length=32, blank=True)
    place = models.CharField(max_length=40, blank=True)
    counter = models.BigIntegerField(null=True)

    class Meta:
        db_table = "sms"
