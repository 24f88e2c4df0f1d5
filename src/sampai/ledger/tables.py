"""Rows of deeds done, of looks at restricted fields, of documents by digest; of devices and their events."""

from typing import ClassVar

from django.db import models


class AuditRow(models.Model):
    """One deed: who did what to which subject, when. Written in the deed's own transaction, never changed."""

    at = models.DateTimeField(db_index=True)
    account = models.CharField(max_length=150, db_index=True)
    institution = models.CharField(max_length=20)
    role = models.CharField(max_length=40)
    deed = models.CharField(max_length=60)
    subject = models.CharField(max_length=120, db_index=True)
    detail = models.JSONField(default=dict)

    class Meta:
        db_table = "audit"


class ChangeRow(models.Model):
    """How many deeds were done, in one row: what was read under another number may be old.

    The audit's own numbers do not say it: PostgreSQL gives them out before the commit, so the highest may be
    seen while a lower one is still to come.
    """

    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        db_table = "change"


class LookRow(models.Model):
    """One look at restricted fields: who, which page, which subject, the highest class shown."""

    at = models.DateTimeField(db_index=True)
    account = models.CharField(max_length=150, db_index=True)
    institution = models.CharField(max_length=20)
    subject = models.CharField(max_length=120, db_index=True)
    secrecy = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "look"


class DocumentRow(models.Model):
    """One document, compressed, under the digest of its content. Never changed."""

    digest = models.CharField(max_length=80, primary_key=True)
    kind = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    """Bytes before compression."""
    body = models.BinaryField()

    class Meta:
        db_table = "document"


class SequenceRow(models.Model):
    """The next number of the record, in one row: whoever appends holds its lock until the commit.

    A column that counts by itself has gaps, and on PostgreSQL no order of commits.
    """

    next = models.BigIntegerField(default=0)
    exercise = models.BooleanField(default=False)
    """Whether all of the record is an exercise's; said before the first event, and never changed."""

    class Meta:
        db_table = "sequence"


class DeviceRow(models.Model):
    """A device that was enrolled, and how far its chain is stored."""

    name = models.CharField(max_length=32, unique=True)
    """The device's id in hex."""
    algorithm = models.PositiveSmallIntegerField()
    public = models.BinaryField()
    holder = models.CharField(max_length=150)
    territory = models.CharField(max_length=13, blank=True, default="")
    """Code of the region that it works in; empty for the nation."""
    institution = models.CharField(max_length=20, blank=True, default="")
    server = models.BooleanField(default=False)
    """Whether it is a server, which is believed about the devices of its territory."""
    heard_ms = models.BigIntegerField(default=0)
    """When something new of it came last."""
    enrolled_at = models.DateTimeField()
    revoked_from = models.BigIntegerField(null=True)
    """The first counter that is not believed any more."""
    next = models.BigIntegerField(default=0)
    """The first counter that is missing."""
    highest = models.BigIntegerField(default=-1)
    heads = models.BinaryField(default=b"")
    """The digests stored under the highest counter, one after the other: what the next event must name."""
    twins = models.BigIntegerField(default=0)
    """How many further contents came under counters that had one."""

    class Meta:
        db_table = "device"


class SignatureRow(models.Model):
    """One device signature over a run of events, by the last one's counter."""

    id = models.BigIntegerField(primary_key=True)
    """The number in the record of the first event that came with it."""
    device = models.BigIntegerField()
    counter = models.BigIntegerField()
    signature = models.BinaryField()

    class Meta:
        db_table = "signature"


class EventRow(models.Model):
    """One event in the order of the record; never changed. Only the device's own order is indexed.

    An index by a random key would slow each commit down as the table grows.
    """

    seq = models.BigIntegerField(primary_key=True)
    device = models.BigIntegerField()
    counter = models.BigIntegerField()
    variant = models.PositiveSmallIntegerField()
    """0; more for other contents under the same counter."""
    digest = models.BinaryField()
    previous = models.BinaryField()
    raw = models.BinaryField()
    salt = models.BinaryField()
    """The node's, for the commitment in the public log."""
    signature = models.BigIntegerField()
    """Which signature covers it."""
    flags = models.CharField(max_length=40, blank=True)
    received_ms = models.BigIntegerField()

    class Meta:
        db_table = "event"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["device", "counter", "variant"], name="event_once")
        ]


class QuarantineRow(models.Model):
    """One item that is not believed, word for word, with its number in the same record."""

    seq = models.BigIntegerField(primary_key=True)
    digest = models.CharField(max_length=64)
    reason = models.CharField(max_length=20)
    device = models.CharField(max_length=32, blank=True)
    """Who is said to have sent it, in hex."""
    raw = models.BinaryField()
    salt = models.BinaryField()
    signature = models.BinaryField()
    received_ms = models.BigIntegerField()

    class Meta:
        db_table = "quarantine"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["digest", "reason", "device"], name="quarantine_once")
        ]


class ShareRow(models.Model):
    """How much of the quarantine one sender has filled; strangers have one row together."""

    sender = models.CharField(max_length=32, primary_key=True)
    items = models.BigIntegerField(default=0)
    size = models.BigIntegerField(default=0)
    """Bytes."""

    class Meta:
        db_table = "quarantine_share"


class BlobRow(models.Model):
    """A photo or file that a device began to bring; its bytes lie in a folder."""

    digest = models.CharField(max_length=64, primary_key=True)
    device = models.CharField(max_length=32, db_index=True)
    size = models.BigIntegerField()
    whole = models.BooleanField(default=False)
    begun_ms = models.BigIntegerField()

    class Meta:
        db_table = "blob"


class CursorRow(models.Model):
    """How far a reader of the record has come: a reaction, the public log, a server above or below."""

    reader = models.CharField(max_length=120, primary_key=True)
    version = models.PositiveIntegerField(default=1)
    next = models.BigIntegerField(default=0)
    """The first number that it has not read."""

    class Meta:
        db_table = "cursor"


class ShardRow(models.Model):
    """One log: an election's province and phase."""

    name = models.CharField(max_length=120, unique=True)
    size = models.BigIntegerField(default=0)
    """Entries that were given a place in it."""

    class Meta:
        db_table = "shard"


class LeafRow(models.Model):
    """Where an item of the record stands in the public log; given once, never changed."""

    seq = models.BigIntegerField(primary_key=True)
    shard = models.BigIntegerField()
    index = models.BigIntegerField()

    class Meta:
        db_table = "leaf"
        constraints: ClassVar = [models.UniqueConstraint(fields=["shard", "index"], name="one_leaf_a_place")]


class TrailRow(models.Model):
    """A statement on a subject, and the one that came before it: a subject's history is a chain of rows."""

    seq = models.BigIntegerField(primary_key=True)
    before = models.BigIntegerField(null=True)

    class Meta:
        db_table = "trail"


class SubjectRow(models.Model):
    """The last statement on each subject that came in."""

    subject = models.CharField(max_length=120, primary_key=True)
    last = models.BigIntegerField()
    count = models.BigIntegerField()

    class Meta:
        db_table = "subject"
