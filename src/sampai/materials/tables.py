"""Rows of counted sheets, of what they make of each place, of orders to move, of voters who came."""

from typing import ClassVar

from django.db import models


class BallotCountRow(models.Model):
    """One person's count of one contest at one place, as a statement says it."""

    election = models.CharField(max_length=100)
    """The event of the operation: profile and voting day."""
    contest = models.CharField(max_length=200)
    place = models.CharField(max_length=200)
    """A station, or a store of the region that the label begins."""
    label = models.BigIntegerField()
    account = models.CharField(max_length=12)
    sheets = models.BigIntegerField()
    by = models.CharField(max_length=150)
    number = models.BigIntegerField()
    """Ms since 1970: a person's later count takes the place of the one before."""
    paper = models.CharField(max_length=240, blank=True)
    settles = models.CharField(max_length=200, blank=True)
    origin = models.CharField(max_length=30)
    """The kind of the statement."""
    digest = models.CharField(max_length=64)
    seq = models.BigIntegerField()

    class Meta:
        db_table = "ballot_count"
        indexes: ClassVar = [
            models.Index(fields=["place", "contest", "election"], name="ballot_count_place"),
            models.Index(fields=["paper"], name="ballot_count_paper", condition=~models.Q(paper="")),
        ]


class BallotRow(models.Model):
    """One contest's sheets at one place, folded from its counts. A count that nobody may see yet is null."""

    election = models.CharField(max_length=100)
    contest = models.CharField(max_length=200)
    place = models.CharField(max_length=200)
    label = models.BigIntegerField()
    is_store = models.BooleanField()
    printed = models.BigIntegerField(null=True)
    good = models.BigIntegerField(null=True)
    damaged = models.BigIntegerField(null=True)
    reserve = models.BigIntegerField(null=True)
    stock = models.BigIntegerField(null=True)
    packed = models.BigIntegerField(null=True)
    sent = models.BigIntegerField(null=True)
    received = models.BigIntegerField(null=True)
    used = models.BigIntegerField(null=True)
    unused = models.BigIntegerField(null=True)
    spoiled = models.BigIntegerField(null=True)
    returned = models.BigIntegerField(null=True)
    moved_out = models.BigIntegerField(null=True)
    moved_in = models.BigIntegerField(null=True)
    hops = models.CharField(max_length=60, blank=True)
    """Where the two sides differ, with a blank between."""
    differs = models.BooleanField(default=False)
    surely = models.BigIntegerField(default=0)
    """Sheets that are surely gone or too many."""
    doubts = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "ballot"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["election", "contest", "place", "label"], name="one_ballot_row")
        ]
        indexes: ClassVar = [models.Index(fields=["election", "label"], name="ballot_label")]


class BallotOrderRow(models.Model):
    """An order to move ballots from one station to another."""

    number = models.CharField(max_length=12, db_index=True)
    election = models.CharField(max_length=100)
    giver = models.CharField(max_length=13)
    receiver = models.CharField(max_length=13)
    giver_label = models.BigIntegerField(db_index=True)
    receiver_label = models.BigIntegerField(db_index=True)
    body = models.JSONField()
    issued_by = models.CharField(max_length=150)
    at_ms = models.BigIntegerField()
    digest = models.CharField(max_length=64, unique=True)
    seq = models.BigIntegerField()

    class Meta:
        db_table = "ballot_order"


class BallotPaperRow(models.Model):
    """Somebody asked the issuer of an order's paper whether it is true."""

    order = models.CharField(max_length=12, db_index=True)
    by = models.CharField(max_length=150)
    true = models.BooleanField()
    note = models.CharField(max_length=200, blank=True)
    at_ms = models.BigIntegerField()
    digest = models.CharField(max_length=64, unique=True)
    seq = models.BigIntegerField()

    class Meta:
        db_table = "ballot_paper"


class BallotCameRow(models.Model):
    """How many voters had come to a station by a time."""

    election = models.CharField(max_length=100)
    station = models.CharField(max_length=13)
    came = models.BigIntegerField()
    by_ms = models.BigIntegerField()
    transferred = models.BigIntegerField()
    additional = models.BigIntegerField()
    by = models.CharField(max_length=150)
    digest = models.CharField(max_length=64, unique=True)
    seq = models.BigIntegerField()

    class Meta:
        db_table = "ballot_came"
        indexes: ClassVar = [models.Index(fields=["station", "election"], name="came_station")]
