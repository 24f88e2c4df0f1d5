"""Rows of claims, decisions and orders as events state them; of incidents, their clocks and notices."""

from typing import ClassVar

from django.db import models

ID = 64
"""Hex digits of the digest by which an item goes."""


class ClaimRow(models.Model):
    """One source's word. Of the same claim that came in two ways, the better way."""

    id = models.CharField(max_length=ID, primary_key=True)
    election = models.CharField(max_length=60)
    kind = models.CharField(max_length=40)
    spot = models.CharField(max_length=120)
    """Kind and place as far as the kind reaches."""
    place = models.CharField(max_length=40)
    label = models.BigIntegerField()
    """The first label of its region."""
    at_ms = models.BigIntegerField()
    told_ms = models.BigIntegerField()
    entry = models.CharField(max_length=8)
    event = models.CharField(max_length=ID)
    """The digest of the event that states it."""
    subject = models.CharField(max_length=60, blank=True)
    """Of a rule's claim: the box, journey or station that it is about."""
    journey = models.CharField(max_length=60, blank=True)
    said = models.TextField()
    """The claim itself, as JSON."""
    incident = models.CharField(max_length=ID)

    class Meta:
        db_table = "incident_claim"
        indexes: ClassVar = [
            models.Index(fields=["spot", "election"], name="claim_spot"),
            models.Index(fields=["incident"], name="claim_incident"),
            models.Index(fields=["subject", "kind"], name="claim_subject", condition=~models.Q(subject="")),
        ]


class ClaimBoxRow(models.Model):
    """A box that a claim names."""

    claim = models.CharField(max_length=ID)
    box = models.CharField(max_length=50)

    class Meta:
        db_table = "incident_box"
        constraints: ClassVar = [models.UniqueConstraint(fields=["box", "claim"], name="one_box_a_claim")]


class DecisionRow(models.Model):
    """One deed on the incident of a claim."""

    id = models.CharField(max_length=ID, primary_key=True)
    deed = models.CharField(max_length=8)
    claim = models.CharField(max_length=ID, db_index=True)
    other = models.CharField(max_length=500, blank=True, db_index=True)
    at_ms = models.BigIntegerField()
    by = models.CharField(max_length=150)
    institution = models.CharField(max_length=10, blank=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        db_table = "incident_decision"


class OrderRow(models.Model):
    """What was ordered because of an incident."""

    id = models.CharField(max_length=ID, primary_key=True)
    lead = models.CharField(max_length=10)
    claim = models.CharField(max_length=ID, db_index=True)
    place = models.CharField(max_length=40)
    at_ms = models.BigIntegerField()
    by = models.CharField(max_length=150)
    institution = models.CharField(max_length=10, blank=True)
    items = models.TextField()
    """Pairs of what it names and what it says of it, as JSON."""
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        db_table = "incident_order"


class OrderSignRow(models.Model):
    """An institution's signature under an order."""

    order = models.CharField(max_length=ID)
    institution = models.CharField(max_length=10)
    by = models.CharField(max_length=150)
    at_ms = models.BigIntegerField()

    class Meta:
        db_table = "incident_signature"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order", "institution"], name="one_signature_an_order")
        ]


class SafeRow(models.Model):
    """Somebody who said that they are safe."""

    id = models.CharField(max_length=ID, primary_key=True)
    place = models.CharField(max_length=40, db_index=True)
    at_ms = models.BigIntegerField()
    by = models.CharField(max_length=150)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        db_table = "incident_safe"


class IncidentRow(models.Model):
    """One incident, as its claims and decisions make it."""

    id = models.CharField(max_length=ID, primary_key=True)
    election = models.CharField(max_length=60)
    kind = models.CharField(max_length=40)
    severity = models.PositiveSmallIntegerField()
    """0 light, 1 serious, 2 severe."""
    colour = models.CharField(max_length=8)
    status = models.CharField(max_length=10)
    is_open = models.BooleanField()
    is_verified = models.BooleanField()
    is_contested = models.BooleanField()
    place = models.CharField(max_length=40)
    label = models.BigIntegerField()
    at_ms = models.BigIntegerField()
    told_ms = models.BigIntegerField()
    """When it was first heard of."""
    claims = models.PositiveIntegerField()
    unit = models.CharField(max_length=60, blank=True)
    journey = models.CharField(max_length=60, blank=True)
    rank = models.BigIntegerField()
    """By which lists go, the highest first: what is graver, then what is newer."""

    class Meta:
        db_table = "incident"
        indexes: ClassVar = [
            models.Index(fields=["is_open", "rank", "id"], name="incident_rank"),
            models.Index(fields=["is_open", "label", "colour"], name="incident_label"),
            models.Index(fields=["place"], name="incident_place"),
            models.Index(fields=["journey"], name="incident_journey", condition=~models.Q(journey="")),
        ]


class WatchRow(models.Model):
    """The clocks of an incident. They are kept beside the fold: time made them, not events alone."""

    incident = models.CharField(max_length=ID, primary_key=True)
    next_ms = models.BigIntegerField()
    state = models.TextField()
    heard = models.JSONField(default=list)
    """Decisions that the clocks have heard."""
    joined = models.CharField(max_length=ID, blank=True)
    """The incident that this one became a part of."""

    class Meta:
        db_table = "incident_watch"
        indexes: ClassVar = [models.Index(fields=["next_ms"], name="watch_next")]


class NoticeRow(models.Model):
    """One notice to an office, by its key; what a clock asks for twice is there once."""

    key = models.CharField(max_length=200, unique=True)
    incident = models.CharField(max_length=ID, db_index=True)
    what = models.CharField(max_length=12)
    chain = models.CharField(max_length=40, blank=True)
    office = models.CharField(max_length=60, blank=True)
    region = models.CharField(max_length=10, blank=True)
    due_ms = models.BigIntegerField(null=True)
    made_ms = models.BigIntegerField()
    media = models.CharField(max_length=60, blank=True)
    """By what it goes out, with a blank between."""
    unit = models.CharField(max_length=60, blank=True)
    is_addressed = models.BooleanField(default=False)
    """Whether letters were made of it."""

    class Meta:
        db_table = "incident_notice"
        indexes: ClassVar = [
            models.Index(fields=["region", "office", "id"], name="notice_office"),
            models.Index(fields=["id"], name="notice_new", condition=models.Q(is_addressed=False)),
        ]


class ReadRow(models.Model):
    """How far an account has read its notices."""

    account = models.CharField(max_length=150, primary_key=True)
    upto = models.BigIntegerField(default=0)
    """The last notice that was marked together with all before it."""

    class Meta:
        db_table = "incident_read"


class LetterRow(models.Model):
    """One notice on its way to one person by one medium."""

    notice = models.ForeignKey(NoticeRow, on_delete=models.CASCADE)
    medium = models.CharField(max_length=8)
    to = models.CharField(max_length=254, blank=True)
    lang = models.CharField(max_length=2, default="id")
    state = models.CharField(max_length=8, default="waiting")
    """`waiting`, `sent` or `given-up`."""
    tries = models.PositiveSmallIntegerField(default=0)
    next_ms = models.BigIntegerField()
    sent_ms = models.BigIntegerField(null=True)

    class Meta:
        db_table = "incident_letter"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["notice", "medium", "to"], name="one_letter_each")
        ]
        indexes: ClassVar = [
            models.Index(fields=["next_ms"], name="letter_due", condition=models.Q(state="waiting"))
        ]
