"""Rows of boxes with their folded state and their sums by region, of statements on them, of seals."""

from typing import ClassVar

from django.db import models

from sampai.election.tables import OperationRow


class BoxRow(models.Model):
    """One labelled box of an operation: what the plan has of it, and what its statements make of it."""

    operation = models.ForeignKey(OperationRow, on_delete=models.CASCADE, db_index=False)
    plan = models.PositiveBigIntegerField(null=True)
    """The version that it is from; none where a later version has no such box any more."""
    code = models.CharField(max_length=50)
    owner = models.CharField(max_length=40)
    kind = models.CharField(max_length=10)
    contest = models.CharField(max_length=40, blank=True)
    dapil = models.CharField(max_length=60, blank=True)
    contents = models.JSONField(default=list)
    """Pairs of item and count."""
    label = models.BigIntegerField()
    """The first label of its owner's region."""
    count = models.PositiveIntegerField(default=0)
    """Statements that name it; 0: nothing is known but the plan, and all below is as it was made."""
    phase = models.CharField(max_length=12, default="planned")
    direction = models.CharField(max_length=4, default="out")
    place = models.CharField(max_length=40, blank=True, default="")
    journey = models.CharField(max_length=60, blank=True, default="")
    holder = models.CharField(max_length=150, blank=True, default="")
    holder_institution = models.CharField(max_length=10, blank=True, default="")
    holder_level = models.CharField(max_length=8, blank=True, default="")
    troubles = models.CharField(max_length=120, blank=True, default="")
    """Open ones, with a blank between."""
    gaps = models.PositiveIntegerField(default=0)
    seals = models.PositiveSmallIntegerField(default=0)
    """How many are on it."""
    misfits = models.PositiveSmallIntegerField(default=0)
    """Seals that did not fit at some look."""
    copied = models.BooleanField(default=False)
    proven = models.PositiveSmallIntegerField(default=0)
    """A bit for each indicator, in their order."""
    lone_ms = models.BigIntegerField(null=True)
    """When the first half of a handover was stated of which the other is missing."""
    received_ms = models.BigIntegerField(null=True)
    """When the KPPS took it."""
    last_ms = models.BigIntegerField(null=True)
    """When the last statement was made, as its device tells."""
    last_kind = models.CharField(max_length=30, blank=True, default="")
    heads = models.BinaryField(default=b"")
    """Digests that the next statement comes after, one after the other."""
    digest = models.BinaryField(default=b"")
    """Of the whole state."""

    class Meta:
        db_table = "custody_box"
        constraints: ClassVar = [models.UniqueConstraint(fields=["operation", "code"], name="one_box_a_code")]
        indexes: ClassVar = [
            models.Index(fields=["code"], name="box_code"),
            models.Index(fields=["operation", "label"], name="box_label"),
            models.Index(fields=["owner"], name="box_owner"),
            models.Index(fields=["lone_ms"], name="box_lone", condition=models.Q(lone_ms__isnull=False)),
            models.Index(
                fields=["operation", "journey"], name="box_journey", condition=~models.Q(journey="")
            ),
            models.Index(fields=["operation", "place"], name="box_place", condition=~models.Q(place="")),
        ]


class BoxFigureRow(models.Model):
    """The boxes of one region in one election, counted as statements come in. Villages have no row."""

    event = models.CharField(max_length=100)
    region = models.CharField(max_length=6)
    """Empty for the nation; else 2, 4 or 6 digits."""
    parent = models.CharField(max_length=4)
    total = models.IntegerField(default=0)
    silent = models.IntegerField(default=0)
    """Of which nothing was stated."""
    troubled = models.IntegerField(default=0)
    with_gaps = models.IntegerField(default=0)
    lone = models.IntegerField(default=0)
    misfits = models.IntegerField(default=0)
    due = models.IntegerField(default=0)
    """Boxes and kits that are to come to a station."""
    arrived = models.IntegerField(default=0)
    """Of these, how many the KPPS took."""

    class Meta:
        db_table = "custody_figure"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "region"], name="one_box_figure_a_region")
        ]
        indexes: ClassVar = [models.Index(fields=["event", "parent"], name="box_figure_children")]


class BoxLinkRow(models.Model):
    """A statement in the record that names a box. Boxes need not be known yet."""

    box = models.CharField(max_length=50)
    seq = models.BigIntegerField()

    class Meta:
        db_table = "custody_link"
        constraints: ClassVar = [models.UniqueConstraint(fields=["box", "seq"], name="one_link_each")]


class WayRow(models.Model):
    """What was heard of a journey: a statement that names it, when, whether it told of silence to come."""

    election = models.CharField(max_length=60)
    journey = models.CharField(max_length=60)
    place = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=30)
    at_ms = models.BigIntegerField()
    until_ms = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=500, blank=True)
    seq = models.BigIntegerField()

    class Meta:
        db_table = "custody_way"
        indexes: ClassVar = [models.Index(fields=["journey", "election"], name="way_journey")]


class SealMoveRow(models.Model):
    """A statement on seals that are on no box: received, issued, counted and so on."""

    election = models.CharField(max_length=60)
    place = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=30)
    batch = models.CharField(max_length=80)
    at_ms = models.BigIntegerField()
    digest = models.BinaryField()
    seq = models.BigIntegerField()
    body = models.JSONField()
    """Runs as [prefix, first, last, width], and who; as the statement has it."""

    class Meta:
        db_table = "custody_seal_move"
        indexes: ClassVar = [models.Index(fields=["place", "election"], name="seal_place")]


class SealRow(models.Model):
    """A seal that was put on a box, and how far its life has come there."""

    operation = models.ForeignKey(OperationRow, on_delete=models.CASCADE, db_index=False)
    number = models.CharField(max_length=500)
    box = models.CharField(max_length=50)
    life = models.CharField(max_length=10)

    class Meta:
        db_table = "custody_seal"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["operation", "number", "box"], name="one_seal_a_box")
        ]
        indexes: ClassVar = [models.Index(fields=["operation", "box"], name="seal_box")]
