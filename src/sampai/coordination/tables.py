"""Rows of meetings: who came, what was decided and promised, who signed, who was reminded."""

from django.db import models

from sampai.election.tables import OperationRow


class MeetingRow(models.Model):
    """One meeting of an operation."""

    operation = models.ForeignKey(OperationRow, on_delete=models.CASCADE)
    kind = models.CharField(max_length=10)
    title = models.CharField(max_length=200)
    starts = models.DateTimeField(db_index=True)
    ends = models.DateTimeField(null=True)
    place = models.CharField(max_length=200, blank=True)
    chair = models.CharField(max_length=150, blank=True)
    number = models.CharField(max_length=80, blank=True)
    agenda = models.JSONField(default=list)
    """Points of the agenda in their order, as plain data."""
    minutes = models.TextField(blank=True)
    plan = models.PositiveBigIntegerField(null=True)
    """The version that lay before the meeting when it was called."""
    called_at = models.DateTimeField()
    called_by = models.CharField(max_length=150)
    making_at = models.DateTimeField(null=True)
    """Since when a version with its decisions is being made."""
    trouble = models.JSONField(null=True)
    """Why the last version could not be made, as a sentence's key and data."""

    class Meta:
        db_table = "meeting"


class AttendanceRow(models.Model):
    """One who was asked to a meeting, or came."""

    meeting = models.ForeignKey(MeetingRow, on_delete=models.CASCADE)
    institution = models.CharField(max_length=60)
    role = models.CharField(max_length=120, blank=True)
    name = models.CharField(max_length=150, blank=True)
    account = models.CharField(max_length=150, blank=True)
    """Of one who said so with their own account."""
    came = models.BooleanField(null=True)
    signed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "meeting_attendance"


class MeetingDecisionRow(models.Model):
    """One decision of a meeting; `plan` is the version that was made with it."""

    meeting = models.ForeignKey(MeetingRow, on_delete=models.CASCADE)
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    agreed = models.CharField(max_length=14)
    subject = models.CharField(max_length=120, blank=True)
    effect = models.JSONField(default=dict)
    plan = models.PositiveBigIntegerField(null=True, db_index=True)
    was_in = models.JSONField(default=list)
    """Versions that were made with it before it was found lacking in a later one, and waited again."""
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "meeting_decision"
        constraints = (models.UniqueConstraint(fields=["meeting", "number"], name="one_decision_a_number"),)


class PromiseRow(models.Model):
    """What somebody promised at a meeting."""

    meeting = models.ForeignKey(MeetingRow, on_delete=models.CASCADE)
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    owner = models.CharField(max_length=150)
    institution = models.CharField(max_length=60)
    due = models.DateField()
    state = models.CharField(max_length=10)
    evidence = models.TextField(blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=150, blank=True)

    class Meta:
        db_table = "meeting_promise"
        constraints = (models.UniqueConstraint(fields=["meeting", "number"], name="one_promise_a_number"),)
        indexes = (models.Index(fields=["state", "due"], name="promises_by_day"),)


class MinutesSignRow(models.Model):
    """One institution's signature under the minutes, on screen or on paper."""

    meeting = models.ForeignKey(MeetingRow, on_delete=models.CASCADE)
    institution = models.CharField(max_length=60)
    name = models.CharField(max_length=150)
    account = models.CharField(max_length=150)
    """Who signed, or who entered the signature from paper."""
    on_paper = models.BooleanField(default=False)
    at = models.DateTimeField()
    digest = models.CharField(max_length=80)
    """Of what was signed."""

    class Meta:
        db_table = "meeting_signature"
        constraints = (models.UniqueConstraint(fields=["meeting", "institution"], name="one_signature_each"),)


class ReminderRow(models.Model):
    """One institution was reminded once of a meeting or promise."""

    meeting = models.ForeignKey(MeetingRow, on_delete=models.CASCADE)
    promise = models.ForeignKey(PromiseRow, on_delete=models.CASCADE, null=True)
    institution = models.CharField(max_length=60)
    what = models.CharField(max_length=10)
    """`meeting`, `due` or `overdue`."""
    at = models.DateTimeField()
    is_addressed = models.BooleanField(default=False)
    """Whether letters were made of it."""

    class Meta:
        db_table = "meeting_reminder"
        indexes = (models.Index(fields=["institution", "at"], name="reminders_of_institution"),)


class ReminderLetterRow(models.Model):
    """One reminder on its way to one person by e-mail."""

    reminder = models.ForeignKey(ReminderRow, on_delete=models.CASCADE)
    to = models.CharField(max_length=254)
    lang = models.CharField(max_length=2, default="id")
    state = models.CharField(max_length=8, default="waiting")
    """`waiting`, `sent` or `given-up`."""
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "meeting_letter"
        constraints = (models.UniqueConstraint(fields=["reminder", "to"], name="one_reminder_letter_each"),)
        indexes = (
            models.Index(fields=["next_at"], name="meeting_letter_due", condition=models.Q(state="waiting")),
        )


class ReminderReadRow(models.Model):
    """How far an account has read its reminders."""

    account = models.CharField(max_length=150, primary_key=True)
    upto = models.BigIntegerField(default=0)

    class Meta:
        db_table = "meeting_reminder_read"
